"""Perfiles de archivo de banco: se editan mirando cómo se lee una muestra."""

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from config.comun.pantalla.views import Boton, Formulario, Lista

from . import selectors, services
from .forms import PerfilForm
from .models_archivo import PerfilBanco
from .tables import TablaPerfiles
from .views import ARCHIVOS

PERFILES = ("Perfiles de archivo", reverse_lazy("bancos:perfiles"))


class ListaPerfiles(Lista):
    permission_required = "cartera.view_perfilbanco"
    titulo, nombres = "Perfiles de archivo", "perfil,perfiles"
    tabla = TablaPerfiles
    ruta = (ARCHIVOS,)
    primario = vacio_accion = Boton(
        "Nuevo perfil", reverse_lazy("bancos:nuevo_perfil"), "plus", "cartera.add_perfilbanco"
    )
    vacio = "Aún no hay perfiles: sin uno no se puede leer el archivo de un banco."

    def get_queryset(self):
        return PerfilBanco.objects.select_related("banco").order_by("banco__nombre", "nombre")


class GuardarPerfil(Formulario):
    """Alta o cambio. «Probar» lee la muestra con lo escrito y no guarda nada."""

    template_name = "cartera/bancos/perfil.html"
    form_class, boton = PerfilForm, "Guardar perfil"
    vuelta, ruta = reverse_lazy("bancos:perfiles"), (ARCHIVOS, PERFILES)

    @cached_property
    def perfil(self) -> PerfilBanco | None:
        return get_object_or_404(PerfilBanco, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_permission_required(self):
        return (f"cartera.{'change' if 'pk' in self.kwargs else 'add'}_perfilbanco",)

    def get_titulo(self):
        return str(self.perfil) if self.perfil else "Nuevo perfil de archivo"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.perfil}

    def form_valid(self, form):
        if self.request.POST.get("accion") != "probar":
            return super().form_valid(form)
        muestra = form.cleaned_data["muestra"]
        if not muestra:
            form.add_error("muestra", "Elige un archivo del banco para probar el perfil.")
            return self.form_invalid(form)
        perfil = selectors.perfil_con_campos(form.instance, form.campos())
        prueba = selectors.probar(perfil=perfil, contenido=muestra.read(selectors.MUESTRA))
        return self.render_to_response(self.get_context_data(form=form, prueba=prueba))

    def guardar(self, form):
        perfil = services.guardar_perfil(perfil=form.instance, campos=form.campos())
        return f"Guardado el perfil {perfil}. Vale para los archivos que subas desde ahora."
