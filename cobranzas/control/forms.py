from django import forms

from .models import Accion


class FormularioBarrer(forms.Form):
    al = forms.DateField(
        label="Día que se controla",
        help_text="Un día anterior al último barrido se muestra y no propone nada.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, hoy, **kwargs):
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.fields["al"].widget.attrs["max"] = hoy.isoformat()

    def clean_al(self):
        al = self.cleaned_data["al"]
        if al > self.hoy:
            raise forms.ValidationError(f"Ese día todavía no llega. Elige hasta hoy, {self.hoy:%d/%m/%Y}.")
        return al


class FormularioHecha(forms.ModelForm):
    class Meta:
        model = Accion
        fields = ("nota",)
        labels = {"nota": "Qué se hizo"}
        help_texts = {"nota": "Con quién se habló y en qué se quedó."}
        widgets = {"nota": forms.Textarea({"rows": 3, "maxlength": 300})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nota"].required = True
