import django_tables2 as tables

from config.comun.correo import choices
from config.comun.correo.models import Correo
from config.comun.pantalla.tables import Enlace, Estado, Momento, Numero, Tabla

TONOS = {
    choices.Estado.PENDIENTE: "espera",
    choices.Estado.ENVIANDO: "info",
    choices.Estado.ENVIADO: "bien",
    choices.Estado.FALLIDO: "mal",
    choices.Estado.INCIERTO: "aviso",
    choices.Estado.DESCARTADO: "neutro",
}


class TablaCorreos(Tabla):
    asunto = Enlace(verbose_name="Asunto")
    para = tables.Column(verbose_name="Para", orderable=False)
    estado = Estado(tonos=TONOS, verbose_name="Estado")
    intentos = Numero(verbose_name="Intentos")
    creado_en = Momento(verbose_name="Escrito")
    enviado_en = Momento(verbose_name="Enviado")

    movil = ("asunto", "estado", "creado_en")

    class Meta:
        model = Correo
        fields = ("asunto", "para", "estado", "intentos", "creado_en", "enviado_en")

    def value_para(self, value):
        return ", ".join(value)

    render_para = value_para
