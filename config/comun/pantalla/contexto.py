"""Lo que toda página necesita para dibujar el marco: los permisos, que vienen con el usuario, y la empresa."""

from itertools import groupby

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from config import navegacion
from config.comun.parametros import selectors as parametros


def _url(nombre: str) -> str:
    try:
        return reverse(nombre)
    except NoReverseMatch:
        return ""  # la función aún no publica esa página (una prueba vigila que al final no falte ninguna)


def _visibles(entradas, usuario) -> list[dict]:
    """Las entradas que el rol puede abrir, con su URL."""
    halladas = []
    for entrada in entradas:
        url = _url(entrada.url) if not entrada.permiso or usuario.has_perm(entrada.permiso) else ""
        if url:
            halladas.append({"entrada": entrada, "url": url})
    return halladas


class Marco:
    """Se arma al usarlo: un fragmento no dibuja menú y no paga por él."""

    def __init__(self, request):
        self.request = request
        self.usuario = getattr(request, "user", None)

    @property
    def con_sesion(self) -> bool:
        return bool(self.usuario and self.usuario.is_authenticated)

    @property
    def secciones(self) -> list[dict]:
        """Menú por grupos: [{nombre, secciones: [{entrada, url, actual}]}]."""
        if not self.con_sesion:
            return []
        visibles = _visibles(navegacion.SECCIONES, self.usuario)
        candidatas = [v["url"] for v in visibles if v["url"] != "/" and self.request.path.startswith(v["url"])]
        actual = max(candidatas, key=len, default=self.request.path)
        for visible in visibles:
            visible["actual"] = visible["url"] == actual
        return [
            {"nombre": nombre, "secciones": list(grupo)}
            for nombre, grupo in groupby(visibles, key=lambda v: v["entrada"].grupo)
        ]

    @property
    def principal(self) -> dict | None:
        """La sección de la barra del teléfono, entre «Buscar» y «Más»: la primera del rol después de «Hoy»."""
        visibles = _visibles(navegacion.SECCIONES, self.usuario) if self.con_sesion else []
        preferidas = [v for v in visibles if v["entrada"].url == "control:lista"] or visibles[1:2]
        return preferidas[0] if preferidas else None

    @property
    def buscadores(self) -> list[dict]:
        return _visibles(navegacion.BUSCADORES, self.usuario) if self.con_sesion else []

    @property
    def frescura(self) -> str:
        return self._fragmento(navegacion.FRESCURA)

    @property
    def avisos(self) -> str:
        return self._fragmento(navegacion.AVISOS)

    def _fragmento(self, entrada) -> str:
        visibles = _visibles([entrada], self.usuario) if self.con_sesion else []
        return visibles[0]["url"] if visibles else ""

    @cached_property
    def empresa(self):
        """La empresa que usa el sistema: su nombre y su logo encabezan el menú."""
        return parametros.empresa()

    @property
    def inicio(self) -> str:
        return _url("tableros:inicio") or "/"

    @property
    def salir(self) -> str:
        return _url("usuarios:salir")

    @property
    def entrar(self) -> str:
        return _url("usuarios:entrar")

    @property
    def preferencias(self) -> str:
        return _url("usuarios:preferencias")

    @property
    def clave(self) -> str:
        return _url("usuarios:cambiar_clave")


def marco(request) -> dict:
    """Procesador de contexto: `{{ marco.secciones }}`, `{{ marco.frescura }}`…"""
    return {"marco": Marco(request)}
