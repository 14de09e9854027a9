"""Llenar una base vacía con una empresa inventada y varios meses de vida, por los mismos caminos que usa la gente.

Cada paso se puede repetir: si se corta a medias, volver a llamar sigue donde quedó.
"""

import datetime as dt
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from cartera.ciclos.services import aceptar
from cartera.generador.services import Encargo, escribir, meses_hasta
from cartera.padron.models import Cliente, MesCargado
from cobranzas.control.services import barrer, barrer_pendientes
from cobranzas.gestiones.reparto import repartir
from config.comun.calendario.periodo import Periodo
from config.comun.parametros.models import Empresa
from config.comun.usuarios import roles
from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.services import clave_temporal
from principales.comunicaciones.demostracion import conversar
from principales.directorio.demostracion import poblar
from principales.seleccion.models import Principal
from principales.seleccion.services import aprobar, proponer
from reportes.cierres.services import cerrar_mes
from reportes.informes.services import emitir

from .bancos import abrir_cuentas
from .compromisos import comprometer
from .derivaciones import derivar
from .escalera import decidir

SEMILLA = 20
MESES_CERRADOS = 8  # lo que muestra la tendencia del tablero
ARCHIVOS = ("padron", "consumos", "recibos", "pagos")
CON_DIRECTORIO = 300  # clientes con personas de contacto: a los demás les falta, como en toda oficina
DOMINIO = "demostracion.invalid"  # un dominio que no existe ni existirá: ningún correo sale
PERSONAS = (
    ("gerencia", roles.GERENCIA),
    ("jefatura", roles.JEFATURA),
    ("cartera", roles.CARTERA),
    ("equipo", roles.EQUIPO),
    ("zonal", roles.ZONAL),
    ("morosa", roles.MOROSA),
    ("reclamos", roles.RECLAMOS),
    ("auditoria", roles.AUDITORIA),
    ("administracion", roles.ADMINISTRACION),
)
ZONA_DEL_ZONAL = "ZARUMILLA"
ENTREGA = "Pasa a la cartera morosa con su estado de cuenta."


class NoEstaVacia(Exception):
    """La base tiene datos de trabajo: la demostración no se mezcla con ellos."""


def demostrar(
    *,
    suministros: int,
    meses: int,
    hoy: dt.date,
    ahora: Callable[[], dt.datetime],
    carpeta: Path,
    decir: Callable[[str], None],
) -> None:
    """Crea usuarios, importa, aprueba, barre y cierra mes a mes hasta `hoy`. NoEstaVacia si hay datos ajenos.

    En `carpeta` quedan, mientras dura, los archivos inventados; y al final las claves (`demostracion.txt`).
    """
    _comprobar_vacia()
    datos = carpeta / "demostracion"
    if Cliente.objects.exists() and not datos.exists():
        decir("La demostración ya está cargada.")
        return
    claves = carpeta / "demostracion.txt"
    crear_usuarios(ruta=claves)
    _escribir_archivos(datos, suministros, meses, hoy)
    for nombre in ARCHIVOS:
        decir(f"Importando {nombre}…")
        call_command("importar", nombre, str(datos / f"{nombre}.csv.gz"), "--json", stdout=io.StringIO())
    _dar_zona()
    # De los archivos y no de `hoy`: si se cortó, puede haber cambiado el mes.
    ultimo = Periodo.de_fecha(MesCargado.objects.latest("periodo").periodo)
    for atras in range(min(MESES_CERRADOS, meses - 1) - 1, -1, -1):
        periodo = ultimo.anterior(atras)
        decir(f"Trabajando {periodo.nombre}…")
        _seleccionar(periodo.anterior(), ahora)
        barrer(al=periodo.fin, ahora=ahora())
        if periodo == ultimo:
            _poner_destinatario()
        cierre = cerrar_mes(periodo=periodo.inicio, al=periodo.fin, ahora=ahora(), hoy=hoy, por=_usuario("jefatura"))
        emitir(cierre=cierre, ahora=ahora())
    decir("Llenando el directorio…")
    _llenar_directorio(hoy, ahora)
    comprometer(hoy=hoy, equipo=_usuario("equipo"), jefatura=_usuario("jefatura"))
    decir("Poniendo al día el control de las cuentas…")
    barrer_pendientes(hasta=hoy, ahora=ahora())
    repartir(al=hoy, en=ahora())
    abrir_cuentas(hoy=hoy, por=_usuario("cartera"), ahora=ahora())
    decidir(hoy=hoy, ahora=ahora(), jefatura=_usuario("jefatura"), equipo=_usuario("equipo"))
    derivar(
        hoy=hoy,
        ahora=ahora(),
        equipo=_usuario("equipo"),
        jefatura=_usuario("jefatura"),
        morosa=_usuario("morosa"),
    )
    # La del último mes queda propuesta: la revisa y aprueba quien pruebe el sistema.
    proponer(periodo=ultimo, por=_usuario("jefatura"), en=ahora(), con_curva=True)
    sobra = datos.with_name(".demostracion-hecha")
    datos.rename(sobra)
    shutil.rmtree(sobra)
    decir(claves.read_text())


