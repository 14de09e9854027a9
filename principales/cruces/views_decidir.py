"""Lo registrado y qué se hace con ello, uno por uno o todo lo filtrado (manual 6.3.4)."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property

from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import AccionLote, Confirmar, Detalle, Formulario, Lista, Pantalla, avisar
from principales.seleccion.services import ErrorDeSeleccion

from . import decisiones, selectors
from .choices import Decision
from .filters import FiltrosRegistrados
from .forms import DecidirForm, DecidirLoteForm
from .models import Registrado
from .tables import TablaRegistrados
from .views import CARGAR, CRUZAR, RUTA, VER

APROBAR = "principales.aprobar_seleccion"


class ListaRegistrados(Lista):
    permission_required = VER
    titulo, nombres = "Registrados", "registrado,registrados"
    tabla, filtros, ruta = TablaRegistrados, FiltrosRegistrados, RUTA
    acciones_lote = (AccionLote("decidir", "Decidir juntos", permiso=CRUZAR, icono="list-check", confirmar=False),)
    vacio, vacio_accion = "Aún no se cargó ningún registro externo.", CARGAR

    def get_queryset(self):
        visibles = Registrado.objects.visibles_para(self.request.user)
        anotados = selectors.con_mejor_candidato(registrados=visibles, user=self.request.user)
        return anotados.select_related("perfil").order_by("nombre_norm")

    def lote_decidir(self, consulta):
        claves = self.request.POST.getlist("claves") if self.request.POST.get("alcance") == "marcadas" else []
        parametros = [*self.parametros.lists(), ("claves", claves)] if claves else [*self.parametros.lists()]
        return HttpResponseRedirect(f"{reverse('cruces:lote')}?{urlencode(parametros, doseq=True)}")


class _DeRegistrado(Pantalla):
    request: HttpRequest  # los pone la vista
    kwargs: dict
    ruta = (*RUTA, ("Registrados", reverse_lazy("cruces:registrados")))

    @cached_property
    def registrado(self) -> Registrado:
        visibles = Registrado.objects.visibles_para(self.request.user)
        con_todo = visibles.select_related("perfil", "carga__registro", "zona", "cliente", "solicitud", "decidido_por")
        return get_object_or_404(con_todo, pk=self.kwargs["pk"])

    def get_titulo(self):
        return self.registrado.nombre


class Decidir(_DeRegistrado, Formulario):
    """Un registrado, sus candidatos y la decisión; al guardar se abre el siguiente de la lista de donde vino."""

    permission_required = VER
    template_name, boton = "principales/cruces/registrado.html", "Guardar y siguiente"
    form_class, errores = DecidirForm, (decisiones.ErrorDeCruce, ErrorDeSeleccion)
    vuelta = reverse_lazy("cruces:registrados")

    @cached_property
    def opciones(self):
        return selectors.opciones(registrado=self.registrado, user=self.request.user, al=hoy())

    @property
    def puede(self) -> bool:
        return self.request.user.has_perm(CRUZAR)

    def post(self, request, *args, **kwargs):
        if not self.puede:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "candidatos": [o.candidato for o in self.opciones],
            "con_direccion": bool(self.registrado.direccion),
            "con_alta": self.request.user.has_perm(APROBAR),
        }

    def guardar(self, form):
        datos, cuando = form.cleaned_data, timezone.now()
        comunes = {"registrado": self.registrado, "motivo": datos["motivo"], "por": self.request.user, "en": cuando}
        clientes = {str(o.candidato.cliente_id): o.candidato.cliente for o in self.opciones}
        elegido = clientes.get(datos.get("cliente", ""))
        decision = datos["decision"]
        nombre = self.registrado.nombre
        if decision == Decision.INCORPORAR:
            manual = bool(datos.get("alta_manual"))
            decisiones.incorporar(cliente=elegido, alta_manual=manual, **comunes)
            if manual:
                return f"{elegido} entró en la cartera. Cartera debe pasarlo al Ciclo 6."
            return f"«{nombre}» es {elegido}: entrará con la primera selección en la que supere el umbral."
        if decision == Decision.CORREGIR:
            solicitud = decisiones.corregir(cliente=elegido, **comunes)
            avisar(
                self.request,
                f"Pediste a Cartera corregir los datos de {elegido}.",
                enlace=(f"Ver {solicitud.numero}", solicitud.get_absolute_url()),
            )
            return None
        if decision == Decision.INSPECCIONAR:
            decisiones.inspeccionar(**comunes)
            return f"Quedó pedida la inspección de «{nombre}»."
        decisiones.descartar(
            registrados=Registrado.objects.filter(pk=self.registrado.pk),
            motivo=datos["motivo"],
            por=self.request.user,
            en=cuando,
        )
        avisar(
            self.request,
            f"Descartaste «{nombre}».",
            deshacer=reverse("cruces:reabrir", args=[self.registrado.pk]),
        )
        return None

    def get_vuelta(self):
        return self.vecinos.get("lista") or str(self.vuelta)

    @cached_property
    def vecinos(self) -> dict:
        return Detalle.vecinos(self)

    def get_destino(self):
        """El siguiente de la lista, o la lista. Se calcula después de decidir: la fila pudo salir de ella."""
        vecinos = Detalle.vecinos(self)
        return vecinos.get("siguiente") or vecinos.get("lista") or self.registrado.get_absolute_url()

    def get_context_data(self, **kwargs):
        r = self.registrado
        return super().get_context_data(
            registrado=r,
            opciones=self.opciones,
            otros=r.candidatos.count() - len(self.opciones),
            puede=self.puede,
            pendiente=r.decision == Decision.PENDIENTE,
            pedido=getattr(r, "pedido_inspeccion", None),
            umbral=selectors.umbral_m3(al=hoy()),
            vecinos=self.vecinos,
            **kwargs,
        )


class Reabrir(_DeRegistrado, Confirmar):
    permission_required = CRUZAR
    boton, errores = "Reabrir la decisión", (decisiones.ErrorDeCruce,)

    def get_consecuencias(self):
        frases = ["Volverá a esperar una decisión."]
        if self.registrado.solicitud_id:
            frases.append(f"La solicitud {self.registrado.solicitud} a Cartera sigue su camino.")
        if self.registrado.decision == Decision.INSPECCIONAR:
            frases.append("La inspección pedida sigue pedida.")
        return frases

    def ejecutar(self):
        decisiones.reabrir(registrado=self.registrado)
        return f"«{self.registrado.nombre}» espera decisión otra vez."

    def get_vuelta(self):
        return self.registrado.get_absolute_url()


class DecidirLote(Formulario):
    """La misma decisión para todo lo filtrado que aún espera (o lo marcado de ello)."""

    permission_required = CRUZAR
    template_name, boton = "principales/cruces/lote.html", "Guardar la decisión"
    form_class, errores = DecidirLoteForm, (decisiones.ErrorDeCruce,)
    ruta = (*RUTA, ("Registrados", reverse_lazy("cruces:registrados")))

    @cached_property
    def consulta(self):
        """Lo mismo que mostraba la lista con ese filtro, solo lo que está por decidir."""
        parametros = QueryDict(self.request.META["QUERY_STRING"])
        visibles = Registrado.objects.visibles_para(self.request.user)
        filtro = FiltrosRegistrados(parametros, queryset=visibles, request=self.request)
        filas = filtro.qs if filtro.form.is_valid() else visibles.none()
        claves = [clave for clave in parametros.getlist("claves") if clave.isdecimal()]
        return (filas.filter(pk__in=claves) if claves else filas).filter(decision=Decision.PENDIENTE)

    def get_titulo(self):
        return f"Decidir {plural(self.cuantos, 'registrado,registrados')} juntos"

    @cached_property
    def cuantos(self) -> int:
        return self.consulta.order_by().count()

    def get_vuelta(self):
        parametros = QueryDict(self.request.META["QUERY_STRING"]).copy()
        parametros.pop("claves", None)
        return f"{reverse('cruces:registrados')}?{parametros.urlencode()}"

    def guardar(self, form):
        datos = form.cleaned_data
        quien = {"por": self.request.user, "en": timezone.now()}
        comunes = {"registrados": self.consulta, "motivo": datos["motivo"], **quien}
        if datos["decision"] == Decision.DESCARTAR:
            return f"Descartaste {plural(decisiones.descartar(**comunes), 'registrado,registrados')}."
        incorporan = datos["decision"] == Decision.INCORPORAR
        hecho = (decisiones.incorporar_en_lote if incorporan else decisiones.corregir_en_lote)(**comunes)
        quedan = (
            f" {plural(hecho.quedan, 'queda por decidir: míralo,quedan por decidir: míralos')} uno por uno."
            if hecho.quedan
            else ""
        )
        if not hecho.hechos:
            avisar(self.request, f"Ninguno tiene un solo candidato seguro.{quedan}", tono="aviso")
            return None
        if hecho.solicitud:
            avisar(
                self.request,
                f"Pediste a Cartera corregir {plural(hecho.hechos, 'cliente,clientes')}.{quedan}",
                enlace=(f"Ver {hecho.solicitud.numero}", hecho.solicitud.get_absolute_url()),
            )
            return None
        return (
            f"Incorporaste {plural(hecho.hechos, 'registrado,registrados')}: entrarán cuando superen el umbral.{quedan}"
        )

    def get_context_data(self, **kwargs):
        seguros = len(decisiones.seguros(self.consulta)) if self.cuantos else 0
        return super().get_context_data(
            cuantos=self.cuantos,
            seguros=seguros,
            primeros=self.consulta.order_by("nombre_norm", "pk")[:10],
            umbral=selectors.umbral_m3(al=hoy()),
            **kwargs,
        )
