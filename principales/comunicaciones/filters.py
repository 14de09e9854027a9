import django_filters as filtros
from django.db.models import Q

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.filters import Filtros, RangoFechas
from config.comun.usuarios.models import Usuario

from .choices import Canal, EstadoEntrante, Sentido
from .models import Comunicacion, CorreoEntrante, PlantillaCorreo, ResultadoComunicacion

PASOS = (("pendiente", "Pendiente"), ("vencido", "Vencido"), ("hecho", "Hecho"))


class FiltrosComunicaciones(Filtros):
    ayuda_texto = "Cliente o documento"
    canal = filtros.ChoiceFilter(label="Canal", choices=Canal)
    sentido = filtros.ChoiceFilter(label="Quién buscó a quién", choices=Sentido)
    ocurrio = RangoFechas(field_name="ocurrio_en", label="Cuándo fue")
    por = filtros.ModelChoiceFilter(
        label="Registró", queryset=Usuario.objects.activos().order_by("first_name", "last_name", "pk")
    )
    paso = filtros.ChoiceFilter(label="Siguiente paso", choices=PASOS, method="filtrar_paso")
    rebotada = filtros.BooleanFilter(label="No llegó", method="filtrar_rebotada")

    class Meta:
        model = Comunicacion
        fields = ("canal", "sentido", "ocurrio", "por", "paso", "rebotada")

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(cliente__in=Cliente.objects.con_texto(valor))

    def filtrar_paso(self, queryset, nombre, valor):
        if valor == "hecho":
            return queryset.filter(hecho_siguiente_en__isnull=False)
        pendientes = queryset.con_paso_pendiente()
        return pendientes.filter(siguiente_el__lt=hoy()) if valor == "vencido" else pendientes

    def filtrar_rebotada(self, queryset, nombre, valor):
        fallidas = queryset.no_llegaron()
        return fallidas if valor else queryset.exclude(pk__in=fallidas.values("pk"))


class FiltrosEntrantes(Filtros):
    ayuda_texto = "Asunto o dirección"
    estado = filtros.ChoiceFilter(label="Qué se hizo", choices=EstadoEntrante)
    recibido = RangoFechas(field_name="recibido_en", label="Recibido")

    class Meta:
        model = CorreoEntrante
        fields = ("estado", "recibido")

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(Q(asunto__unaccent__icontains=valor) | Q(de__icontains=valor))


class FiltrosResultados(Filtros):
    canal = filtros.ChoiceFilter(label="Canal", choices=Canal)
    activo = filtros.BooleanFilter(label="Se ofrece")

    class Meta:
        model = ResultadoComunicacion
        fields = ("canal", "activo")


class FiltrosPlantillas(Filtros):
    campos_texto = ("nombre__unaccent__icontains", "asunto__unaccent__icontains")

    class Meta:
        model = PlantillaCorreo
        fields = ("activa",)
