"""Lo que se escribe para prometer y para convenir. Los recibos salen de la lista que la persona puede ver."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

from django import forms
from django.db.models import QuerySet
from PIL import Image

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from config.comun.dinero import soles
from principales.directorio.models import Contacto

TOPE_RECIBOS = 50  # los que se listan para marcar; más, se toman todos los vencidos
TOPE_ARCHIVO = 10 << 20
IMAGENES = {"PNG": "image/png", "JPEG": "image/jpeg"}


def _fecha(etiqueta: str, **opciones) -> forms.DateField:
    return forms.DateField(label=etiqueta, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **opciones)


def _importe(etiqueta: str, **opciones) -> forms.DecimalField:
    campo = forms.DecimalField(
        label=etiqueta,
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
        **opciones,
    )
    campo.error_messages["min_value"] = "Escribe un importe mayor que cero."
    campo.error_messages["invalid"] = "Escribe un importe en soles, como 1250.50."
    return campo


class _Recibos(forms.ModelMultipleChoiceField):
    """Recibos para marcar, cada uno con lo que se decide con él."""

    widget = forms.CheckboxSelectMultiple
    hoy = dt.date.max  # lo pone el formulario

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.error_messages["required"] = "Marca al menos un recibo."
        self.error_messages["invalid_choice"] = "Un recibo marcado ya no se debe. Revisa la lista y marca otra vez."

    def label_from_instance(self, obj: Recibo) -> str:
        cuando = f"{'venció' if obj.vence_el < self.hoy else 'vence'} {obj.vence_el:%d/%m/%Y}"
        return f"{obj.numero} · suministro {obj.suministro.codigo} · {cuando} · {soles(obj.exigible)}"


class DeRecibosForm(forms.Form):
    """Base: qué recibos. Hasta 50 se marcan; con más, `todos` toma los vencidos sin listarlos."""

    todos = forms.BooleanField(required=False)
    recibos = _Recibos(label="Recibos", queryset=Recibo.objects.none(), required=False)

    def __init__(self, *args, disponibles: QuerySet[Recibo], hoy: dt.date, cuantos: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.disponibles, self.hoy = disponibles, hoy
        self.fields["recibos"].hoy = hoy
        self.vencidos = disponibles.filter(vence_el__lt=hoy)
        listados = list(disponibles[:TOPE_RECIBOS].values_list("pk", flat=True))
        self.fields["recibos"].queryset = disponibles.filter(pk__in=listados)
        self.initial.setdefault("recibos", list(self.vencidos.filter(pk__in=listados).values_list("pk", flat=True)))
        if cuantos <= TOPE_RECIBOS:
            del self.fields["todos"]
        else:
            self.fields["todos"].label = f"Todos los vencidos ({self.vencidos.count()}), no solo los marcados"
            self.fields["recibos"].help_text = f"Los {TOPE_RECIBOS} más antiguos de {cuantos}."

    def clean(self):
        datos = super().clean()
        if datos.get("todos"):
            datos["recibos"] = self.vencidos
        if "recibos" in datos and not datos["recibos"]:
            self.add_error("recibos", "Marca al menos un recibo.")
        return datos


class PrometerForm(DeRecibosForm):
    """Una promesa de hasta tres pagos; el importe del primero, vacío, es todo lo marcado."""

    vence_1 = _fecha("Pagará el")
    importe_1 = _importe("Importe (S/)", required=False, help_text="Vacío: todo lo marcado.")
    vence_2 = _fecha("Segundo pago, si lo hay", required=False)
    importe_2 = _importe("Importe del segundo (S/)", required=False)
    vence_3 = _fecha("Tercer pago, si lo hay", required=False)
    importe_3 = _importe("Importe del tercero (S/)", required=False)
    contacto = forms.ModelChoiceField(
        label="Quién lo prometió", queryset=Contacto.objects.none(), required=False, empty_label="No se sabe"
    )
    nota = forms.CharField(label="Nota", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, cliente: Cliente, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contacto"].queryset = cliente.contactos.vigentes().order_by("nombre_norm")
        for n in (1, 2, 3):
            self.fields[f"vence_{n}"].widget.attrs["min"] = (self.hoy + dt.timedelta(days=1)).isoformat()

    def clean(self):
        datos = super().clean()
        for n in (2, 3):
            if bool(datos.get(f"vence_{n}")) != bool(datos.get(f"importe_{n}")):
                falta = "importe" if datos.get(f"vence_{n}") else "vence"
                self.add_error(f"{falta}_{n}", "Escribe la fecha y el importe, o deja los dos vacíos.")
        if not datos.get("importe_1") and datos.get("importe_2"):
            self.add_error("importe_1", "Con más de un pago, escribe cuánto es el primero.")
        return datos

    @property
    def cuotas(self) -> list[tuple[dt.date, Decimal]]:
        """(fecha, soles) de cada pago prometido."""
        datos = self.cleaned_data
        todo = sum((r.exigible for r in datos["recibos"]), Decimal("0.00"))
        pagos = [(datos["vence_1"], datos["importe_1"] or todo)]
        return pagos + [(datos[f"vence_{n}"], datos[f"importe_{n}"]) for n in (2, 3) if datos[f"vence_{n}"]]


class SimularForm(DeRecibosForm):
    """Paso 1 del convenio: qué recibos y en cuántas cuotas. Va por la URL: no guarda nada."""

    inicial = _importe("Cuota inicial (S/)")
    inicial_el = _fecha("La inicial se paga el")
    cuotas = forms.IntegerField(label="Cuotas mensuales", min_value=1, max_value=60)
    primera_el = _fecha("La primera cuota vence el")


class RevisarForm(forms.Form):
    """Paso 2: quién firma por el cliente."""

    contacto = forms.ModelChoiceField(
        label="Contacto", queryset=Contacto.objects.none(), required=False, empty_label="Otra persona"
    )
    firmante = forms.CharField(
        label="Quién firma por el cliente",
        max_length=150,
        required=False,
        help_text="Nombres y apellidos. Vacío: los del contacto.",
    )
    firmante_documento = forms.CharField(
        label="Su documento", max_length=20, required=False, help_text="DNI, CE o pasaporte. Vacío: el del contacto."
    )

    def __init__(self, *args, cliente: Cliente, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contacto"].queryset = cliente.contactos.vigentes().order_by("nombre_norm")

    def clean(self):
        datos = super().clean()
        contacto = datos.get("contacto")
        datos["firmante"] = datos.get("firmante") or (contacto.nombre if contacto else "")
        escrito = datos.get("firmante_documento") or (contacto.documento if contacto else "")
        documento = datos["firmante_documento"] = "".join(c for c in escrito if c.isalnum()).upper()
        if not datos["firmante"]:
            self.add_error("firmante", "Escribe quién firma o elige un contacto.")
        if not documento:
            self.add_error("firmante_documento", "Escribe su documento: el contacto elegido no lo tiene.")
        elif not 8 <= len(documento) <= 12:
            texto = f"Un documento tiene de 8 a 12 números o letras. Escribiste {len(documento)}."
            self.add_error("firmante_documento", texto)
        return datos


class FirmarForm(forms.Form):
    """Paso 3: el documento firmado. `cleaned_data["tipo_mime"]` lo dice el contenido, no el nombre."""

    documento = forms.FileField(
        label="Convenio firmado",
        help_text="PDF, o foto PNG o JPG, de hasta 10 MB.",
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
    )

    def clean_documento(self):
        archivo = self.cleaned_data["documento"]
        if archivo.size > TOPE_ARCHIVO:
            raise forms.ValidationError(f"El archivo pesa {archivo.size / (1 << 20):.1f} MB. El máximo es 10 MB.")
        self.cleaned_data["tipo_mime"] = _tipo(archivo)
        return archivo


def _tipo(archivo) -> str:
    cabeza = archivo.read(1024)
    archivo.seek(0)
    if cabeza.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        # Solo se mira la cabecera: una imagen enorme no se despliega en memoria.
        with Image.open(BytesIO(archivo.read()), formats=tuple(IMAGENES)) as imagen:
            tipo = IMAGENES[str(imagen.format)]
            imagen.verify()
    except Exception:
        raise forms.ValidationError(
            "El archivo no es un PDF ni una foto PNG o JPG. Escanéalo y súbelo otra vez."
        ) from None
    archivo.seek(0)
    return tipo


class AnularForm(forms.Form):
    motivo = forms.CharField(
        label="Motivo", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Queda en el historial."
    )
