"""Qué columnas muestra cada lista: lo que la persona escondió, o lo que lleva la vista guardada en `?ocultas=`."""

from django.http import HttpResponseRedirect

from config.comun.pantalla.tables import Acciones, Casilla
from config.comun.usuarios.services import guardar_columnas

CAMPO_OCULTAS = "ocultas"


class ConColumnas:
    """Parte de `Lista`: elegir columnas. La primera con datos no se esconde: es la que abre la ficha."""

    def elegibles(self) -> list[str]:
        """Nombres de las columnas que se pueden esconder."""
        datos = [n for n, c in self.tabla.base_columns.items() if not isinstance(c, Casilla | Acciones)]
        return datos[1:]

    def ocultas(self) -> list[str]:
        """Las escondidas ahora. Manda la URL (una vista guardada); si no dice nada, lo que la persona dejó."""
        if CAMPO_OCULTAS in self.parametros:
            pedidas = self.parametros[CAMPO_OCULTAS].split(",")
        else:
            pedidas = self.request.user.columnas_ocultas.get(self.nombre_url, [])
        return [n for n in self.elegibles() if n in pedidas]

    def esconder(self, tabla) -> list[tuple[str, str, bool]]:
        """Quita de la tabla las escondidas. Devuelve el menú: (nombre, encabezado, se ve) sin las vedadas al rol."""
        ocultas, suyas = self.ocultas(), set(tabla.columns.names())
        for nombre in suyas.intersection(ocultas):
            tabla.columns.hide(nombre)
        return [(n, tabla.columns[n].header, n not in ocultas) for n in self.elegibles() if n in suyas]

    def elegir_columnas(self):
        """Guarda lo elegido. Con una vista abierta queda en la URL, para que la vista se pueda guardar así."""
        ver = self.request.POST.getlist("ver")
        ocultas = [] if self.request.POST.get("todas") else [n for n in self.elegibles() if n not in ver]
        consulta = self.parametros.copy()
        consulta.pop(CAMPO_OCULTAS, None)
        if consulta.get("vista"):
            consulta[CAMPO_OCULTAS] = ",".join(ocultas)
        else:
            guardar_columnas(usuario=self.request.user, pantalla=self.nombre_url, ocultas=ocultas)
        return HttpResponseRedirect(f"{self.request.path}?{consulta.urlencode()}" if consulta else self.request.path)
