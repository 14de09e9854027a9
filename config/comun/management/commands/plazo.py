import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from config.comun.calendario import selectors


class Command(BaseCommand):
    help = "Cuándo vence un plazo y cómo se cuenta, día por día."

    def add_arguments(self, parser):
        parser.add_argument("--desde", required=True, type=date.fromisoformat, help="AAAA-MM-DD; no cuenta")
        parser.add_argument("--dias", required=True, type=int)
        parser.add_argument("--tipo", choices=["habil", "calendario"], default="habil")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, desde, dias, tipo, **opciones):
        try:
            plazo = selectors.contar_plazo(desde=desde, dias=dias, tipo=tipo)
        except ValueError as error:
            raise CommandError(str(error)) from None
        if opciones["json"]:
            contados = [{"fecha": d.fecha.isoformat(), "cuenta": d.cuenta, "motivo": d.motivo} for d in plazo.dias]
            self.stdout.write(json.dumps({"vence": plazo.vence.isoformat(), "dias": contados}, ensure_ascii=False))
            return
        for dia in plazo.dias:
            semana = selectors.SEMANA[dia.fecha.weekday()]
            self.stdout.write(f"{dia.fecha:%d/%m/%Y} {semana:<10} {dia.cuenta or '—':>4}  {dia.motivo}")
        self.stdout.write(f"Vence el {selectors.SEMANA[plazo.vence.weekday()]} {plazo.vence:%d/%m/%Y}.")
