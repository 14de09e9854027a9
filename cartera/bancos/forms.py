from django import forms

from cartera.padron.choices import Categoria

from . import cci
from .choices import DATOS, INDISPENSABLES, Dato, FormatoArchivo, Medio, Registro, Signo
from .lectura import Campo
from .models import Banco, CanalPago, CuentaBancaria, Facilidad
from .models_archivo import PerfilBanco

MAXIMO_SUBIDO = 200 << 20  # bytes: más de un millón de pagos
FECHA = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SIN_ARCHIVO = {"required": "Elige el archivo.", "empty": "El archivo está vacío: tiene 0 bytes. Vuelve a bajarlo."}


class SubirForm(forms.Form):
    perfil = forms.ModelChoiceField(
        queryset=PerfilBanco.objects.filter(activo=True).select_related("banco"),
        label="De qué banco es",
        empty_label="Elige el banco y su formato",
        error_messages={"required": "Elige el banco."},
    )
    archivo = forms.FileField(
        label="Archivo del banco",
        help_text="El .txt o .csv tal como lo da el banco, sin abrirlo ni guardarlo en otro programa.",
        error_messages=SIN_ARCHIVO,
    )

    def clean_archivo(self):
        archivo = self.cleaned_data["archivo"]
        if archivo.size > MAXIMO_SUBIDO:
            raise forms.ValidationError("El archivo pasa de 200 MB. Pide al banco uno por día.")
        return archivo


