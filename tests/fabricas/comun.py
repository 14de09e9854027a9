"""Constructores del núcleo. `usuario("equipo_pc", zonas=["NORTE"])` es lo que casi toda prueba de página necesita."""

from itertools import count

from django.contrib.auth.models import Group

from config.comun.usuarios.models import Usuario, Zona

CLAVE = "una-clave-larga-9"
_numero = count(1)


def zona(codigo: str = "NORTE", nombre: str = "") -> Zona:
    """La zona de ese código, nueva o la que haya."""
    return Zona.objects.get_or_create(codigo=codigo, defaults={"nombre": nombre or f"Zona {codigo.title()}"})[0]


def usuario(*roles: str, zonas: list[str] | None = None, **campos) -> Usuario:
    """Persona con esos roles. Sin `zonas` las ve todas; con una lista, solo esas (la lista vacía: ninguna)."""
    campos.setdefault("username", f"persona{next(_numero)}")
    campos.setdefault("todas_las_zonas", zonas is None)
    persona = Usuario.objects.create_user(password=campos.pop("password", CLAVE), **campos)
    grupos = list(Group.objects.filter(name__in=roles))
    assert len(grupos) == len(roles), f"Rol desconocido entre {roles}"
    persona.groups.set(grupos)
    persona.zonas.set([zona(z) for z in zonas or []])
    return persona
