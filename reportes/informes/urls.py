from django.urls import path

from . import views

app_name = "informes"
urlpatterns = [
    path("", views.ListaInformes.as_view(), name="lista"),
    path("<str:mes>.pdf", views.PdfInforme.as_view(), name="pdf"),
]
