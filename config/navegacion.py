"""Qué hay en el menú, en el buscador y en las fichas: nombres de URL y permisos, solo cadenas.

Ninguna función se importa aquí. Lo que muestra varias funciones a la vez (ficha del cliente, buscador, barra) es una
lista de fragmentos: cada uno es una URL de la función que lo sabe, y el navegador los pide con htmx.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seccion:
    """Entrada del menú. `permiso` vacío: todos. `tecla`: la letra que sigue a `g`."""

    etiqueta: str
    url: str
    icono: str
    permiso: str = ""
    tecla: str = ""
    grupo: str = ""


@dataclass(frozen=True)
class Pestana:
    """Pestaña de una ficha: fragmento de su dueña (`url` recibe la clave del objeto).

    `contador`: función `modulo.nombre(usuario=, pk=) -> int` de la dueña, o vacío.
    """

    clave: str
    etiqueta: str
    url: str
    permiso: str = ""
    contador: str = ""


@dataclass(frozen=True)
class Buscador:
    """Grupo de resultados del buscador: fragmento que recibe `?q=`."""

    etiqueta: str
    url: str
    permiso: str = ""


SECCIONES = (
    Seccion("Hoy", "tableros:inicio", "home", tecla="h"),
    Seccion("Padrón", "padron:lista", "building", "cartera.view_suministro", "p", "Clientes"),
    Seccion("Principales", "seleccion:cartera", "star", "principales.view_principal", "1", "Clientes"),
    Seccion("Selección", "seleccion:lista", "list-check", "principales.view_evaluacion", "s", "Clientes"),
    Seccion("Directorio", "directorio:lista", "phone", "principales.view_contacto", "n", "Clientes"),
    Seccion("Comunicaciones", "comunicaciones:lista", "message", "principales.view_comunicacion", "w", "Clientes"),
    Seccion("Cruces", "cruces:lista", "link", "principales.view_registrado", "x", "Clientes"),
    Seccion("Solicitudes", "solicitudes:lista", "inbox", "cartera.view_solicitud", "o", "Clientes"),
    Seccion("Ciclo 6", "ciclos:lista", "refresh", "cartera.view_asignacionciclo", "6", "Clientes"),
    Seccion("Pagos", "cuentas:pagos", "cash", "cartera.view_pago", "k", "Cobranza"),
    Seccion("Archivos de banco", "bancos:archivos", "file-import", "cartera.cargar_banco", "j", "Cobranza"),
    Seccion("Cuentas y canales", "bancos:cuentas", "building-bank", "cartera.view_cuentabancaria", "q", "Cobranza"),
    Seccion("Mi cola", "gestiones:cola", "phone", "cobranzas.gestionar", "c", "Cobranza"),
    Seccion("Cola de todos", "gestiones:tablero", "users", "cobranzas.repartir_cola", "0", "Cobranza"),
    Seccion("Control diario", "control:lista", "report-money", "cobranzas.view_accion", "d", "Cobranza"),
    Seccion("Compromisos", "compromisos:promesas", "calendar-event", "cobranzas.view_promesa", "y", "Cobranza"),
    Seccion("Derivaciones", "derivaciones:lista", "send", "cobranzas.view_derivacion", "z", "Cobranza"),
    Seccion("Tablero", "tableros:tablero", "chart-line", "reportes.ver_tablero", "t", "Gestión"),
    Seccion("Indicadores", "indicadores:lista", "percentage", "reportes.view_cierre", "i", "Gestión"),
    Seccion("Cierres", "cierres:lista", "lock", "reportes.view_cierre", "m", "Gestión"),
    Seccion("Informes", "informes:lista", "archive", "reportes.view_cierre", "f", "Gestión"),
    Seccion("Cargas", "carga:lista", "upload", "comun.view_carga", "a", "Sistema"),
    Seccion("Procesos", "procesos:lista", "player-play", "", "r", "Sistema"),
    Seccion("Parámetros", "parametros:lista", "settings", "comun.view_parametro", "v", "Sistema"),
    Seccion("Calendario", "calendario:lista", "calendar", "comun.view_dianohabil", "l", "Sistema"),
    Seccion("Usuarios", "usuarios:lista", "users", "comun.view_usuario", "u", "Sistema"),
    Seccion("Correo", "correo:lista", "mail", "comun.view_correo", "e", "Sistema"),
    Seccion("Historial", "auditoria:lista", "history", "comun.ver_historial", "b", "Sistema"),
)

BUSCADORES = (
    Buscador("Clientes", "padron:buscar_clientes", "cartera.view_suministro"),
    Buscador("Suministros", "padron:buscar_suministros", "cartera.view_suministro"),
    Buscador("Contactos", "directorio:buscar", "principales.view_contacto"),
    Buscador("Recibos", "cuentas:buscar_recibos", "cartera.view_recibo"),
)

FRESCURA = Buscador("Pagos cargados hasta", "bancos:frescura", "cartera.view_pago")
AVISOS = Buscador("Avisos", "avisos:campana")

FICHAS = {
    "cliente": (
        Pestana(
            "suministros",
            "Suministros",
            "padron:cliente_suministros",
            "cartera.view_suministro",
            "cartera.padron.selectors.contar_suministros",
        ),
        Pestana("consumo", "Consumo", "padron:cliente_consumo", "cartera.view_suministro"),
        Pestana(
            "cuenta", "Cuenta", "cuentas:cliente_cuenta", "cartera.view_recibo", "cartera.cuentas.views.contar_vencidos"
        ),
        Pestana("pagar", "Cómo pagar", "bancos:cliente_pagar", "cartera.view_orientacion"),
        Pestana("cartera", "Cartera", "seleccion:cliente_cartera", "principales.view_principal"),
        Pestana(
            "directorio",
            "Directorio",
            "directorio:cliente",
            "principales.view_contacto",
            "principales.directorio.selectors.contar_contactos",
        ),
        Pestana(
            "control",
            "Control",
            "control:cliente_control",
            "cobranzas.view_accion",
            "cobranzas.control.selectors.contar_por_hacer",
        ),
        Pestana(
            "compromisos",
            "Compromisos",
            "compromisos:cliente_compromisos",
            "cobranzas.view_promesa",
            "cobranzas.compromisos.selectors.contar_vivos",
        ),
        Pestana(
            "comunicaciones",
            "Comunicaciones",
            "comunicaciones:cliente_comunicaciones",
            "principales.view_comunicacion",
            "principales.comunicaciones.selectors.contar_de_cliente",
        ),
        Pestana(
            "derivacion",
            "Derivación",
            "derivaciones:cliente_derivaciones",
            "cobranzas.view_derivacion",
            "cobranzas.derivaciones.selectors.contar_vivas",
        ),
        Pestana("historial", "Historial", "padron:cliente_historial", "cartera.view_suministro"),
    ),
    "suministro": (
        Pestana("consumo", "Consumo", "padron:suministro_consumo", "cartera.view_suministro"),
        Pestana("cuenta", "Cuenta", "cuentas:suministro_cuenta", "cartera.view_recibo"),
        Pestana("historial", "Historial", "padron:suministro_historial", "cartera.view_suministro"),
    ),
}

# Lo que otras funciones dicen en la cabecera de la ficha del cliente: fragmentos que reciben su clave.
CABECERA_CLIENTE = (
    Buscador("Principal desde", "seleccion:cliente_desde", "principales.view_principal"),
    Buscador("Deuda de hoy", "cuentas:cliente_deuda", "cartera.view_recibo"),
    Buscador("A quién llamar", "directorio:cliente_llamar", "principales.view_contacto"),
    Buscador("Por qué está así", "control:por_que", "cobranzas.view_accion"),
)

# «Qué me toca hoy»: cada pieza es un fragmento de su dueña con filas `.pendiente`; vacío si no hay nada.
INICIO = (
    Buscador("Derivaciones", "derivaciones:hoy", "cobranzas.view_derivacion"),
    Buscador("Mi cola", "gestiones:hoy", "cobranzas.gestionar"),
    Buscador("Mis siguientes pasos", "comunicaciones:hoy", "principales.add_comunicacion"),
    Buscador("Cobranza de hoy", "control:hoy", "cobranzas.view_accion"),
    Buscador("Promesas y convenios", "compromisos:hoy", "cobranzas.prometer"),
    Buscador("Selección", "seleccion:hoy", "principales.seleccionar"),
    Buscador("Cruces por decidir", "cruces:hoy", "principales.cruzar"),
    Buscador("Directorio", "directorio:hoy", "principales.change_contacto"),
    Buscador("Correos por archivar", "comunicaciones:hoy_entrantes", "principales.archivar_correo"),
    Buscador("Solicitudes por responder", "solicitudes:hoy", "cartera.aceptar_solicitud"),
    Buscador("Cargas por corregir", "carga:hoy", "comun.view_carga"),
    Buscador("Padrón por decidir", "padron:hoy", "cartera.importar"),
    Buscador("Pagos por identificar", "cuentas:hoy", "cartera.identificar_pago"),
    Buscador("Archivos de banco", "bancos:hoy", "cartera.cargar_banco"),
    Buscador("Cierre del mes", "cierres:hoy", "reportes.cerrar_mes"),
    Buscador("Correos detenidos", "correo:hoy", "comun.change_correo"),
)
