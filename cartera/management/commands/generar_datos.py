"""manage.py generar_datos: archivos de intercambio de una empresa inventada, a cualquier tamaño."""

from datetime import date, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cartera.generador.services import Encargo, escribir, fin_de_mes, meses_hasta
from config.comun.calendario.reloj import hoy


class Command(BaseCommand):
    help = "Escribe padron, consumos, recibos y pagos (.csv.gz) de una empresa inventada; la misma semilla da lo mismo."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--suministros", type=int, required=True, help="cuántos suministros")
        parser.add_argument("--meses", type=int, required=True, help="cuántos meses de consumo")
        parser.add_argument("--semilla", type=int, default=1)
        parser.add_argument("--salida", type=Path, required=True, help="carpeta; se crea si no existe")
        parser.add_argument("--hasta", help="último mes, AAAA-MM; por omisión el último terminado")
        parser.add_argument("--al", help="último día con recibos y pagos; con --hasta, el fin del mes siguiente")
        parser.add_argument("--procesos", type=int, help="por omisión, los núcleos de la máquina; no cambia los bytes")

    def handle(self, *, suministros, meses, semilla, salida, hasta, al, procesos, **_):
        if not 1 <= suministros <= 9_000_000:
            raise CommandError("Los suministros van de 1 a 9,000,000.")
        if not 1 <= meses <= 120:
            raise CommandError("Los meses van de 1 a 120.")
        try:
            ultimo = date.fromisoformat(f"{hasta}-01") if hasta else hoy().replace(day=1) - timedelta(days=1)
            siguiente = fin_de_mes(ultimo) + timedelta(days=1)
            limite = date.fromisoformat(al) if al else fin_de_mes(siguiente) if hasta else hoy()
        except ValueError as error:
            raise CommandError("Escribe el mes como AAAA-MM y el día como AAAA-MM-DD.") from error
        encargo = Encargo(
            suministros=suministros, semilla=semilla, periodos=meses_hasta(hasta=ultimo, meses=meses), al=limite
        )
        filas = escribir(encargo=encargo, salida=salida, procesos=procesos)
        self.stdout.write(f"En {salida}: " + ", ".join(f"{n:,} {nombre}" for nombre, n in filas.items()))
