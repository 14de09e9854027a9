from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .nombres import normalizar

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

POCOS = 500  # hasta aquí, los clientes hallados por nombre van como lista: el plan no depende de adivinar cuántos son


class SuministroQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> SuministroQuerySet:
        """Los suministros de las zonas del usuario (todos si ve todas)."""
        return self if ve_todas_las_zonas(user) else self.filter(zona__in=zonas_de(user))

    def con_texto(self, texto: str) -> SuministroQuerySet:
        """Números: código que empieza así o documento exacto. Letras: titulares con todas esas palabras."""
        plano = texto.strip()
        if not plano:
            return self
        if plano.isdecimal():
            iguales = models.Q(codigo__startswith=plano)
            if len(plano) >= 8:
                iguales |= models.Q(cliente__in=self._clientes().con_documento(plano))
            return self.filter(iguales)
        return self.filter(cliente__in=self._clientes().con_texto(plano).pocos())

    def _clientes(self) -> ClienteQuerySet:
        return self.model._meta.get_field("cliente").related_model.objects.all()


class DelClienteQuerySet(models.QuerySet):
    """Base de lo que es de un cliente (campo `cliente`): quién lo ve se decide en un solo sitio."""

    def visibles_para(self, user: Usuario) -> Self:
        """Lo de los clientes con algún suministro en las zonas del usuario (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        clientes = self.model._meta.get_field("cliente").related_model.objects
        return self.filter(cliente__in=clientes.visibles_para(user))


class ClienteQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> ClienteQuerySet:
        """Los clientes con algún suministro en las zonas del usuario (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        suministros = self.model._meta.get_field("suministros").related_model.objects
        return self.filter(Exists(suministros.filter(cliente=OuterRef("pk"), zona__in=zonas_de(user))))

    def con_documento(self, numero: str) -> ClienteQuerySet:
        """Ese documento; un DNI también halla a la persona con RUC 10 y al revés."""
        claves = [f"{tipo}:{numero}" for tipo in ("DNI", "RUC", "CE", "PAS")]
        if len(numero) == 11 and numero.startswith("10"):
            claves.append(f"DNI:{numero[2:10]}")
        return self.filter(clave__in=claves)

    def con_texto(self, texto: str) -> ClienteQuerySet:
        """Números de 8 a 12 cifras: el documento. Lo demás: cada palabra, en el nombre."""
        plano = texto.strip()
        if plano.isdecimal() and 8 <= len(plano) <= 12:
            return self.con_documento(plano)
        consulta = self
        palabras = normalizar(plano).split()
        for palabra in palabras:
            consulta = consulta.filter(nombre_norm__contains=palabra)
        return consulta if palabras else self.none()

    def con_palabras(self, texto: str) -> ClienteQuerySet:
        """Cada palabra, en el nombre o al comienzo del documento: para las listas de clientes."""
        consulta = self
        palabras = normalizar(texto).split()
        for palabra in palabras:
            condicion = models.Q(nombre_norm__contains=palabra)
            if any(letra.isdecimal() for letra in palabra):
                for tipo in ("DNI", "RUC", "CE", "PAS"):
                    condicion |= models.Q(clave__startswith=f"{tipo}:{palabra}")
                if palabra.startswith("10") and len(palabra) > 2:  # RUC 10: la persona está con su DNI
                    condicion |= models.Q(clave__startswith=f"DNI:{palabra[2:10]}")
            consulta = consulta.filter(condicion)
        return consulta if palabras else self.none()

    def pocos(self) -> list | ClienteQuerySet:
        """Sus claves si son pocas; si no, la misma consulta. Para buscar en otra tabla por estos clientes."""
        claves = list(self.order_by().values_list("pk", flat=True)[: POCOS + 1])
        return claves if len(claves) <= POCOS else self


class AusenciaQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> AusenciaQuerySet:
        return self if ve_todas_las_zonas(user) else self.filter(suministro__zona__in=zonas_de(user))
