from django.urls import reverse

from config.comun.correo.choices import Estado
from config.comun.pantalla.tables import Fecha, Momento, Tabla
from config.comun.pantalla.templatetags.formatos import insignia
from reportes.cierres.tables import MesEnlace

from .models import Informe

TONOS = {Estado.ENVIADO: "bien", Estado.FALLIDO: "mal", Estado.INCIERTO: "aviso", Estado.DESCARTADO: "neutro"}


class TablaInformes(Tabla):
    movil = ("mes", "generado_en", "envio")
    mes = MesEnlace(
        accessor="cierre__periodo",
        verbose_name="Mes",
        url=lambda informe: reverse("informes:pdf", args=[informe.cierre]),
    )
    al = Fecha(accessor="cierre__al", verbose_name="Corte al")
    generado_en = Momento(verbose_name="Generado")
    envio = Momento(accessor="correo__enviado_en", verbose_name="Envío", empty_values=())

    class Meta:
        model = Informe
        fields = ("mes", "al", "generado_en", "envio")

    def render_envio(self, record):
        if record.correo is None:
            return "Sin destinatarios"
        return insignia(record.correo.get_estado_display().capitalize(), TONOS.get(record.correo.estado, "espera"))
