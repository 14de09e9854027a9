"""Una propuesta: mirarla con otros umbrales, excluir, revisar y aprobar (manual 6.1.1 y 6.1.2)."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from cartera.padron.models import Cliente
from cartera.solicitudes.choices import EstadoSolicitud
from config.comun.calendario.periodo import Periodo
from config.comun.graficos import Serie, lineas
from config.comun.pantalla.base import Pantalla, avisar
from config.comun.pantalla.templatetags.formatos import entero, plural
from config.comun.pantalla.views import AccionLote, Boton, Confirmar, Formulario, Fragmento, Lista
from config.comun.procesos.services import YaCorre, pedir
from config.comun.procesos.tasks import lanzar
from config.comun.usuarios.querysets import ve_todas_las_zonas

from . import selectors, services
from .choices import EstadoEvaluacion
from .filters import FiltrosPropuesta, filas_de
from .forms import ExcluirForm, ParametrosForm
from .models import Evaluacion, EvaluacionCliente
from .tables import TablaPropuesta

APROBAR = "principales.aprobar_seleccion"
AL_MOMENTO = 500  # clientes que se aprueban dentro de la petición; más, en un proceso que se puede dejar corriendo


def en_botones(altas: int, bajas: int) -> str:
    """«31 altas y 12 bajas»; solo la parte que haya."""
    partes = [plural(n, formas) for n, formas in ((altas, "alta,altas"), (bajas, "baja,bajas")) if n]
    return " y ".join(partes)


class DeEvaluacion(Pantalla):
    """Vista de una evaluación, que viene en la URL."""

    permission_required = "principales.view_evaluacion"

    @cached_property
    def evaluacion(self) -> Evaluacion:
        con_todo = Evaluacion.objects.select_related("criterio", "creada_por", "aprobada_por")
        return get_object_or_404(con_todo, pk=self.kwargs["pk"])

    @cached_property
    def periodo(self) -> Periodo:
        return Periodo.de_fecha(self.evaluacion.periodo)

    def get_ruta(self):
        return [("Selección", reverse("seleccion:lista")), (str(self.evaluacion), self.evaluacion.get_absolute_url())]

    def get_vuelta(self):
        return self.evaluacion.get_absolute_url()

    def visibles(self):
        """Los clientes evaluados que la persona puede ver."""
        return EvaluacionCliente.objects.visibles_para(self.request.user).filter(evaluacion=self.evaluacion)

    @cached_property
    def resumen(self) -> selectors.Resumen:
        return selectors.resumir(self.visibles())

    def aprobar_aparte(self, que: str, **argumentos) -> HttpResponse:
        """Deja la aprobación en un proceso y lleva a su avance. YaCorre si otra de esta selección sigue en marcha."""
        proceso = pedir(
            tipo="aprobar_seleccion",
            clave=str(self.evaluacion.pk),
            tarea="principales.seleccion.aprobar",
            por=self.request.user,
            detalle=f"Aprobar {que} de {self.periodo.nombre}",
            argumentos={"evaluacion_id": self.evaluacion.pk, "usuario_id": self.request.user.pk, **argumentos},
        )
        lanzar(proceso)
        avisar(self.request, f"Se está aprobando {que}. Puedes dejar esta página.", tono="info")
        return HttpResponseRedirect(proceso.get_absolute_url())

    @property
    def abierta(self) -> bool:
        """Queda algo que decidir y la evaluación no se descartó."""
        if self.evaluacion.estado == EstadoEvaluacion.DESCARTADA:
            return False
        return self.evaluacion.estado == EstadoEvaluacion.PROPUESTA or bool(
            self.resumen.altas_por_aprobar + self.resumen.bajas_por_aprobar
        )


class Propuesta(DeEvaluacion, Lista):
    """La lista de altas, bajas y los que quedan, con los números que causaron cada una."""

    template_name = "principales/seleccion/propuesta.html"
    nombres = "cliente,clientes"
    tabla, filtros = TablaPropuesta, FiltrosPropuesta
    por_claves = True
    # Altas, bajas y quedan; en cada grupo, primero quien más consume.
    orden_total = ("resultado", "-suma_m3", "pk")
    vacio = "Con esta medida no entra, no sale ni queda nadie."

    def get_titulo(self):
        return str(self.evaluacion)

    def get_ruta(self):
        return [("Selección", reverse("seleccion:lista"))]

    def get_queryset(self):
        return self.visibles().select_related("cliente", "zona")

    @property
    def acciones_lote(self):
        if not self.abierta:
            return ()
        return (
            AccionLote("excluir", "Excluir con motivo", "principales.seleccionar", "circle-x", confirmar=False),
            AccionLote("incluir", "Volver a incluir", "principales.seleccionar", "arrow-back-up", confirmar=False),
            AccionLote("aprobar", "Aprobar solo estos", APROBAR, "check"),
        )

    def get_de_tabla(self):
        sobran = () if self.abierta and self.request.user.has_perm("principales.seleccionar") else ("acciones",)
        return {"exclude": sobran}

    def lote_excluir(self, consulta):
        claves = self.request.POST.getlist("claves") if self.request.POST.get("alcance") == "marcadas" else []
        parametros = [*self.parametros.lists(), ("claves", claves)] if claves else [*self.parametros.lists()]
        url = reverse("seleccion:excluir", args=[self.evaluacion.pk])
        return HttpResponseRedirect(f"{url}?{urlencode(parametros, doseq=True)}")

    def lote_incluir(self, consulta):
        try:
            hechos = services.incluir(
                evaluacion=self.evaluacion, clientes=_clientes(consulta), por=self.request.user, en=timezone.now()
            )
        except services.ErrorDeSeleccion as error:
            return self.negar(error)
        return f"Volviste a incluir {plural(hechos, 'cliente,clientes')}."

    def lote_aprobar(self, consulta):
        try:
            cuantos = consulta.por_aprobar().order_by().count()
            if cuantos > AL_MOMENTO and self.request.POST.get("alcance") != "marcadas":
                filtro = urlencode([*self.parametros.lists()], doseq=True)
                return self.aprobar_aparte(plural(cuantos, "cliente,clientes"), filtro=filtro)
            hecho = services.aprobar(
                evaluacion=self.evaluacion, clientes=_clientes(consulta), por=self.request.user, en=timezone.now()
            )
        except (services.ErrorDeSeleccion, YaCorre) as error:
            return self.negar(error)
        if not hecho.altas + hecho.bajas:
            avisar(self.request, "Esos clientes ya estaban decididos. No se hizo nada.", tono="aviso")
            return HttpResponseRedirect(self.vuelta)
        return HttpResponseRedirect(reverse("seleccion:aprobada", args=[self.evaluacion.pk]))

    def negar(self, error):
        avisar(self.request, str(error), tono="mal")
        return HttpResponseRedirect(self.vuelta)

    def get_context_data(self, **kwargs):
        puede = self.abierta and self.request.user.has_perm(APROBAR)
        revisar = Boton("Revisar y aprobar", reverse("seleccion:revisar", args=[self.evaluacion.pk]), "checklist")
        mas = []
        if self.evaluacion.estado == EstadoEvaluacion.APROBADA:
            mas.append(Boton("Acta en PDF", reverse("seleccion:acta", args=[self.evaluacion.pk]), "file-type-pdf"))
        solicitudes = list(selectors.solicitudes_de(evaluacion=self.evaluacion))
        if solicitudes and solicitudes[0].estado == EstadoSolicitud.DEVUELTA and self.request.user.has_perm(APROBAR):
            mas.append(Boton("Volver a pedir el ciclo", reverse("seleccion:pedir", args=[self.evaluacion.pk]), "send"))
        propuesta = self.evaluacion.estado == EstadoEvaluacion.PROPUESTA
        if propuesta and self.request.user.has_perm("principales.seleccionar"):
            mas.append(Boton("Descartar", reverse("seleccion:descartar", args=[self.evaluacion.pk]), "trash"))
        self.primario, self.mas = (revisar if puede else None), tuple(mas)
        # La curva cuenta a toda la empresa: quien ve solo sus zonas no la recibe.
        con_curva = bool(self.evaluacion.curva) and ve_todas_las_zonas(self.request.user)
        mueve = con_curva and propuesta and self.request.user.has_perm("principales.seleccionar")
        return super().get_context_data(
            evaluacion=self.evaluacion,
            resumen=self.resumen,
            abierta=self.abierta,
            periodo=self.periodo,
            cambiado=self.evaluacion.parametros != self.evaluacion.criterio.parametros(),
            solicitudes=solicitudes,
            grafico=self.grafico() if con_curva else None,
            form=ParametrosForm(initial=_iniciales(self.evaluacion)) if mueve else None,
            **kwargs,
        )

    def grafico(self):
        puntos = self.evaluacion.curva
        return lineas(
            titulo="Clientes en la cartera según el umbral",
            descripcion=f"Con más de {entero(self.evaluacion.umbral_m3)} m³, el corte de esta propuesta.",
            etiquetas=[f"{umbral}" for umbral, *_ in puntos],
            series=[Serie("Clientes en la cartera", [quedan + entran for _, quedan, entran, _ in puntos])],
            columna="Umbral (m³)",
            alto=190,
        )


class Simular(DeEvaluacion, Fragmento):
    """Qué entraría y saldría con otros números. No guarda nada."""

    permission_required = "principales.seleccionar"
    titulo = "Con otros números"
    template_name = "principales/seleccion/simulacion.html"

    def get_context_data(self, **kwargs):
        form = ParametrosForm(self.request.GET)
        contexto = {"evaluacion": self.evaluacion, "form": form}
        if not ve_todas_las_zonas(self.request.user):
            raise Http404
        if form.is_valid() and form.parametros != self.evaluacion.parametros:
            contexto["simulacion"] = selectors.simular(periodo=self.periodo, parametros=form.parametros)
        return super().get_context_data(**contexto, **kwargs)


class Rehacer(DeEvaluacion, View):
    """La propuesta pasa a medirse con los números que se probaron."""

    permission_required = "principales.seleccionar"

    def post(self, request, *args, **kwargs):
        form = ParametrosForm(request.POST)
        if not form.is_valid():
            textos = [texto for errores in form.errors.values() for texto in errores]
            avisar(request, f"No se rehízo la propuesta. {textos[0]}", tono="mal")
            return HttpResponseRedirect(self.get_vuelta())
        try:
            evaluacion = services.proponer(
                periodo=self.periodo,
                por=request.user,
                en=timezone.now(),
                parametros=form.parametros,
                con_curva=True,
            )
        except services.ErrorDeSeleccion as error:
            avisar(request, str(error), tono="mal")
            return HttpResponseRedirect(self.get_vuelta())
        avisar(request, f"Rehiciste la propuesta con más de {entero(evaluacion.umbral_m3)} m³. Nada se aprobó todavía.")
        return HttpResponseRedirect(evaluacion.get_absolute_url())


class Excluir(DeEvaluacion, Formulario):
    """Motivo de exclusión para lo filtrado en la propuesta (o lo marcado de ello)."""

    permission_required = "principales.seleccionar"
    boton = "Excluir de la aprobación"
    template_name = "principales/seleccion/excluir.html"
    form_class, errores = ExcluirForm, (services.ErrorDeSeleccion,)

    @cached_property
    def consulta(self):
        parametros = QueryDict(self.request.META["QUERY_STRING"])
        return filas_de(evaluacion=self.evaluacion, user=self.request.user, parametros=parametros)

    def get_titulo(self):
        return f"Excluir {plural(self.consulta.count(), 'cliente,clientes')} de la aprobación"

    def guardar(self, form):
        hechos = services.excluir(
            evaluacion=self.evaluacion,
            clientes=_clientes(self.consulta),
            motivo=form.cleaned_data["motivo"],
            por=self.request.user,
            en=timezone.now(),
        )
        return f"Excluiste {plural(hechos, 'cliente,clientes')} de la aprobación."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            primeros=self.consulta.select_related("cliente").order_by("resultado", "-suma_m3", "pk")[:10], **kwargs
        )


class Revisar(DeEvaluacion, Confirmar):
    """Comprobar las respuestas antes de aprobar: nada se hace hasta el último botón."""

    permission_required = APROBAR
    template_name = "principales/seleccion/revisar.html"
    errores = (services.ErrorDeSeleccion, YaCorre)

    def get_titulo(self):
        return f"Revisar y aprobar {self.periodo.nombre}"

    @property
    def que(self) -> str:
        return en_botones(self.resumen.altas_por_aprobar, self.resumen.bajas_por_aprobar)

    def get_boton(self):
        que = self.que
        return f"Aprobar {que}" if que else f"Aprobar {self.periodo.nombre} sin altas ni bajas"

    def get_consecuencias(self):
        return [
            f"Las altas y bajas rigen desde el {self.evaluacion.rige_desde:%d/%m/%Y}.",
            "Se pedirá a Cartera de Clientes que mueva los suministros al ciclo de principales.",
        ]

    def ejecutar(self):
        entrega = self.request.POST.get("entrega", "")
        if self.resumen.altas_por_aprobar + self.resumen.bajas_por_aprobar > AL_MOMENTO:
            return self.aprobar_aparte(self.que, entrega=entrega)
        services.aprobar(evaluacion=self.evaluacion, por=self.request.user, en=timezone.now(), entrega=entrega)
        return None

    def get_destino(self):
        return reverse("seleccion:aprobada", args=[self.evaluacion.pk])

    def get_context_data(self, **kwargs):
        deudores = self.visibles().por_aprobar().filter(resultado="baja", saldo_vencido__gt=0, traspaso="")
        r = self.resumen
        return super().get_context_data(
            evaluacion=self.evaluacion,
            resumen=r,
            criterio=self.evaluacion.criterio,
            cambiado=self.evaluacion.parametros != self.evaluacion.criterio.parametros(),
            deudores=deudores.select_related("cliente").order_by("-saldo_vencido", "pk")[:20],
            escritorio=r.altas_por_aprobar + r.bajas_por_aprobar > 50,
            entrega=self.request.POST.get("entrega", "Pasa al responsable de la cartera morosa."),
            **kwargs,
        )


class Descartar(DeEvaluacion, Confirmar):
    permission_required = "principales.seleccionar"
    boton, peligro = "Descartar la propuesta", True
    vuelta = reverse_lazy("seleccion:lista")
    errores = (services.ErrorDeSeleccion,)

    def get_titulo(self):
        return f"Descartar la propuesta de {self.periodo.nombre}"

    def get_consecuencias(self):
        return ["La cartera no cambia. El mes se puede proponer otra vez, pero se pierden las exclusiones anotadas."]

    def ejecutar(self):
        services.descartar(evaluacion=self.evaluacion)
        return f"Descartaste la propuesta de {self.periodo.nombre}."

    def get_destino(self):
        return reverse("seleccion:lista")


class VolverAPedir(DeEvaluacion, Confirmar):
    """Cartera devolvió la solicitud: pedir otra vez lo que sigue haciendo falta."""

    permission_required = APROBAR
    boton = "Volver a pedir el ciclo"
    errores = (services.ErrorDeSeleccion,)

    def get_titulo(self):
        return f"Volver a pedir el ciclo de {self.periodo.nombre}"

    def get_consecuencias(self):
        return ["Se pide a Cartera lo que todavía falta para que el ciclo tenga a todos los principales de ese día."]

    def ejecutar(self):
        solicitud = services.volver_a_pedir(evaluacion=self.evaluacion, por=self.request.user, en=timezone.now())
        if solicitud is None:
            return "El ciclo ya está como debe. No hacía falta pedir nada."
        return f"Pediste {solicitud.numero}. Cartera debe aceptarla o devolverla."


class Aprobada(DeEvaluacion, TemplateView):
    """Qué se aprobó, con qué número se pidió a Cartera y quién debe actuar."""

    template_name = "principales/seleccion/aprobada.html"

    def get_titulo(self):
        return f"{self.evaluacion}: aprobada"

    def get_context_data(self, **kwargs):
        if self.evaluacion.estado != EstadoEvaluacion.APROBADA:
            raise Http404
        cuentas = selectors.contar_aprobados(evaluacion=self.evaluacion)
        return super().get_context_data(
            evaluacion=self.evaluacion,
            que=en_botones(cuentas["alta"], cuentas["baja"]) or "el mes sin altas ni bajas",
            pendientes=self.resumen.altas_por_aprobar + self.resumen.bajas_por_aprobar,
            solicitudes=selectors.solicitudes_de(evaluacion=self.evaluacion),
            **kwargs,
        )


def _clientes(filas):
    return Cliente.objects.filter(pk__in=filas.order_by().values("cliente"))


def _iniciales(evaluacion: Evaluacion) -> dict:
    campos = ("medida", "umbral_m3", "meses", "minimo_meses", "meses_baja", "categorias")
    return {campo: getattr(evaluacion, campo) for campo in campos}
