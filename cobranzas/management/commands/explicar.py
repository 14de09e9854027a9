from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from cobranzas.control.explicacion import ClienteNoHallado, cliente_de, explicar
from config.comun.calendario.reloj import hoy
from config.comun.dinero import json_exacto


class Command(BaseCommand):
    help = (
        "Dice por qué a un cliente le toca una acción de cobranza en una fecha, o por qué no (manual 6.3.11). "
        "CLIENTE es su documento o uno de sus suministros."
    )

    def add_arguments(self, parser):
        parser.add_argument("cliente", metavar="CLIENTE", help="documento o suministro")
        parser.add_argument("--al", help="fecha, AAAA-MM-DD; sin ella, hoy")
        parser.add_argument("--json", action="store_true", help="imprime un objeto JSON y nada más")

    def handle(self, *, cliente, al, json, **opciones):
        dia = hoy() if al is None else _fecha(al)
        try:
            hallado = cliente_de(clave=cliente, al=dia)
        except ClienteNoHallado as error:
            raise CommandError(str(error), returncode=2) from None
        dicho = explicar(cliente=hallado, al=dia, en=timezone.now() if dia == hoy() else None)
        if json:
            datos = {
                "cliente": hallado.numero_documento or cliente,
                "al": dia.isoformat(),
                "razon": dicho.razon,
                "detalle": dicho.detalle,
            }
            self.stdout.write(json_exacto(datos))
            return
        self.stdout.write(f"{hallado}, al {dia:%d/%m/%Y}: {dicho.nombre}.")
        self.stdout.write(dicho.detalle)


def _fecha(texto):
    try:
        fecha = parse_date(texto)
    except ValueError:
        fecha = None
    if fecha is None:
        raise CommandError(f"La fecha se escribe AAAA-MM-DD, como 2026-04-30. Escribiste «{texto}».", returncode=2)
    return fecha
