"""Una carpeta de función, un prefijo."""

from django.urls import include, path

urlpatterns = [
    path("", include("reportes.tableros.urls")),
    path("cuenta/", include("config.comun.usuarios.urls")),
    path("parametros/", include("config.comun.parametros.urls")),
    path("calendario/", include("config.comun.calendario.urls")),
    path("pantalla/", include("config.comun.pantalla.urls")),
    path("cargas/", include("config.comun.carga.urls")),
    path("procesos/", include("config.comun.procesos.urls")),
    path("avisos/", include("config.comun.avisos.urls")),
    path("correo/", include("config.comun.correo.urls")),
    path("auditoria/", include("config.comun.auditoria.urls")),
    path("padron/", include("cartera.padron.urls")),
    path("cuentas/", include("cartera.cuentas.urls")),
    path("bancos/", include("cartera.bancos.urls")),
    path("solicitudes/", include("cartera.solicitudes.urls")),
    path("ciclos/", include("cartera.ciclos.urls")),
    path("seleccion/", include("principales.seleccion.urls")),
    path("directorio/", include("principales.directorio.urls")),
    path("comunicaciones/", include("principales.comunicaciones.urls")),
    path("cruces/", include("principales.cruces.urls")),
    path("compromisos/", include("cobranzas.compromisos.urls")),
    path("control/", include("cobranzas.control.urls")),
    path("derivaciones/", include("cobranzas.derivaciones.urls")),
    path("gestiones/", include("cobranzas.gestiones.urls")),
    path("indicadores/", include("reportes.indicadores.urls")),
    path("cierres/", include("reportes.cierres.urls")),
    path("informes/", include("reportes.informes.urls")),
]
handler403 = "config.comun.pantalla.errores.sin_permiso"
handler404 = "config.comun.pantalla.errores.no_encontrado"
handler500 = "config.comun.pantalla.errores.fallo"
