from django.urls import path

from . import views

app_name = "cuentas"
urlpatterns = [
    path("cliente/<int:pk>/", views.CuentaDelCliente.as_view(), name="cliente_cuenta"),
    path("cliente/<int:pk>/deuda/", views.DeudaDelCliente.as_view(), name="cliente_deuda"),
    path("suministro/<int:pk>/", views.CuentaDelSuministro.as_view(), name="suministro_cuenta"),
    path("recibos/<int:pk>/", views.FichaRecibo.as_view(), name="recibo"),
    path("recibos/buscar/", views.BuscarRecibos.as_view(), name="buscar_recibos"),
    path("pagos/", views.ListaPagos.as_view(), name="pagos"),
    path("pagos/<int:pk>/", views.FichaPago.as_view(), name="pago"),
    path("pagos/<int:pk>/identificar/", views.Identificar.as_view(), name="identificar"),
    path("pagos/<int:pk>/sugerencias/", views.Sugerencias.as_view(), name="sugerencias"),
    path("pagos/<int:pk>/deshacer/", views.Deshacer.as_view(), name="deshacer"),
    path("pagos/por-identificar/", views.PorIdentificar.as_view(), name="por_identificar"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
