"""El tablero de quien supervisa: qué tiene cada persona, qué hizo hoy, y pasar gestiones de una a otra."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property

from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import fecha, plural
from config.comun.pantalla.views import AccionLote, Boton, Confirmar, Formulario, Lista

from . import selectors, services
from .filters import FiltrosGestiones
from .forms import DescansoForm
from .models import Descanso
from .tables import TablaGestiones

REPARTIR = "cobranzas.repartir_cola"
TABLERO = reverse_lazy("gestiones:tablero")


class Tablero(Lista):
    permission_required = REPARTIR
    titulo, nombres = "Cola de todos", "gestión,gestiones"
    template_name = "cobranzas/gestiones/tablero.html"
    tabla, filtros = TablaGestiones, FiltrosGestiones
    vacio = "No hay llamadas ni visitas por hacer en tus zonas."
    mas = (Boton("Anotar un descanso", reverse_lazy("gestiones:descanso_nuevo"), "calendar"),)

    @cached_property
    def personas(self):
        return list(selectors.gestores(al=hoy()))

    @property
    def acciones_lote(self):
        actos = [AccionLote(f"pasar_{p.pk}", f"Pasar a {p}", permiso=REPARTIR, icono="user") for p in self.personas]
        return (*actos, AccionLote("soltar", "Dejar sin persona", permiso=REPARTIR, icono="x"))

    def __getattr__(self, nombre):
        # Un acto por persona: «Pasar a Rosa» se elige y se confirma de una vez.
        if nombre.startswith("lote_pasar_"):
            clave = nombre.rsplit("_", 1)[1]
            persona = next((p for p in self.personas if str(p.pk) == clave), None)
            if persona:
                return partial(self.pasar, a=persona)
        raise AttributeError(nombre)

    def get_queryset(self):
        todas = selectors.de_todos(user=self.request.user, al=hoy())
        return todas.con_situacion(hoy(), timezone.now()).para_lista().order_by("-valor")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            por_persona=selectors.por_persona(user=self.request.user, al=hoy()), hoy=hoy(), **kwargs
        )

    def lote_soltar(self, consulta):
        return self.pasar(consulta, a=None)

    def pasar(self, consulta, *, a):
        hecho = services.reasignar(gestiones=consulta, a=a, por=self.request.user, al=hoy(), en=timezone.now())
        que = f"Pasaste {plural(hecho.hechas, 'gestión,gestiones')} a {a}." if a else (
            f"Dejaste {plural(hecho.hechas, 'gestión,gestiones')} sin persona."
        )  # fmt: skip
        if hecho.ocupadas:
            que += f" {plural(hecho.ocupadas, 'se está,se están')} atendiendo ahora y no se movieron."
        if hecho.fuera_de_zona:
            que += f" {plural(hecho.fuera_de_zona, 'es,son')} de zonas que no ve."
        return que


class NuevoDescanso(Formulario):
    permission_required = REPARTIR
    titulo, boton = "Anotar un descanso", "Guardar descanso"
    form_class, vuelta = DescansoForm, TABLERO
    ruta = (("Cola de todos", TABLERO),)

    def get_initial(self):
        return {"desde": hoy(), "hasta": hoy()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"personas": selectors.gestores(al=hoy())}

    def guardar(self, form):
        descanso = services.descansar(por=self.request.user, **form.cleaned_data)
        return f"{descanso.persona} no recibe gestiones hasta el {fecha(descanso.hasta)}. El reparto pasa lo suyo."


class TerminarDescanso(Confirmar):
    permission_required = REPARTIR
    titulo, boton, vuelta = "Terminar el descanso", "Terminar el descanso", TABLERO

    @cached_property
    def descanso(self) -> Descanso:
        return get_object_or_404(Descanso.objects.select_related("persona"), pk=self.kwargs["pk"])

    def get_consecuencias(self):
        return [f"{self.descanso.persona} vuelve a recibir gestiones desde hoy."]

    def ejecutar(self):
        services.volver(descanso=self.descanso, hoy=hoy())
        return f"{self.descanso.persona} vuelve a recibir gestiones."
