from django import forms

from cartera.padron.choices import TipoDocumento

from .choices import (
    Asunto,
    CanalPreferido,
    EstadoMedio,
    EstadoOposicion,
    Finalidad,
    Fuente,
    PedidoOposicion,
    RolContacto,
)
from .medios import DocumentoMalo, MedioMalo, escribir, leer, leer_documento
from .models import Contacto, MedioContacto

MAXIMO_MEDIOS = 12
TOPE_ARCHIVO = 10 << 20  # bytes: 20,000 contactos con todo caben en la mitad
CUALQUIERA = "cualquiera"


class ContactoForm(forms.ModelForm):
    """Los datos de la persona y qué recibe; sus medios van en `MediosForm`, en la misma pantalla."""

    class Meta:
        model = Contacto
        fields = [
            "nombre", "rol", "cargo", "tipo_documento", "documento", "hora_desde", "hora_hasta", "canal_preferido",
            "nota",
        ]  # fmt: skip
        widgets = {
            "hora_desde": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "hora_hasta": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "nota": forms.Textarea({"rows": 2}),
            "nombre": forms.TextInput({"autocomplete": "off"}),
            "documento": forms.TextInput({"autocomplete": "off"}),
        }

    tipo_documento = forms.ChoiceField(
        label="Tipo de documento", required=False, choices=[("", "Sin documento"), *TipoDocumento.choices]
    )
    rol = forms.ChoiceField(label="Rol en el cliente", choices=RolContacto.choices, initial=RolContacto.PAGOS)
    canal_preferido = forms.ChoiceField(
        label="Cómo prefiere que lo contacten", required=False, choices=[("", "Le da igual"), *CanalPreferido.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        hay = {}
        valores = [("", "No"), (CUALQUIERA, "Sí, por cualquiera de sus medios")]
        if self.instance.pk:
            hay = {r.asunto: r.medio.valor if r.medio else CUALQUIERA for r in self._recepciones()}
            valores += [(m.valor, f"Sí, por {escribir(m.valor, m.anexo)}") for m in self._medios()]
        for asunto in Asunto:
            nombre = f"recibe_{asunto.value}"
            self.fields[nombre] = forms.ChoiceField(
                label=asunto.label, required=False, choices=valores, initial=hay.get(asunto.value, "")
            )

    def _recepciones(self):
        return self.instance.recepciones.select_related("medio")

    def _medios(self):
        return [m for m in self.instance.medios.order_by("pk") if m.util]

    @property
    def de_la_persona(self):
        return [self[nombre] for nombre in self.Meta.fields]

    @property
    def de_lo_que_recibe(self):
        return [self[f"recibe_{asunto.value}"] for asunto in Asunto]

    @property
    def recibe(self) -> dict[str, str]:
        """Asunto → «», «cualquiera» o el valor del medio."""
        return {asunto.value: self.cleaned_data.get(f"recibe_{asunto.value}", "") for asunto in Asunto}

    @property
    def datos(self) -> dict:
        return {nombre: self.cleaned_data[nombre] for nombre in self.Meta.fields}

    def clean_nombre(self):
        return " ".join(self.cleaned_data["nombre"].split())

    def clean(self):
        datos = super().clean()
        tipo, documento = datos.get("tipo_documento", ""), datos.get("documento", "")
        if documento and not tipo:
            self.add_error("tipo_documento", "Elige de qué tipo es el documento.")
        elif tipo and not documento:
            self.add_error("documento", "Escribe el número del documento o elige «Sin documento».")
        elif tipo:
            try:
                datos["documento"] = leer_documento(tipo, documento)
            except DocumentoMalo as error:
                self.add_error("documento", str(error))
        desde, hasta = datos.get("hora_desde"), datos.get("hora_hasta")
        if (desde is None) != (hasta is None):
            self.add_error("hora_hasta", "Escribe las dos horas o ninguna.")
        elif desde and desde >= hasta:
            self.add_error("hora_hasta", f"La hora final debe ser posterior a las {desde:%H:%M}.")
        return datos


class MedioForm(forms.Form):
    """Una fila de teléfono o correo; vacía si no hay nada escrito."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    valor = forms.CharField(
        label="Teléfono o correo",
        required=False,
        max_length=254,
        widget=forms.TextInput(
            {"placeholder": "987 654 321, 072 284455 anexo 12 o ana@empresa.pe", "inputmode": "text"}
        ),
    )
    fuente = forms.ChoiceField(label="De dónde salió", choices=Fuente.choices, initial=Fuente.CLIENTE)
    finalidad = forms.ChoiceField(label="Para qué", choices=Finalidad.choices, initial=Finalidad.SERVICIO)
    whatsapp = forms.BooleanField(label="WhatsApp", required=False)
    preferido = forms.BooleanField(label="Preferido", required=False)
    consiente_campanas = forms.BooleanField(label="Acepta campañas", required=False)
    verificado = forms.BooleanField(label="Lo verifiqué hoy", required=False)
    retirado = forms.BooleanField(label="Ya no lo usa", required=False)

    medio = None

    def clean_valor(self):
        texto = self.cleaned_data["valor"].strip()
        if texto:
            try:
                self.medio = leer(texto)
            except MedioMalo as error:
                raise forms.ValidationError(str(error)) from None
        return texto


class _Medios(forms.BaseFormSet):
    def clean(self):
        if any(self.errors):
            return
        vistos = set()
        for fila in self.forms:
            if fila.medio is None:
                continue
            clave = (fila.medio.valor, fila.medio.anexo)
            if clave in vistos:
                fila.add_error("valor", f"{escribir(*clave)} está dos veces. Deja uno.")
            vistos.add(clave)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # Lo que ya está guardado no se vacía: se marca «Ya no lo usa», que conserva su historia.
        if form.initial.get("pk"):
            form.fields["valor"].required = True
            form.fields["valor"].error_messages["required"] = "No se borra: marca «Ya no lo usa»."
        else:
            del form.fields["retirado"]


MediosForm = forms.formset_factory(
    MedioForm, formset=_Medios, extra=0, min_num=0, max_num=MAXIMO_MEDIOS, validate_max=True, absolute_max=60
)


def inicial_de(medio: MedioContacto) -> dict:
    """Un medio guardado, como se escribe en su fila."""
    return {
        "pk": medio.pk,
        "valor": escribir(medio.valor, medio.anexo),
        "fuente": medio.fuente,
        "finalidad": medio.finalidad,
        "whatsapp": medio.whatsapp,
        "preferido": medio.preferido,
        "consiente_campanas": medio.consiente_campanas,
    }


class MotivoForm(forms.Form):
    """Por qué; para cerrar, retener y lo que pida una sola razón."""

    motivo = forms.CharField(label="Por qué", max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, etiqueta="", ayuda="", **kwargs):
        super().__init__(*args, **kwargs)
        if etiqueta:
            self.fields["motivo"].label = etiqueta
        self.fields["motivo"].help_text = ayuda


class EstadoMedioForm(forms.Form):
    estado = forms.ChoiceField(label="Qué pasa con este medio", choices=EstadoMedio.choices)
    motivo = forms.CharField(
        label="Cómo lo sabes", max_length=300, help_text="Por ejemplo: contestó otra persona el lunes."
    )


class OposicionForm(forms.Form):
    pide = forms.ChoiceField(label="Qué pide", choices=PedidoOposicion.choices)
    presentada_el = forms.DateField(
        label="Cuándo lo pidió", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    detalle = forms.CharField(
        label="Qué dijo y por dónde",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Carta, correo, llamada o mesa de partes, con su número si lo tiene.",
    )


class ResponderForm(forms.Form):
    estado = forms.ChoiceField(
        label="Se responde",
        choices=[
            (EstadoOposicion.ATENDIDA, "Se atiende: se cumple al guardar"),
            (EstadoOposicion.DENEGADA, "Se deniega"),
        ],
        widget=forms.RadioSelect,
    )
    respuesta = forms.CharField(
        label="Respuesta que se le da",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Con el número del documento con que se le responde.",
    )


class FusionForm(forms.Form):
    queda = forms.ChoiceField(label="Qué ficha queda", widget=forms.RadioSelect)

    def __init__(self, *args, opciones, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["queda"].choices = opciones


class CargarForm(forms.Form):
    archivo = forms.FileField(
        label="Archivo de contactos",
        help_text="CSV, XLSX o tarjetas .vcf, hasta 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.vcf,.gz"}),
        error_messages={"required": "Elige el archivo.", "empty": "El archivo está vacío: tiene 0 bytes."},
    )
    cliente = forms.CharField(
        label="Cliente de las tarjetas",
        required=False,
        max_length=20,
        help_text="Solo para .vcf que no dicen su empresa: RUC, DNI o código de suministro del cliente.",
    )

    def clean_archivo(self):
        archivo = self.cleaned_data["archivo"]
        if archivo.size > TOPE_ARCHIVO:
            raise forms.ValidationError("El archivo pasa de 10 MB. Divídelo y carga cada parte.")
        return archivo
