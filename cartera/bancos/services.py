"""Cargar un archivo de banco (vista previa, confirmar una vez), guardar un perfil y orientar a un cliente."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cartera.cuentas import lote
from cartera.cuentas import services as cuentas
from cartera.padron.models import Cliente
from config.comun.archivos import services as archivos
from config.comun.archivos.choices import Clase
from config.comun.carga.tipos import ArchivoMalo, Contexto
from config.comun.procesos import services as procesos
from config.comun.procesos.choices import Estado
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import Usuario

from . import consultas
from .choices import VIGENTES, EstadoArchivo, Medio, SituacionFila
from .lectura import Campo, FilaLeida, Lector, Resumen
from .models import CuentaBancaria, Orientacion
from .models_archivo import ArchivoBanco, CampoPerfil, PerfilBanco
from .selectors import GuiaDePago, perfil_de_lectura, perfil_que_lo_entiende

TAREA_REVISAR, TAREA_CARGAR = "cartera.bancos.revisar", "cartera.bancos.cargar"
TANDA = 20_000
ESCAPE = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})


class ArchivoRepetido(Exception):
    """Ese mismo archivo ya se subió; el mensaje dice quién y cuándo."""


class ArchivoDecidido(Exception):
    """Ya se confirmó, se descartó o no se puede cargar; el mensaje dice cómo quedó."""


class FaltaMotivo(Exception):
    """Hay filas que no cuadran y no se dijo por qué se dejan fuera."""


# --- subir y revisar ----------------------------------------------------------------------------
@transaction.atomic
def recibir(*, perfil: PerfilBanco, subido: UploadedFile, ahora: dt.datetime, por: Usuario | None) -> ArchivoBanco:
    """Guarda lo subido y pide su vista previa; quien llama lanza `archivo.proceso`. ArchivoRepetido si ya entró."""
    guardado = archivos.guardar(
        nombre=subido.name or "archivo.txt",
        contenido=subido,
        tipo_mime="text/plain",
        clase=Clase.CARGA,
        por=por,
    )
    try:
        with transaction.atomic():
            archivo = ArchivoBanco.objects.create(
                perfil=perfil,
                archivo=guardado,
                nombre=guardado.nombre[-200:],
                sha256=guardado.sha256,
                por=por,
                subido_en=ahora,
            )
    except IntegrityError:
        anterior = ArchivoBanco.objects.select_related("por").get(sha256=guardado.sha256, estado__in=VIGENTES)
        raise ArchivoRepetido(_repetido(anterior)) from None
    archivo.proceso = _pedir(archivo, TAREA_REVISAR, "Vista previa de", por)
    archivo.save(update_fields=["proceso"])
    return archivo


def _repetido(anterior: ArchivoBanco) -> str:
    cuando = timezone.localtime(anterior.decidido_en or anterior.subido_en)
    quien = anterior.por or "La línea de comandos"
    hecho = "ya lo cargó" if anterior.estado == EstadoArchivo.CARGADO else "ya lo subió y espera que se decida,"
    return f"Este archivo no se carga otra vez: {quien} {hecho} el {cuando:%d/%m/%Y} a las {cuando:%H:%M}."


def _pedir(archivo: ArchivoBanco, tarea: str, que: str, por: Usuario | None) -> Proceso:
    return procesos.pedir(
        tipo="banco",
        clave=f"archivo:{archivo.pk}",
        tarea=tarea,
        por=por,
        detalle=f"{que} {archivo.nombre}"[:250],
        argumentos={"archivo_id": archivo.pk},
    )


def revisar(
    *, archivo: ArchivoBanco, ruta: Path, hoy: dt.date, ahora: dt.datetime, proceso: Proceso | None = None
) -> ArchivoBanco:
    """Lee el archivo y dice qué pasaría con cada fila, sin cargar ningún pago.

    Lo que no es del banco, no cuadra con sus totales o no se puede leer queda RECHAZADO con su motivo. Repetirla da lo
    mismo. ArchivoDecidido si ya no estaba en revisión.
    """
    try:
        with connection.cursor() as cursor, ruta.open("rb") as flujo:
            cursor.execute("DROP TABLE IF EXISTS banco_leidas")
            cursor.execute(consultas.CREAR_LEIDAS)
            lector = Lector(flujo, perfil_de_lectura(archivo.perfil), _avisar_a(proceso, ruta.stat().st_size))
            for tanda in _por_tandas(lector.filas()):
                cursor.copy_expert(consultas.COPIAR, tanda, 1 << 18)
    except ArchivoMalo as malo:
        return _rechazar(archivo, str(malo), ruta, proceso)
    _avanzar(proceso, "Comparando con lo cargado")
    with transaction.atomic(), connection.cursor() as cursor:
        archivo = _tomar(archivo, EstadoArchivo.EN_REVISION)
        archivo.detalle.all().delete()
        cursor.execute(consultas.PONER, {"archivo": archivo.pk})
        _anotar_lectura(archivo, lector.resumen, hoy)
        contexto = _cruzar(cursor, archivo, hoy, ahora)
        archivo.por_identificar = lote.sin_cuenta_conocida(contexto)
        con_problemas = archivo.errores or archivo.conflictos
        archivo.estado = EstadoArchivo.CON_ERRORES if con_problemas else EstadoArchivo.POR_CONFIRMAR
        archivo.save()
        _terminar(proceso, archivo)
    return archivo


def _rechazar(archivo: ArchivoBanco, motivo: str, ruta: Path, proceso: Proceso | None) -> ArchivoBanco:
    otro = perfil_que_lo_entiende(ruta, menos=archivo.perfil)
    if otro:
        motivo = f"{motivo} Parece de {otro}: súbelo con ese perfil."
    with transaction.atomic():
        archivo = _tomar(archivo, EstadoArchivo.EN_REVISION)
        archivo.estado, archivo.error = EstadoArchivo.RECHAZADO, motivo
        archivo.save()
        _terminar(proceso, archivo)
    return archivo


def _por_tandas(filas: Iterable[FilaLeida]) -> Iterator[io.StringIO]:
    fuente = iter(filas)
    while tanda := list(islice(fuente, TANDA)):
        texto = io.StringIO()
        for f in tanda:
            fecha = f.pagado_el.isoformat() if f.pagado_el else "\\N"
            importe = "\\N" if f.importe is None else str(f.importe)
            celdas = (f.operacion, f.suministro, f.recibo, f.depositante, f.problema, f.original)
            operacion, suministro, recibo, depositante, problema, original = (c.translate(ESCAPE) for c in celdas)
            texto.write(
                f"{f.linea}\t{operacion}\t{fecha}\t{importe}\t{suministro}\t{recibo}\t{depositante}\t{problema}\t"
                f"{original}\n"
            )
        texto.seek(0)
        yield texto


def _anotar_lectura(archivo: ArchivoBanco, resumen: Resumen, hoy: dt.date) -> None:
    for campo in ("pagos", "importe_pagos", "reversas", "importe_reversas", "cola_filas", "cola_importe", "desde"):
        setattr(archivo, campo, getattr(resumen, campo))
    dias = [d for d in (resumen.hasta, resumen.fecha_archivo) if d and d <= hoy]
    archivo.hasta = max(dias, default=resumen.hasta)


def _cruzar(cursor: Any, archivo: ArchivoBanco, hoy: dt.date, ahora: dt.datetime) -> Contexto:
    """Juzga las filas legibles contra lo cargado, las anota y deja sus cuentas en el archivo (sin guardarlo)."""
    clave = {"archivo": archivo.pk}
    cursor.execute(consultas.REPETIDAS, clave)
    contexto = lote.revisar(
        cursor=cursor,
        entidad=archivo.perfil.banco.clave,
        consulta=consultas.PAGOS,
        parametros=clave,
        hoy=hoy,
        ahora=ahora,
    )
    cursor.execute(consultas.ANOTAR_RECHAZOS, clave)
    cursor.execute(consultas.ANOTAR_CONOCIDAS, clave)
    _contar(cursor, archivo)
    return contexto


def _contar(cursor: Any, archivo: ArchivoBanco) -> None:
    cursor.execute(consultas.CONTAR, {"archivo": archivo.pk})
    hay = dict(cursor.fetchall())
    archivo.nuevas = hay.get(SituacionFila.NUEVA, 0)
    archivo.ya_estaban = hay.get(SituacionFila.YA_ESTABA, 0)
    archivo.errores = hay.get(SituacionFila.ERROR, 0)
    archivo.conflictos = hay.get(SituacionFila.CONFLICTO, 0)
    archivo.fuera = hay.get(SituacionFila.FUERA, 0)
    archivo.filas = sum(hay.values())


# --- decidir ------------------------------------------------------------------------------------
@transaction.atomic
def confirmar(*, archivo: ArchivoBanco, por: Usuario | None, ahora: dt.datetime, motivo: str = "") -> ArchivoBanco:
    """Pide que se carguen los pagos de la vista previa; quien llama lanza `archivo.proceso`.

    Con errores no se puede. Con filas que no cuadran, `motivo` dice por qué se dejan fuera (FaltaMotivo sin él).
    ArchivoDecidido si alguien decidió antes.
    """
    actual = ArchivoBanco.objects.select_for_update(of=("self",)).select_related("proceso").get(pk=archivo.pk)
    a_medias = actual.estado == EstadoArchivo.CARGANDO and actual.proceso and actual.proceso.estado == Estado.FALLIDO
    if actual.errores or not (a_medias or actual.estado in (EstadoArchivo.POR_CONFIRMAR, EstadoArchivo.CON_ERRORES)):
        raise ArchivoDecidido(_como_quedo(actual))
    if actual.conflictos and not motivo.strip():
        raise FaltaMotivo("Escribe por qué se dejan fuera las filas que no cuadran: queda en el archivo.")
    actual.estado, actual.decidido_por, actual.decidido_en = EstadoArchivo.CARGANDO, por, ahora
    actual.motivo_fuera = motivo.strip() if actual.conflictos else ""
    actual.proceso = _pedir(actual, TAREA_CARGAR, "Cargar los pagos de", por)
    actual.save()
    return actual


def cargar(*, archivo: ArchivoBanco, hoy: dt.date, ahora: dt.datetime, proceso: Proceso | None = None) -> ArchivoBanco:
    """Carga los pagos confirmados: todos o ninguno, y una sola vez aunque se repita.

    Vuelve a comparar con lo cargado: si algo cambió desde la vista previa, no carga nada y pide decidir otra vez.
    """
    _avanzar(proceso, "Guardando los pagos y aplicándolos a sus recibos")
    with transaction.atomic(), connection.cursor() as cursor:
        cuentas.bloquear()
        archivo = _tomar(archivo, EstadoArchivo.CARGANDO)
        clave = {"archivo": archivo.pk}
        cursor.execute(consultas.CONFLICTOS, clave)
        previstos = set(cursor.fetchall())
        cursor.execute(consultas.REPONER, clave)
        contexto = _cruzar(cursor, archivo, hoy, ahora)
        cursor.execute(consultas.CONFLICTOS, clave)
        nuevos = set(cursor.fetchall()) - previstos
        if archivo.errores or nuevos:
            archivo.estado, archivo.motivo_fuera = EstadoArchivo.CON_ERRORES, ""
            archivo.decidido_por = archivo.decidido_en = None
        else:
            cursor.execute(consultas.DEJAR_FUERA, clave)
            _contar(cursor, archivo)
            archivo.por_identificar = lote.guardar(contexto).extras["por_identificar"]
            archivo.estado = EstadoArchivo.CARGADO
        archivo.save()
        _terminar(proceso, archivo)
    return archivo


@transaction.atomic
def descartar(*, archivo: ArchivoBanco, por: Usuario, ahora: dt.datetime) -> None:
    """No se carga; el mismo archivo se podrá subir otra vez. ArchivoDecidido si alguien decidió antes."""
    hechos = (
        ArchivoBanco.objects.descartables()
        .filter(pk=archivo.pk)
        .update(estado=EstadoArchivo.DESCARTADO, decidido_por=por, decidido_en=ahora)
    )
    if not hechos:
        raise ArchivoDecidido(_como_quedo(ArchivoBanco.objects.get(pk=archivo.pk)))


def _como_quedo(archivo: ArchivoBanco) -> str:
    if archivo.errores:
        return "El archivo tiene errores: pide al banco uno corregido y súbelo. De este no se carga nada."
    estado = archivo.get_estado_display().lower()
    if archivo.decidido_por:
        hora = timezone.localtime(archivo.decidido_en)
        return f"{archivo.decidido_por} decidió antes, el {hora:%d/%m/%Y} a las {hora:%H:%M}: está {estado}."
    return f"El archivo está {estado}: no hay nada que decidir."


def _tomar(archivo: ArchivoBanco, estado: EstadoArchivo) -> ArchivoBanco:
    """El archivo bloqueado hasta el fin de la transacción. ArchivoDecidido si ya no está en ese estado."""
    tomados = ArchivoBanco.objects.select_for_update(of=("self",)).select_related("perfil__banco")
    actual = tomados.get(pk=archivo.pk)
    if actual.estado != estado:
        raise ArchivoDecidido(_como_quedo(actual))
    return actual


def _avisar_a(proceso: Proceso | None, total: int) -> Callable[[int], None]:
    def avanzar(leidos: int) -> None:
        if proceso:
            procesos.avanzar(proceso=proceso, hecho=leidos, total=total, mensaje="Leyendo el archivo")

    return avanzar


def _avanzar(proceso: Proceso | None, mensaje: str) -> None:
    if proceso:
        procesos.avanzar(proceso=proceso, hecho=0, total=0, mensaje=mensaje)


def _terminar(proceso: Proceso | None, archivo: ArchivoBanco) -> None:
    if proceso:
        procesos.terminar(proceso=proceso, resultado={"archivo": archivo.nombre, "estado": archivo.estado})


# --- perfiles -----------------------------------------------------------------------------------
@transaction.atomic
def guardar_perfil(*, perfil: PerfilBanco, campos: Mapping[str, Mapping[str, Campo]]) -> PerfilBanco:
    """Guarda el perfil con esos campos (registro → dato → dónde está); los que ya no vienen se quitan."""
    perfil.save()
    quedan = []
    for registro, datos in campos.items():
        for dato, campo in datos.items():
            guardado, _ = CampoPerfil.objects.update_or_create(
                perfil=perfil,
                registro=registro,
                dato=dato,
                defaults={"desde": campo.desde, "largo": campo.largo, "esperado": campo.esperado},
            )
            quedan.append(guardado.pk)
    perfil.campos.exclude(pk__in=quedan).delete()
    return perfil


# --- orientación --------------------------------------------------------------------------------
def orientar(
    *, guia: GuiaDePago, cuenta: CuentaBancaria, medio: Medio, por: Usuario, ahora: dt.datetime, a_quien: str = ""
) -> Orientacion:
    """Deja constancia de que se orientó al cliente con esa cuenta y esa deuda (manual 6.3.12).

    Repetirla el mismo día, por el mismo medio, a la misma persona y con la misma cuenta devuelve la que había.
    """
    cliente: Cliente = guia.cliente
    hecha, _ = Orientacion.objects.get_or_create(
        cliente=cliente,
        cuenta=cuenta,
        medio=medio,
        a_quien=a_quien.strip(),
        al=guia.al,
        por=por,
        defaults={"deuda": guia.deuda, "vencido": guia.vencido, "en": ahora},
    )
    return hecha
