import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from config.comun.archivos.services import abrir
from config.comun.calendario.periodo import Periodo
from config.comun.calendario.reloj import hoy
from config.comun.correo.tasks import enviar_pendientes
from config.comun.dinero import json_exacto
from reportes.cierres.services import NoSePuedeCerrar, cerrar_mes
from reportes.indicadores.definiciones import CARTERA, EFICIENCIA
from reportes.informes.services import emitir


class Command(BaseCommand):
    help = "Congela las cifras de un mes y envía su informe (manual 6.3.14 y 9). Repetirlo da las mismas cifras."

    def add_arguments(self, parser):
        parser.add_argument("--periodo", required=True, help="mes gestionado, AAAA-MM")
        parser.add_argument("--al", help="fecha de corte, AAAA-MM-DD (por omisión, el último día del mes)")
        parser.add_argument("--json", action="store_true", help="imprime un objeto JSON y nada más")
        parser.add_argument("--pdf", type=Path, help="además, deja aquí el PDF del informe")

    def handle(self, *, periodo, al, json, pdf, **opciones):
        try:
            mes = Periodo.de_texto(periodo)
            corte = parse_date(al) if al else mes.fin
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None
        if corte is None:
            raise CommandError(f"La fecha se escribe AAAA-MM-DD, como 2026-04-30. Escribiste «{al}».", returncode=2)
        try:
            cierre = cerrar_mes(periodo=mes.inicio, al=corte, ahora=timezone.now(), hoy=hoy(), por=None)
        except NoSePuedeCerrar as error:
            raise CommandError(str(error), returncode=2) from None
        if al and cierre.al != corte:
            self.stderr.write(f"{mes.nombre.capitalize()} ya estaba cerrado al {cierre.al}: sus cifras no cambian.")
        informe = emitir(cierre=cierre, ahora=timezone.now())
        if informe.correo_id:
            enviar_pendientes()
        else:
            self.stderr.write("El informe no se envió: la empresa no tiene destinatarios (Parámetros, Empresa).")
        if pdf:
            with abrir(informe.archivo) as origen:
                pdf.write_bytes(origen.read())
        self.imprimir(cierre, json)

    def imprimir(self, cierre, json):
        resultado = {
            "periodo": f"{cierre.periodo:%Y-%m}",
            "al": cierre.al.isoformat(),
            "clientes_eps": cierre.clientes_eps,
            "principales": cierre.principales,
            "cartera_pct": CARTERA.calcular(cierre),
            "sin_deuda": cierre.sin_deuda,
            "eficiencia_pct": EFICIENCIA.calcular(cierre),
        }
        if json:
            sys.stdout.write(json_exacto(resultado) + "\n")
            return
        for clave, valor in resultado.items():
            self.stdout.write(f"{clave}: {'—' if valor is None else valor}")
