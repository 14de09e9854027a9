from django.urls import path

from . import views, views_acta, views_cartera, views_propuesta

app_name = "seleccion"
urlpatterns = [
    path("", views.ListaEvaluaciones.as_view(), name="lista"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("proponer/", views.Proponer.as_view(), name="proponer"),
    path("criterios/", views.ListaCriterios.as_view(), name="criterios"),
    path("criterios/nuevo/", views.NuevoCriterio.as_view(), name="criterio_nuevo"),
    path("cartera/", views_cartera.ListaCartera.as_view(), name="cartera"),
    path("cliente/<int:pk>/cartera/", views_cartera.CarteraDelCliente.as_view(), name="cliente_cartera"),
    path("cliente/<int:pk>/desde/", views_cartera.DesdeCuando.as_view(), name="cliente_desde"),
    path("medida/<int:pk>/", views_cartera.MedidaDelCliente.as_view(), name="medida"),
    path("<int:pk>/", views_propuesta.Propuesta.as_view(), name="propuesta"),
    path("<int:pk>/simular/", views_propuesta.Simular.as_view(), name="simular"),
    path("<int:pk>/rehacer/", views_propuesta.Rehacer.as_view(), name="rehacer"),
    path("<int:pk>/excluir/", views_propuesta.Excluir.as_view(), name="excluir"),
    path("<int:pk>/revisar/", views_propuesta.Revisar.as_view(), name="revisar"),
    path("<int:pk>/descartar/", views_propuesta.Descartar.as_view(), name="descartar"),
    path("<int:pk>/pedir/", views_propuesta.VolverAPedir.as_view(), name="pedir"),
    path("<int:pk>/aprobada/", views_propuesta.Aprobada.as_view(), name="aprobada"),
    path("<int:pk>/acta.pdf", views_acta.Acta.as_view(), name="acta"),
    path("<int:pk>/acta/preparar/", views_acta.PrepararActa.as_view(), name="acta_preparar"),
]
