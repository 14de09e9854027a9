"""Cambios de parámetros: una versión nueva cierra la anterior; ninguna se reescribe."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from config.comun.archivos import services as archivos
from config.comun.archivos.choices import Clase
from config.comun.parametros.choices import Marca
from config.comun.parametros.models import Empresa, Parametro
from config.comun.usuarios.models import Usuario


class VersionImposible(Exception):
    """La fecha de la versión nueva no deja sitio a la anterior, o hay otra posterior."""


class YaVerificado(Exception):
    """Otra persona ya verificó esa versión."""


@dataclass(frozen=True, slots=True)
class NuevaVersion:
    anterior: Parametro
    nueva: Parametro


@transaction.atomic
def nueva_version(*, clave: str, valor: Any, desde: date, norma: str, marca: Marca | str, por: Usuario) -> NuevaVersion:
    """Registra el valor que rige desde ese día y cierra el vigente. `valor` ya viene con la forma de su tipo en JSON.

    VersionImposible si `desde` no es posterior al comienzo de la última versión.
    """
    anterior = Parametro.objects.select_for_update().filter(clave=clave).order_by("-desde").first()
    if anterior is None:
        raise VersionImposible(f"No existe el parámetro «{clave}».")
    if desde <= anterior.desde:
        raise VersionImposible(f"Ya hay una versión desde el {anterior.desde:%d/%m/%Y}. Elige una fecha posterior.")
    Parametro.objects.filter(pk=anterior.pk).update(hasta=desde)
    nueva = Parametro.objects.create(
        clave=clave,
        descripcion=anterior.descripcion,
        tipo=anterior.tipo,
        unidad=anterior.unidad,
        valor=valor,
        desde=desde,
        norma=norma,
        marca=marca,
        creado_por=por,
    )
    return NuevaVersion(anterior, nueva)


def verificar(*, parametro: Parametro, el: date, por: Usuario) -> None:
    """Anota que esa persona confirmó el valor con la norma. YaVerificado si otra lo hizo antes."""
    if not Parametro.objects.filter(pk=parametro.pk, verificado_por__isnull=True).update(
        verificado_por=por, verificado_el=el
    ):
        raise YaVerificado("Otra persona ya verificó este valor.")


@transaction.atomic
def guardar_empresa(*, empresa: Empresa, logo_nuevo: UploadedFile | None, quitar_logo: bool, por: Usuario) -> None:
    """Guarda los datos ya validados de la empresa y, si viene, su logo; el archivo anterior se conserva."""
    if logo_nuevo:
        empresa.logo = archivos.guardar(
            nombre=logo_nuevo.name or "logo",
            contenido=logo_nuevo,
            tipo_mime=logo_nuevo.content_type or "",
            clase=Clase.LOGO,
            por=por,
        )
    elif quitar_logo:
        empresa.logo = None
    empresa.save()
