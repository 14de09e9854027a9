"""Una lista, una ficha, un formulario y una confirmación de prueba sobre zonas: la pantalla genérica sin dominio."""

from django import forms
from django.urls import include, path, reverse

from config.comun.pantalla.filters import Filtros, RangoNumeros
from config.comun.pantalla.tables import Casilla, Enlace, Numero, Soles, Tabla
from config.comun.pantalla.views import AccionLote, Confirmar, Detalle, Formulario, Fragmento, Lista, avisar
from config.comun.usuarios.models import Zona


class Ocupada(Exception):
    """La zona no se puede cambiar."""


class TablaZonas(Tabla):
    casilla = Casilla(etiqueta="nombre")
    codigo = Enlace(verbose_name="Código")
    nombre = Numero(verbose_name="Nombre")
    saldo = Soles(accessor="pk", verbose_name="Saldo")
    doble = Numero(accessor="pk", verbose_name="Doble", orderable=False)
    movil = ("codigo", "saldo")

    def render_nombre(self, value):
        return value

    def value_nombre(self, value):
        return value


class FiltrosZonas(Filtros):
    campos_texto = ("codigo__icontains", "nombre__icontains")
    numero = RangoNumeros(field_name="pk", label="Número")

    class Meta:
        model = Zona
        fields = ["codigo"]


class ListaZonas(Lista):
    permission_required = "comun.view_zona"
    titulo, nombres = "Zonas de prueba", "zona,zonas"
    tabla, filtros = TablaZonas, FiltrosZonas
    acciones_lote = (
        AccionLote("nombrar", "Nombrar", permiso="comun.change_zona"),
        AccionLote("tocar", "Tocar", confirmar=False),
    )
    vacio = "Aún no hay zonas de prueba."

    def get_queryset(self):
        return Zona.objects.all()

    def url_de(self, objeto):
        return reverse("prueba:ficha", args=[objeto.pk])

    def lote_nombrar(self, consulta):
        return f"Se nombraron {consulta.update(nombre='Nombrada')} zonas."

    def lote_tocar(self, consulta):
        return f"Se tocaron {consulta.count()} zonas."


class ListaDirecta(ListaZonas):
    """Exporta por `values_list`: todas sus columnas son campos."""

    titulo = "Zonas directas"

    class tabla(Tabla):
        codigo = Enlace(verbose_name="Código")
        nombre = Enlace(verbose_name="Nombre")


class ListaPorClaves(ListaZonas):
    """Elige primero las claves de la página."""

    titulo, por_claves = "Zonas por claves", True


class FichaZona(Detalle):
    permission_required = "comun.view_zona"
    ficha = "prueba"

    def get_queryset(self):
        return Zona.objects.all()


class Parte(Fragmento):
    permission_required = "comun.view_zona"
    titulo, template_name = "Parte", "comun/piezas/abierto.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(otros=[], clave="zona-1", **kwargs)


class ZonaForm(forms.Form):
    codigo = forms.CharField(label="Código", max_length=10)
    nombre = forms.CharField(label="Nombre", required=False)


class ElegirForm(forms.Form):
    zona = forms.ChoiceField(choices=[("a", "A")], widget=forms.Select(attrs={"data-elegir": ""}))


class ElegirZona(Formulario):
    permission_required = "comun.view_zona"
    titulo, boton, form_class = "Elegir zona", "Elegir zona", ElegirForm


class NuevaZona(Formulario):
    permission_required = "comun.add_zona"
    titulo, boton, vuelta = "Nueva zona", "Guardar zona", "/prueba/"
    form_class, errores = ZonaForm, (Ocupada,)

    def guardar(self, form):
        if form.cleaned_data["codigo"] == "OCUPADA":
            raise Ocupada("Esa zona la usa otra persona. Escribe otro código.")
        Zona.objects.create(**form.cleaned_data)
        return "Zona guardada."


class EditarZonaForm(forms.ModelForm):
    class Meta:
        model = Zona
        fields = ["codigo", "nombre"]


class EditarZona(Formulario):
    permission_required = "comun.change_zona"
    titulo, boton, vuelta, form_class = "Zona", "Guardar zona", "/prueba/", EditarZonaForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": Zona.objects.get(pk=self.kwargs["pk"])}

    def guardar(self, form):
        return f"Zona guardada: {form.save()}."


class QuitarZona(Confirmar):
    permission_required = "comun.delete_zona"
    titulo, boton, vuelta = "Quitar la zona", "Quitar zona NORTE", "/prueba/"
    errores = (Ocupada,)

    def get_consecuencias(self):
        return ["La zona NORTE deja de existir."]

    def ejecutar(self):
        if self.request.POST.get("falla"):
            raise Ocupada("La zona tiene personas. Quítalas antes.")
        Zona.objects.filter(codigo="NORTE").delete()
        return "Zona quitada."


def con_deshacer(request):
    from django.shortcuts import redirect

    avisar(request, "Promesa <b>guardada</b>.", deshacer="/prueba/nueva/", enlace=("Ver zona", "/prueba/"))
    return redirect("/prueba/")


def roto(request):
    raise RuntimeError("se rompió a propósito")


def contar_siete(*, usuario, pk):
    return 7


def contar_mal(*, usuario, pk):
    raise RuntimeError("contador roto a propósito")


de_prueba = [
    path("", ListaZonas.as_view(), name="lista"),
    path("por-claves/", ListaPorClaves.as_view(), name="por_claves"),
    path("directa/", ListaDirecta.as_view(), name="directa"),
    path("nueva/", NuevaZona.as_view(), name="nueva"),
    path("elegir/", ElegirZona.as_view(), name="elegir"),
    path("quitar/", QuitarZona.as_view(), name="quitar"),
    path("deshacer/", con_deshacer, name="deshacer"),
    path("roto/", roto, name="roto"),
    path("<int:pk>/", FichaZona.as_view(), name="ficha"),
    path("<int:pk>/editar/", EditarZona.as_view(), name="editar"),
    path("<int:pk>/parte/", Parte.as_view(), name="parte"),
    path("<int:pk>/otra/", Parte.as_view(), name="otra"),
]
# Solo el núcleo: la pantalla genérica no necesita a ninguna función del negocio.
urlpatterns = [
    path("prueba/", include((de_prueba, "prueba"))),
    path("cuenta/", include("config.comun.usuarios.urls")),
    path("pantalla/", include("config.comun.pantalla.urls")),
    path("avisos/", include("config.comun.avisos.urls")),
]
handler403 = "config.comun.pantalla.errores.sin_permiso"
handler404 = "config.comun.pantalla.errores.no_encontrado"
handler500 = "config.comun.pantalla.errores.fallo"
