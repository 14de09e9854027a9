"""Parámetros fechados, sus versiones, la empresa y su logo."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from config.comun.parametros import selectors, services
from config.comun.parametros.choices import Marca, Tipo
from config.comun.parametros.models import Empresa, Parametro
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db
UMBRAL = "umbral_alto_consumo_m3"


def version(**campos):
    base = {"clave": "prueba", "descripcion": "De prueba", "tipo": Tipo.ENTERO, "valor": 1, "desde": date(2020, 1, 1)}
    return Parametro.objects.create(**{**base, **campos})


def png(lado=10, formato="PNG"):
    salida = BytesIO()
    Image.new("RGB", (lado, lado), "navy").save(salida, formato)
    return salida.getvalue()


def test_cada_dia_rige_la_version_de_su_fecha():
    services.nueva_version(
        clave=UMBRAL, valor=80, desde=date(2026, 6, 1), norma="Acuerdo 5", marca=Marca.VISTO, por=usuario()
    )
    assert selectors.valor(UMBRAL, al=date(2026, 5, 31)) == 100
    assert selectors.valor(UMBRAL, al=date(2026, 6, 1)) == 80


def test_un_parametro_sin_valor_ese_dia_se_nombra_en_el_error():
    with pytest.raises(KeyError) as error:
        selectors.valor(UMBRAL, al=date(1999, 1, 1))
    assert UMBRAL in str(error.value)
    assert "01/01/1999" in str(error.value)


def test_varios_valores_son_una_consulta_con_su_tipo(django_assert_num_queries):
    with django_assert_num_queries(1):
        claves = ["tasa_igv", "contactos_dias_semana", "medida_seleccion", UMBRAL]
        valores = selectors.valores(claves, al=date(2026, 1, 1))
    assert valores == {
        "tasa_igv": Decimal("0.18"),
        "contactos_dias_semana": (1, 2, 3, 4, 5),
        "medida_seleccion": "promedio",
        UMBRAL: 100,
    }
    assert selectors.valor("promedio_cubre_no_residencial", al=date(2026, 1, 1)) is False


def test_la_base_no_admite_dos_versiones_a_la_vez():
    version(hasta=date(2021, 1, 1))
    version(desde=date(2021, 1, 1))
    with pytest.raises(IntegrityError, match="parametro_sin_vigencias_cruzadas"), transaction.atomic():
        version(desde=date(2020, 6, 1), hasta=date(2020, 7, 1))


@pytest.mark.parametrize(
    ("tipo", "valor"),
    [(Tipo.ENTERO, "100"), (Tipo.DECIMAL, 0.18), (Tipo.SINO, "sí"), (Tipo.ENTEROS, 30), (Tipo.TEXTO, 5)],
)
def test_la_base_no_admite_un_valor_de_otro_tipo(tipo, valor):
    with pytest.raises(IntegrityError, match="parametro_valor_de_su_tipo"), transaction.atomic():
        version(tipo=tipo, valor=valor)


def test_lo_sembrado_lleva_norma_y_certeza():
    sembrados = list(Parametro.objects.all())
    assert len(sembrados) > 30
    for parametro in sembrados:
        assert parametro.norma, parametro.clave
        assert parametro.marca in Marca.values
        assert parametro.valor_tipado is not None
        assert parametro.verificado_por is None


def test_la_pagina_registra_un_valor_nuevo_y_cierra_el_anterior(client):
    client.force_login(usuario("administracion"))
    datos = {"valor": "120", "desde": "2027-01-01", "norma": "Acuerdo 7", "marca": "V"}
    respuesta = client.post(reverse("parametros:nueva_version", args=[UMBRAL]), datos, follow=True)
    nueva, vieja = Parametro.objects.filter(clave=UMBRAL).order_by("-desde")
    assert (nueva.valor, nueva.hasta, vieja.hasta) == (120, None, date(2027, 1, 1))
    assert "120 m³" in respuesta.content.decode()


@pytest.mark.parametrize(
    ("clave", "valor", "mensaje"),
    [
        (UMBRAL, "cien", "número entero"),
        ("tasa_igv", "NaN", "El valor es un número"),
        ("contactos_dias_semana", "5, 1", "de menor a mayor"),
    ],
)
def test_un_valor_que_no_es_de_su_tipo_se_explica(client, clave, valor, mensaje):
    client.force_login(usuario("administracion"))
    datos = {"valor": valor, "desde": "2027-01-01", "norma": "x", "marca": "V"}
    respuesta = client.post(reverse("parametros:nueva_version", args=[clave]), datos)
    assert respuesta.status_code == 422
    assert mensaje in respuesta.content.decode()
    assert Parametro.objects.filter(clave=clave).count() == 1


def test_una_fecha_que_no_es_posterior_se_rechaza(client):
    client.force_login(usuario("administracion"))
    datos = {"valor": "120", "desde": "2006-01-01", "norma": "x", "marca": "V"}
    respuesta = client.post(reverse("parametros:nueva_version", args=[UMBRAL]), datos)
    assert "Debe ser posterior al 01/01/2006" in respuesta.content.decode()


def test_verificar_deja_quien_y_cuando_y_la_segunda_persona_se_entera(client):
    primera = usuario("administracion", first_name="Ada")
    parametro = Parametro.objects.get(clave=UMBRAL)
    client.force_login(primera)
    url = reverse("parametros:verificar", args=[parametro.pk])
    assert client.post(url).status_code == 302
    parametro.refresh_from_db()
    assert parametro.verificado_por == primera
    client.force_login(usuario("administracion"))
    segunda = client.post(url)
    assert segunda.status_code == 409
    assert "ya verificó" in segunda.content.decode()


def test_todos_ven_los_parametros_y_solo_administracion_los_cambia(client):
    client.force_login(usuario("operativa_zonal"))
    assert client.get(reverse("parametros:lista")).status_code == 200
    assert client.get(reverse("parametros:ficha", args=[UMBRAL])).status_code == 200
    for url in (reverse("parametros:nueva_version", args=[UMBRAL]), reverse("parametros:empresa")):
        assert client.get(url).status_code == 403
    client.logout()
    assert client.get(reverse("parametros:lista")).status_code == 302


def test_la_empresa_es_una_sola_fila():
    with pytest.raises(IntegrityError), transaction.atomic():
        Empresa.objects.create(nombre="Otra")
    with pytest.raises(IntegrityError), transaction.atomic():
        Empresa.objects.create(nombre="Otra", unica=False)


def datos_empresa(**campos):
    return {"nombre": "EPS Prueba S.A.", "afecta_igv": "on", "destinatarios_informe": "", "ruc": "", **campos}


def test_guardar_la_empresa_con_logo_y_destinatarios(client):
    client.force_login(usuario("administracion"))
    logo = SimpleUploadedFile("logo.png", png(), content_type="text/html")  # manda el contenido, no lo que diga
    datos = datos_empresa(ruc="20100047218", destinatarios_informe="a@eps.pe\nb@eps.pe\na@eps.pe", logo_nuevo=logo)
    assert client.post(reverse("parametros:empresa"), datos).status_code == 302
    empresa = selectors.empresa()
    assert empresa.destinatarios_informe == ["a@eps.pe", "b@eps.pe"]
    assert empresa.logo.tipo_mime == "image/png"
    servido = client.get(reverse("parametros:logo"))
    assert b"".join(servido.streaming_content) == png()
    assert servido["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("campos", "mensaje"),
    [
        ({"ruc": "2010004721"}, "El RUC tiene 11 números. Escribiste 10."),
        ({"ruc": "20100047219"}, "Ese RUC no existe"),
        ({"ruc": "99100047218"}, "Ese RUC no existe"),
        ({"destinatarios_informe": "a@eps.pe\nmal"}, "«mal» no es una dirección"),
    ],
)
def test_datos_de_empresa_mal_escritos_se_explican(client, campos, mensaje):
    client.force_login(usuario("administracion"))
    respuesta = client.post(reverse("parametros:empresa"), datos_empresa(**campos))
    assert respuesta.status_code == 422
    assert mensaje in respuesta.content.decode()


def test_un_ruc_de_persona_con_prefijo_16_se_acepta(client):
    from stdnum.pe import ruc

    client.force_login(usuario("administracion"))
    bueno = "1600000001" + ruc.calc_check_digit("1600000001")
    assert client.post(reverse("parametros:empresa"), datos_empresa(ruc=bueno)).status_code == 302


@pytest.mark.parametrize(
    ("nombre", "contenido", "mensaje"),
    [
        ("logo.png", b"<svg onload=alert(1)>", "PNG o JPG"),
        ("logo.png", png(formato="GIF"), "PNG o JPG"),
        ("logo.png", png()[:40], "PNG o JPG"),
        ("logo.png", b"x" * (1 << 20) + b"xx", "El máximo es 1 MB"),
        ("logo.png", png(lado=3001), "El máximo es 3000 de lado"),
    ],
    ids=["svg con otro nombre", "gif", "png cortado", "muy pesado", "muy grande"],
)
def test_un_logo_que_no_es_imagen_o_es_enorme_se_rechaza(client, nombre, contenido, mensaje):
    client.force_login(usuario("administracion"))
    archivo = SimpleUploadedFile(nombre, contenido, content_type="image/png")
    respuesta = client.post(reverse("parametros:empresa"), datos_empresa(logo_nuevo=archivo))
    assert mensaje in respuesta.content.decode()
    assert selectors.empresa().logo is None
