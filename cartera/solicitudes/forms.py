from django import forms


class DevolverForm(forms.Form):
    motivo = forms.CharField(
        label="Motivo de la devolución",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Lo leerá quien la pidió. Lo que siga haciendo falta se pedirá otra vez.",
    )
