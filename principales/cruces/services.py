"""Cargar registros externos y compararlos con el padrón (manual 6.3.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from config.comun.carga import services as cargas
from config.comun.carga.models import Carga
from config.comun.usuarios.models import Usuario

from . import parecidos, selectors
from .models import CargaRegistro, PerfilRegistro


def crear_carga(
    *,
    perfil: PerfilRegistro,
    nombre: str,
    ahora: dt.datetime,
    por: Usuario | None = None,
    fuente: str = "",
    base_legal: str = "",
    obtenido_el: dt.date | None = None,
) -> Carga:
    """La carga en espera, con su fuente y su base legal (sin ellas, las del perfil)."""
    carga = cargas.crear(tipo=perfil.tipo_de_carga, nombre=nombre, ahora=ahora, por=por)
    _anotar_origen(carga, perfil, fuente, base_legal, obtenido_el or timezone.localdate(ahora))
    return carga


@transaction.atomic
def recibir(
    *,
    perfil: PerfilRegistro,
    subido: UploadedFile,
    fuente: str,
    base_legal: str,
    obtenido_el: dt.date,
    por: Usuario,
    ahora: dt.datetime,
) -> Carga:
    """Guarda lo subido y lo deja en espera para el trabajador; quien llama lo lanza (`procesos.tasks.lanzar`)."""
    carga = cargas.recibir(tipo=perfil.tipo_de_carga, subido=subido, ahora=ahora, por=por)
    _anotar_origen(carga, perfil, fuente, base_legal, obtenido_el)
    return carga


def cruzar(
    *, carga: Carga, ruta: Path, hoy: dt.date, ahora: dt.datetime, segundos: float | None = None
) -> selectors.Cuentas:
    """Carga el archivo, lo coteja por documento y nombre y busca parecidos durante `segundos` (o los del parámetro).

    Devuelve las cuentas; lo que no alcanzó a compararse sigue en segundo plano. CargaCerrada si ya terminó; un archivo
    malo deja la carga RECHAZADA, con su motivo en `error`.
    """
    carga = cargas.importar(carga=carga, ruta=ruta, hoy=hoy, ahora=ahora)
    if carga.cargadas:
        comparar(carga=carga, hoy=hoy, ahora=ahora, segundos=segundos)
    return selectors.contar(carga=carga)


def comparar(
    *,
    carga: Carga,
    hoy: dt.date,
    ahora: dt.datetime,
    segundos: float | None = None,
    sin_limite: bool = False,
    avanzar: Callable[[int, int], None] = lambda hecho, total: None,
) -> bool:
    """Busca parecidos para lo que esa carga tiene sin comparar. Falso si se acabó el tiempo y queda algo."""
    numeros = selectors.parametros(al=hoy)
    tiempo = None if sin_limite else numeros["cruce_presupuesto_s"] if segundos is None else segundos
    try:
        parecidos.comparar(
            carga_id=carga.pk,
            parecido_pct=numeros["cruce_parecido_pct"],
            bloque_maximo=numeros["cruce_bloque_maximo"],
            ahora=ahora,
            segundos=tiempo,
            avanzar=avanzar,
        )
    except parecidos.SinTiempo:
        return False
    CargaRegistro.objects.filter(pk=carga.pk).update(comparada_en=ahora)
    return True


def _anotar_origen(carga: Carga, perfil: PerfilRegistro, fuente: str, base_legal: str, obtenido_el: dt.date) -> None:
    CargaRegistro.objects.create(
        carga=carga,
        perfil=perfil,
        fuente=fuente.strip() or perfil.fuente,
        base_legal=base_legal.strip() or perfil.base_legal,
        obtenido_el=obtenido_el,
    )
