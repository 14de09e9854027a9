"""Escrituras de las vistas guardadas."""

from django.db import transaction
from django.http import QueryDict

from config.comun.pantalla.models import VistaGuardada
from config.comun.pantalla.selectors import consulta_limpia


class NombreRepetido(ValueError):
    """Ya hay otra vista con ese nombre en la misma lista."""


def guardar_vista(*, usuario, pantalla: str, nombre: str, consulta: str, grupo=None) -> VistaGuardada:
    """Guarda los filtros con un nombre; si la persona (o el rol) ya lo usaba en esa lista, los reemplaza."""
    duenio = {"grupo": grupo, "usuario": None} if grupo else {"usuario": usuario, "grupo": None}
    vista, _ = VistaGuardada.objects.update_or_create(
        **duenio, pantalla=pantalla, nombre=nombre, defaults={"consulta": consulta_limpia(QueryDict(consulta))}
    )
    return vista


@transaction.atomic
def renombrar_vista(*, vista: VistaGuardada, nombre: str) -> VistaGuardada:
    """Cambia el nombre. `NombreRepetido` si otra vista suya de la misma lista ya lo lleva."""
    iguales = VistaGuardada.objects.filter(
        usuario=vista.usuario, grupo=vista.grupo, pantalla=vista.pantalla, nombre=nombre
    ).exclude(pk=vista.pk)
    if iguales.exists():
        raise NombreRepetido(f"Ya tienes una vista llamada «{nombre}». Escribe otro nombre.")
    vista.nombre = nombre
    vista.save(update_fields=["nombre"])
    return vista


def borrar_vista(*, vista: VistaGuardada) -> None:
    """Borra la vista; la lista y sus datos no cambian."""
    vista.delete()
