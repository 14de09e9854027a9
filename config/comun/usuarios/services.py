"""Altas y cambios de usuarios. Las claves temporales se devuelven una vez y no se guardan en claro."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.roles import ADMINISTRACION

LETRAS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # sin las que se confunden al dictar (I, L, O, 0, 1)


class SinAdministracion(Exception):
    """El cambio dejaría al sistema sin nadie que administre usuarios."""


@dataclass(frozen=True, slots=True)
class Alta:
    usuario: Usuario
    clave: str


@transaction.atomic
def crear_usuario(
    *,
    username: str,
    nombres: str,
    apellidos: str,
    correo: str,
    roles: Iterable[Group],
    zonas: Iterable[Zona],
    todas_las_zonas: bool,
) -> Alta:
    """Crea la cuenta con una clave temporal que deberá cambiar al entrar."""
    clave = clave_temporal()
    usuario = Usuario.objects.create_user(
        username,
        correo,
        clave,
        first_name=nombres,
        last_name=apellidos,
        todas_las_zonas=todas_las_zonas,
        debe_cambiar_clave=True,
    )
    usuario.groups.set(roles)
    usuario.zonas.set(zonas)
    return Alta(usuario, clave)


@transaction.atomic
def editar_usuario(
    *,
    usuario: Usuario,
    nombres: str,
    apellidos: str,
    correo: str,
    activo: bool,
    roles: Iterable[Group],
    zonas: Iterable[Zona],
    todas_las_zonas: bool,
) -> None:
    """Cambia los datos, el rol y el alcance. SinAdministracion si era la última persona que administra usuarios."""
    # Bloquea el rol: dos administradores que se quitan a la vez no dejan al sistema sin ninguno.
    administracion = Group.objects.select_for_update().get(name=ADMINISTRACION)
    usuario.first_name, usuario.last_name, usuario.email = nombres, apellidos, correo
    usuario.is_active, usuario.todas_las_zonas = activo, todas_las_zonas
    usuario.save(update_fields=["first_name", "last_name", "email", "is_active", "todas_las_zonas"])
    usuario.groups.set(roles)
    usuario.zonas.set(zonas)
    if not Usuario.objects.activos().filter(groups=administracion).exists():
        raise SinAdministracion("Debe quedar al menos una persona activa con el rol de administración.")


def nueva_clave(*, usuario: Usuario) -> str:
    """Le pone una clave temporal y la devuelve; cierra sus sesiones abiertas."""
    clave = clave_temporal()
    usuario.set_password(clave)
    usuario.debe_cambiar_clave = True
    usuario.save(update_fields=["password", "debe_cambiar_clave"])
    return clave


def cambiar_clave(*, usuario: Usuario, clave: str) -> None:
    """La persona pone su clave; deja de deber el cambio."""
    usuario.set_password(clave)
    usuario.debe_cambiar_clave = False
    usuario.save(update_fields=["password", "debe_cambiar_clave"])


def guardar_preferencias(*, usuario: Usuario, atajos_activos: bool) -> None:
    """Cómo quiere trabajar la persona en pantalla."""
    usuario.atajos_activos = atajos_activos
    usuario.save(update_fields=["atajos_activos"])


@transaction.atomic
def guardar_columnas(*, usuario: Usuario, pantalla: str, ocultas: list[str]) -> None:
    """Qué columnas no quiere ver la persona en esa lista; sin ninguna, la lista vuelve a ser la de siempre."""
    suyo = Usuario.objects.select_for_update().get(pk=usuario.pk)
    suyo.columnas_ocultas.pop(pantalla, None)
    if ocultas:
        suyo.columnas_ocultas[pantalla] = ocultas
    suyo.save(update_fields=["columnas_ocultas"])


def clave_temporal() -> str:
    """«K7QM-X2RA-9DTE»: 60 bits, fácil de dictar."""
    return "-".join("".join(secrets.choice(LETRAS) for _ in range(4)) for _ in range(3))