def crear_usuarios(*, ruta: Path) -> None:
    """Un usuario por rol, con una clave común que queda en `ruta`, legible sólo por su dueño."""
    if not ruta.exists():
        _guardar_claves(ruta, clave_temporal())
    clave = ruta.read_text().rsplit("Clave de todos: ", 1)[1].strip()
    hechos = set(Usuario.objects.values_list("username", flat=True))
    for nombre, rol in PERSONAS:
        if nombre not in hechos:
            _crear_usuario(nombre, rol, clave)


@transaction.atomic
def _crear_usuario(nombre: str, rol: str, clave: str) -> None:
    usuario = Usuario.objects.create_user(
        nombre,
        f"{nombre}@{DOMINIO}",
        clave,
        first_name=roles.NOMBRES[rol],
        last_name="(demostración)",
        todas_las_zonas=rol != roles.ZONAL,
    )
    usuario.groups.set([Group.objects.get(name=rol)])


def _guardar_claves(ruta: Path, clave: str) -> None:
    ancho = max(len(nombre) for nombre, _ in PERSONAS)
    lineas = [f"  {nombre:<{ancho}}  {roles.NOMBRES[rol]}" for nombre, rol in PERSONAS]
    texto = "\n".join(["Usuarios de la demostración:", *lineas, f"Clave de todos: {clave}", ""])
    ruta.parent.mkdir(parents=True, exist_ok=True)
    parcial = ruta.with_suffix(".parcial")
    with os.fdopen(os.open(parcial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as archivo:
        archivo.write(texto)
    parcial.replace(ruta)


def _comprobar_vacia() -> None:
    ajenos = Usuario.objects.exclude(email__endswith=f"@{DOMINIO}").exists()
    if ajenos or (Cliente.objects.exists() and not Usuario.objects.exists()):
        raise NoEstaVacia("La base ya tiene usuarios o clientes: la demostración sólo llena una base vacía.")


def _escribir_archivos(carpeta: Path, suministros: int, meses: int, hoy: dt.date) -> None:
    """Si se cortó después de escribirlos valen los de antes: con otros, la mitad sería de otra empresa."""
    if all((carpeta / f"{nombre}.csv.gz").exists() for nombre in ARCHIVOS):
        return
    periodos = meses_hasta(hasta=Periodo.de_fecha(hoy).anterior().inicio, meses=meses)
    escribir(encargo=Encargo(suministros=suministros, semilla=SEMILLA, periodos=periodos, al=hoy), salida=carpeta)


def _seleccionar(periodo: Periodo, ahora: Callable[[], dt.datetime]) -> None:
    jefatura = _usuario("jefatura")
    propuesta = proponer(periodo=periodo, por=jefatura, en=ahora(), con_curva=True)
    hecha = aprobar(evaluacion=propuesta, por=jefatura, en=ahora(), entrega=ENTREGA)
    if hecha.solicitud:
        aceptar(solicitud=hecha.solicitud, por=_usuario("cartera"), en=ahora())


def _llenar_directorio(hoy: dt.date, ahora: Callable[[], dt.datetime]) -> None:
    principales = Cliente.objects.filter(membresias__in=Principal.objects.vigentes(hoy)).order_by("clave")
    clientes = list(principales[:CON_DIRECTORIO])
    poblar(clientes=clientes, por=_usuario("equipo"), en=ahora())
    conversar(clientes=clientes, por=_usuario("equipo"), en=ahora())


def _usuario(nombre: str) -> Usuario:
    return Usuario.objects.get(username=nombre)


def _dar_zona() -> None:
    """El usuario zonal ve sólo la suya, que nace con el padrón."""
    _usuario("zonal").zonas.set(Zona.objects.filter(codigo=ZONA_DEL_ZONAL))


def _poner_destinatario() -> None:
    """Sólo el último informe sale por correo: los de los meses pasados ya no son noticia."""
    Empresa.objects.filter(destinatarios_informe=[]).update(destinatarios_informe=[f"gerencia@{DOMINIO}"])
