import django_filters as filtros
from django.db.models import Q

from cartera.padron.nombres import normalizar
from config.comun.calendario.reloj import hoy
from config.comun.carga.choices import EstadoCarga
from config.comun.pantalla.filters import Filtros, RangoFechas
from config.comun.usuarios.models import Zona

from .choices import Decision, Par
from .models import CargaRegistro, PedidoInspeccion, PerfilRegistro, Registrado

SI_NO = ((True, "Sí"), (False, "No"))


class FiltrosRegistrados(Filtros):
    espera = filtros.ChoiceFilter(
        choices=(("si", "Sí"),), label="Espera decisión", method="filtrar_espera", empty_label="Todos"
    )
    perfil = filtros.ModelChoiceFilter(queryset=PerfilRegistro.objects.all(), label="Registro", empty_label="Todos")
    par = filtros.ChoiceFilter(choices=Par.choices, label="Coincidencia", empty_label="Todas")
    decision = filtros.ChoiceFilter(choices=Decision.choices, label="Decisión", empty_label="Todas")
    zona = filtros.ModelChoiceFilter(queryset=Zona.objects.all(), label="Zona", empty_label="Todas")
    es_local = filtros.ChoiceFilter(choices=SI_NO, label="De nuestras localidades", empty_label="Todos")
    danado = filtros.ChoiceFilter(choices=SI_NO, label="Nombre dañado", empty_label="Todos")
    carga = filtros.NumberFilter(field_name="carga", label="Carga")

    class Meta:
        model, fields = Registrado, []

    def filtrar_espera(self, queryset, nombre, valor):
        return queryset.por_decidir(hoy())

    def filtrar_texto(self, queryset, nombre, valor):
        """Números: el documento. Letras: cada palabra en el nombre, sin tildes ni mayúsculas, o en la dirección."""
        for pieza in valor.split():
            plano = normalizar(pieza)
            condicion = Q(numero_documento__startswith=pieza)
            if plano:
                condicion |= Q(nombre_norm__contains=plano) | Q(direccion_norm__contains=plano)
            queryset = queryset.filter(condicion)
        return queryset


class FiltrosCargasRegistro(Filtros):
    campos_texto = ("carga__nombre__icontains", "fuente__icontains")
    perfil = filtros.ModelChoiceFilter(queryset=PerfilRegistro.objects.all(), label="Registro", empty_label="Todos")
    estado = filtros.ChoiceFilter(field_name="carga__estado", choices=EstadoCarga.choices, label="Estado")
    cuando = RangoFechas(field_name="carga__creada_en", label="Cuándo")

    class Meta:
        model, fields = CargaRegistro, []


class FiltrosInspecciones(Filtros):
    campos_texto = ("registrado__nombre__icontains", "direccion__icontains")
    recogida = filtros.ChoiceFilter(choices=SI_NO, label="Con orden", method="filtrar_recogida", empty_label="Todas")

    class Meta:
        model, fields = PedidoInspeccion, []

    def filtrar_recogida(self, queryset, nombre, valor):
        return queryset.filter(recogido_en__isnull=valor != "True")
