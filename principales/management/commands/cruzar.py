from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.comun.carga.choices import EstadoCarga
from config.comun.dinero import json_exacto
from config.comun.usuarios.models import Usuario
from principales.cruces.models import PerfilRegistro
from principales.cruces.services import crear_carga, cruzar

NADA, CON_RECHAZOS = 2, 3


class Command(BaseCommand):
    help = (
        "Carga un registro externo y lo coteja con el padrón: documento, nombre y parecido (manual 6.3.4). Sale con 0 "
        "si entraron todas las filas, 3 si alguna quedó por corregir, 2 si no entró nada. Lo que no alcance a "
        "compararse sigue en segundo plano."
    )

    def add_arguments(self, parser):
        parser.add_argument("ruta", type=Path, help="CSV, texto con barras, .gz o .xlsx, tal como lo da la entidad")
        parser.add_argument("--perfil", required=True, help="de qué registro es; por ejemplo, sunat")
        parser.add_argument(
            "--fuente", default="", help="de dónde salió el archivo; por omisión, lo que dice el perfil"
        )
        parser.add_argument("--base-legal", default="", help="con qué base legal se usa; por omisión, la del perfil")
        parser.add_argument("--segundos", type=float, help="tiempo para buscar parecidos; por omisión, el parámetro")
        parser.add_argument("--usuario", help="a nombre de quién queda")
        parser.add_argument("--json", action="store_true", dest="en_json", help="imprime un objeto JSON y nada más")

    def handle(self, *, ruta, perfil, fuente, base_legal, segundos, usuario, en_json, **_):
        ahora = timezone.now()
        registro = PerfilRegistro.objects.filter(clave=perfil, activo=True).first()
        if registro is None:
            hay = ", ".join(PerfilRegistro.objects.filter(activo=True).values_list("clave", flat=True))
            raise CommandError(f"No hay un registro «{perfil}». Hay: {hay}.", returncode=NADA)
        if not ruta.is_file():
            raise CommandError(f"No existe el archivo {ruta}.", returncode=NADA)
        por = Usuario.objects.filter(username=usuario, is_active=True).first() if usuario else None
        if usuario and por is None:
            raise CommandError(f"No hay un usuario activo «{usuario}».", returncode=NADA)
        carga = crear_carga(
            perfil=registro, nombre=ruta.name, ahora=ahora, por=por, fuente=fuente, base_legal=base_legal
        )
        cuentas = cruzar(carga=carga, ruta=ruta, hoy=timezone.localdate(ahora), ahora=ahora, segundos=segundos)
        carga.refresh_from_db()
        if carga.estado == EstadoCarga.RECHAZADA:
            raise CommandError(carga.error, returncode=NADA)
        if en_json:
            self.stdout.write(json_exacto(asdict(cuentas)))
        else:
            self._decir(carga, cuentas)
        if carga.estado == EstadoCarga.CON_RECHAZOS:
            raise SystemExit(CON_RECHAZOS)

    def _decir(self, carga, cuentas):
        self.stdout.write(
            f"{cuentas.filas:,} filas: {cuentas.por_documento:,} por documento, {cuentas.por_nombre:,} por nombre, "
            f"{cuentas.por_parecido:,} por parecido, {cuentas.sin_par:,} sin par, {cuentas.rechazadas:,} rechazadas."
        )
        if cuentas.sin_comparar:
            self.stdout.write(f"Faltan comparar {cuentas.sin_comparar:,}: siguen en segundo plano.")
        for aviso in carga.avisos:
            self.stdout.write(f"- {aviso}")
        for fila in carga.rechazadas_detalle.order_by("linea")[:20]:
            self.stderr.write(f"Línea {fila.linea}, {fila.columna or 'fila'}: {fila.motivo}")
        if carga.rechazadas > 20:
            self.stderr.write(f"… y {carga.rechazadas - 20:,} más en la bandeja de la carga {carga.pk}.")
