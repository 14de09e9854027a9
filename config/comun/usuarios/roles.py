"""Qué puede cada rol. Los patrones son de `fnmatch` sobre «app.permiso»; se aplican después de cada migración."""

from fnmatch import fnmatchcase

GERENCIA = "gerencia"
JEFATURA = "jefatura_cobranzas"
CARTERA = "cartera_clientes"
EQUIPO = "equipo_pc"
ZONAL = "operativa_zonal"
MOROSA = "cartera_morosa"
RECLAMOS = "atencion_reclamos"
AUDITORIA = "auditoria"
ADMINISTRACION = "administracion"

NOMBRES = {
    GERENCIA: "Gerencia comercial",
    JEFATURA: "Jefatura de cobranzas",
    CARTERA: "Cartera de clientes",
    EQUIPO: "Equipo de principales consumidores",
    ZONAL: "Unidad operativa zonal",
    MOROSA: "Cartera morosa",
    RECLAMOS: "Atención de reclamos",
    AUDITORIA: "Auditoría",
    ADMINISTRACION: "Administración del sistema",
}

# Padrón, cuentas, cartera de principales y control los ve toda la casa, dentro de sus zonas (manual 2 y 5).
LECTURA = (
    "cartera.view_*",
    "principales.view_*",
    "cobranzas.view_*",
    "comun.view_parametro",
    "comun.view_dianohabil",
    "comun.view_empresa",
    "comun.view_unidad",
    "comun.view_zona",
)
# Quien trata con clientes anota a quién halló y cómo; cargar, exportar y responder por los datos es de menos gente.
DIRECTORIO = ("principales.add_contacto", "principales.change_contacto", "principales.add_oposicion")
DUENO_DEL_DIRECTORIO = (
    *DIRECTORIO,
    "principales.change_oposicion",
    "principales.importar_directorio",
    "principales.exportar_directorio",
    "comun.view_carga",
)
# Qué se registra al hablar con un cliente y los textos con que se le escribe (manual 6.3.6).
CATALOGOS_DE_CONTACTO = ("principales.*_resultadocomunicacion", "principales.*_plantillacorreo")
CONTACTO = "principales.add_comunicacion"
# Dónde paga el cliente y cómo se lee lo que dicen los bancos (manual 6.3.12).
CATALOGOS_DE_PAGO = (
    "cartera.add_banco",
    "cartera.change_banco",
    "cartera.*_cuentabancaria",
    "cartera.*_canalpago",
    "cartera.*_facilidad",
    "cartera.*_perfilbanco",
)
ORIENTAR = "cartera.orientar_pago"
# Prometer y preparar convenios lo hace quien habla con el cliente; firmarlos compromete a la empresa (manual 6.3.12).
COMPROMISOS = ("cobranzas.prometer", "cobranzas.convenir")
RESULTADOS = ("reportes.view_*", "reportes.ver_tablero")

PERMISOS: dict[str, tuple[str, ...]] = {
    GERENCIA: (*LECTURA, *RESULTADOS),
    JEFATURA: (
        *LECTURA,
        *RESULTADOS,
        "principales.seleccionar",
        "principales.aprobar_seleccion",
        *CATALOGOS_DE_CONTACTO,
        CONTACTO,
        "principales.archivar_correo",
        "principales.*_criterio",
        "principales.cruzar",
        "principales.*_perfilregistro",
        *DUENO_DEL_DIRECTORIO,
        "principales.anonimizar_contacto",
        "principales.ver_accesos_directorio",
        *CATALOGOS_DE_PAGO,
        "cartera.cargar_banco",
        "cartera.identificar_pago",
        ORIENTAR,
        *COMPROMISOS,
        "cobranzas.firmar_convenio",
        "cobranzas.proponer_derivacion",
        "cobranzas.enviar_derivacion",
        "cobranzas.gestionar",
        "cobranzas.repartir_cola",
        "cobranzas.barrer",
        "cobranzas.change_accion",
        "cobranzas.posponer",
        "cobranzas.*_escalera",
        "cobranzas.*_peldano",
        "reportes.cerrar_mes",
        "comun.view_proceso",
        "comun.change_vistaguardada",
    ),
    CARTERA: (
        *LECTURA,
        "cartera.importar",
        "cartera.aceptar_solicitud",
        *CATALOGOS_DE_PAGO,
        "cartera.cargar_banco",
        ORIENTAR,
        "cartera.identificar_pago",
        "cartera.change_casonombre",
        "cartera.change_ausencia",
        "comun.view_carga",
    ),
    EQUIPO: (
        *LECTURA,
        *RESULTADOS,
        *DUENO_DEL_DIRECTORIO,
        ORIENTAR,
        CONTACTO,
        "principales.archivar_correo",
        "principales.seleccionar",
        "principales.cruzar",
        *COMPROMISOS,
        "cobranzas.gestionar",
        "cobranzas.recibir_cola",
        "cobranzas.barrer",
        "cobranzas.change_accion",
        "cobranzas.proponer_derivacion",
        "cobranzas.posponer",
    ),
    ZONAL: (*LECTURA, *DIRECTORIO, ORIENTAR),
    MOROSA: (
        *LECTURA,
        *DIRECTORIO,
        CONTACTO,
        ORIENTAR,
        *COMPROMISOS,
        "cobranzas.recibir_derivacion",
        "cobranzas.*_causadevolucion",
    ),
    RECLAMOS: (*LECTURA, *DIRECTORIO, CONTACTO),
    AUDITORIA: ("*.view_*", "reportes.ver_tablero", "comun.ver_historial", "principales.ver_accesos_directorio"),
    ADMINISTRACION: (
        *LECTURA,
        *CATALOGOS_DE_CONTACTO,
        *CATALOGOS_DE_PAGO,
        "comun.*_usuario",
        "comun.*_zona",
        "comun.*_parametro",
        "comun.*_empresa",
        "comun.*_unidad",
        "comun.*_dianohabil",
        "comun.*_correo",
        "comun.change_vistaguardada",
        "comun.view_proceso",
    ),
}


def corresponde(rol: str, permiso: str) -> bool:
    """Si la tabla da a ese rol el permiso «app.permiso»."""
    return any(fnmatchcase(permiso, patron) for patron in PERMISOS[rol])


def aplicar(sender, apps, using, **_):
    """Tras migrar cada aplicación, deja a los roles exactamente con los permisos de la tabla en ella.

    Corre después de `create_permissions` de Django; los permisos que aún no existen se darán al migrar su aplicación.
    """
    try:
        grupos, permisos = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    de_la_app = {
        f"{sender.label}.{codigo}": pk
        for pk, codigo in permisos.objects.using(using)
        .filter(content_type__app_label=sender.label)
        .values_list("pk", "codename")
    }
    if not de_la_app:
        return
    enlace = grupos.permissions.through
    roles = dict(grupos.objects.using(using).filter(name__in=PERMISOS).values_list("name", "pk"))
    debe = {(pk, de_la_app[p]) for rol, pk in roles.items() for p in de_la_app if corresponde(rol, p)}
    suyos = enlace.objects.using(using).filter(group__in=roles.values(), permission__in=de_la_app.values())
    tiene = {(e.group_id, e.permission_id): e.pk for e in suyos}
    enlace.objects.using(using).filter(pk__in=[pk for par, pk in tiene.items() if par not in debe]).delete()
    enlace.objects.using(using).bulk_create(
        [enlace(group_id=g, permission_id=p) for g, p in sorted(debe - tiene.keys())], ignore_conflicts=True
    )
