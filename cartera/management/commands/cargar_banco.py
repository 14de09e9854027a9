"""Cargar el archivo de un banco sin navegador: vista previa y, con --confirmar, la carga."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cartera.bancos import services
from cartera.bancos.choices import EstadoArchivo
from cartera.bancos.models_archivo import ArchivoBanco, PerfilBanco
from config.comun.calendario.reloj import hoy
from config.comun.dinero import json_exacto
from config.comun.procesos import services as procesos
from config.comun.procesos.models import Proceso


class Command(BaseCommand):
    help = "Muestra qué trae el archivo de un banco; con --confirmar, si todo cuadra, carga sus pagos."

    def add_arguments(self, parser):
        parser.add_argument("banco", help="clave del banco: BCP, BBVA…")
        parser.add_argument("ruta", type=Path)
        parser.add_argument("--perfil", default="", help="nombre del perfil, si el banco tiene varios")
        parser.add_argument("--confirmar", action="store_true")
        parser.add_argument("--json", action="store_true", dest="como_json")

    def handle(self, *, banco, ruta, perfil, confirmar, como_json, **_):
        perfiles = PerfilBanco.objects.filter(activo=True, banco__clave=banco.upper()).select_related("banco")
        elegidos = list(perfiles.filter(nombre=perfil) if perfil else perfiles)
        if len(elegidos) != 1:
            raise CommandError(f"Hay {len(elegidos)} perfiles para {banco}. Di cuál con --perfil.")
        if not ruta.is_file():
            raise CommandError(f"No se halla el archivo {ruta}.")
        try:
            archivo = self._cargar(elegidos[0], ruta, confirmar)
        except (services.ArchivoRepetido, services.ArchivoDecidido, services.FaltaMotivo) as error:
            raise CommandError(str(error)) from None
        datos = {
            "estado": archivo.estado,
            "filas": archivo.filas,
            "nuevas": archivo.nuevas,
            "ya_estaban": archivo.ya_estaban,
            "errores": archivo.errores,
            "conflictos": archivo.conflictos,
            "por_identificar": archivo.por_identificar,
            "importe_pagos": archivo.importe_pagos,
            "importe_reversas": archivo.importe_reversas,
        }
        self.stdout.write(json_exacto(datos) if como_json else "\n".join(f"{k}: {v}" for k, v in datos.items()))
        if archivo.estado in (EstadoArchivo.RECHAZADO, EstadoArchivo.CON_ERRORES):
            raise CommandError(archivo.error or "Hay filas con problemas: míralas en Archivos de banco.", returncode=2)

    def _cargar(self, perfil: PerfilBanco, ruta: Path, confirmar: bool):
        with ruta.open("rb") as flujo:
            subido = UploadedFile(flujo, name=ruta.name, size=ruta.stat().st_size)
            archivo = services.recibir(perfil=perfil, subido=subido, ahora=timezone.now(), por=None)
        with self._en_marcha(archivo) as proceso:
            archivo = services.revisar(archivo=archivo, ruta=ruta, hoy=hoy(), ahora=timezone.now(), proceso=proceso)
        if confirmar and archivo.estado == EstadoArchivo.POR_CONFIRMAR:
            archivo = services.confirmar(archivo=archivo, por=None, ahora=timezone.now())
            with self._en_marcha(archivo) as proceso:
                archivo = services.cargar(archivo=archivo, hoy=hoy(), ahora=timezone.now(), proceso=proceso)
        return archivo

    def _en_marcha(self, archivo: ArchivoBanco) -> AbstractContextManager[Proceso]:
        """El proceso del archivo, tomado por esta orden y no por un trabajador."""
        proceso = procesos.tomar(proceso_id=archivo.proceso_id) if archivo.proceso_id else None
        if proceso is None:
            raise CommandError("Otro trabajador ya tiene este archivo. Mira cómo va en Archivos de banco.")
        return procesos.en_marcha(proceso)
