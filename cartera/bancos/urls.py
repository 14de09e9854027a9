from django.urls import path

from . import views, views_cuentas, views_guia, views_perfiles

app_name = "bancos"
urlpatterns = [
    path("", views.ListaArchivos.as_view(), name="archivos"),
    path("subir/", views.SubirArchivo.as_view(), name="subir"),
    path("archivos/<int:pk>/", views.FichaArchivo.as_view(), name="archivo"),
    path("archivos/<int:pk>/avance/", views.Avance.as_view(), name="avance"),
    path("archivos/<int:pk>/confirmar/", views.ConfirmarArchivo.as_view(), name="confirmar"),
    path("archivos/<int:pk>/descartar/", views.DescartarArchivo.as_view(), name="descartar"),
    path("archivos/<int:pk>/original/", views.Original.as_view(), name="original"),
    path("perfiles/", views_perfiles.ListaPerfiles.as_view(), name="perfiles"),
    path("perfiles/nuevo/", views_perfiles.GuardarPerfil.as_view(), name="nuevo_perfil"),
    path("perfiles/<int:pk>/", views_perfiles.GuardarPerfil.as_view(), name="perfil"),
    path("cuentas/", views_cuentas.ListaCuentas.as_view(), name="cuentas"),
    path("cuentas/nueva/", views_cuentas.GuardarCuenta.as_view(), name="nueva_cuenta"),
    path("cuentas/<int:pk>/", views_cuentas.GuardarCuenta.as_view(), name="cuenta"),
    path("canales/", views_cuentas.ListaCanales.as_view(), name="canales"),
    path("canales/nuevo/", views_cuentas.GuardarCanal.as_view(), name="nuevo_canal"),
    path("canales/<int:pk>/", views_cuentas.GuardarCanal.as_view(), name="canal"),
    path("facilidades/", views_cuentas.ListaFacilidades.as_view(), name="facilidades"),
    path("facilidades/nueva/", views_cuentas.GuardarFacilidad.as_view(), name="nueva_facilidad"),
    path("facilidades/<int:pk>/", views_cuentas.GuardarFacilidad.as_view(), name="facilidad"),
    path("bancos/", views_cuentas.ListaBancos.as_view(), name="bancos"),
    path("bancos/nuevo/", views_cuentas.GuardarBanco.as_view(), name="nuevo_banco"),
    path("bancos/<int:pk>/", views_cuentas.GuardarBanco.as_view(), name="banco"),
    path("orientaciones/", views_guia.ListaOrientaciones.as_view(), name="orientaciones"),
    path("cliente/<int:pk>/pagar/", views_guia.ClientePagar.as_view(), name="cliente_pagar"),
    path("cliente/<int:pk>/orientar/", views_guia.Orientar.as_view(), name="orientar"),
    path("cliente/<int:pk>/guia/", views_guia.GuiaPdf.as_view(), name="guia_pdf"),
    path("frescura/", views.Frescura.as_view(), name="frescura"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
