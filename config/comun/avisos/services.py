from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction

from config.comun.avisos.models import Aviso, LecturaAviso
from config.comun.usuarios.models import Usuario


@transaction.atomic
def avisar(
    *, clave: str, texto: str, url: str = "", usuarios: Iterable[Usuario] = (), roles: Iterable[str] = ()
) -> None:
    """Avisa a esas personas y a esos roles, una sola vez por clave aunque se repita la llamada."""
    grupos = Group.objects.filter(name__in=list(roles))
    avisos = [Aviso(clave=clave, texto=texto, url=url, usuario=u) for u in usuarios]
    avisos += [Aviso(clave=clave, texto=texto, url=url, rol=g) for g in grupos]
    Aviso.objects.bulk_create(avisos, ignore_conflicts=True)


def marcar_leido(*, aviso: Aviso, por: Usuario) -> None:
    """La persona lo vio; repetirlo no cambia nada."""
    LecturaAviso.objects.bulk_create([LecturaAviso(aviso=aviso, usuario=por)], ignore_conflicts=True)


def marcar_todos_leidos(*, por: Usuario) -> None:
    """La persona vio todos los que tenía."""
    LecturaAviso.objects.bulk_create(
        [LecturaAviso(aviso=a, usuario=por) for a in Aviso.objects.sin_leer(por).only("pk")], ignore_conflicts=True
    )
