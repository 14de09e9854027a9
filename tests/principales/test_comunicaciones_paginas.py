"""Las páginas de comunicaciones: quién entra, de qué zona, cuántas consultas cuestan y qué hacen."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.comun.archivos import services as archivos
from config.comun.parametros.models import Parametro
from principales.comunicaciones.models import Comunicacion, CorreoEntrante, PlantillaCorreo, ResultadoComunicacion
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import EN, cliente, contacto, enviar, llamada, medio, resultado

pytestmark = pytest.mark.django_db
TODOS = ("equipo_pc", "jefatura_cobranzas", "auditoria", "gerencia")
REGISTRAN = ("equipo_pc", "jefatura_cobranzas", "cartera_morosa", "atencion_reclamos")
ARCHIVAN = ("equipo_pc", "jefatura_cobranzas")
AJUSTAN = ("jefatura_cobranzas", "administracion")
ROLES = {*TODOS, *REGISTRAN, *AJUSTAN}
PAGINAS = {
    "lista": ROLES, "ficha": ROLES, "adjunto": ROLES, "cliente_comunicaciones": ROLES, "estado_de_cuenta": ROLES,
    "registrar": REGISTRAN, "escribir": REGISTRAN, "vista_previa": REGISTRAN, "anular": REGISTRAN,
    "posponer": REGISTRAN, "hoy": REGISTRAN,
    "entrantes": ARCHIVAN, "hoy_entrantes": ARCHIVAN, "entrante": ARCHIVAN, "descartar": ARCHIVAN,
    "adjunto_entrante": ARCHIVAN,
    "resultados": ROLES, "plantillas": ROLES,
    "nuevo_resultado": AJUSTAN, "resultado": AJUSTAN, "nueva_plantilla": AJUSTAN, "plantilla": AJUSTAN,
}  # fmt: skip
DE_ZONA = {
    "ficha", "adjunto", "anular", "posponer", "cliente_comunicaciones", "registrar", "escribir", "vista_previa",
    "estado_de_cuenta",
}  # fmt: skip


@pytest.fixture
def caso():
    de = cliente("HOTEL COSTA")
    ana = contacto(de)
    celular, direccion = medio(ana, "+51987654321"), medio(ana, "ana@hotel.pe")
    pdf = archivos.guardar(nombre="acta.pdf", contenido=b"%PDF-1.7", tipo_mime="application/pdf")
    hecha = llamada(
        de, medio=celular, adjuntos=[pdf], siguiente_paso="Volver", siguiente_el=dt.date(2026, 4, 20), en=EN
    )
    llegado = CorreoEntrante.objects.create(
        mensaje_id="<1@x>",
        de="nadie@otra.pe",
        asunto="Consulta <b>",
        recibido_en=EN,
        leido_en=EN,
        estado="por_archivar",
    )
    llegado.adjuntos.add(pdf)
    return {"cliente": de, "celular": celular, "direccion": direccion, "hecha": hecha, "pdf": pdf, "llegado": llegado}


def url_de(nombre, caso):
    de_cliente = ("cliente_comunicaciones", "registrar", "escribir", "vista_previa", "estado_de_cuenta")
    claves = {n: [caso["cliente"].pk] for n in de_cliente}
    claves |= {n: [caso["hecha"].pk] for n in ("ficha", "anular", "posponer")}
    claves |= {n: [caso["llegado"].pk] for n in ("entrante", "descartar")}
    claves["adjunto"] = [caso["hecha"].pk, caso["pdf"].pk]
    claves["adjunto_entrante"] = [caso["llegado"].pk, caso["pdf"].pk]
    claves["resultado"] = [resultado("informado").pk]
    if nombre == "plantilla":
        claves["plantilla"] = [PlantillaCorreo.objects.first().pk]
    return reverse(f"comunicaciones:{nombre}", args=claves.get(nombre, []))


@pytest.mark.parametrize("nombre", PAGINAS)
def test_cada_pagina_pide_sesion_permiso_y_zona(client, caso, nombre):
    url = url_de(nombre, caso)
    assert client.get(url).status_code == 302
    client.force_login(usuario())
    assert client.get(url).status_code == 403
    for rol in sorted(ROLES):
        client.force_login(usuario(rol, zonas=["NORTE"]))
        assert client.get(url).status_code == (200 if rol in PAGINAS[nombre] else 403), rol
    if nombre in DE_ZONA:
        client.force_login(usuario("equipo_pc", zonas=["SUR"]))
        assert client.get(url).status_code == 404


def test_los_actos_tambien_piden_permiso_y_zona(client, caso):
    urls = [reverse(f"comunicaciones:{n}", args=[caso["hecha"].pk]) for n in ("hecho", "rehacer", "deshacer")]
    for persona, codigo in ((usuario("auditoria"), 403), (usuario("equipo_pc", zonas=["SUR"]), 404)):
        client.force_login(persona)
        assert [client.post(url).status_code for url in urls] == [codigo] * 3


def test_la_lista_y_lo_exportado_son_de_mis_zonas(client, caso):
    llamada(cliente("ALMACENES DEL SUR", en="SUR"), en=EN)
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    url = reverse("comunicaciones:lista")
    exportado = b"".join(client.get(url, {"exportar": "csv"}).streaming_content).decode()
    for texto in (client.get(url).content.decode(), exportado):
        assert "ALMACENES DEL SUR" in texto
        assert "HOTEL COSTA" not in texto


@pytest.mark.parametrize("nombre", ["lista", "cliente_comunicaciones", "hoy", "entrantes", "registrar", "escribir"])
def test_las_consultas_no_crecen_con_las_filas(client, caso, nombre):
    persona = usuario("equipo_pc")
    client.force_login(persona)
    url = url_de(nombre, caso)

    def contar() -> int:
        with CaptureQueriesContext(
            connection,
        ) as hechas:
            assert client.get(url).status_code == 200
        return len(hechas)

    def llenar(n: int) -> None:
        de, ana, informado = caso["cliente"], caso["celular"].contacto, resultado("informado")
        for _ in range(n):
            medio(ana)
            medio(ana, f"c{Comunicacion.objects.count()}-{_}@hotel.pe")
        Comunicacion.objects.bulk_create(
            Comunicacion(
                cliente=de, contacto=ana, canal="llamada", ocurrio_en=EN, resultado=informado, por=persona,
                siguiente_paso="Volver", siguiente_el=timezone.localdate(), siguiente_para=persona,
            ) for _ in range(n)
        )  # fmt: skip
        hay = CorreoEntrante.objects.count()
        CorreoEntrante.objects.bulk_create(
            CorreoEntrante(mensaje_id=f"<{hay + k}@y>", de="a@b.pe", recibido_en=EN, leido_en=EN, estado="por_archivar")
            for k in range(n)
        )

    llenar(3)
    client.get(url)
    pocas = contar()
    llenar(40)
    assert contar() == pocas
    assert pocas <= 15


# --- registrar ----------------------------------------------------------------------------------
def test_una_llamada_se_registra_con_solo_elegir_en_que_quedo(client, caso):
    """Tres toques: «Registrar gestión», el resultado y «Guardar». El teléfono y la persona ya vienen elegidos."""
    persona = usuario("equipo_pc")
    client.force_login(persona)
    url = url_de("registrar", caso)
    pagina = client.get(url).content.decode()
    assert re.search(rf'name="medio" value="{caso["celular"].pk}" checked', pagina)
    datos = {"medio": caso["celular"].pk, "resultado": resultado("no_contesta").pk, "sentido": "saliente"}
    respuesta = client.post(url, datos | {"motivo_exceso": "Pidió la llamada."}, follow=True)
    assert "Gestión guardada: llamada, no contesta." in respuesta.content.decode()
    hecha = Comunicacion.objects.latest("pk")
    assert (hecha.medio, hecha.contacto, hecha.por) == (caso["celular"], caso["celular"].contacto, persona)
    client.post(reverse("comunicaciones:deshacer", args=[hecha.pk]))
    hecha.refresh_from_db()
    assert hecha.anulada_en is not None


def test_pasar_el_limite_se_avisa_pide_motivo_y_no_pierde_lo_escrito(client, caso):
    Parametro.objects.filter(clave="contactos_maximo").update(valor=0)
    client.force_login(usuario("equipo_pc"))
    url = url_de("registrar", caso)
    assert "máximo 0" in client.get(url).content.decode()
    datos = {"resultado": resultado("informado").pk, "sentido": "saliente", "texto": "Ofreció pagar el lunes"}
    respuesta = client.post(url, datos)
    assert respuesta.status_code == 422
    assert "escribe el motivo" in respuesta.content.decode()
    assert "Ofreció pagar el lunes" in respuesta.content.decode()
    assert client.post(url, datos | {"motivo_exceso": "Lo pidió."}).status_code == 302
    assert Comunicacion.objects.latest("pk").motivo_exceso == "Lo pidió."


@pytest.mark.parametrize(("nombre", "contenido", "dice"), [
    ("factura.exe", b"MZ\x90", "ese tipo de archivo no se acepta"),
    ("planos.pdf", b"%PDF-" + bytes(11 << 20), "pesa 11.0 MB. El máximo es 10 MB"),
])  # fmt: skip
def test_un_adjunto_que_no_se_acepta_vuelve_con_una_frase_y_no_guarda_nada(client, caso, nombre, contenido, dice):
    client.force_login(usuario("equipo_pc"))
    datos = {"resultado": resultado("informado").pk, "sentido": "saliente", "motivo_exceso": "Lo pidió."}
    antes = Comunicacion.objects.count()
    respuesta = client.post(url_de("registrar", caso), datos | {"adjuntos": SimpleUploadedFile(nombre, contenido)})
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert Comunicacion.objects.count() == antes


def test_un_nombre_con_html_no_es_html(client, caso):
    medio(contacto(caso["cliente"], "<script>x</script>"), "+51900000001")
    client.force_login(usuario("equipo_pc"))
    for nombre in ("registrar", "entrante", "lista", "entrantes"):
        texto = client.get(url_de(nombre, caso)).content.decode()
        assert "<script>x" not in texto
        assert "Consulta <b>" not in texto


# --- escribir y archivar ------------------------------------------------------------------------
def test_escribir_pone_la_plantilla_la_ensena_y_encola_el_correo(client, caso):
    client.force_login(usuario("equipo_pc"))
    plantilla = PlantillaCorreo.objects.get(nombre="Estado de cuenta")
    url = url_de("escribir", caso)
    formulario = client.get(f"{url}?plantilla={plantilla.pk}").context["form"]
    datos = {c: v for c, v in formulario.initial.items() if c in ("asunto", "cuerpo")}
    assert "{" not in datos["asunto"] + datos["cuerpo"]
    datos |= {"medio": caso["direccion"].pk, "motivo_exceso": "Lo pidió."}
    previa = client.post(url_de("vista_previa", caso), datos).content.decode()
    assert datos["asunto"] in previa
    assert client.post(f"{url}?plantilla={plantilla.pk}", datos).status_code == 302
    enviada = Comunicacion.objects.latest("pk")
    assert (enviada.correo.para, enviada.correo.asunto) == (["ana@hotel.pe"], datos["asunto"])


def test_una_plantilla_con_codigo_no_se_guarda_y_dice_por_que(client):
    client.force_login(usuario("jefatura_cobranzas"))
    datos = {"nombre": "Mala", "asunto_directorio": "cobranza", "asunto": "Hola", "activa": "on"}
    respuesta = client.post(reverse("comunicaciones:nueva_plantilla"), datos | {"cuerpo": "{{ settings.SECRET_KEY }}"})
    assert respuesta.status_code == 422
    assert "no es un campo" in respuesta.content.decode()
    assert not PlantillaCorreo.objects.filter(nombre="Mala").exists()


def test_un_correo_por_archivar_se_busca_su_cliente_y_se_archiva(client, caso):
    client.force_login(usuario("equipo_pc"))
    url = url_de("entrante", caso)
    assert "Nadie tiene esa dirección" in client.get(url).content.decode()
    assert "HOTEL COSTA" in client.get(url, {"q": "hotel"}).content.decode()
    assert client.post(f"{url}?q=hotel", {"cliente": caso["cliente"].pk}).status_code == 302
    caso["llegado"].refresh_from_db()
    assert caso["llegado"].comunicacion.cliente == caso["cliente"]
    assert client.post(f"{url}?q=hotel", {"cliente": caso["cliente"].pk}).status_code == 422


def test_un_correo_solo_se_archiva_en_un_cliente_de_mis_zonas(client, caso):
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    url = url_de("entrante", caso)
    assert "HOTEL COSTA" not in client.get(url, {"q": "hotel"}).content.decode()
    assert client.post(f"{url}?q=hotel", {"cliente": caso["cliente"].pk}).status_code == 422


def test_la_jefatura_anade_un_resultado_y_aparece_al_registrar(client, caso):
    client.force_login(usuario("jefatura_cobranzas"))
    datos = {"canal": "llamada", "nombre": "Contestó la central", "clave": "central", "orden": 3, "activo": "on"}
    assert client.post(reverse("comunicaciones:nuevo_resultado"), datos).status_code == 302
    assert ResultadoComunicacion.objects.get(clave="central").contacto_logrado is False
    assert "Contestó la central" in client.get(url_de("registrar", caso)).content.decode()


def test_la_linea_de_tiempo_dice_que_correo_no_llego(client, caso):
    enviada = enviar(caso["direccion"], motivo_exceso="Lo pidió.")
    Comunicacion.objects.filter(pk=enviada.pk).update(rebotada_en=EN, rebote="5.1.1 no existe")
    client.force_login(usuario("equipo_pc"))
    assert "rebotó" in client.get(url_de("cliente_comunicaciones", caso)).content.decode()
    filtrada = client.get(reverse("comunicaciones:lista"), {"rebotada": "true"})
    assert list(filtrada.context["table"].data.data) == [enviada]
