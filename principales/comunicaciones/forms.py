from django import forms
from django.utils import timezone

from cartera.padron.models import Cliente
from config.comun.usuarios.models import Usuario
from principales.directorio.models import Contacto, MedioContacto

from .adjuntos import ACEPTA, EN_PALABRAS, AdjuntoRechazado, comprobar_subidos
from .campos import CAMPOS
from .choices import Canal, Sentido
from .models import PlantillaCorreo, ResultadoComunicacion

FECHA = {"type": "date"}


class VariosArchivos(forms.FileInput):
    allow_multiple_selected = True


class CampoAdjuntos(forms.FileField):
    """Cero o más archivos; la lista ya comprobada, con su tipo verdadero."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Adjuntos")
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", f"{EN_PALABRAS}.")
        super().__init__(widget=VariosArchivos({"multiple": True, "accept": ACEPTA}), **kwargs)

    def clean(self, data, initial=None):
        try:
            return comprobar_subidos(data or [], al=timezone.localdate())
        except AdjuntoRechazado as error:
            raise forms.ValidationError(str(error)) from None


class ConMotivo(forms.Form):
    """Lo que comparten los contactos que gastan presupuesto: por qué se pasa del límite."""

    motivo_exceso = forms.CharField(
        label="Por qué hace falta contactarlo igual", max_length=300, required=False, widget=forms.TextInput()
    )


class GestionForm(ConMotivo):
    """Lo que se habló con el cliente por un canal. El contacto y el medio ya vienen elegidos."""

    resultado = forms.ModelChoiceField(
        ResultadoComunicacion.objects.none(),
        label="En qué quedó",
        empty_label=None,
        widget=forms.RadioSelect(),
        error_messages={"required": "Elige en qué quedó la gestión."},
    )
    medio = forms.ModelChoiceField(
        MedioContacto.objects.none(), label="A quién", required=False, empty_label="Ninguno de la lista"
    )
    contacto = forms.ModelChoiceField(
        Contacto.objects.none(), label="Con quién", required=False, empty_label="Nadie de la lista"
    )
    texto = forms.CharField(label="Qué se dijo", required=False, max_length=5000, widget=forms.Textarea({"rows": 3}))
    siguiente_el = forms.DateField(
        label="Siguiente paso para el", required=False, widget=forms.DateInput(FECHA, format="%Y-%m-%d")
    )
    siguiente_paso = forms.CharField(label="Qué toca hacer", required=False, max_length=200)
    sentido = forms.ChoiceField(label="Quién buscó a quién", choices=Sentido, initial=Sentido.SALIENTE)
    ocurrio_en = forms.DateTimeField(
        label="Cuándo fue",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text="Vacío: ahora.",
    )
    adjuntos = CampoAdjuntos()

    def __init__(self, *args, canal: str, destinos, ahora, **kwargs):
        super().__init__(*args, **kwargs)
        self.ahora = ahora
        self.fields["resultado"].queryset = ResultadoComunicacion.objects.activos(canal)
        if destinos.medios:
            self.fields["medio"].queryset = MedioContacto.objects.filter(
                pk__in=[m.pk for m in destinos.medios]
            ).select_related("contacto")
            self.fields["medio"].choices = [
                ("", "Ninguno de la lista"),
                *((m.pk, f"{m.contacto} · {m.escrito}") for m in destinos.medios),
            ]
            self.fields["medio"].initial = destinos.mejor
        else:
            del self.fields["medio"]
        if destinos.contactos:
            self.fields["contacto"].queryset = Contacto.objects.filter(pk__in=[c.pk for c in destinos.contactos])
            self.fields["contacto"].initial = destinos.contactos[0].pk if len(destinos.contactos) == 1 else None
        else:
            del self.fields["contacto"]
        if canal == Canal.CARTA:
            self.fields["sentido"].choices = [(Sentido.SALIENTE, "La enviamos"), (Sentido.ENTRANTE, "La recibimos")]

    def clean_ocurrio_en(self):
        cuando = self.cleaned_data["ocurrio_en"] or self.ahora
        if cuando > self.ahora:
            raise forms.ValidationError("Aún no ocurre: anótalo como siguiente paso.")
        return cuando


class CorreoForm(ConMotivo):
    """Un correo al cliente, ya con la plantilla puesta y editable."""

    medio = forms.ModelChoiceField(MedioContacto.objects.none(), label="Para", empty_label=None)
    asunto = forms.CharField(
        label="Asunto", max_length=150, error_messages={"max_length": "El asunto tiene hasta 150 letras."}
    )
    cuerpo = forms.CharField(label="Texto", max_length=10000, widget=forms.Textarea({"rows": 14}))
    con_estado_de_cuenta = forms.BooleanField(label="Adjuntar su estado de cuenta (PDF)", required=False)
    adjuntos = CampoAdjuntos(label="Otros adjuntos")

    def __init__(self, *args, destinos, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["medio"].queryset = MedioContacto.objects.filter(pk__in=[m.pk for m in destinos.medios])
        self.fields["medio"].choices = [(m.pk, f"{m.contacto} <{m}>") for m in destinos.medios]
        self.fields["medio"].initial = destinos.mejor

    def clean_asunto(self):
        asunto = self.cleaned_data["asunto"]
        if any(c in asunto for c in "\r\n\0"):
            raise forms.ValidationError("El asunto va en una sola línea.")
        return asunto


class PosponerForm(forms.Form):
    al = forms.DateField(label="Para el", widget=forms.DateInput(FECHA, format="%Y-%m-%d"))
    para = forms.ModelChoiceField(Usuario.objects.none(), label="A cargo de", empty_label=None)

    def __init__(self, *args, personas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["para"].queryset = personas


class AnularForm(forms.Form):
    motivo = forms.CharField(
        label="Por qué se anula",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Queda a la vista, tachada, y deja de contar.",
    )


class ArchivarForm(forms.Form):
    cliente = forms.ModelChoiceField(
        Cliente.objects.none(),
        label="De qué cliente es",
        empty_label=None,
        widget=forms.RadioSelect(),
        error_messages={"required": "Elige el cliente.", "invalid_choice": "Elige un cliente de la lista."},
    )

    def __init__(self, *args, clientes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cliente"].queryset = clientes


class ResultadoForm(forms.ModelForm):
    class Meta:
        model = ResultadoComunicacion
        fields = (
            "canal", "nombre", "clave", "orden", "contacto_logrado", "pide_promesa", "pide_fecha", "marca_medio",
            "activo",
        )  # fmt: skip
        help_texts = {
            "clave": "Corta y sin espacios, como «no_contesta». No se cambia: los reportes la usan.",
            "orden": "Su lugar al registrar, y la tecla que lo elige (1 a 9).",
            "contacto_logrado": "Si no se habló con nadie, no gasta presupuesto de contactos.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # lo ya registrado se lee por ellos
            self.fields["canal"].disabled = self.fields["clave"].disabled = True


class PlantillaForm(forms.ModelForm):
    class Meta:
        model = PlantillaCorreo
        fields = ("nombre", "asunto_directorio", "asunto", "cuerpo", "adjunta", "activa")
        widgets = {"cuerpo": forms.Textarea({"rows": 14})}
        help_texts = {
            "asunto_directorio": "Se propone escribir a quien recibe esto según el directorio.",
            "cuerpo": "Campos: " + ", ".join(f"{{{clave}}}" for clave in CAMPOS) + ".",
        }

    def clean_asunto(self):
        return " ".join(self.cleaned_data["asunto"].split())
