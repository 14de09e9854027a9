from config.comun.pantalla.filters import Filtros, RangoFechas

from .models import Informe


class FiltrosInformes(Filtros):
    mes = RangoFechas(field_name="cierre__periodo", label="Mes entre")

    class Meta:
        model = Informe
        fields: tuple = ()
