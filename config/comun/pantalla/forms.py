"""Formularios de las vistas guardadas."""

from django import forms
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse


class VistaForm(forms.Form):
    """Guardar los filtros puestos con un nombre."""

    pantalla = forms.CharField(max_length=80)
    consulta = forms.CharField(max_length=2000, required=False)
    nombre = forms.CharField(label="Nombre de la vista", max_length=40)

    def clean_pantalla(self):
        try:
            reverse(self.cleaned_data["pantalla"])
        except NoReverseMatch:
            raise forms.ValidationError("Esa lista no existe. Vuelve a la lista y guarda desde allí.") from None
        return self.cleaned_data["pantalla"]


class RenombrarVistaForm(forms.Form):
    """Cambiar el nombre y, quien administra los roles, compartirla con uno."""

    nombre = forms.CharField(label="Nombre de la vista", max_length=40)


class CompartirVistaForm(forms.Form):
    """Copiar la vista a un rol: la verá todo el que lo tenga."""

    grupo = forms.ModelChoiceField(label="Rol", queryset=Group.objects.order_by("name"), empty_label="Elige un rol")
