import django_tables2 as tables

from config.comun.calendario.models import DiaNoHabil
from config.comun.pantalla.tables import Enlace, Fecha, Tabla


class TablaDias(Tabla):
    fecha = Fecha(verbose_name="Fecha")
    nombre = Enlace(verbose_name="Nombre")
    norma = tables.Column(verbose_name="Norma")
    ambito = tables.Column(verbose_name="Ámbito")
    origen = tables.Column(verbose_name="Origen")

    movil = ("nombre", "fecha", "ambito")

    class Meta:
        model = DiaNoHabil
        fields = ("fecha", "nombre", "norma", "ambito", "origen")
