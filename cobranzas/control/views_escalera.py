"""La escalera en pantalla: sus versiones, cambiarla como versión nueva y ensayarla antes de que rija."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import fecha, plural
from config.comun.pantalla.views import Boton, Confirmar, Detalle, Formulario, Fragmento, Lista, avisar

from . import ensayo, escaleras, textos
from .choices import SituacionEscalera
from .forms import FormularioEscalera, PasosForm
from .models import Escalera
from .tables import TablaEscaleras

VER, CAMBIAR = "cobranzas.view_escalera", "cobranzas.add_escalera"
CONTROL = ("Control diario", reverse_lazy("control:lista"))
ESCALERAS = ("Escalera", reverse_lazy("control:escaleras"))
PASO_NUEVO = Boton("Cambiar la escalera", reverse_lazy("control:escalera_nueva"), "edit", CAMBIAR)


class Escaleras(Lista):
    permission_required = VER
    titulo, nombres = "Escalera de cobranza", "versión,versiones"
    tabla = TablaEscaleras
    ruta = (CONTROL,)
    primario = vacio_accion = PASO_NUEVO
    vacio = "Aún no hay una escalera: el control muestra las cuentas y no propone nada."

    def get_queryset(self):
        return Escalera.objects.con_pasos().con_situacion(hoy()).select_related("creada_por").order_by("-version")


class FichaEscalera(Detalle):
    """Una versión con sus pasos; si aún no rige, qué habría hecho el último mes."""

    permission_required = VER
    template_name = "cobranzas/control/escalera.html"
    ruta = (CONTROL, ESCALERAS)

    def get_queryset(self):
        return Escalera.objects.con_situacion(hoy()).select_related("creada_por").prefetch_related("peldanos")

    def get_titulo(self):
        return f"Versión {self.object.version}: {self.object.nombre}"

    def get_primario(self):
        return PASO_NUEVO if self.object.situacion != SituacionEscalera.PASADA else None

    def get_mas(self):
        if self.object.situacion != SituacionEscalera.REGIRA:
            return ()
        url = reverse("control:escalera_retirar", args=[self.object.pk])
        return (Boton("Retirar esta versión", url, "x", CAMBIAR),)


class Ensayo(Fragmento):
    permission_required = VER
    titulo, template_name = "Ensayo de la escalera", "cobranzas/control/ensayo.html"

    def get_context_data(self, **kwargs):
        escalera = get_object_or_404(Escalera, pk=self.kwargs["pk"])
        mes = ensayo.ultimo_mes()
        visto = mes and ensayo.ensayar(
            escalera=escalera,
            desde=mes[0],
            hasta=mes[1],
            visibles=Cliente.objects.visibles_para(self.request.user),
        )
        return super().get_context_data(ensayo=visto, escalera=escalera, **kwargs)


class NuevaEscalera(Formulario):
    """Parte de la versión que va a regir (o de la que rige) y publica otra."""

    permission_required = CAMBIAR
    template_name = "cobranzas/control/escalera_nueva.html"
    titulo, boton = "Cambiar la escalera", "Publicar la escalera"
    form_class, errores = FormularioEscalera, (escaleras.EscaleraImposible,)
    vuelta, ruta = ESCALERAS[1], (CONTROL, ESCALERAS)

    @cached_property
    def origen(self) -> Escalera | None:
        return escaleras.pendiente(hoy=hoy()) or Escalera.objects.vigente(hoy()).first()

    @cached_property
    def pasos(self):
        return PasosForm(self.request.POST or None, prefix="pasos", initial=self._iniciales())

    def _iniciales(self) -> list[dict]:
        if self.origen is None:
            return []
        campos = (
            "clave", "orden", "nombre", "canal", "dias", "unidad", "recibos_vencidos", "cuotas_vencidas",
            "importe_minimo", "categorias", "asunto", "plantilla", "cuando",
        )  # fmt: skip
        return [{c: getattr(p, c) for c in campos} for p in self.origen.peldanos.order_by("orden")]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"hoy": hoy()}

    def get_initial(self):
        return {"nombre": self.origen.nombre if self.origen else "Escalera de cobranza"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            pasos=self.pasos,
            campos=textos.CAMPOS,
            pendiente=escaleras.pendiente(hoy=hoy()),
            motivos=getattr(self, "motivos", ()),
            **kwargs,
        )

    def form_valid(self, form):
        if not self.pasos.is_valid():
            return self.form_invalid(form)
        self.motivos = escaleras.validar(self._nuevos())
        return self.form_invalid(form) if self.motivos else super().form_valid(form)

    def form_invalid(self, form):
        self.pasos.is_valid()  # que se vean a la vez los errores de arriba y los de los pasos
        return super().form_invalid(form)

    def _nuevos(self) -> list[escaleras.PasoNuevo]:
        conocidas = {inicial["clave"] for inicial in self._iniciales()}
        return [
            escaleras.PasoNuevo(
                **{k: v for k, v in datos.items() if k not in ("orden", "quitar", "clave", "categorias")},
                clave=datos["clave"] if datos["clave"] in conocidas else "",
                categorias=tuple(datos["categorias"]),
            )
            for datos in self.pasos.puestos
        ]

    def guardar(self, form):
        self.publicada = escaleras.publicar(
            nombre=form.cleaned_data["nombre"],
            motivo=form.cleaned_data["motivo"],
            desde=form.cleaned_data["desde"],
            pasos=self._nuevos(),
            por=self.request.user,
            hoy=hoy(),
            ahora=timezone.now(),
        )
        pasos = plural(self.publicada.peldanos.count(), "paso,pasos")
        avisar(
            self.request,
            f"Publicaste la versión {self.publicada.version}, con {pasos}. "
            f"Rige desde el {fecha(form.cleaned_data['desde'])}; mira abajo qué habría hecho.",
        )

    def get_destino(self):
        return self.publicada.get_absolute_url()


class RetirarEscalera(Confirmar):
    permission_required = CAMBIAR
    boton, peligro = "Retirar la versión", True
    errores = (escaleras.EscaleraImposible,)
    ruta, vuelta = (CONTROL, ESCALERAS), ESCALERAS[1]

    @cached_property
    def escalera(self) -> Escalera:
        escalera = Escalera.objects.con_situacion(hoy()).filter(pk=self.kwargs["pk"]).first()
        if escalera is None:
            raise Http404
        return escalera

    def get_titulo(self):
        return f"Retirar la versión {self.escalera.version}"

    def get_consecuencias(self):
        return [
            f"No llegará a regir el {fecha(self.escalera.vigencia.lower)}: sigue la escalera de hoy.",
            "Se borran sus pasos; el historial conserva que existió.",
        ]

    def ejecutar(self):
        version = self.escalera.version
        escaleras.retirar(escalera=self.escalera, hoy=hoy())
        return f"Retiraste la versión {version}. Sigue rigiendo la de antes."
