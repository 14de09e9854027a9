from django import forms


class FormularioCierre(forms.Form):
    """El mes por cerrar y su fecha de corte."""

    periodo = forms.DateField(
        label="Mes",
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        help_text="El mes que se gestionó.",
        error_messages={"invalid": "Escribe el mes como AAAA-MM, por ejemplo 2026-03.", "required": "Elige el mes."},
    )
    al = forms.DateField(
        label="Fecha de corte",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Vacía: el último día del mes.",
    )

    def clean(self):
        datos = super().clean()
        periodo, al = datos.get("periodo"), datos.get("al")
        if periodo and al and al < periodo:
            self.add_error("al", "La fecha de corte debe ser del mes que cierras o posterior.")
        return datos
