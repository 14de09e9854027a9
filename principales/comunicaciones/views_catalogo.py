"""Los datos que la oficina ajusta: en qué puede quedar una gestión y los textos de los correos."""

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from config.comun.pantalla.views import Boton, Formulario, Lista

from .campos import CAMPOS
from .filters import FiltrosPlantillas, FiltrosResultados
from .forms import PlantillaForm, ResultadoForm
from .models import PlantillaCorreo, ResultadoComunicacion
from .tables import TablaPlantillas, TablaResultados

NUEVO_RESULTADO = reverse_lazy("comunicaciones:nuevo_resultado")
NUEVA_PLANTILLA = reverse_lazy("comunicaciones:nueva_plantilla")
COMUNICACIONES = ("Comunicaciones", reverse_lazy("comunicaciones:lista"))


class ListaResultados(Lista):
    permission_required = "principales.view_resultadocomunicacion"
    titulo, nombres = "Resultados de gestión", "resultado,resultados"
    tabla, filtros = TablaResultados, FiltrosResultados
    por_pagina = 50
    ruta = (COMUNICACIONES,)
    primario = Boton(
        "Nuevo resultado",
        reverse_lazy("comunicaciones:nuevo_resultado"),
        "plus",
        "principales.add_resultadocomunicacion",
    )

    def get_queryset(self):
        return ResultadoComunicacion.objects.order_by("canal", "orden")


class _Catalogo(Formulario):
    """Alta (sin `pk`) o cambio de una fila del catálogo."""

    modelo: type

    @cached_property
    def objeto(self):
        return get_object_or_404(self.modelo, pk=self.kwargs["pk"]) if "pk" in self.kwargs else self.modelo()

    def get_titulo(self):
        return str(self.objeto) if self.objeto.pk else self.titulo

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.objeto}


class EditarResultado(_Catalogo):
    permission_required = "principales.change_resultadocomunicacion"
    titulo, boton = "Nuevo resultado de gestión", "Guardar resultado"
    modelo, form_class = ResultadoComunicacion, ResultadoForm
    vuelta = reverse_lazy("comunicaciones:resultados")
    ruta = (COMUNICACIONES, ("Resultados de gestión", vuelta))

    def guardar(self, form):
        resultado = form.save()
        return f"Resultado guardado: {resultado.get_canal_display().lower()}, {resultado}."


class ListaPlantillas(Lista):
    permission_required = "principales.view_plantillacorreo"
    titulo, nombres = "Plantillas de correo", "plantilla,plantillas"
    tabla, filtros = TablaPlantillas, FiltrosPlantillas
    ruta = (COMUNICACIONES,)
    primario = Boton("Nueva plantilla", NUEVA_PLANTILLA, "plus", "principales.add_plantillacorreo")

    def get_queryset(self):
        return PlantillaCorreo.objects.order_by("nombre")


class EditarPlantilla(_Catalogo):
    permission_required = "principales.change_plantillacorreo"
    titulo, boton = "Nueva plantilla de correo", "Guardar plantilla"
    template_name = "principales/comunicaciones/plantilla.html"
    modelo, form_class = PlantillaCorreo, PlantillaForm
    vuelta = reverse_lazy("comunicaciones:plantillas")
    ruta = (COMUNICACIONES, ("Plantillas de correo", vuelta))

    def get_context_data(self, **kwargs):
        return super().get_context_data(campos_de_texto=CAMPOS.items(), **kwargs)

    def guardar(self, form):
        return f"Plantilla guardada: {form.save()}."
