import django_filters as filtros
from django.db.models import Exists, OuterRef

from cartera.padron.models import Suministro
from config.comun.pantalla.filters import Filtros, RangoFechas
from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.querysets import zonas_de

from .choices import ActoAcceso, Asunto, EstadoMedio, EstadoOposicion, PedidoOposicion, RolContacto, TipoMedio
from .models import AccesoDirectorio, Contacto, MedioContacto, Oposicion

SITUACIONES = [("vigentes", "Vigentes"), ("cerrados", "Cerrados"), ("sin_medio", "Vigentes sin medio útil")]


def _sus_zonas(request):
    return (zonas_de(request.user) if request else Zona.objects.all()).order_by("nombre")


class FiltrosDirectorio(Filtros):
    ayuda_texto = "Nombre, teléfono, correo o documento."
    situacion = filtros.ChoiceFilter(
        choices=SITUACIONES, label="Situación", empty_label="Todos", method="filtrar_situacion"
    )
    rol = filtros.ChoiceFilter(choices=RolContacto.choices, label="Rol", empty_label="Todos")
    recibe = filtros.ChoiceFilter(
        choices=Asunto.choices, label="Recibe", empty_label="Da igual", field_name="recepciones__asunto"
    )
    zona = filtros.ModelChoiceFilter(
        queryset=_sus_zonas, label="Zona del cliente", empty_label="Todas", method="filtrar_zona"
    )

    class Meta:
        model, fields = Contacto, []

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.con_texto(valor)

    def filtrar_situacion(self, queryset, nombre, valor):
        if valor == "cerrados":
            return queryset.filter(cerrado_el__isnull=False)
        queryset = queryset.vigentes()
        if valor == "sin_medio":
            return queryset.exclude(pk__in=MedioContacto.objects.utiles().values("contacto"))
        return queryset

    def filtrar_zona(self, queryset, nombre, valor):
        return queryset.filter(Exists(Suministro.objects.filter(cliente=OuterRef("cliente"), zona=valor)))


class FiltrosPorVerificar(Filtros):
    estado = filtros.ChoiceFilter(
        choices=[
            (EstadoMedio.VIGENTE, "Sin verificar o hace mucho"),
            (EstadoMedio.REBOTADO, "Rebotados"),
            (EstadoMedio.EQUIVOCADO, "Equivocados"),
        ],
        label="Por qué",
        empty_label="Todos",
    )
    tipo = filtros.ChoiceFilter(choices=TipoMedio.choices, label="Tipo", empty_label="Todos")

    class Meta:
        model, fields = MedioContacto, []

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(contacto__in=Contacto.objects.con_texto(valor).order_by().values("pk"))


class FiltrosOposiciones(Filtros):
    campos_texto = ("contacto__nombre_norm__icontains", "contacto__cliente__nombre_norm__icontains")
    estado = filtros.ChoiceFilter(choices=EstadoOposicion.choices, label="Estado", empty_label="Todos")
    pide = filtros.ChoiceFilter(choices=PedidoOposicion.choices, label="Qué pide", empty_label="Todo")
    vence = RangoFechas(field_name="vence_el", label="Vence")

    class Meta:
        model, fields = Oposicion, []


class FiltrosAccesos(Filtros):
    campos_texto = ("contacto__nombre_norm__icontains", "cliente__nombre_norm__icontains", "detalle__icontains")
    acto = filtros.ChoiceFilter(choices=ActoAcceso.choices, label="Qué hizo", empty_label="Todo")
    por = filtros.ModelChoiceFilter(
        queryset=Usuario.objects.order_by("username"), label="Quién", empty_label="Cualquiera"
    )
    en = RangoFechas(field_name="en", label="Cuándo")

    class Meta:
        model, fields = AccesoDirectorio, []
