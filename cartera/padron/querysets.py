from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


def palabras(texto: str) -> list[str]:
    """Las palabras de una búsqueda sin tildes ni signos, como están en `nombre_norm`; las de una letra no cuentan."""
    llano = unicodedata.normalize("NFKD", texto.upper()).encode("ascii", "ignore").decode()
    return [p for p in re.sub(r"[^A-Z0-9 ]", "", llano).split() if len(p) > 1]


class SuministroQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> SuministroQuerySet:
        """Los suministros de las zonas del usuario (todos si ve todas)."""
        return self if ve_todas_las_zonas(user) else self.filter(zona__in=zonas_de(user))

    def buscar(self, texto: str) -> SuministroQuerySet:
        """Por el comienzo del código, o por el documento o el nombre de su titular.

        Cada camino usa su índice y se juntan las claves: un OR entre tablas recorrería el padrón entero.
        """
        clientes = self.model._meta.get_field("cliente").related_model.objects.buscar(texto)
        por_titular = self.model.objects.filter(cliente__in=clientes).values("pk")
        codigo = texto.strip()
        if not codigo.isdigit():
            return self.filter(pk__in=por_titular)
        return self.filter(pk__in=self.model.objects.filter(codigo__startswith=codigo).values("pk").union(por_titular))


class ClienteQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> ClienteQuerySet:
        """Los clientes con algún suministro en las zonas del usuario (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        suministros = self.model._meta.get_field("suministros").related_model.objects
        return self.filter(Exists(suministros.filter(cliente=OuterRef("pk"), zona__in=zonas_de(user))))

    def buscar(self, texto: str) -> ClienteQuerySet:
        """Con todas las palabras en el nombre, en cualquier orden; si son solo números, por su documento."""
        llano = texto.strip()
        if llano.isdigit():
            return self.filter(numero_documento=llano)
        pedidas = palabras(llano)
        if not pedidas:
            return self.none()
        for palabra in pedidas:
            self = self.filter(nombre_norm__contains=palabra)
        return self
