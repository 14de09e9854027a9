"""La cuenta de cada cliente y los pagos cargados (manual 6.3.11)."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property

from cartera.padron.models import Cliente, Suministro
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import fecha, plural, soles
from config.comun.pantalla.views import Boton, Confirmar, Detalle, Formulario, Fragmento, Lista, avisar
from config.comun.usuarios.models import Usuario

from . import selectors, services
from .filters import FiltrosPagos, FiltrosPorIdentificar
from .forms import CorteForm, IdentificarForm
from .models import Pago, Recibo
from .sugerencias import sugerencias
from .tables import TablaAplicaciones, TablaPagos, TablaPagosDeCuenta, TablaPorIdentificar, TablaRecibosDeCuenta

POR_PAGINA = 25
IDENTIFICAR = "cartera.identificar_pago"


# --- la pestaña «Cuenta» ------------------------------------------------------------------------
class _Cuenta(Fragmento):
    """Recibos y pagos a una fecha. Cada subclase dice de quién: `get_duenno()`, `cifras()`, `recibos()` y `pagos()`."""

    permission_required = "cartera.view_recibo"
    template_name = "cartera/cuentas/cuenta.html"

    def get_titulo(self):
        return f"Cuenta de {self.duenno}"

    @cached_property
    def duenno(self):
        return self.get_duenno()

    @cached_property
    def corte(self):
        return CorteForm(self.request.GET)

    def get_context_data(self, **kwargs):
        al, estado, pagina = self.corte.corte(hoy())
        desde = (pagina - 1) * POR_PAGINA
        recibos, cuantos = self.recibos(al=al, estado=estado, desde=desde, filas=POR_PAGINA)
        sin_suministro = ("suministro",) if isinstance(self.duenno, Suministro) else ()
        cuenta, pagos = self.cifras(al), self.pagos(al)
        sin_congelado = () if any(r.congelado for r in recibos) else ("congelado",)
        sin_reversas = () if any(p.revertido for p in pagos) else ("revertido",)
        dias = cuenta.visible.dias
        return super().get_context_data(
            cuenta=cuenta,
            antiguo=f"El más antiguo, {plural(dias, 'día,días')}" if dias else "",
            al=al,
            es_hoy=al == hoy(),
            estado=estado,
            recibos=TablaRecibosDeCuenta(recibos, exclude=sin_suministro + sin_congelado, leyenda="Recibos"),
            cuantos=cuantos,
            pagina=pagina,
            hay_mas=desde + len(recibos) < cuantos,
            pagos=TablaPagosDeCuenta(pagos, exclude=sin_suministro + sin_reversas, leyenda="Últimos pagos"),
            corte=self.corte,
            **kwargs,
        )


class CuentaDelCliente(_Cuenta):
    def get_duenno(self):
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def cifras(self, al):
        return selectors.cuenta_de_cliente(cliente=self.duenno, al=al, user=self.request.user)

    def recibos(self, **corte):
        return selectors.recibos_de_cliente(cliente=self.duenno, user=self.request.user, **corte)

    def pagos(self, al):
        return selectors.pagos_de_cliente(cliente=self.duenno, al=al, user=self.request.user)


class CuentaDelSuministro(_Cuenta):
    def get_duenno(self):
        return get_object_or_404(Suministro.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def cifras(self, al):
        return selectors.cuenta_de_suministro(suministro=self.duenno, al=al)

    def recibos(self, **corte):
        return selectors.recibos_de_suministro(suministro=self.duenno, **corte)

    def pagos(self, al):
        return selectors.pagos_de_suministro(suministro=self.duenno, al=al)


class DeudaDelCliente(Fragmento):
    """Cuánto debe hoy, para la cabecera de su ficha."""

    permission_required = "cartera.view_recibo"
    titulo, template_name = "Deuda de hoy", "cartera/cuentas/cliente_deuda.html"

    def get_context_data(self, **kwargs):
        cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        cuenta = selectors.cuenta_de_cliente(cliente=cliente, al=hoy(), user=self.request.user)
        return super().get_context_data(cliente=cliente, cuenta=cuenta, cifras=cuenta.visible, **kwargs)


def contar_vencidos(*, usuario: Usuario, pk: int) -> int:
    """Recibos vencidos hoy del cliente, en las zonas de quien mira: el contador de su pestaña."""
    cliente = Cliente.objects.visibles_para(usuario).filter(pk=pk).first()
    if cliente is None:
        return 0
    return selectors.cuenta_de_cliente(cliente=cliente, al=hoy(), user=usuario).visible.recibos_vencidos


# --- fichas -------------------------------------------------------------------------------------
class FichaRecibo(Detalle):
    permission_required = "cartera.view_recibo"
    template_name = "cartera/cuentas/recibo.html"

    def get_queryset(self):
        return Recibo.objects.visibles_para(self.request.user).select_related("suministro__cliente", "suministro__zona")

    def get_titulo(self):
        return f"Recibo {self.object.numero}"

    def get_context_data(self, **kwargs):
        al, _, _ = CorteForm(self.request.GET).corte(hoy())
        aplicaciones = selectors.aplicaciones_al(recibo=self.object, al=al)
        return super().get_context_data(
            al=al,
            cifras=selectors.recibo_al(recibo=self.object, al=al),
            aplicaciones=TablaAplicaciones(
                aplicaciones, exclude=("numero", "vence_el"), leyenda="Pagos que cubren el recibo"
            ),
            congelamientos=self.object.congelamientos.select_related("por").order_by("-desde", "-pk"),
            cambios=self.object.cambios.select_related("carga").order_by("-pk"),
            **kwargs,
        )


class FichaPago(Detalle):
    permission_required = "cartera.view_pago"
    template_name = "cartera/cuentas/pago.html"

    def get_queryset(self):
        visibles = Pago.objects.visibles_para(self.request.user)
        if self.request.user.has_perm(IDENTIFICAR):
            visibles = visibles | Pago.objects.filter(suministro__isnull=True)
        return visibles.select_related("suministro__cliente", "recibo", "revierte", "identificado_por")

    def get_titulo(self):
        return f"{'Reversa' if self.object.signo < 0 else 'Pago'} {self.object.operacion}"

    def get_primario(self):
        if self.object.signo > 0 and self.object.suministro_id is None:
            return Boton("Identificar pago", reverse("cuentas:identificar", args=[self.object.pk]), "tag", IDENTIFICAR)
        return None

    def get_mas(self):
        if self.object.signo < 0 or self.object.identificado_por_id is None:
            return []
        url = reverse("cuentas:deshacer", args=[self.object.pk])
        return [Boton("Deshacer la identificación", url, "arrow-back-up", IDENTIFICAR)]

    def get_context_data(self, **kwargs):
        aplicaciones = selectors.aplicaciones_al(pago=self.object, al=max(hoy(), self.object.pagado_el))
        return super().get_context_data(
            aplicaciones=TablaAplicaciones(
                aplicaciones, exclude=("operacion", "entidad", "pagado_el"), leyenda="Recibos que cubre el pago"
            ),
            reversas=self.object.reversas.order_by("pagado_el"),
            cambios=self.object.cambios.select_related("carga").order_by("-pk"),
            **kwargs,
        )


# --- pagos --------------------------------------------------------------------------------------
class ListaPagos(Lista):
    permission_required = "cartera.view_pago"
    titulo, nombres = "Pagos", "pago,pagos"
    tabla, filtros = TablaPagos, FiltrosPagos
    orden_total = ("-pk",)
    vacio = "Aún no hay pagos cargados."
    vacio_accion = Boton("Cargar pagos", reverse_lazy("carga:lista"), "upload", "cartera.importar")
    mas = (Boton("Pagos por identificar", reverse_lazy("cuentas:por_identificar"), "tag", IDENTIFICAR),)

    def get_queryset(self):
        return Pago.objects.visibles_para(self.request.user).select_related("suministro").order_by("-pagado_el")


class PorIdentificar(Lista):
    """Sin suministro no hay zona: los ve quien puede identificarlos."""

    permission_required = IDENTIFICAR
    titulo, nombres = "Pagos por identificar", "pago,pagos"
    tabla, filtros = TablaPorIdentificar, FiltrosPorIdentificar
    orden_total = ("pk",)
    vacio = "Todos los pagos cargados tienen su suministro."
    ruta = (("Pagos", reverse_lazy("cuentas:pagos")),)

    def get_queryset(self):
        return Pago.objects.por_identificar().order_by("pagado_el")


class Identificar(Formulario):
    permission_required = IDENTIFICAR
    template_name = "cartera/cuentas/identificar.html"
    boton = "Identificar pago"
    form_class = IdentificarForm
    errores = (services.PagoYaIdentificado, services.ReciboDeOtroSuministro)
    vuelta = reverse_lazy("cuentas:por_identificar")
    ruta = (("Pagos por identificar", reverse_lazy("cuentas:por_identificar")),)

    @cached_property
    def pago(self) -> Pago:
        return get_object_or_404(Pago.objects.filter(signo=1), pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Identificar el pago {self.pago.operacion}"

    def get_initial(self):
        """Lo que decía el archivo, por si solo faltaba una cosa."""
        return {"suministro": self.pago.codigo_suministro, "recibo": ""}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(pago=self.pago, **kwargs)

    def guardar(self, form):
        pago = services.identificar(pago=self.pago, por=self.request.user, ahora=timezone.now(), **form.cleaned_data)
        sobra = f" Sobran {soles(pago.credito)} como crédito." if pago.credito else ""
        texto = f"El pago {pago.operacion} es del suministro {pago.suministro.codigo}.{sobra}"
        avisar(self.request, texto, deshacer=reverse("cuentas:deshacer", args=[pago.pk]))
        return HttpResponseRedirect(self.siguiente() or self.get_destino())


class Deshacer(Confirmar):
    """Deshace lo que una persona dijo de un pago: vuelve a estar por identificar."""

    permission_required = IDENTIFICAR
    boton, peligro = "Deshacer la identificación", True
    errores = (services.NoIdentificadoPorPersona,)
    vuelta = reverse_lazy("cuentas:por_identificar")
    ruta = (("Pagos por identificar", reverse_lazy("cuentas:por_identificar")),)

    @cached_property
    def pago(self) -> Pago:
        visibles = Pago.objects.visibles_para(self.request.user).filter(signo=1).select_related("suministro")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Deshacer la identificación del pago {self.pago.operacion}"

    def get_consecuencias(self):
        cubria = soles(self.pago.aplicado)
        return [
            f"El pago deja de ser del suministro {self.pago.suministro} y vuelve a la lista por identificar.",
            f"Lo que cubría, {cubria}, se debe otra vez. Queda anotado que lo deshiciste.",
        ]

    def ejecutar(self):
        pago = services.deshacer_identificacion(pago=self.pago, por=self.request.user, ahora=timezone.now())
        return f"El pago {pago.operacion} está otra vez por identificar."


class Sugerencias(Fragmento):
    """A quién puede corresponder el pago, con un botón por candidato."""

    permission_required = IDENTIFICAR
    titulo, template_name = "A quién puede corresponder", "cartera/cuentas/sugerencias.html"

    def get_context_data(self, **kwargs):
        pago = get_object_or_404(Pago.objects.por_identificar(), pk=self.kwargs["pk"])
        return super().get_context_data(pago=pago, sugeridas=sugerencias(pago=pago, user=self.request.user), **kwargs)


# --- piezas de otras páginas --------------------------------------------------------------------
class BuscarRecibos(Fragmento):
    """Grupo «Recibos» del buscador: por su número completo."""

    permission_required = "cartera.view_recibo"
    titulo, template_name = "Recibos", "comun/piezas/resultados.html"

    def get_context_data(self, **kwargs):
        q = self.request.GET.get("q", "").strip()
        recibos = Recibo.objects.visibles_para(self.request.user).filter(numero__in={q, q.upper()})
        resultados = [
            {
                "url": r.get_absolute_url(),
                "titulo": f"Recibo {r.numero}",
                "detalle": f"Suministro {r.suministro.codigo}, vence {fecha(r.vence_el)}, saldo {soles(r.saldo)}",
            }
            for r in recibos.select_related("suministro")[:5]
        ]
        return super().get_context_data(grupo="Recibos", resultados=resultados, **kwargs)


class Hoy(Pendientes):
    """Bloque del inicio: pagos que esperan que alguien diga de quién son."""

    permission_required = IDENTIFICAR
    titulo = "Pagos por identificar"

    def get_pendientes(self):
        cuantos = Pago.objects.por_identificar().count()
        if not cuantos:
            return []
        mas_antiguo = Pago.objects.por_identificar().order_by("pagado_el", "pk").first()
        return [
            Pendiente(
                texto=f"{plural(cuantos, 'pago,pagos')} por identificar",
                detalle=f"El más antiguo, del {fecha(mas_antiguo.pagado_el)}",
                url=reverse("cuentas:por_identificar"),
                boton="Identificar pagos",
                tono="aviso",
            )
        ]
