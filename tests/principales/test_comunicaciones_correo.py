"""Escribir al cliente: la plantilla no se compila, el correo sale una vez y nadie mete cabeceras en él."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from config.comun.archivos import services as archivos
from config.comun.correo.models import Correo
from config.comun.correo.services import CorreoMalFormado
from config.comun.correo.tasks import enviar_pendientes
from principales.comunicaciones import adjuntos, campos, services
from principales.comunicaciones.models import Comunicacion, PlantillaCorreo
from principales.directorio.services import marcar_medio
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import EN, cliente, con_correo, contacto, enviar, medio

pytestmark = pytest.mark.django_db
SECRETA = "Hola {{ settings.SECRET_KEY }} {% load static %}{% debug %}"


@pytest.fixture
def caso():
    return con_correo()


def plantilla(asunto: str = "Cuenta de {cliente}", cuerpo: str = "Estimado(a) {contacto}: {deuda}", **suyo):
    return PlantillaCorreo.objects.create(nombre=f"Prueba {asunto}", asunto=asunto, cuerpo=cuerpo, **suyo)


# --- plantillas ---------------------------------------------------------------------------------
def test_los_campos_de_la_plantilla_se_llenan_con_los_datos_del_cliente(caso):
    de, correo = caso
    hecha = enviar(correo, plantilla=plantilla(), asunto="", cuerpo="")
    assert (hecha.asunto, hecha.texto) == (f"Cuenta de {de}", "Estimado(a) Ana Paredes: S/ 0.00")


@pytest.mark.parametrize(
    "mala", ["{clave}", "{cliente.pk}", "{cliente!r}", "{0}", "{", "a } b", "{{cliente}}", SECRETA]
)
def test_una_plantilla_con_algo_que_no_es_un_campo_no_se_guarda(mala):
    with pytest.raises(ValidationError):
        PlantillaCorreo(nombre="Mala", asunto="Hola", cuerpo=mala).full_clean()


def test_una_plantilla_de_django_metida_por_otro_lado_sale_tal_cual_y_no_se_ejecuta(caso, settings):
    _, correo = caso
    hecha = enviar(correo, plantilla=plantilla(cuerpo=SECRETA), asunto="", cuerpo="")
    assert hecha.texto == hecha.correo.texto == SECRETA
    assert settings.SECRET_KEY not in hecha.texto


def test_lo_que_escribe_la_persona_sale_tal_cual(caso):
    hecha = enviar(caso[1], cuerpo="Pague {cliente} a {{ settings.SECRET_KEY }}", asunto="{deuda}")
    assert (hecha.correo.asunto, hecha.correo.texto) == ("{deuda}", "Pague {cliente} a {{ settings.SECRET_KEY }}")


@given(st.dictionaries(st.sampled_from(list(campos.CAMPOS)), st.text(max_size=20)), st.text(max_size=40))
def test_un_valor_que_parece_un_campo_no_se_vuelve_a_sustituir(valores, suelto):
    texto = "".join(f"[{{{clave}}}]" for clave in valores)
    assert campos.llenar(texto, valores) == "".join(f"[{v}]" for v in valores.values())
    if not set(suelto) & {"{", "}"}:
        assert campos.llenar(suelto, valores) == suelto


def test_un_nombre_con_saltos_de_linea_no_parte_el_asunto(caso):
    de, _ = caso
    mala = medio(contacto(de, "Ana\r\nBcc: espia@malo.pe"), "otra@empresa.pe")
    hecha = enviar(mala, plantilla=plantilla(asunto="Para {contacto}"), asunto="", cuerpo="")
    assert hecha.correo.asunto == "Para Ana Bcc: espia@malo.pe"


# --- cabeceras ----------------------------------------------------------------------------------
@pytest.mark.parametrize("salto", ["\n", "\r", "\r\n", "\0"])
def test_un_asunto_con_saltos_se_rechaza_y_no_queda_nada(caso, salto):
    with pytest.raises(CorreoMalFormado, match="una sola línea"):
        enviar(caso[1], asunto=f"Hola{salto}Bcc: espia@malo.pe")
    assert not Comunicacion.objects.exists()
    assert not Correo.objects.exists()


@pytest.mark.parametrize("salto", ["\n", "\r\n"])
def test_la_pagina_de_escribir_no_deja_meter_cabeceras(client, caso, salto):
    de, correo = caso
    client.force_login(usuario("equipo_pc"))
    url = reverse("comunicaciones:escribir", args=[de.pk])
    datos = {"medio": correo.pk, "asunto": f"Hola{salto}Bcc: espia@malo.pe", "cuerpo": "x", "motivo_exceso": "Lo pidió"}
    respuesta = client.post(url, datos)
    for suya in Correo.objects.all():
        assert suya.para == ["ana@empresa.pe"]
        assert not set("\r\n") & set(suya.asunto)
    assert respuesta.status_code in (302, 422)


# --- salida -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_el_correo_sale_una_sola_vez_con_sus_adjuntos(smtp):
    _, correo = con_correo()
    pdf = archivos.guardar(nombre="aviso.pdf", contenido=b"%PDF-1.7 aviso", tipo_mime="application/pdf")
    hecha = enviar(correo, adjuntos=[pdf], con_estado_de_cuenta=True, origen=("cobranzas.accion", 1))
    assert enviar(correo, origen=("cobranzas.accion", 1)) == hecha
    for _ in range(3):
        enviar_pendientes()
    (llegado,) = smtp.mensajes
    assert (llegado["To"], llegado["Message-ID"]) == ("ana@empresa.pe", hecha.correo.mensaje_id)
    lleva = {adjunto.get_filename(): adjunto.get_content() for adjunto in llegado.iter_attachments()}
    assert lleva.pop("aviso.pdf") == b"%PDF-1.7 aviso"
    ((nombre, cuenta),) = lleva.items()
    assert nombre.startswith("estado-de-cuenta-")
    assert cuenta.startswith(b"%PDF-")


@pytest.mark.django_db(transaction=True)
def test_si_la_transaccion_no_se_confirma_nada_sale(smtp):
    _, correo = con_correo()
    with transaction.atomic():
        enviar(correo)
        transaction.set_rollback(True)
    enviar_pendientes()
    assert smtp.mensajes == []
    assert not Comunicacion.objects.exists()


def test_a_un_correo_rebotado_opuesto_o_de_otro_cliente_no_se_escribe(caso):
    de, correo = caso
    with pytest.raises(services.MedioNoSirve, match="no es un correo"):
        enviar(medio(correo.contacto, "+51987000111"))
    with pytest.raises(services.MedioNoSirve, match="ya no es de un contacto"):
        services.enviar_correo(cliente=cliente(), medio=correo, asunto="a", cuerpo="b", por=None, en=EN)
    for estado in ("rebotado", "opuesto"):
        marcar_medio(medio=correo, estado=estado, motivo="Rebotó", por=None, en=EN)
        correo.refresh_from_db()
        with pytest.raises(services.MedioNoSirve, match="no se le escribe"):
            enviar(correo)
    assert not Comunicacion.objects.filter(cliente=de).exists()


def test_una_campana_solo_va_a_quien_la_acepto(caso):
    campana = plantilla(asunto_directorio="campanas")
    with pytest.raises(services.MedioNoSirve, match="no aceptó recibir campañas"):
        enviar(caso[1], plantilla=campana, asunto="", cuerpo="")


def test_adjuntos_que_suman_demasiado_no_salen(caso):
    pesado = archivos.guardar(nombre="a.pdf", contenido=b"%PDF-", tipo_mime="application/pdf")
    pesado.tamano = 21 << 20
    with pytest.raises(adjuntos.AdjuntoRechazado, match="20 MB"):
        enviar(caso[1], adjuntos=[pesado])
