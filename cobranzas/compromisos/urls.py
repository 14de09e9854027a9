from django.urls import path

from . import views, views_convenio

app_name = "compromisos"
urlpatterns = [
    path("", views.ListaPromesas.as_view(), name="promesas"),
    path("promesas/<int:pk>/", views.FichaPromesa.as_view(), name="promesa"),
    path("promesas/<int:pk>/anular/", views.AnularPromesa.as_view(), name="anular_promesa"),
    path("promesas/<int:pk>/deshacer/", views.Deshacer.as_view(), name="deshacer"),
    path("convenios/", views_convenio.ListaConvenios.as_view(), name="convenios"),
    path("convenios/<int:pk>/", views_convenio.FichaConvenio.as_view(), name="convenio"),
    path("convenios/<int:pk>/documento/", views_convenio.Documento.as_view(), name="documento"),
    path("convenios/<int:pk>/firmado/", views_convenio.Firmado.as_view(), name="firmado"),
    path("convenios/<int:pk>/firmar/", views_convenio.Firmar.as_view(), name="firmar"),
    path("convenios/<int:pk>/anular/", views_convenio.AnularConvenio.as_view(), name="anular_convenio"),
    path("cliente/<int:pk>/", views.CompromisosDelCliente.as_view(), name="cliente_compromisos"),
    path("cliente/<int:pk>/prometer/", views.Prometer.as_view(), name="prometer"),
    path("cliente/<int:pk>/convenir/", views_convenio.Simular.as_view(), name="convenir"),
    path("cliente/<int:pk>/convenir/revisar/", views_convenio.Revisar.as_view(), name="revisar"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
