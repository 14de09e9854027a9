"""manage.py demostracion: llena una base vacía con una empresa inventada y varios meses de trabajo."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.comun.calendario.reloj import hoy
from reportes.demostracion.services import NoEstaVacia, demostrar


class Command(BaseCommand):
    help = "Crea la empresa de demostración en una base vacía. Si se corta, volver a teclearlo sigue donde quedó."

    def add_arguments(self, parser):
        parser.add_argument("--suministros", type=int, default=3000)
        parser.add_argument("--meses", type=int, default=18)

    def handle(self, *, suministros, meses, **_):
        if suministros < 1 or meses < 2:
            raise CommandError("Hacen falta al menos un suministro y dos meses.")
        try:
            demostrar(
                suministros=suministros,
                meses=meses,
                hoy=hoy(),
                ahora=timezone.now,
                carpeta=settings.DIR_VAR,
                decir=self.stdout.write,
            )
        except NoEstaVacia as error:
            raise CommandError(str(error)) from error
