import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.comun.carga import services
from config.comun.carga.choices import EstadoCarga
from config.comun.carga.models import Carga
from config.comun.carga.tipos import importador
from config.comun.procesos import services as procesos
from config.comun.usuarios.models import Usuario
from config.importadores import IMPORTADORES

NADA, CON_RECHAZOS = 2, 3


class Command(BaseCommand):
    help = (
        "Carga un archivo de facturación. Sale con 0 si todo entró, 3 si quedaron filas por corregir, 2 si nada entró."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tipo", choices=list(IMPORTADORES))
        parser.add_argument("ruta", type=Path, help="CSV, .csv.gz o .xlsx (docs/contrato.md)")
        parser.add_argument("--todo-o-nada", action="store_true", help="con una fila mala no entra ninguna")
        parser.add_argument(
            "--vigente-desde", type=date.fromisoformat, help="desde cuándo rigen los titulares del padrón"
        )
        parser.add_argument("--usuario", help="a nombre de quién queda")
        parser.add_argument("--json", action="store_true", dest="en_json", help="solo los totales, como JSON")

    def handle(self, *, tipo, ruta, todo_o_nada, vigente_desde, usuario, en_json, **_) -> None:
        ahora = timezone.now()
        hoy = timezone.localdate(ahora)
        if not ruta.is_file():
            raise CommandError(f"No existe el archivo {ruta}.", returncode=NADA)
        if vigente_desde and vigente_desde > hoy:
            raise CommandError("--vigente-desde no puede ser una fecha futura.", returncode=NADA)
        por = Usuario.objects.filter(username=usuario).first() if usuario else None
        if usuario and por is None:
            raise CommandError(f"No hay un usuario «{usuario}».", returncode=NADA)
        carga = services.crear(
            tipo=tipo, nombre=ruta.name, ahora=ahora, todo_o_nada=todo_o_nada, vigente_desde=vigente_desde, por=por
        )
        proceso = procesos.empezar(
            tipo="importar", clave=f"carga:{carga.pk}", por=por, detalle=f"{importador(tipo).titulo}: {ruta.name}"[:250]
        )
        Carga.objects.filter(pk=carga.pk).update(proceso=proceso)
        carga.proceso = proceso
        with procesos.en_marcha(proceso):
            carga = services.importar(carga=carga, ruta=ruta, hoy=hoy, ahora=ahora, proceso=proceso)
        self._decir(carga, en_json)
        if carga.estado == EstadoCarga.RECHAZADA:
            raise CommandError(carga.error, returncode=NADA)
        if carga.estado == EstadoCarga.CON_RECHAZOS:
            raise SystemExit(CON_RECHAZOS)

    def _decir(self, carga: Carga, en_json: bool) -> None:
        totales = asdict(services.resultado(carga))
        if en_json:
            self.stdout.write(json.dumps(totales))
            return
        if carga.estado == EstadoCarga.RECHAZADA:
            return
        if carga.filas and carga.iguales == carga.filas:
            self.stdout.write(f"No cambió nada: las {carga.filas:,} filas ya estaban.")
        else:
            self.stdout.write(
                f"{carga.filas:,} filas: {carga.nuevas:,} nuevas, {carga.cambiadas:,} cambiadas, "
                f"{carga.iguales:,} iguales, {carga.rechazadas:,} rechazadas."
            )
        for aviso in carga.avisos:
            self.stdout.write(f"- {aviso}")
        for fila in carga.rechazadas_detalle.order_by("linea")[:20]:
            self.stderr.write(f"Línea {fila.linea}, {fila.columna or 'fila'}: {fila.motivo}")
        if carga.rechazadas > 20:
            self.stderr.write(f"… y {carga.rechazadas - 20:,} más en la bandeja de la carga {carga.pk}.")
