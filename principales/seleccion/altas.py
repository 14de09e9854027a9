"""Alta de un cliente fuera de la aprobación del mes, con su motivo (manual 6.3.2). No dispensa el umbral."""

import datetime as dt

from django.db import transaction

from cartera.padron.models import Cliente
from config.comun.calendario.periodo import Periodo
from config.comun.usuarios.models import Usuario

from . import services
from .choices import Decision, Resultado
from .models import Evaluacion, EvaluacionCliente, Principal


class BajoUmbral(services.ErrorDeSeleccion):
    pass


@transaction.atomic
def alta_manual(*, cliente: Cliente, motivo: str, por: Usuario, en: dt.datetime) -> services.Aprobacion:
    """Lo incorpora con la última selección aprobada, si en ella califica como alta y se dejó fuera o sin aprobar.

    BajoUmbral si no califica o aún no hay ninguna aprobada; YaDecidido si ya está en la cartera. Los demás errores son
    los de `services.aprobar`.
    """
    if Principal.objects.filter(cliente=cliente, vigencia__endswith__isnull=True).exists():
        raise services.YaDecidido(f"{cliente} ya está en la cartera de principales consumidores.")
    ultima = Evaluacion.objects.aprobadas().order_by("-periodo").first()
    if ultima is None:
        raise BajoUmbral("Aún no hay una selección aprobada. Si supera el umbral, entrará con la primera.")
    suya = EvaluacionCliente.objects.filter(evaluacion=ultima, cliente=cliente, resultado=Resultado.ALTA).first()
    if suya is None:
        mes = Periodo.de_fecha(ultima.periodo).nombre
        raise BajoUmbral(
            f"{cliente} no supera {ultima.umbral_m3:,} m³ en la selección de {mes}: no se le puede dar el alta. "
            "Entrará con la primera selección en la que los supere."
        )
    solo = Cliente.objects.filter(pk=cliente.pk)
    if suya.decision == Decision.EXCLUIDA:
        services.incluir(evaluacion=ultima, clientes=solo, por=por, en=en)
    hecho = services.aprobar(evaluacion=ultima, clientes=solo, por=por, en=en)
    EvaluacionCliente.objects.filter(pk=suya.pk).update(motivo=motivo, decidido_por=por, decidido_en=en)
    return hecho
