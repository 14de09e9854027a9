from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from cobranzas.control.services import barrer, barrer_pendientes
from config.comun.calendario.reloj import hoy
from config.comun.dinero import json_exacto, soles


class Command(BaseCommand):
    help = (
        "Controla las cuentas de los principales consumidores y propone qué hacer (manual 6.3.11). "
        "Sin --al barre hasta hoy y se pone al día con las noches perdidas. Repetirlo solo crea lo que falte."
    )

    def add_arguments(self, parser):
        parser.add_argument("--al", help="barre solo esta fecha, AAAA-MM-DD")
        parser.add_argument("--json", action="store_true", help="imprime un objeto JSON y nada más")

    def handle(self, *, al, json, **opciones):
        if al is None:
            resultado = barrer_pendientes(hasta=hoy(), ahora=timezone.now())
        else:
            resultado = barrer(al=_fecha(al), ahora=timezone.now())
        if json:
            self.stdout.write(json_exacto(_como_json(resultado)))
            return
        self._contar(resultado)

    def _contar(self, r):
        self.stdout.write(f"Control diario al {r.al:%d/%m/%Y}: {r.clientes} principales consumidores.")
        self.stdout.write(f"Recibos vencidos: {r.recibos_vencidos}, {soles(r.saldo_vencido)}.")
        for tramo, (recibos, saldo) in r.tramos.items():
            self.stdout.write(f"  {tramo:>6} días: {recibos} recibos, {soles(saldo)}")
        self.stdout.write(f"Acciones nuevas: {r.acciones}. Clientes sin acción, con su razón: {r.suprimidas}.")
        if r.atrasados:
            hasta = f"llegan hasta el {r.pagos_hasta:%d/%m/%Y}" if r.pagos_hasta else "no se han cargado"
            self.stdout.write(f"No se propuso nada: los pagos {hasta}. Cárgalos y vuelve a barrer.")
        elif not r.actuo:
            self.stdout.write("No se propuso nada: ya se barrió una fecha posterior. Son las cifras de esa fecha.")


def _fecha(texto):
    try:
        fecha = parse_date(texto)
    except ValueError:
        fecha = None
    if fecha is None:
        raise CommandError(f"La fecha se escribe AAAA-MM-DD, como 2026-04-30. Escribiste «{texto}».", returncode=2)
    return fecha


def _como_json(r) -> dict:
    return {
        "al": r.al.isoformat(),
        "clientes": r.clientes,
        "recibos_vencidos": r.recibos_vencidos,
        "saldo_vencido": r.saldo_vencido,
        "tramos": {tramo: [recibos, saldo] for tramo, (recibos, saldo) in r.tramos.items()},
        "acciones": r.acciones,
        "suprimidas": r.suprimidas,
    }
