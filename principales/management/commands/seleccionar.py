from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.comun.calendario.periodo import Periodo
from config.comun.dinero import json_exacto
from config.comun.usuarios.models import Usuario
from principales.seleccion.choices import Medida
from principales.seleccion.selectors import contar_resultados
from principales.seleccion.services import ErrorDeSeleccion, aprobar_entera, proponer

APROBAR = "principales.aprobar_seleccion"
MEDIDAS = [Medida.ULTIMO_MES.value, Medida.PROMEDIO.value]


class Command(BaseCommand):
    help = (
        "Propone las altas y bajas de principales consumidores de un mes (manual 6.1.1 y 6.3.2). Con --aprobar las "
        "aprueba todas y, si el usuario tiene el permiso de Cartera, acepta la solicitud de ciclo. Repetirlo no dobla "
        "nada."
    )

    def add_arguments(self, parser):
        parser.add_argument("--periodo", required=True, help="mes cuyo consumo se mide, AAAA-MM")
        parser.add_argument("--medida", choices=MEDIDAS, help="por omisión, la del criterio vigente ese mes")
        parser.add_argument("--aprobar", action="store_true", help="aprueba todas las altas y bajas (pide --usuario)")
        parser.add_argument("--usuario", help="quién aprueba: su nombre de usuario")
        parser.add_argument("--json", action="store_true", help="imprime un objeto JSON y nada más")

    def handle(self, *, periodo, medida, aprobar, usuario, json, **opciones):
        try:
            mes = Periodo.de_texto(periodo)
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None
        por = self._quien(usuario, aprobar)
        try:
            if aprobar:
                evaluacion = aprobar_entera(periodo=mes, medida=medida, por=por, en=timezone.now())
            else:
                evaluacion = proponer(periodo=mes, medida=medida, por=por, en=timezone.now())
        except ErrorDeSeleccion as error:
            raise CommandError(str(error), returncode=2) from None
        cuentas = contar_resultados(evaluacion=evaluacion)
        resultado = {
            "periodo": str(mes),
            "clientes": evaluacion.clientes,
            "califican": evaluacion.califican,
            "individual": evaluacion.individual,
            "solo_agrupados": evaluacion.solo_agrupados,
            "altas": cuentas["alta"],
            "bajas": cuentas["baja"],
        }
        if json:
            self.stdout.write(json_exacto(resultado))
            return
        self.stdout.write(f"Selección de {mes.nombre}: {evaluacion.get_estado_display().lower()}.")
        for clave, valor in resultado.items():
            self.stdout.write(f"{clave}: {valor}")

    def _quien(self, usuario, aprobar):
        if not usuario:
            if aprobar:
                raise CommandError("Para aprobar di quién aprueba: --usuario NOMBRE.", returncode=2)
            return None
        por = Usuario.objects.filter(username=usuario, is_active=True).first()
        if por is None:
            raise CommandError(f"No hay un usuario activo «{usuario}».", returncode=2)
        if aprobar and not por.has_perm(APROBAR):
            raise CommandError(f"«{usuario}» no puede aprobar la selección. Pídelo a la jefatura.", returncode=2)
        return por
