"""Control diario en pantalla (PANTALLAS 1.5): primero hasta dónde llegan los pagos, después quién debe y qué toca."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import fecha, plural, soles
from config.comun.pantalla.views import (
    AccionLote,
    Boton,
    Detalle,
    Formulario,
    Fragmento,
    Lista,
    avisar,
    url_de_lista,
)
from config.comun.procesos.services import YaCorre, pedir
from config.comun.procesos.tasks import lanzar

from . import selectors
from .choices import EstadoAccion
from .explicacion import explicar
from .filters import FiltrosAcciones, FiltrosControl, FiltrosRecibos
from .forms import FormularioBarrer, FormularioHecha
from .models import Accion, Barrido, ControlCliente, EstadoDiario
from .services import AccionCerrada, marcar_hecha, marcar_hechas
from .tables import (
    TONOS_ACCION,
    TablaAcciones,
    TablaBarridos,
    TablaControl,
    TablaHistoria,
    TablaRecibos,
    TablaRecibosDelCliente,
)

VER = "cobranzas.view_accion"
BARRER = Boton("Controlar las cuentas", reverse_lazy("control:barrer"), "refresh", "cobranzas.barrer")
CONTROL = ("Control diario", reverse_lazy("control:lista"))


def _dia(texto: str | None):
    """La fecha escrita en la URL, o None si no hay o no es una fecha."""
    try:
        return parse_date(texto or "")
    except ValueError:
        return None


class DelDia(Lista):
    """Lista de un día barrido: el de `?al=` o, sin él, el último."""

    permission_required = VER
    primario = BARRER
    mas = (
        Boton("Recibos del día", reverse_lazy("control:recibos"), "receipt"),
        Boton("Acciones por hacer", reverse_lazy("control:acciones"), "checklist"),
        Boton("Pospuestos", reverse_lazy("control:pospuestos"), "clock"),
        Boton("Escalera", reverse_lazy("control:escaleras"), "list-check", "cobranzas.view_escalera"),
        Boton("Días controlados", reverse_lazy("control:barridos"), "history"),
    )
    vacio_accion = BARRER

    @cached_property
    def pedido(self):
        return _dia(self.parametros.get("al"))

    @cached_property
    def barrido(self) -> Barrido | None:
        return selectors.barrido_de(self.pedido)

    @property
    def vacio(self) -> str:
        if self.barrido:
            return "Ese día no había principales consumidores en tus zonas."
        return "Ese día no se controlaron las cuentas." if self.pedido else "Aún no se controlan las cuentas."

    def get_titulo(self) -> str:
        dia = self.pedido or (self.barrido and self.barrido.al)
        return f"{self.titulo} al {fecha(dia)}" if dia else self.titulo

    def get_context_data(self, **kwargs):
        dia = self.pedido or (self.barrido.al if self.barrido else hoy())
        return super().get_context_data(
            barrido=self.barrido,
            dia=dia,
            frescura=selectors.frescura(dia),
            cercano=None if self.barrido else selectors.barrido_anterior(dia),
            **kwargs,
        )


class ControlDiario(DelDia):
    titulo, nombres = "Control diario", "principal,principales"
    template_name = "cobranzas/control/lista.html"
    tabla, filtros = TablaControl, FiltrosControl
    por_claves = True
    orden_total = ("cliente_id",)

    def get_queryset(self):
        if self.barrido is None:
            return ControlCliente.objects.none()
        del_dia = ControlCliente.objects.filter(al=self.barrido.al).visibles_para(self.request.user)
        return del_dia.select_related("cliente", "accion__peldano").order_by("-vencido")

    def get_context_data(self, **kwargs):
        if self.barrido:
            usuario = self.request.user
            kwargs["tira"], kwargs["otras"] = selectors.antiguedad(barrido=self.barrido, user=usuario)
            grupos = selectors.grupos(barrido=self.barrido, user=usuario)
            kwargs |= {
                "con_accion": grupos.con_accion,
                "en_pausa": grupos.en_pausa,
                "sin_accion": grupos.sin_accion,
            }
        return super().get_context_data(**kwargs)


class RecibosDelDia(DelDia):
    titulo, nombres = "Recibos del control", "recibo abierto,recibos abiertos"
    template_name = "cobranzas/control/recibos.html"
    tabla, filtros = TablaRecibos, FiltrosRecibos
    por_claves = True
    orden_total = ("-dias", "recibo_id")
    ruta = (CONTROL,)

    def get_queryset(self):
        if self.barrido is None:
            return EstadoDiario.objects.none()
        del_dia = EstadoDiario.objects.filter(al=self.barrido.al).visibles_para(self.request.user)
        return del_dia.select_related("recibo__suministro__zona", "cliente", "accion__peldano")


class ClienteDelDia(Detalle):
    """Un principal en un día: sus recibos, qué se propone o por qué no, y lo que ya se hizo."""

    permission_required = VER
    template_name = "cobranzas/control/cliente.html"

    def get_object(self, queryset=None):
        al = _dia(self.kwargs["al"])
        control = al and selectors.control_de(cliente_id=self.kwargs["pk"], al=al, user=self.request.user)
        if not control or control.al != al:
            raise Http404
        return control

    def get_titulo(self):
        return str(self.object.cliente)

    def get_ruta(self):
        return [("Control diario", url_de_lista(reverse("control:lista"), al=self.object.al))]

    def get_primario(self):
        accion = self.object.accion
        if accion and accion.estado == EstadoAccion.PROPUESTA:
            return Boton("Marcar hecha", reverse("control:hecha", args=[accion.pk]), "check", "cobranzas.change_accion")
        return None

    def get_context_data(self, **kwargs):
        control, usuario = self.object, self.request.user
        recibos, otras = selectors.recibos_de(cliente_id=control.cliente_id, al=control.al, user=usuario)
        return super().get_context_data(
            porque=selectors.por_que(control),
            recibos=TablaRecibosDelCliente(recibos, leyenda="Recibos abiertos"),
            otras=otras,
            historia=TablaHistoria(selectors.historia_de(control.cliente_id), leyenda="Acciones"),
            **kwargs,
        )


class ControlDelCliente(Fragmento):
    """Pestaña «Control» de la ficha del cliente."""

    permission_required = VER
    titulo, template_name = "Control", "cobranzas/control/pestana.html"

    def get_context_data(self, **kwargs):
        usuario = self.request.user
        cliente = get_object_or_404(Cliente.objects.visibles_para(usuario), pk=self.kwargs["pk"])
        control = selectors.control_de(cliente_id=cliente.pk, al=hoy(), user=usuario)
        return super().get_context_data(
            cliente=cliente,
            control=control,
            porque=selectors.por_que(control) if control else None,
            historia=TablaHistoria(selectors.historia_de(cliente.pk), leyenda="Acciones"),
            **kwargs,
        )


class PorQue(Fragmento):
    """Una frase para la cabecera de la ficha del cliente: por qué hoy le toca, o por qué no."""

    permission_required = VER
    titulo, template_name = "Control de hoy", "cobranzas/control/por_que.html"

    def get_context_data(self, **kwargs):
        cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        control = selectors.control_de(cliente_id=cliente.pk, al=hoy(), user=self.request.user)
        frase = ""
        if control:
            # Lo que se pagó, prometió o pospuso esta mañana ya no es lo que vio el barrido.
            if selectors.sigue_en_pie(control, al=hoy()):
                frase = selectors.por_que(control).frase
            else:
                frase = explicar(cliente=cliente, al=hoy(), en=timezone.now()).detalle
        return super().get_context_data(cliente=cliente, frase=frase, **kwargs)


class AccionesPorHacer(Lista):
    permission_required = VER
    titulo, nombres = "Acciones por hacer", "acción,acciones"
    template_name = "cobranzas/control/acciones.html"
    por_claves = True
    tabla, filtros = TablaAcciones, FiltrosAcciones
    ruta = (CONTROL,)
    vacio = "Nada por hacer: no hay acciones propuestas en tus zonas."

    @cached_property
    def barrido(self) -> Barrido | None:
        return selectors.barrido_de(None)

    @property
    def acciones_lote(self):
        # Con pagos atrasados, quien parece deudor puede haber pagado: se muestra y no se actúa en bloque.
        if self.barrido is None or not self.barrido.actuo:
            return ()
        return (AccionLote("hechas", "Marcar hechas", permiso="cobranzas.change_accion", icono="check"),)

    def get_queryset(self):
        mias = selectors.acciones_abiertas(al=hoy()).visibles_para(self.request.user)
        return mias.para_lista().order_by("-peldano__orden", "-importe")

    def get_context_data(self, **kwargs):
        return super().get_context_data(barrido=self.barrido, **kwargs)

    def lote_hechas(self, consulta):
        hechas = marcar_hechas(acciones=consulta, el=hoy(), por=self.request.user)
        return f"Marcaste {plural(hechas, 'acción hecha,acciones hechas')}."


class FichaAccion(Detalle):
    permission_required = VER
    template_name = "cobranzas/control/accion.html"

    def get_queryset(self):
        return Accion.objects.visibles_para(self.request.user).para_lista()

    def get_titulo(self):
        return f"{self.object.peldano}: {self.object.cliente}"

    def get_ruta(self):
        return [CONTROL, ("Acciones por hacer", reverse("control:acciones"))]

    def get_primario(self):
        if self.object.estado != EstadoAccion.PROPUESTA:
            return None
        url = reverse("control:hecha", args=[self.object.pk])
        return Boton("Marcar hecha", url, "check", "cobranzas.change_accion")

    def get_context_data(self, **kwargs):
        recibos = selectors.recibos_de_accion(self.object, user=self.request.user)
        return super().get_context_data(
            recibos=TablaRecibosDelCliente(recibos, leyenda="Recibos de la acción", exclude=("accion",)),
            tono=TONOS_ACCION[self.object.estado],
            **kwargs,
        )


class MarcarHecha(Formulario):
    permission_required = "cobranzas.change_accion"
    boton = "Guardar lo que se hizo"
    form_class, errores = FormularioHecha, (AccionCerrada,)

    @cached_property
    def accion(self) -> Accion:
        visibles = Accion.objects.visibles_para(self.request.user).para_lista()
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"{self.accion.peldano}: {self.accion.cliente}"

    def get_ruta(self):
        return [CONTROL, ("Acciones por hacer", reverse("control:acciones"))]

    def get_vuelta(self):
        return self.accion.get_absolute_url()

    def get_destino(self):
        return reverse("control:acciones")

    def guardar(self, form):
        hecha = marcar_hecha(accion=self.accion, el=hoy(), por=self.request.user, **form.cleaned_data)
        return f"{hecha.peldano} hecha: {hecha.cliente}. No se propone otra vez por el mismo recibo."


class Barrer(Formulario):
    """Pide el barrido de un día; lo hace un proceso que se puede dejar corriendo."""

    permission_required = "cobranzas.barrer"
    titulo, boton = "Controlar las cuentas", "Controlar las cuentas"
    form_class, vuelta, ruta = FormularioBarrer, reverse_lazy("control:lista"), (CONTROL,)
    errores = (YaCorre,)
    borrador = False

    def get_initial(self):
        return {"al": hoy()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"hoy": hoy()}

    def guardar(self, form):
        al, cuando = form.cleaned_data["al"].isoformat(), fecha(form.cleaned_data["al"])
        proceso = pedir(
            tipo="barrido",
            clave=al,
            tarea="cobranzas.control.barrer_dia",
            por=self.request.user,
            detalle=f"Control diario al {cuando}",
            argumentos={"al": al, "usuario_id": self.request.user.pk},
        )
        lanzar(proceso)
        lista = url_de_lista(reverse("control:lista"), al=al)
        texto = f"Se están controlando las cuentas al {cuando}. Puedes dejar esta página."
        avisar(self.request, texto, tono="info", enlace=("Ver el control de ese día", lista))
        return HttpResponseRedirect(proceso.get_absolute_url())


class Barridos(Lista):
    permission_required = VER
    titulo, nombres = "Días controlados", "día,días"
    tabla = TablaBarridos
    ruta = (CONTROL,)
    primario = vacio_accion = BARRER
    vacio = "Aún no se controlan las cuentas."

    def get_queryset(self):
        return Barrido.objects.select_related("por")


class Hoy(Pendientes):
    """Bloque del inicio: las acciones propuestas en las zonas de la persona."""

    permission_required = VER

    def get_pendientes(self):
        return [self._pendiente(grupo) for grupo in selectors.por_hacer(user=self.request.user, al=hoy())]

    def _pendiente(self, grupo):
        espera = plural(grupo.de_antes, "quedó de antes,quedaron de antes") if grupo.de_antes else "Propuestas hoy"
        return Pendiente(
            texto=f"{grupo.nombre}: {plural(grupo.cuantas, 'cliente,clientes')} por {soles(grupo.importe)}",
            detalle=espera,
            tono="aviso" if grupo.de_antes else "espera",
            url=url_de_lista(reverse("control:acciones"), peldano=grupo.peldano),
            boton=f"Ver {plural(grupo.cuantas, 'acción,acciones')}",
        )
