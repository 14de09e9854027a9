"""El directorio en el navegador: la lista, la ficha de la persona y la pestaña del cliente (manual 6.3.1)."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import entero, plural
from config.comun.pantalla.views import Boton, Detalle, Fragmento, Lista, avisar, url_de_lista

from . import selectors, services, tarjetas
from .choices import TELEFONICOS, ActoAcceso, Asunto, TipoMedio
from .filters import FiltrosDirectorio
from .models import Contacto, MedioContacto, Recepcion
from .resaltado import resaltar, trozo_hallado
from .tables import TablaDirectorio

VER, CAMBIAR = "principales.view_contacto", "principales.change_contacto"
EXPORTAR, IMPORTAR = "principales.exportar_directorio", "principales.importar_directorio"
EN_EL_BUSCADOR, EN_LA_PESTANA, DUPLICADOS_EN_LA_PESTANA = 5, 50, 5


class ListaDirectorio(Lista):
    permission_required = VER
    template_name = "principales/directorio/lista.html"
    titulo, nombres = "Directorio", "contacto,contactos"
    tabla, filtros = TablaDirectorio, FiltrosDirectorio
    orden_total = ("nombre_norm", "pk")
    vacio = "Aún no hay contactos. Se añaden desde la pestaña «Directorio» de un cliente o se cargan de un archivo."
    vacio_accion = Boton("Cargar contactos", reverse_lazy("directorio:cargar"), "upload", IMPORTAR)
    primario = vacio_accion
    mas = (
        Boton("Por verificar", reverse_lazy("directorio:por_verificar"), "shield-check", VER),
        Boton("Duplicados", reverse_lazy("directorio:duplicados"), "copy", CAMBIAR),
        Boton("Oposiciones", reverse_lazy("directorio:oposiciones"), "flag", "principales.view_oposicion"),
        Boton("Quién miró y exportó", reverse_lazy("directorio:accesos"), "eye", "principales.ver_accesos_directorio"),
    )

    def get_queryset(self):
        visibles = Contacto.objects.visibles_para(self.request.user).filter(fusionado_en__isnull=True)
        return visibles.filter(anonimizado_el__isnull=True).para_lista()

    @property
    def exportable(self):
        return self.request.user.has_perm(EXPORTAR)

    def get_de_tabla(self):
        return {} if self.request.GET.get("exportar") else {"exclude": TablaDirectorio.DEL_ARCHIVO}

    def exportacion(self, formato):
        if not self.exportable:
            raise PermissionDenied
        filas = self.contar(None).filas
        if formato == "vcf" and filas > tarjetas.TOPE:
            texto = f"Son más de {entero(tarjetas.TOPE)} tarjetas: pon un filtro o descárgalas en Excel."
            avisar(self.request, texto, tono="aviso")
            return HttpResponseRedirect(self.vuelta)
        if formato in {"csv", "xlsx", "vcf"}:
            self.anotar(ActoAcceso.EXPORTACION, filas, f"{formato} ")
        if formato == "vcf":
            return tarjetas.respuesta(self.ordenadas(), "directorio")
        return super().exportacion(formato)

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        self.anotar(ActoAcceso.LISTA, len(contexto["tabla"].paginated_rows))
        return contexto

    def anotar(self, acto, filas, prefijo=""):
        services.anotar_consulta(
            acto=acto,
            por=self.request.user,
            en=timezone.now(),
            filas=filas,
            detalle=prefijo + self.parametros.urlencode(),
        )


class DeContacto(Pantalla):
    """El contacto de la URL, si es de un cliente que la persona ve."""

    permission_required = CAMBIAR

    @cached_property
    def contacto(self) -> Contacto:
        visibles = Contacto.objects.visibles_para(self.request.user).select_related("cliente")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_ruta(self):
        cliente = self.contacto.cliente
        return [(str(cliente), de_cliente(cliente)), (str(self.contacto), self.contacto.get_absolute_url())]

    def get_vuelta(self):
        return self.contacto.get_absolute_url()


def de_cliente(cliente: Cliente) -> str:
    """La ficha del cliente con su directorio abierto."""
    return f"{cliente.get_absolute_url()}?pestana=directorio"


class FichaContacto(Detalle):
    permission_required = VER
    template_name = "principales/directorio/ficha.html"

    def get_queryset(self):
        visibles = Contacto.objects.visibles_para(self.request.user)
        return visibles.select_related("cliente", "fusionado_en", "creado_por").prefetch_related(
            Prefetch("medios", MedioContacto.objects.select_related("verificado_por").order_by("pk")),
            Prefetch("recepciones", Recepcion.objects.select_related("medio").order_by("pk")),
            "oposiciones",
            "fusionados",
        )

    def get_ruta(self):
        return [(str(self.object.cliente), de_cliente(self.object.cliente))]

    def get_primario(self):
        if self.object.vigente:
            return Boton("Editar contacto", reverse("directorio:editar", args=[self.object.pk]), "pencil", CAMBIAR)
        return None

    def get_mas(self):
        def boton(texto, nombre, icono, permiso=CAMBIAR):
            return Boton(texto, reverse(f"directorio:{nombre}", args=[self.object.pk]), icono, permiso)

        contacto = self.object
        if contacto.anonimizado_el:
            return ()
        mas = [boton("Registrar oposición", "oponerse", "flag", "principales.add_oposicion")]
        if contacto.vigente:
            mas.append(boton("Cerrar contacto", "cerrar", "circle-x"))
            mas.append(boton("Descargar tarjeta (.vcf)", "tarjeta", "id", EXPORTAR))
        elif contacto.fusionado_en_id is None:
            mas.append(boton("Reabrir contacto", "reabrir", "lock-open"))
        if contacto.retenido:
            mas.append(boton("Terminar la retención", "liberar", "lock-open", "principales.anonimizar_contacto"))
        else:
            mas.append(boton("Retener sus datos", "retener", "lock", "principales.anonimizar_contacto"))
            mas.append(boton("Borrar sus datos", "anonimizar", "trash", "principales.anonimizar_contacto"))
        return mas

    def get_context_data(self, **kwargs):
        services.anotar_consulta(
            acto=ActoAcceso.FICHA,
            por=self.request.user,
            en=timezone.now(),
            contacto=self.object,
            cliente=self.object.cliente,
        )
        limite = selectors.limite_de_verificacion(al=hoy())
        return super().get_context_data(contacto=self.object, limite=limite, **kwargs)


class DelCliente(Fragmento):
    """Pestaña «Directorio» de la ficha del cliente."""

    permission_required = VER
    titulo, template_name = "Directorio", "principales/directorio/cliente.html"

    def get_context_data(self, **kwargs):
        cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        contactos = list(selectors.contactos_de(cliente=cliente)[:EN_LA_PESTANA])
        if contactos:
            services.anotar_consulta(
                acto=ActoAcceso.FICHA, por=self.request.user, en=timezone.now(), cliente=cliente, filas=len(contactos)
            )
        return super().get_context_data(
            cliente=cliente,
            contactos=contactos,
            cerrados=cliente.contactos.filter(cerrado_el__isnull=False, fusionado_en__isnull=True).count(),
            recibe=selectors.quien_recibe(contactos=contactos, al=hoy()) if contactos else [],
            parejas=self.parejas(cliente) if contactos else [],
            limite=selectors.limite_de_verificacion(al=hoy()),
            **kwargs,
        )

    def parejas(self, cliente):
        """Posibles duplicados, para quien puede decidirlos."""
        if not self.request.user.has_perm(CAMBIAR):
            return []
        return selectors.parejas_parecidas(user=self.request.user, cliente_id=cliente.pk, tope=DUPLICADOS_EN_LA_PESTANA)


class AQuienLlamar(Fragmento):
    """En la cabecera de la ficha del cliente: la persona y el número para tratar su cuenta."""

    permission_required = VER
    titulo, template_name = "A quién llamar", "principales/directorio/cliente_llamar.html"

    def get_context_data(self, **kwargs):
        cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        # Un correo solo si no hay a dónde llamar.
        pedido = {"cliente_id": cliente.pk, "asunto": Asunto.COBRANZA, "al": hoy()}
        medio = selectors.medio_para(tipos=TELEFONICOS, **pedido) or selectors.medio_para(
            tipos=[TipoMedio.CORREO], **pedido
        )
        if medio:
            services.anotar_consulta(
                acto=ActoAcceso.FICHA,
                por=self.request.user,
                en=timezone.now(),
                contacto=medio.contacto,
                cliente=cliente,
            )
        return super().get_context_data(cliente=cliente, medio=medio, **kwargs)


class Buscar(Fragmento):
    """Grupo «Contactos» del buscador: persona, teléfono, correo o documento, con lo que coincide en negrita."""

    permission_required = VER
    titulo, template_name = "Contactos", "comun/piezas/resultados.html"

    def get_context_data(self, **kwargs):
        texto = self.request.GET.get("q", "").strip()[:100]
        hallados = []
        if len(texto) >= 2:
            hallados = selectors.buscar_contactos(texto=texto, user=self.request.user, tope=EN_EL_BUSCADOR + 1)
        if hallados:
            services.anotar_consulta(
                acto=ActoAcceso.BUSQUEDA, por=self.request.user, en=timezone.now(), filas=len(hallados), detalle=texto
            )
        mas = len(hallados) > EN_EL_BUSCADOR
        return super().get_context_data(
            grupo="Contactos",
            resultados=[self.resultado(c, texto) for c in hallados[:EN_EL_BUSCADOR]],
            ver_todos=url_de_lista(reverse("directorio:lista"), q=texto) if mas else "",
            **kwargs,
        )

    def resultado(self, contacto, texto):
        campo, hallado = trozo_hallado(contacto, texto)
        return {
            "url": contacto.get_absolute_url(),
            "titulo": resaltar(contacto.nombre, texto),
            "detalle": format_html(
                "{} · {}{}", contacto.cliente, f"{campo} " if campo else contacto.get_rol_display().lower(), hallado
            ),
        }


class Hoy(Pendientes):
    """Bloque del inicio: oposiciones por responder y medios por verificar."""

    permission_required = CAMBIAR
    titulo = "Directorio"

    def get_pendientes(self):
        al, persona = hoy(), self.request.user
        filas = [
            Pendiente(
                texto=f"Responder la oposición de {o.contacto}",
                detalle=f"{'Venció' if o.vence_el < al else 'Vence'} el {o.vence_el:%d/%m/%Y}",
                url=o.get_absolute_url(),
                boton="Responder",
                tono="mal" if o.vence_el <= al else "espera",
            )
            for o in selectors.oposiciones_por_responder(user=persona)[:5]
        ]
        esperan = selectors.por_verificar(user=persona, al=al)[:1001].count()
        if esperan:
            filas.append(
                Pendiente(
                    texto=f"{plural(min(esperan, 1000), 'medio,medios')} del directorio por verificar",
                    detalle="más de 1,000" if esperan > 1000 else "",
                    url=reverse("directorio:por_verificar"),
                    boton="Verificar",
                )
            )
        return filas
