import django_tables2 as tables

from config.comun.pantalla.tables import Enlace, Momento, Tabla
from config.comun.pantalla.templatetags.formatos import insignia
from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.roles import NOMBRES


class TablaUsuarios(Tabla):
    username = Enlace(verbose_name="Usuario")
    nombre = tables.Column(verbose_name="Nombre", order_by=("first_name", "last_name"))
    roles = tables.Column(accessor="pk", verbose_name="Roles", orderable=False, empty_values=())
    alcance = tables.Column(accessor="todas_las_zonas", verbose_name="Zonas", orderable=False)
    entra = tables.Column(accessor="is_active", verbose_name="Estado")
    last_login = Momento(verbose_name="Última entrada")

    movil = ("username", "roles", "entra")

    class Meta:
        model = Usuario
        fields = ("username", "nombre", "roles", "alcance", "entra", "last_login")

    def value_roles(self, record):
        return ", ".join(NOMBRES.get(g.name, g.name) for g in record.groups.all()) or "—"

    render_roles = value_roles

    def value_alcance(self, record):
        return "Todas" if record.todas_las_zonas else ", ".join(z.codigo for z in record.zonas.all()) or "Ninguna"

    render_alcance = value_alcance

    def value_entra(self, record):
        return "activo" if record.is_active else "desactivado"

    def render_entra(self, record):
        return insignia(self.value_entra(record), "bien" if record.is_active else "neutro")


class TablaZonas(Tabla):
    codigo = Enlace(verbose_name="Código")
    nombre = tables.Column(verbose_name="Nombre")

    class Meta:
        model = Zona
        fields = ("codigo", "nombre")
