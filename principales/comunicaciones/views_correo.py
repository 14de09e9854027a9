"""Escribir al cliente desde la página: plantilla, vista previa, adjuntos y su estado de cuenta (manual 6.3.6)."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from config.comun.calendario.reloj import hoy
from config.comun.correo.services import CorreoMalFormado
from config.comun.correo.tasks import enviar_al_confirmar
from config.comun.pantalla.views import Formulario, Fragmento
from config.comun.parametros.selectors import empresa

from . import adjuntos, campos, estado_cuenta, selectors, services
from .choices import Adjunta, Canal, Sentido
from .forms import CorreoForm
from .models import Comunicacion, PlantillaCorreo
from .views import REGISTRAR, DeCliente


class Escribir(DeCliente, Formulario):
    permission_required = REGISTRAR
    template_name = "principales/comunicaciones/correo.html"
    boton = "Enviar correo"
    form_class = CorreoForm
    errores = (
        services.FueraDeLimites,
        services.GestionIncompleta,
        services.MedioNoSirve,
        adjuntos.AdjuntoRechazado,
        CorreoMalFormado,
    )

    def get_titulo(self):
        return f"Escribir a {self.cliente}"

    @cached_property
    def plantillas(self) -> list[PlantillaCorreo]:
        return list(PlantillaCorreo.objects.activas())

    @cached_property
    def plantilla(self) -> PlantillaCorreo | None:
        pedida = self.request.GET.get("plantilla", "")
        return next((p for p in self.plantillas if str(p.pk) == pedida), None)

    @cached_property
    def responde(self) -> Comunicacion | None:
        """El correo del cliente al que se contesta."""
        pedida = self.request.GET.get("responde", "")
        suyas = Comunicacion.objects.filter(cliente=self.cliente, canal=Canal.CORREO, sentido=Sentido.ENTRANTE)
        return suyas.select_related("medio").filter(pk=pedida).first() if pedida.isdecimal() else None

    @cached_property
    def destinos(self):
        trato = {"asunto": self.plantilla.asunto_directorio} if self.plantilla else {}
        return selectors.destinos(cliente=self.cliente, canal=Canal.CORREO, al=hoy(), **trato)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"destinos": self.destinos}

    def get_initial(self):
        if self.responde:
            asunto = self.responde.asunto.removeprefix("Re: ")
            return {"asunto": f"Re: {asunto}"[:150], "medio": self.responde.medio or self.destinos.mejor}
        if not self.plantilla:
            return {"medio": self.destinos.mejor}
        mejor = self.destinos.mejor
        valores = selectors.valores_de_campos(
            cliente=self.cliente, contacto=mejor.contacto if mejor else None, por=self.request.user, al=hoy()
        )
        return {
            "medio": mejor,
            "asunto": campos.llenar(self.plantilla.asunto, valores)[:150],
            "cuerpo": campos.llenar(self.plantilla.cuerpo, valores),
            "con_estado_de_cuenta": self.plantilla.adjunta == Adjunta.ESTADO_DE_CUENTA,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            plantillas=self.plantillas,
            plantilla=self.plantilla,
            responde=self.responde,
            destinos=self.destinos,
            reparos=selectors.reparos(cliente_id=self.cliente.pk, canal=Canal.CORREO, en=timezone.now()),
            **kwargs,
        )

    def guardar(self, form):
        datos = form.cleaned_data
        comunicacion = services.enviar_correo(
            cliente=self.cliente,
            medio=datos["medio"],
            plantilla=self.plantilla,
            asunto=datos["asunto"],
            cuerpo=datos["cuerpo"],
            adjuntos=adjuntos.guardar_subidos(datos["adjuntos"], por=self.request.user),
            con_estado_de_cuenta=datos["con_estado_de_cuenta"],
            motivo_exceso=datos["motivo_exceso"],
            responde_a=self.responde,
            por=self.request.user,
            en=timezone.now(),
        )
        enviar_al_confirmar()
        return f"Correo en camino a {comunicacion.medio}. Si rebota, te avisaremos."


class VistaPrevia(DeCliente, Fragmento):
    """Cómo llegará lo que está escrito; no guarda ni envía nada."""

    permission_required = REGISTRAR
    titulo, template_name = "Vista previa", "principales/comunicaciones/vista_previa.html"

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        escrito = self.request.POST
        destinos = selectors.destinos(cliente=self.cliente, canal=Canal.CORREO, al=hoy())
        elegido = next((m for m in destinos.medios if str(m.pk) == escrito.get("medio")), None)
        return super().get_context_data(
            empresa=empresa(),
            medio=elegido,
            asunto=" ".join(escrito.get("asunto", "").split()),
            cuerpo=escrito.get("cuerpo", ""),
            estado=estado_cuenta.nombre(self.cliente, hoy()) if escrito.get("con_estado_de_cuenta") else "",
            **kwargs,
        )


class EstadoDeCuenta(DeCliente, View):
    """El PDF de lo que debe hoy, de los suministros que la persona ve."""

    permission_required = "cartera.view_recibo"

    def get(self, request, pk):
        contenido = estado_cuenta.pdf(cliente=self.cliente, al=hoy(), de_zonas_de=request.user)
        respuesta = HttpResponse(contenido, content_type="application/pdf")
        respuesta["Content-Disposition"] = f'inline; filename="{estado_cuenta.nombre(self.cliente, hoy())}"'
        return respuesta
