import django_tables2 as tables

from config.comun.avisos.models import Aviso
from config.comun.pantalla.tables import Acciones, Momento, Tabla
from config.comun.pantalla.templatetags.formatos import insignia


class TablaAvisos(Tabla):
    texto = tables.Column(verbose_name="Aviso")
    creado_en = Momento(verbose_name="Cuándo")
    leido = tables.Column(verbose_name="Estado", empty_values=())
    abrir = Acciones(template_name="comun/avisos/abrir.html")

    class Meta:
        model = Aviso
        fields = ("texto", "creado_en", "leido", "abrir")

    def value_leido(self, value):
        return "leído" if value else "sin leer"

    def render_leido(self, value):
        return insignia(self.value_leido(value), "neutro" if value else "info")
