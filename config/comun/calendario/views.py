from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView

from config.comun.calendario import selectors, services
from config.comun.calendario.filters import FiltrosDias
from config.comun.calendario.forms import DiaNoHabilForm, PlazoForm
from config.comun.calendario.models import DiaNoHabil
from config.comun.calendario.tables import TablaDias
from config.comun.pantalla.views import Boton, Confirmar, Formulario, Lista, Pantalla

RUTA = (("Calendario", reverse_lazy("calendario:lista")),)


class ListaDias(Lista):
    permission_required = "comun.view_dianohabil"
    titulo, nombres = "Días no hábiles", "día no hábil,días no hábiles"
    tabla, filtros = TablaDias, FiltrosDias
    primario = Boton("Agregar día no hábil", reverse_lazy("calendario:crear"), "plus", "comun.add_dianohabil")
    mas = (Boton("Contar un plazo", reverse_lazy("calendario:plazo"), "calendar-due"),)
    vacio = "Aún no hay días no hábiles."

    def get_queryset(self):
        return DiaNoHabil.objects.all()


class GuardarDia(Formulario):
    """Agrega un día o cambia el de la URL. Los plazos ya fijados no se mueven."""

    boton = "Guardar día no hábil"
    template_name = "comun/calendario/dia.html"
    form_class, vuelta, ruta = DiaNoHabilForm, reverse_lazy("calendario:lista"), RUTA

    def get_permission_required(self):
        return ("comun.change_dianohabil" if "pk" in self.kwargs else "comun.add_dianohabil",)

    def get_titulo(self):
        return "Día no hábil" if "pk" in self.kwargs else "Agregar día no hábil"

    def get_form_kwargs(self):
        dia = get_object_or_404(DiaNoHabil, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return {**super().get_form_kwargs(), "instance": dia}

    def guardar(self, form):
        dia = form.save()
        return f"El {dia.fecha:%d/%m/%Y} no se cuenta como hábil: {dia.nombre}."


class QuitarDia(Confirmar):
    permission_required = "comun.delete_dianohabil"
    boton, vuelta, ruta = "Quitar de la lista", reverse_lazy("calendario:lista"), RUTA
    peligro = True

    @property
    def dia(self) -> DiaNoHabil:
        return get_object_or_404(DiaNoHabil, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Quitar «{self.dia.nombre}»"

    def get_consecuencias(self):
        return [
            f"El {self.dia.fecha:%d/%m/%Y} volverá a contarse como hábil en los plazos que se calculen desde ahora."
        ]

    def ejecutar(self):
        dia = self.dia
        services.quitar(dia=dia)
        return f"Quitaste «{dia.nombre}» de los días no hábiles."


class ContarPlazo(Pantalla, TemplateView):
    """Calculadora: cuándo vence y cómo se contó, día por día. También la página de «cómo se contó» de otras."""

    permission_required = "comun.view_dianohabil"
    titulo, template_name, ruta = "Contar un plazo", "comun/calendario/plazo.html", RUTA

    def get_context_data(self, **kwargs):
        form = PlazoForm(self.request.GET or None)
        plazo = selectors.contar_plazo(**form.cleaned_data) if form.is_valid() else None
        return super().get_context_data(form=form, plazo=plazo, url=reverse("calendario:plazo"), **kwargs)
