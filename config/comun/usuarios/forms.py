from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.roles import NOMBRES


class EntrarForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "El usuario y la clave no coinciden. Revisa mayúsculas y vuelve a escribirlos.",
        "inactive": "Tu cuenta está desactivada. Pide a administración que la active.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Usuario"
        self.fields["password"].label = "Clave"
        for campo in self.fields.values():
            campo.widget.attrs["class"] = "form-control"


CLAVE_DEBIL = {
    "password_too_short": "La clave nueva debe tener al menos 10 caracteres.",
    "password_too_similar": "La clave nueva se parece demasiado a tu nombre o tu usuario.",
    "password_too_common": "Esa clave es muy común y se adivina. Elige otra.",
    "password_entirely_numeric": "La clave nueva debe llevar alguna letra.",
}


class CambiarClaveForm(PasswordChangeForm):
    error_messages = {
        "password_incorrect": "Esa no es tu clave actual. Escríbela otra vez.",
        "password_mismatch": "Las dos claves nuevas no son iguales. Escríbelas otra vez.",
        "password_igual": "La clave nueva debe ser distinta de la actual.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Clave actual"
        self.fields["new_password1"].label = "Clave nueva"
        self.fields["new_password1"].help_text = "Al menos 10 caracteres, con letras. Que no sea común ni tu nombre."
        self.fields["new_password2"].label = "Clave nueva otra vez"
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user, password_field_name="new_password1"):  # noqa: S107 — nombre de un campo
        """Las reglas de Django con nuestras palabras, en el campo que se corrige."""
        try:
            validate_password(self.cleaned_data.get("new_password1") or "", user)
        except ValidationError as errores:
            self.add_error("new_password1", [CLAVE_DEBIL.get(e.code, e.messages[0]) for e in errores.error_list])

    def clean(self):
        datos = super().clean()
        if datos.get("new_password1") and datos["new_password1"] == datos.get("old_password"):
            self.add_error("new_password1", self.error_messages["password_igual"])
        return datos


class _Roles(forms.ModelMultipleChoiceField):
    def label_from_instance(self, grupo):
        return NOMBRES.get(grupo.name, grupo.name)


class UsuarioForm(forms.ModelForm):
    """Datos, rol y alcance de una persona; sin clave: la temporal la genera el sistema."""

    roles = _Roles(
        Group.objects.filter(name__in=NOMBRES).order_by("pk"), label="Roles", widget=forms.CheckboxSelectMultiple
    )
    zonas = forms.ModelMultipleChoiceField(
        Zona.objects.all(), label="Zonas que alcanza", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Usuario
        fields = ("username", "first_name", "last_name", "email", "roles", "todas_las_zonas", "zonas", "is_active")
        labels = {
            "username": "Usuario",
            "first_name": "Nombres",
            "last_name": "Apellidos",
            "email": "Correo",
            "is_active": "Puede entrar al sistema",
        }
        help_texts = {"username": "Con el que entra; letras, números y . - _", "is_active": ""}
        error_messages = {"username": {"unique": "Ya hay un usuario con ese nombre. Elige otro."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nombre in ("first_name", "last_name"):
            self.fields[nombre].required = True
        if self.instance.pk:
            del self.fields["username"]  # los registros citan a la persona por él: no cambia
            self.fields["roles"].initial = self.instance.groups.all()
            self.fields["zonas"].initial = self.instance.zonas.all()
        else:
            del self.fields["is_active"]

    def clean(self):
        datos = super().clean()
        if not datos.get("todas_las_zonas") and not datos.get("zonas"):
            self.add_error("zonas", "Marca al menos una zona, o «ve todas las zonas».")
        return datos


class PreferenciasForm(forms.Form):
    atajos_activos = forms.BooleanField(
        label="Usar teclas de una letra", required=False, help_text="La lista sale con la tecla ?"
    )


class ZonaForm(forms.ModelForm):
    class Meta:
        model = Zona
        fields = ("codigo", "nombre")
        help_texts = {"codigo": "El mismo que trae el padrón de facturación."}
        error_messages = {"codigo": {"unique": "Ya hay una zona con ese código."}}
