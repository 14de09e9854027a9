"""`Detalle`: la ficha genérica con pestañas. Se importa desde `config.comun.pantalla.views`."""

from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.views.generic import DetailView

from config import navegacion
from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.listas import Lista


def origen(request):
    """(clase de la lista, parámetros, lugar) de donde vino la ficha según `?de=` y `?pos=`, o None.

    `de` es una ruta de este sitio con su filtro; se admite solo si lleva a una `Lista` que el usuario puede ver.
    """
    partes = urlsplit(request.GET.get("de", ""))
    posicion = request.GET.get("pos", "")
    if partes.scheme or partes.netloc or not partes.path.startswith("/") or not posicion.isdecimal():
        return None
    try:
        hallada = resolve(partes.path)
    except Resolver404:
        return None
    clase = getattr(hallada.func, "view_class", None)
    if clase is None or not issubclass(clase, Lista):
        return None
    return clase, hallada, QueryDict(partes.query), max(int(posicion), 1)


class Detalle(Pantalla, DetailView):
    """Ficha de un objeto.

    Obligatorios: `permission_required` y `get_queryset()` (lo visible para el usuario: lo demás es 404).
    Opcionales: `ficha` (clave de `navegacion.FICHAS`: pestañas que son fragmentos de sus dueñas), `primario` y `mas`
    (métodos `get_primario()`, `get_mas()`), `template_name` para la cabecera y el cuerpo sin pestañas.
    """

    template_name = "comun/detalle.html"
    context_object_name = "objeto"
    ficha = ""
    primario = None
    mas: tuple = ()

    def get_titulo(self) -> str:
        return self.titulo or str(self.object)

    def get_primario(self):
        return self.primario

    def get_mas(self):
        return self.mas

    def permitido(self, boton):
        return boton if boton and (not boton.permiso or self.request.user.has_perm(boton.permiso)) else None

    def pestanas(self) -> list[dict]:
        """Pestañas que el rol puede ver, con su URL de fragmento; la abierta es la de `?pestana=`."""
        vistas = []
        for pestana in navegacion.FICHAS.get(self.ficha, ()):
            if pestana.permiso and not self.request.user.has_perm(pestana.permiso):
                continue
            try:
                url = reverse(pestana.url, args=[self.object.pk])
            except NoReverseMatch:
                continue  # la función dueña aún no publica su fragmento (una prueba lo vigila)
            vistas.append(
                {"clave": pestana.clave, "etiqueta": pestana.etiqueta, "fragmento": url, "cuenta": pestana.contador}
            )
        pedida = self.request.GET.get("pestana")
        abierta = next((v for v in vistas if v["clave"] == pedida), vistas[0] if vistas else None)
        for vista in vistas:
            vista["abierta"] = vista is abierta
        return vistas

    def vecinos(self) -> dict:
        """Enlaces a la ficha anterior y siguiente de la lista de donde vine; vacío si vine de otro lado."""
        hallado = origen(self.request)
        if hallado is None:
            return {}
        clase, ruta, parametros, posicion = hallado
        lista = clase()
        lista.setup(self.request, *ruta.args, **ruta.kwargs)
        lista.parametros = parametros
        if not lista.has_permission():
            return {}
        de = self.request.GET["de"]
        enlaces = {"lista": de, "titulo": lista.get_titulo()}
        try:
            anterior, siguiente = lista.vecinos(posicion, self.request.path)
        except (Http404, PermissionDenied):
            return enlaces
        for nombre, vecino in (("anterior", anterior), ("siguiente", siguiente)):
            if vecino and vecino[0]:
                consulta = {"de": de, "pos": vecino[1]}
                if "pestana" in self.request.GET:
                    consulta["pestana"] = self.request.GET["pestana"]
                enlaces[nombre] = f"{vecino[0]}?{urlencode(consulta)}"
        return enlaces

    def get_context_data(self, **kwargs):
        pestanas = self.pestanas()
        return super().get_context_data(
            pestanas=pestanas,
            abierta=next((p for p in pestanas if p["abierta"]), None),
            hay_contadores=any(p["cuenta"] for p in pestanas),
            ficha=self.ficha,
            vecinos=self.vecinos(),
            primario=self.permitido(self.get_primario()),
            mas=[b for b in self.get_mas() if self.permitido(b)],
            **kwargs,
        )
