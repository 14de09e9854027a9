import datetime as dt

from django import forms

from cartera.padron.choices import TipoDocumento
from config.comun.carga.lectura import nombre_de_columna

from .choices import SEGURO, Dato, Decision
from .models import PerfilRegistro

MAXIMO_SUBIDO = 1 << 30  # bytes
RESERVADAS = {"linea", "motivo", "error_", "_resto"}


class CargarForm(forms.Form):
    """De qué registro es, el archivo, de dónde salió y con qué base legal se usa (Ley 29733)."""

    perfil = forms.ModelChoiceField(
        label="Registro",
        queryset=PerfilRegistro.objects.none(),
        empty_label="Elige de qué registro es",
        error_messages={
            "required": "Elige de qué registro es el archivo.",
            "invalid_choice": "Ese registro ya no se carga. Elige otro.",
        },
    )
    archivo = forms.FileField(
        label="Archivo",
        help_text="Tal como lo dio la entidad: CSV, texto con barras, .gz o .xlsx.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.xlsx,.txt"}),
        error_messages={
            "required": "Elige el archivo.",
            "empty": "El archivo está vacío: tiene 0 bytes. Pídelo otra vez a la entidad.",
        },
    )
    fuente = forms.CharField(
        label="Fuente",
        max_length=200,
        help_text="Quién lo entregó y cómo: oficio, convenio o página de donde se descargó.",
    )
    base_legal = forms.CharField(
        label="Base legal",
        max_length=300,
        help_text="Por qué la empresa puede usar estos datos personales (Ley 29733).",
    )
    obtenido_el = forms.DateField(
        label="Obtenido el", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, perfiles, hoy: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["perfil"].queryset = perfiles
        self.hoy = hoy

    def clean_archivo(self):
        archivo = self.cleaned_data["archivo"]
        if archivo.size > MAXIMO_SUBIDO:
            raise forms.ValidationError("El archivo pasa de 1 GB. Comprímelo (.gz) o pide cargarlo a sistemas.")
        return archivo

    def clean_obtenido_el(self):
        fecha = self.cleaned_data["obtenido_el"]
        if fecha > self.hoy:
            raise forms.ValidationError(f"La fecha no puede ser posterior a hoy, {self.hoy:%d/%m/%Y}.")
        return fecha


class PerfilForm(forms.ModelForm):
    """Un registro externo: un campo por dato, con el nombre de su columna en el archivo."""

    class Meta:
        model = PerfilRegistro
        fields = ("clave", "nombre", "tipo_documento", "con_comillas", "fuente", "base_legal", "activo")
        labels = {"clave": "Nombre corto", "nombre": "Nombre", "activo": "Se sigue cargando"}
        help_texts = {
            "clave": "Minúsculas y guiones, sin espacios: así se pide en la línea de comandos.",
            "tipo_documento": "El que trae el archivo si no tiene una columna que lo diga.",
            "con_comillas": "Quítalo si el archivo trae comillas sueltas dentro de los nombres.",
        }
        error_messages = {
            "clave": {
                "unique": "Ya hay un registro con ese nombre corto. Escribe otro.",
                "invalid": "Usa solo letras sin tilde, números y guiones.",
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tipo_documento"].choices = [("", "Según cuántos números tenga"), *TipoDocumento.choices]
        for dato in Dato:
            self.fields[f"columna_{dato}"] = forms.CharField(
                label=f"Columna de «{dato.label.lower()}»",
                max_length=60,
                required=dato == Dato.NOMBRE,
                initial=(self.instance.columnas or {}).get(dato, ""),
                help_text="Como está escrita en la primera línea del archivo." if dato == Dato.NUMERO else "",
            )

    def clean(self):
        datos = super().clean()
        columnas = {}
        for dato in Dato:
            campo = f"columna_{dato}"
            escrita = (datos.get(campo) or "").strip()
            if not escrita:
                continue
            nombre = nombre_de_columna(escrita)[:40]
            if not nombre or nombre[0].isdigit() or nombre in RESERVADAS:
                self.add_error(campo, f"«{escrita}» no sirve como columna: empieza con una letra y no uses «linea».")
            elif nombre in columnas.values():
                self.add_error(campo, f"La columna «{escrita}» ya está en otro dato. Deja una sola.")
            else:
                columnas[str(dato)] = nombre
        self.instance.columnas = columnas
        return datos


class DecidirForm(forms.Form):
    """Qué se hace con un registrado: con cuál candidato, y por qué."""

    cliente = forms.ChoiceField(
        label="¿Quién es en el padrón?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "No es uno de sus candidatos. Elige uno de la lista."},
    )
    decision = forms.ChoiceField(
        label="Decisión",
        widget=forms.RadioSelect,
        error_messages={"required": "Elige qué se hace.", "invalid_choice": "Esa decisión no cabe aquí. Elige otra."},
    )
    alta_manual = forms.BooleanField(
        label="Darle el alta ahora, con la última selección aprobada",
        required=False,
        help_text="Solo si en ella supera el umbral. Pide motivo.",
    )
    motivo = forms.CharField(
        label="Motivo",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Obligatorio para descartar, pedir una inspección o dar un alta manual.",
    )

    TEXTOS = {
        Decision.INCORPORAR: "Incorporar: es ese cliente",
        Decision.CORREGIR: "Pedir a Cartera que corrija el padrón",
        Decision.INSPECCIONAR: "Incorporar sin suministro: pedir una inspección del local",
        Decision.DESCARTAR: "Descartar",
    }

    def __init__(self, *args, candidatos, con_direccion: bool, con_alta: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cliente"].choices = [(str(c.cliente_id), str(c.cliente)) for c in candidatos]
        opciones = [Decision.INCORPORAR, Decision.CORREGIR] if candidatos else []
        opciones += [Decision.INSPECCIONAR] if con_direccion else []
        self.fields["decision"].choices = [(str(d), self.TEXTOS[d]) for d in [*opciones, Decision.DESCARTAR]]
        if len(candidatos) == 1 and candidatos[0].puntaje >= SEGURO:
            self.fields["cliente"].initial = str(candidatos[0].cliente_id)
        if not candidatos:
            del self.fields["cliente"]
        if not (candidatos and con_alta):
            del self.fields["alta_manual"]

    def clean(self):
        datos = super().clean()
        decision, motivo = datos.get("decision"), (datos.get("motivo") or "").strip()
        if decision in (Decision.INCORPORAR, Decision.CORREGIR) and not datos.get("cliente"):
            self.add_error("cliente", "Elige cuál de los candidatos es.")
        if datos.get("alta_manual") and decision != Decision.INCORPORAR:
            self.add_error("alta_manual", "El alta es para incorporar. Elige esa decisión o quita la marca.")
        if not motivo and decision == Decision.DESCARTAR:
            self.add_error("motivo", "Escribe por qué se descarta: no se volverá a preguntar por él.")
        elif not motivo and decision == Decision.INSPECCIONAR:
            self.add_error("motivo", "Escribe por qué se inspecciona: lo leerá quien vaya al local.")
        elif not motivo and datos.get("alta_manual"):
            self.add_error("motivo", "Escribe el motivo del alta: queda en la selección con tu nombre.")
        return datos


class DecidirLoteForm(forms.Form):
    """La misma decisión para todo lo filtrado."""

    decision = forms.ChoiceField(
        label="Decisión",
        widget=forms.RadioSelect,
        choices=[
            (Decision.INCORPORAR, "Incorporar los que tienen un solo candidato seguro"),
            (Decision.CORREGIR, "Pedir a Cartera que corrija los que tienen un solo candidato seguro"),
            (Decision.DESCARTAR, "Descartarlos todos"),
        ],
        error_messages={"required": "Elige qué se hace.", "invalid_choice": "Esa decisión no cabe aquí. Elige otra."},
    )
    motivo = forms.CharField(
        label="Motivo",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Obligatorio para descartar. El mismo para todos.",
    )

    def clean(self):
        datos = super().clean()
        if datos.get("decision") == Decision.DESCARTAR and not (datos.get("motivo") or "").strip():
            self.add_error("motivo", "Escribe por qué se descartan: no se volverá a preguntar por ellos.")
        return datos
