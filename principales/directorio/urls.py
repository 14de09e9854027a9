from django.urls import path

from . import views, views_contacto, views_duplicados, views_oposicion

app_name = "directorio"
urlpatterns = [
    path("", views.ListaDirectorio.as_view(), name="lista"),
    path("buscar/", views.Buscar.as_view(), name="buscar"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("clientes/<int:pk>/", views.DelCliente.as_view(), name="cliente"),
    path("clientes/<int:pk>/llamar/", views.AQuienLlamar.as_view(), name="cliente_llamar"),
    path("clientes/<int:pk>/nuevo/", views_contacto.NuevoContacto.as_view(), name="nuevo"),
    path("contactos/<int:pk>/", views.FichaContacto.as_view(), name="contacto"),
    path("contactos/<int:pk>/editar/", views_contacto.EditarContacto.as_view(), name="editar"),
    path("contactos/<int:pk>/cerrar/", views_contacto.CerrarContacto.as_view(), name="cerrar"),
    path("contactos/<int:pk>/reabrir/", views_contacto.ReabrirContacto.as_view(), name="reabrir"),
    path("contactos/<int:pk>/retener/", views_contacto.RetenerContacto.as_view(), name="retener"),
    path("contactos/<int:pk>/liberar/", views_contacto.LiberarContacto.as_view(), name="liberar"),
    path("contactos/<int:pk>/borrar-datos/", views_contacto.AnonimizarContacto.as_view(), name="anonimizar"),
    path("contactos/<int:pk>/tarjeta.vcf", views_contacto.Tarjeta.as_view(), name="tarjeta"),
    path("contactos/<int:pk>/oposicion/", views_oposicion.Oponerse.as_view(), name="oponerse"),
    path("medios/<int:pk>/estado/", views_contacto.MarcarMedio.as_view(), name="marcar_medio"),
    path("medios/<int:pk>/verificar/", views_contacto.VerificarMedio.as_view(), name="verificar_medio"),
    path("por-verificar/", views_duplicados.PorVerificar.as_view(), name="por_verificar"),
    path("duplicados/", views_duplicados.Duplicados.as_view(), name="duplicados"),
    path("duplicados/<int:una>/<int:otra>/", views_duplicados.DecidirPareja.as_view(), name="pareja"),
    path("duplicados/<int:una>/<int:otra>/dos/", views_duplicados.DescartarPareja.as_view(), name="descartar_pareja"),
    path("oposiciones/", views_oposicion.ListaOposiciones.as_view(), name="oposiciones"),
    path("oposiciones/<int:pk>/", views_oposicion.FichaOposicion.as_view(), name="oposicion"),
    path("oposiciones/<int:pk>/responder/", views_oposicion.ResponderOposicion.as_view(), name="responder"),
    path("cargar/", views_duplicados.CargarContactos.as_view(), name="cargar"),
    path("accesos/", views_duplicados.Accesos.as_view(), name="accesos"),
]