class ConfirmarForm(forms.Form):
    """Sin filas que no cuadran no pide nada; con ellas, por qué se dejan fuera."""

    motivo = forms.CharField(
        label="Por qué se dejan fuera",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Queda en el archivo, con tu nombre. Esas filas se siguen viendo.",
    )

    def __init__(self, *args, pide_motivo: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not pide_motivo:
            del self.fields["motivo"]


class BancoForm(forms.ModelForm):
    class Meta:
        model = Banco
        fields = ("clave", "nombre", "codigo", "exige_al_dia", "dias_frescura")

    def clean_clave(self):
        return self.cleaned_data["clave"].strip().upper()


class CuentaForm(forms.ModelForm):
    cci = forms.CharField(
        label="CCI", required=False, max_length=40, help_text="20 números. Puedes pegarlo con guiones o espacios."
    )

    class Meta:
        model = CuentaBancaria
        fields = (
            *("banco", "numero", "cci", "moneda", "tipo", "titular", "convenio"),
            *("se_ofrece", "orden", "desde", "hasta"),
        )
        widgets = {"desde": FECHA, "hasta": FECHA}

    def clean_cci(self):
        numero = cci.limpiar(self.cleaned_data["cci"])
        if numero and not numero.isdecimal():
            raise forms.ValidationError("El CCI solo tiene números. Cópialo otra vez de tu banco.")
        if len(numero) > cci.LARGO:
            raise forms.ValidationError(f"El CCI tiene {cci.LARGO} números. Escribiste {len(numero)}.")
        return numero


class _OfrecidoForm(forms.ModelForm):
    categorias = forms.MultipleChoiceField(
        label="Para qué categorías",
        choices=Categoria.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ninguna marcada: todas.",
    )

    class Meta:
        widgets = {
            "desde": FECHA,
            "hasta": FECHA,
            "detalle": forms.Textarea({"rows": 3}),
            "zonas": forms.CheckboxSelectMultiple,
        }
        labels = {"zonas": "Para qué zonas"}
        help_texts = {"zonas": "Ninguna marcada: todas."}


class CanalForm(_OfrecidoForm):
    class Meta(_OfrecidoForm.Meta):
        model = CanalPago
        fields = ("tipo", "nombre", "detalle", "cuenta", "zonas", "categorias", "orden", "desde", "hasta")


class FacilidadForm(_OfrecidoForm):
    class Meta(_OfrecidoForm.Meta):
        model = Facilidad
        fields = ("nombre", "detalle", "requisitos", "zonas", "categorias", "orden", "desde", "hasta")
        widgets = {**_OfrecidoForm.Meta.widgets, "requisitos": forms.Textarea({"rows": 2})}


class OrientarForm(forms.Form):
    cuenta = forms.ModelChoiceField(queryset=CuentaBancaria.objects.none(), label="Con qué cuenta", empty_label=None)
    medio = forms.ChoiceField(choices=Medio.choices, label="Cómo lo orientaste")
    a_quien = forms.CharField(
        label="A quién", max_length=120, required=False, help_text="La persona con quien hablaste, si la sabes."
    )

    def __init__(self, *args, cuentas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cuenta"].queryset = cuentas


class PerfilForm(forms.ModelForm):
    """El perfil y dónde está cada dato: «desde» y «largo» por cada uno (en delimitado, «desde» es la columna)."""

    muestra = forms.FileField(
        label="Archivo de muestra",
        required=False,
        help_text="Para probar el perfil antes de guardarlo. No se carga ningún pago.",
    )

    class Meta:
        model = PerfilBanco
        fields = (
            *("banco", "nombre", "formato", "delimitador", "ancho", "lineas_encabezado", "lineas_cola"),
            *("marca_encabezado", "marca_detalle", "marca_cola", "formato_fecha", "decimales", "signo", "reversas"),
            *("total_cola", "activo"),
        )
        help_texts = {
            "ancho": "Solo en ancho fijo. Vacío: no se comprueba.",
            "lineas_encabezado": "Si las líneas no llevan marca.",
            "lineas_cola": "Si las líneas no llevan marca.",
            "marca_detalle": "Con qué empieza cada pago, por ejemplo DD. Vacío: no llevan marca.",
            "delimitador": "Solo si el archivo va delimitado.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guardados = {(c.registro, c.dato): c for c in self.instance.campos.all()} if self.instance.pk else {}
        for registro, datos in DATOS.items():
            for dato in datos:
                campo = guardados.get((registro.value, dato.value))
                self._poner(registro, dato, campo)
        self.fields["encabezado_empresa_esperado"] = forms.CharField(
            label="La identificación de la empresa debe decir",
            max_length=60,
            required=False,
            initial=getattr(guardados.get(("encabezado", "empresa")), "esperado", ""),
            help_text="Con ella se reconoce el archivo: uno de otro banco no se carga.",
        )

    def _poner(self, registro: Registro, dato: Dato, campo) -> None:
        for que, inicial in (("desde", campo and campo.desde), ("largo", campo and campo.largo)):
            etiqueta = f"{registro.label}, {dato.label.lower()}: {que}"
            atributos = {"class": "form-control form-control-sm", "aria-label": etiqueta, "inputmode": "numeric"}
            self.fields[f"{registro.value}_{dato.value}_{que}"] = forms.IntegerField(
                label=etiqueta,
                min_value=1,
                max_value=4000,
                required=False,
                initial=inicial,
                widget=forms.NumberInput(atributos),
            )

    def tabla_de_campos(self):
        """[(registro, [(dato, campo «desde», campo «largo»)])] para dibujarlos juntos."""
        return [
            (
                r.label,
                [(d.label, self[f"{r.value}_{d.value}_desde"], self[f"{r.value}_{d.value}_largo"]) for d in datos],
            )
            for r, datos in DATOS.items()
        ]

    def generales(self):
        """Los campos que no son de la tabla."""
        return [c for c in self if not c.name.endswith(("_desde", "_largo"))]

    def campos(self) -> dict[str, dict[str, Campo]]:
        """registro → dato → Campo, de los que se llenaron."""
        datos, hallados = self.cleaned_data, {}
        fijo = datos.get("formato") == FormatoArchivo.FIJO
        for registro, nombres in DATOS.items():
            for dato in nombres:
                desde = datos.get(f"{registro.value}_{dato.value}_desde")
                if desde:
                    largo = datos.get(f"{registro.value}_{dato.value}_largo") if fijo else None
                    esperado = datos.get("encabezado_empresa_esperado", "") if dato == Dato.EMPRESA else ""
                    hallados.setdefault(registro.value, {})[dato.value] = Campo(desde, largo, esperado)
        return hallados

    def clean(self):
        datos = super().clean()
        fijo = datos.get("formato") == FormatoArchivo.FIJO
        for registro, nombres in DATOS.items():
            for dato in nombres:
                clave = f"{registro.value}_{dato.value}"
                if fijo and datos.get(f"{clave}_desde") and not datos.get(f"{clave}_largo"):
                    self.add_error(f"{clave}_largo", "En ancho fijo, di también cuántas letras ocupa.")
        for dato in INDISPENSABLES:
            if not datos.get(f"detalle_{dato.value}_desde"):
                self.add_error(f"detalle_{dato.value}_desde", f"Di dónde está «{dato.label.lower()}» en cada pago.")
        if datos.get("signo") == Signo.COLUMNA:
            if not datos.get("detalle_signo_desde"):
                self.add_error("detalle_signo_desde", "Di dónde está el campo que distingue pago de reversa.")
            if not datos.get("reversas"):
                self.add_error("reversas", "Escribe qué valores de ese campo dicen que es una reversa.")
        else:
            datos["reversas"] = ""
        marcas = any(datos.get(f"marca_{m}") for m in ("encabezado", "detalle", "cola"))
        if marcas and not datos.get("marca_detalle"):
            self.add_error("marca_detalle", "Si unas líneas llevan marca, di también la de cada pago.")
        if marcas and (datos.get("lineas_encabezado") or datos.get("lineas_cola")):
            self.add_error("lineas_encabezado", "Con marcas no hacen falta las líneas: déjalas en 0.")
        return datos
