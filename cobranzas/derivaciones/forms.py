from django import forms

from .models import CausaDevolucion


class ProponerForm(forms.Form):
    """Qué suministros se derivan y con qué sustento."""

    suministros = forms.MultipleChoiceField(
        label="Suministros que se derivan",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marca al menos un suministro."},
    )
    sustento = forms.CharField(
        label="Sustento",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Qué se hizo para cobrar y por qué se deriva. Va en la carátula del expediente.",
    )

    def __init__(self, *args, elegibles, **kwargs):
        super().__init__(*args, **kwargs)
        derivables = [e for e in elegibles if e.derivable]
        self.fields["suministros"].choices = [(e.suministro_id, e.codigo) for e in derivables]
        self.fields["suministros"].initial = [e.suministro_id for e in derivables]


class DevolverForm(forms.Form):
    causa = forms.ModelChoiceField(
        label="Causa", queryset=CausaDevolucion.objects.filter(activa=True), empty_label="Elige la causa"
    )
    nota = forms.CharField(label="Qué falta", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MotivoForm(forms.Form):
    motivo = forms.CharField(label="Motivo", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReenviarForm(forms.Form):
    nota = forms.CharField(label="Qué se completó", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CausaForm(forms.ModelForm):
    class Meta:
        model = CausaDevolucion
        fields = ("nombre", "activa")
