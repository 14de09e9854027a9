"""El buzón de la oficina, leído de un servidor IMAP de verdad: cada correo una vez, sin tocar nada en él."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from config.comun.avisos.models import Aviso
from principales.comunicaciones import buzon
from principales.comunicaciones.choices import EstadoEntrante
from principales.comunicaciones.models import Comunicacion, CorreoEntrante, LecturaBuzon
from principales.comunicaciones.tasks import leer_buzon
from tests import dovecot
from tests.fabricas.comunicaciones import con_correo, correo, enviar, rebote

pytestmark = [pytest.mark.django_db, pytest.mark.servicios]
AHORA = timezone.now()  # el servidor fecha lo que recibe con su reloj


def leer(imap, **suyo) -> int:
    return buzon.leer(url=imap.url(**suyo), en=AHORA)


def test_el_rebote_que_llega_al_buzon_marca_el_correo_y_la_direccion(imap):
    _, direccion = con_correo()
    enviada = enviar(direccion)
    imap.entregar(rebote(enviada.correo.mensaje_id))
    assert leer(imap) == 1
    enviada.refresh_from_db()
    direccion.refresh_from_db()
    assert (enviada.rebotada_en, direccion.estado) == (AHORA, "rebotado")


def test_cada_correo_se_archiva_una_vez_aunque_se_lea_mil(imap):
    de, _ = con_correo()
    uno = correo().as_bytes()
    imap.entregar(uno)
    assert (leer(imap), leer(imap)) == (1, 0)
    imap.entregar(uno)  # el mismo Message-ID, entregado otra vez
    imap.entregar(correo("nadie@otra.pe").as_bytes())
    assert (leer(imap), leer(imap)) == (1, 0)
    assert [c.cliente for c in Comunicacion.objects.all()] == [de]
    assert CorreoEntrante.objects.por_archivar().count() == 1


def test_si_el_servidor_numera_de_nuevo_se_relee_y_nada_se_repite(imap):
    con_correo()
    imap.entregar(correo(mensaje_id="<fijo@empresa.pe>").as_bytes())
    assert leer(imap) == 1
    LecturaBuzon.objects.update(validez=1)
    assert leer(imap) == 0
    assert CorreoEntrante.objects.count() == 1


def test_leer_no_marca_ni_borra_nada_en_el_buzon(imap):
    imap.entregar(correo().as_bytes())
    leer(imap)
    with buzon._abierto(buzon.Buzon.de_url(imap.url())) as conexion:
        _, datos = conexion.uid("SEARCH", "UNSEEN")
    assert len(datos[0].split()) == 1


def test_un_correo_ilegible_no_detiene_a_los_demas(imap, monkeypatch):
    con_correo()
    original = buzon.mensajes.leer

    def leer_o_romper(crudo, **suyo):
        if b"ROTO" in crudo:
            raise LookupError("encabezado")
        return original(crudo, **suyo)

    monkeypatch.setattr(buzon.mensajes, "leer", leer_o_romper)
    imap.entregar(b"Subject: ROTO\r\n\r\nx\r\n")
    imap.entregar(correo().as_bytes())
    assert leer(imap) == 2
    assert CorreoEntrante.objects.por_archivar().get().asunto == "Correo que no se pudo leer"
    assert Comunicacion.objects.count() == 1


def test_de_un_correo_enorme_se_guarda_el_comienzo_y_se_dice(imap, monkeypatch):
    monkeypatch.setattr(buzon, "PESO_MAXIMO", 50_000)
    con_correo()
    grande = correo(texto="Va el plano.")
    grande.add_attachment(b"%PDF-" + os.urandom(90_000), maintype="application", subtype="pdf", filename="plano.pdf")
    imap.entregar(grande.as_bytes())
    leer(imap)
    hecha = Comunicacion.objects.get()
    assert hecha.texto.startswith("Va el plano.")
    assert "El correo pesa demasiado" in hecha.texto
    assert not hecha.adjuntos.exists()


@pytest.mark.parametrize("mala", [{"clave": "otra"}, {"carpeta": "No existe"}])
def test_si_no_se_puede_entrar_queda_dicho_sin_la_clave(imap, mala):
    with pytest.raises(buzon.BuzonCerrado, match="No se pudo leer el buzón") as error:
        leer(imap, **mala)
    assert dovecot.CLAVE not in str(error.value)


def test_la_tarea_lee_y_si_el_buzon_no_abre_avisa_una_vez_a_administracion(imap, settings):
    settings.BUZON_URL = ""
    leer_buzon()
    imap.entregar(correo("nadie@otra.pe").as_bytes())
    settings.BUZON_URL = imap.url()
    leer_buzon()
    assert CorreoEntrante.objects.get().estado == EstadoEntrante.POR_ARCHIVAR
    settings.BUZON_URL = imap.url(clave="otra")
    leer_buzon()
    leer_buzon()
    aviso = Aviso.objects.get(rol__name="administracion")
    assert "BUZON_URL" in aviso.texto


@pytest.mark.parametrize("url", ["http://a:b@c/", "imaps://", "imaps://servidor", "imap", "imaps://u:c@h:puerto/"])
def test_una_direccion_de_buzon_mal_escrita_se_dice(url):
    with pytest.raises(buzon.BuzonCerrado, match="imaps://usuario"):
        buzon.leer(url=url, en=AHORA)


def test_la_primera_vez_solo_se_lee_la_ultima_semana(imap):
    imap.entregar(correo("nadie@otra.pe").as_bytes())
    assert buzon.leer(url=imap.url(), en=AHORA + dt.timedelta(days=30)) == 0
