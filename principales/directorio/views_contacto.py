"""Escribir en el directorio: alta, edición, cierre, datos personales y estado de cada medio (manual 6.3.1)."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.views import Confirmar, Formulario, avisar

from . import selectors, services, tarjetas
from .choices import ActoAcceso
from .forms import ContactoForm, EstadoMedioForm, MediosForm, MotivoForm, inicial_de
from .models import Contacto, MedioContacto
from .views import CAMBIAR, EXPORTAR, VER, DeContacto, de_cliente

ANADIR, PROTEGER = "principales.add_contacto", "principales.anonimizar_contacto"
FILAS_NUEVAS = 3  # filas en blanco para teléfonos y correos


class _Escribir(Formulario):
    """Alta y edición: la persona, sus medios y qué recibe, en una sola pantalla y un solo guardar."""

    template_name = "principales/directorio/formulario.html"
    boton, form_class = "Guardar contacto", ContactoForm
    errores = (services.ContactoCerrado, services.MedioRepetido)
    instancia: Contacto | None = None
    conflicto = False

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.instancia}

    @cached_property
    def medios(self):
        hay = list(self.instancia.medios.order_by("pk")) if self.instancia else []
        blancas = [{}] * (FILAS_NUEVAS if not hay else 1)
        return MediosForm(self.request.POST or None, prefix="medios", initial=[*(inicial_de(m) for m in hay), *blancas])

    def form_valid(self, form):
        if not self.medios.is_valid():
            return self.form_invalid(form)
        if not any(fila.medio for fila in self.medios):
            form.add_error(None, "Escribe al menos un teléfono o un correo.")
            return self.form_invalid(form)
        return super().form_valid(form)

    def datos_de_medios(self):
        propios = {m.pk for m in self.instancia.medios.all()} if self.instancia else set()
        for fila in self.medios:
            if fila.medio is None:
                continue
            datos = fila.cleaned_data
            pk = datos["pk"] if datos["pk"] in propios else None
            opciones = ("fuente", "finalidad", "whatsapp", "preferido", "consiente_campanas", "verificado")
            yield services.DatosMedio(
                fila.medio, pk=pk, retirado=datos.get("retirado", False), **{o: datos[o] for o in opciones}
            )

    def guardar(self, form):
        try:
            contacto = services.guardar(
                cliente=self.cliente,
                contacto=self.instancia,
                datos=form.datos,
                medios=list(self.datos_de_medios()),
                recibe=form.recibe,
                por=self.request.user,
                en=timezone.now(),
                version=self.request.POST.get("version", ""),
            )
        except services.CambioAjeno as error:
            self.conflicto = True
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return f"Contacto guardado: {contacto.nombre}."

    def version(self) -> str:
        """La que se leyó al abrir; tras un choque, la de ahora: la persona ya sabe que hubo otro cambio."""
        if self.instancia is None:
            return ""
        leida = "" if self.conflicto else self.request.POST.get("version", "")
        return leida or selectors.version_de(contacto=self.instancia)

    def get_context_data(self, **kwargs):
        choque = self.instancia if self.conflicto else None
        return super().get_context_data(medios=self.medios, version=self.version(), choque=choque, **kwargs)


class NuevoContacto(_Escribir):
    permission_required = ANADIR

    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Nuevo contacto de {self.cliente}"

    def get_ruta(self):
        return [(str(self.cliente), de_cliente(self.cliente))]

    def get_vuelta(self):
        return de_cliente(self.cliente)


class EditarContacto(DeContacto, _Escribir):
    def get_titulo(self):
        return f"Editar {self.contacto}"

    @property
    def cliente(self):
        return self.contacto.cliente

    @property
    def instancia(self):
        return self.contacto


class CerrarContacto(DeContacto, Formulario):
    boton, form_class = "Cerrar contacto", MotivoForm
    errores = (services.FaltaMotivo, services.ContactoCerrado)

    def get_titulo(self):
        return f"Cerrar {self.contacto}"

    def get_form_kwargs(self):
        ayuda = "Sigue en el directorio con su historia (manual 8), pero ya no se le llama ni escribe."
        return {**super().get_form_kwargs(), "etiqueta": "Por qué ya no se trata con esta persona", "ayuda": ayuda}

    def guardar(self, form):
        services.cerrar(contacto=self.contacto, motivo=form.cleaned_data["motivo"], por=self.request.user, el=hoy())
        return f"{self.contacto} quedó cerrado."


class Tarjeta(DeContacto, View):
    """La tarjeta .vcf de una persona, para el teléfono de quien visita."""

    permission_required = (VER, EXPORTAR)

    def get(self, request, pk):
        if self.contacto.anonimizado_el:
            return HttpResponseRedirect(self.contacto.get_absolute_url())
        services.anotar_consulta(
            acto=ActoAcceso.EXPORTACION, por=request.user, en=timezone.now(), contacto=self.contacto, detalle="vcf"
        )
        return tarjetas.respuesta([self.contacto], f"contacto-{self.contacto.pk}")


class ReabrirContacto(DeContacto, Confirmar):
    errores = (services.ContactoCerrado,)

    def get_titulo(self):
        return f"Reabrir {self.contacto}"

    def get_boton(self):
        return f"Reabrir {self.contacto}"

    def get_consecuencias(self):
        return ["Vuelve a estar en el directorio con los medios que todavía sirven."]

    def ejecutar(self):
        services.reabrir(contacto=self.contacto, por=self.request.user)
        return f"{self.contacto} vuelve a estar en el directorio."


class RetenerContacto(DeContacto, Formulario):
    permission_required = PROTEGER
    boton, form_class = "Retener sus datos", MotivoForm
    errores = (services.FaltaMotivo, services.DatosRetenidos)

    def get_titulo(self):
        return f"Retener los datos de {self.contacto}"

    def get_form_kwargs(self):
        ayuda = "Mientras dure, sus datos no se borran aunque lo pida."
        return {**super().get_form_kwargs(), "etiqueta": "Qué expediente o proceso lo obliga", "ayuda": ayuda}

    def guardar(self, form):
        services.retener(contacto=self.contacto, motivo=form.cleaned_data["motivo"], por=self.request.user)
        return f"Los datos de {self.contacto} quedan retenidos."


class LiberarContacto(DeContacto, Confirmar):
    permission_required = PROTEGER
    boton = "Terminar la retención"

    def get_titulo(self):
        return f"Terminar la retención de {self.contacto}"

    def get_consecuencias(self):
        return [
            f"Se retenía por: {self.contacto.motivo_retencion}",
            "Desde ahora sus datos se podrán borrar si lo pide.",
        ]

    def ejecutar(self):
        services.liberar(contacto=self.contacto, por=self.request.user)
        return f"Los datos de {self.contacto} ya no están retenidos."


class AnonimizarContacto(DeContacto, Confirmar):
    permission_required = PROTEGER
    peligro = True
    errores = (services.DatosRetenidos,)

    def get_titulo(self):
        return f"Borrar los datos de {self.contacto}"

    def get_boton(self):
        return f"Borrar los datos de {self.contacto}"

    def get_consecuencias(self):
        return [
            "Se borran su nombre, documento, teléfonos, correos y notas, también del historial. No se puede deshacer.",
            "Queda que hubo un contacto, sus fechas y quién borró sus datos.",
            "Lo que ya se imprimió, se envió o se cargó en archivos sigue en ellos por su plazo de archivo.",
        ]

    def ejecutar(self):
        services.anonimizar(contacto=self.contacto, por=self.request.user, en=timezone.now())
        return "Sus datos se borraron."


class DeMedio(Pantalla):
    """El medio de la URL, si es de un cliente que la persona ve."""

    permission_required = CAMBIAR

    @cached_property
    def medio(self) -> MedioContacto:
        visibles = MedioContacto.objects.visibles_para(self.request.user).select_related("contacto__cliente")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_vuelta(self):
        return self.medio.get_absolute_url()


class MarcarMedio(DeMedio, Formulario):
    """Rebotó, era de otro, no quiere, ya no lo usa o vuelve a servir."""

    boton, form_class = "Guardar estado", EstadoMedioForm
    errores = (services.FaltaMotivo,)

    def get_titulo(self):
        return f"Estado de {self.medio.escrito}"

    def get_ruta(self):
        contacto = self.medio.contacto
        return [(str(contacto.cliente), de_cliente(contacto.cliente)), (str(contacto), contacto.get_absolute_url())]

    def get_initial(self):
        return {"estado": self.medio.estado}

    def guardar(self, form):
        datos = form.cleaned_data
        services.marcar_medio(
            medio=self.medio, estado=datos["estado"], motivo=datos["motivo"], por=self.request.user, en=timezone.now()
        )
        return f"{self.medio.escrito}: {dict(form.fields['estado'].choices)[datos['estado']].lower()}."


class VerificarMedio(DeMedio, View):
    """Un clic: alguien confirmó hoy que sirve."""

    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            services.verificar_medio(medio=self.medio, por=request.user, en=timezone.now())
        except services.MedioOpuesto as error:
            avisar(request, str(error), tono="mal")
        else:
            avisar(request, f"{self.medio.escrito} quedó verificado hoy.")
        pedido = request.POST.get("siguiente", "")
        propio = url_has_allowed_host_and_scheme(pedido, {request.get_host()}, request.is_secure())
        return HttpResponseRedirect(pedido if pedido and propio else self.get_vuelta())
