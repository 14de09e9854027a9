from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.views import Boton, Confirmar, Formulario, Lista, Pantalla
from config.comun.parametros import selectors, services
from config.comun.parametros.choices import Tipo
from config.comun.parametros.filters import FiltrosParametros
from config.comun.parametros.forms import EmpresaForm, UnidadForm, VersionForm
from config.comun.parametros.models import Parametro, Unidad
from config.comun.parametros.tables import TablaParametros, TablaUnidades, valor_legible

RUTA = (("Parámetros", reverse_lazy("parametros:lista")),)


class ListaParametros(Lista):
    """Los que rigen hoy."""

    permission_required = "comun.view_parametro"
    titulo, nombres = "Parámetros", "parámetro,parámetros"
    tabla, filtros = TablaParametros, FiltrosParametros
    por_pagina = 50
    mas = (
        Boton("Empresa", reverse_lazy("parametros:empresa"), "building", "comun.change_empresa"),
        Boton("Unidades y firmas", reverse_lazy("parametros:unidades"), "users", "comun.view_unidad"),
    )

    def get_queryset(self):
        return Parametro.objects.vigentes(hoy()).select_related("verificado_por").order_by("descripcion")


class FichaParametro(Pantalla, TemplateView):
    """Un parámetro con todas sus versiones."""

    permission_required = "comun.view_parametro"
    template_name = "comun/parametros/ficha.html"
    ruta = RUTA

    def get_context_data(self, **kwargs):
        versiones = list(Parametro.objects.versiones(self.kwargs["clave"]))
        if not versiones:
            raise Http404
        hoy_ = hoy()
        for version in versiones:
            version.legible = valor_legible(version)
            version.rige = version.desde <= hoy_ and (version.hasta is None or version.hasta > hoy_)
        url = reverse("parametros:nueva_version", args=[self.kwargs["clave"]])
        puede = self.request.user.has_perm("comun.change_parametro")
        return super().get_context_data(
            titulo=versiones[0].descripcion,
            versiones=versiones,
            primario=Boton("Registrar valor nuevo", url, "plus") if puede else None,
            puede_verificar=puede,
            **kwargs,
        )


class NuevaVersion(Formulario):
    permission_required = "comun.change_parametro"
    boton = "Registrar valor nuevo"
    form_class, errores = VersionForm, (services.VersionImposible,)

    @property
    def parametro(self) -> Parametro:
        """La última versión: de ella hereda tipo, unidad y descripción."""
        versiones = Parametro.objects.filter(clave=self.kwargs["clave"]).order_by("-desde")
        if (ultima := versiones.first()) is None:
            raise Http404
        return ultima

    def get_titulo(self):
        return f"Valor nuevo: {self.parametro.descripcion}"

    def get_vuelta(self):
        return reverse("parametros:ficha", args=[self.kwargs["clave"]])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "parametro": self.parametro}

    def get_initial(self):
        ultima = self.parametro
        valor = ", ".join(map(str, ultima.valor)) if ultima.tipo == Tipo.ENTEROS else ultima.valor
        return {"valor": valor, "norma": ultima.norma, "marca": ultima.marca}

    def guardar(self, form):
        hecho = services.nueva_version(clave=self.kwargs["clave"], por=self.request.user, **form.cleaned_data)
        return f"Desde el {hecho.nueva.desde:%d/%m/%Y} rige {valor_legible(hecho.nueva)}; antes, el valor anterior."


class Verificar(Confirmar):
    permission_required = "comun.change_parametro"
    boton = "Marcar como verificado"
    errores = (services.YaVerificado,)

    @property
    def parametro(self) -> Parametro:
        return get_object_or_404(Parametro, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Verificar: {self.parametro.descripcion}"

    def get_vuelta(self):
        return reverse("parametros:ficha", args=[self.parametro.clave])

    def get_consecuencias(self):
        p = self.parametro
        return [
            f"Confirmas que {valor_legible(p)} es lo que dice «{p.norma or 'la norma'}».",
            f"Quedará tu nombre con la fecha {hoy():%d/%m/%Y}.",
        ]

    def ejecutar(self):
        services.verificar(parametro=self.parametro, el=hoy(), por=self.request.user)
        return "Anotamos que verificaste el valor."


class EditarEmpresa(Formulario):
    permission_required = "comun.change_empresa"
    titulo, boton = "Empresa", "Guardar empresa"
    template_name = "comun/parametros/empresa.html"
    form_class, vuelta, ruta = EmpresaForm, reverse_lazy("parametros:lista"), RUTA

    def get_destino(self):
        return reverse("parametros:empresa")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": selectors.empresa()}

    def guardar(self, form):
        services.guardar_empresa(
            empresa=form.instance,
            logo_nuevo=form.cleaned_data["logo_nuevo"],
            quitar_logo=form.cleaned_data.get("quitar_logo", False),
            por=self.request.user,
        )
        return f"Guardamos los datos de {form.instance.nombre}."


class Logo(Pantalla, TemplateView):
    """La imagen, para quien entró; solo se guarda si es PNG o JPG."""

    permission_required = ()

    def get(self, request, *args, **kwargs):
        logo = selectors.empresa().logo
        if logo is None:
            raise Http404
        try:
            return servir(logo, en_pagina=True)
        except ArchivoPerdido:
            raise Http404 from None


class ListaUnidades(Lista):
    permission_required = "comun.view_unidad"
    titulo, nombres, ruta = "Unidades y firmas", "unidad,unidades", RUTA
    tabla = TablaUnidades

    def get_queryset(self):
        return Unidad.objects.all()


class EditarUnidad(Formulario):
    permission_required = "comun.change_unidad"
    boton = "Guardar unidad"
    form_class, vuelta = UnidadForm, reverse_lazy("parametros:unidades")

    @property
    def unidad(self) -> Unidad:
        return get_object_or_404(Unidad, pk=self.kwargs["pk"])

    def get_titulo(self):
        return self.unidad.get_codigo_display()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.unidad}

    def guardar(self, form):
        return f"Unidad guardada: {form.save()}."
