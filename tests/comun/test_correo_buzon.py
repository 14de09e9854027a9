"""Buzón de salida: sale después de confirmar, nunca dos veces, y lo dudoso lo decide una persona."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from config.comun.archivos import services as archivos
from config.comun.avisos.models import Aviso
from config.comun.correo import services, tasks
from config.comun.correo.choices import TRANSICIONES, Estado
from config.comun.correo.models import Correo
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db


def encolar(clave="informe:2026-04", **campos):
    datos = {"para": ["gerencia@eps.pe"], "asunto": "Informe de abril", "texto": "Adjunto el informe, ñandú."}
    return services.encolar(clave=clave, **{**datos, **campos})


def enviar(correo):
    """Como lo hace la tarea."""
    tomado = services.tomar_siguiente()
    assert tomado == correo
    services.enviar(correo=tomado)
    correo.refresh_from_db()
    return correo


def que_falle(monkeypatch, error, *, al_abrir=False):
    if al_abrir:
        monkeypatch.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(error))
    else:
        monkeypatch.setattr(smtplib.SMTP, "sendmail", lambda *a, **k: (_ for _ in ()).throw(error))


def test_sale_por_smtp_con_su_texto_html_y_adjunto(smtp):
    pdf = archivos.guardar(nombre="informe ñ.pdf", contenido=b"%PDF-1.7 prueba", tipo_mime="application/pdf")
    correo = enviar(encolar(html="<p>Adjunto</p>", adjuntos=[pdf]))
    assert correo.estado == Estado.ENVIADO
    assert correo.enviado_en
    (mensaje,) = smtp.mensajes
    assert mensaje["To"] == "gerencia@eps.pe"
    assert mensaje["Message-ID"] == correo.mensaje_id
    partes = {p.get_content_type(): p for p in mensaje.walk()}
    assert "ñandú" in partes["text/plain"].get_payload(decode=True).decode()
    assert partes["application/pdf"].get_payload(decode=True) == b"%PDF-1.7 prueba"
    assert partes["application/pdf"].get_filename() == "informe ñ.pdf"


def test_la_misma_clave_encolada_dos_veces_sale_una(smtp):
    primero = encolar()
    assert encolar(asunto="Otro asunto") == primero
    tasks.enviar_pendientes()
    tasks.enviar_pendientes()
    assert [m["Subject"] for m in smtp.mensajes] == ["Informe de abril"]


def test_si_la_transaccion_se_deshace_no_sale_nada(smtp):
    with transaction.atomic():
        encolar()
        transaction.set_rollback(True)
    tasks.enviar_pendientes()
    assert smtp.mensajes == []


def test_el_identificador_depende_solo_de_la_clave():
    uno = encolar().mensaje_id
    Correo.objects.all().delete()
    assert encolar(texto="otro").mensaje_id == uno
    assert encolar(clave="otra").mensaje_id != uno


@pytest.mark.parametrize(
    "campos",
    [
        {"asunto": "Hola\nBcc: otro@mal.pe"},
        {"asunto": "Hola\rX: 1"},
        {"para": ["a@eps.pe\nBcc: otro@mal.pe"]},
        {"para": ["sin arroba"]},
        {"para": []},
    ],
)
def test_no_se_pueden_inyectar_cabeceras_ni_direcciones_malas(campos):
    with pytest.raises(services.CorreoMalFormado):
        encolar(**campos)
    assert not Correo.objects.exists()


def test_una_direccion_repetida_recibe_una_vez(smtp):
    assert encolar(para=["a@eps.pe", " a@eps.pe ", "b@eps.pe"]).para == ["a@eps.pe", "b@eps.pe"]


def test_sin_conexion_vuelve_a_la_cola_con_espera_creciente(monkeypatch, smtp):
    que_falle(monkeypatch, ConnectionRefusedError("no hay nadie"), al_abrir=True)
    correo, esperas = encolar(), []
    for _ in range(3):
        Correo.objects.update(proximo_intento_en=timezone.now() - timedelta(minutes=1))
        antes = timezone.now()
        enviar(correo)
        assert correo.estado == Estado.PENDIENTE
        esperas.append(round((correo.proximo_intento_en - antes).total_seconds() / 60))
    assert esperas == sorted(esperas)
    assert esperas[-1] >= 3
    assert "no hay nadie" in correo.error
    assert services.tomar_siguiente() is None


def test_tras_el_ultimo_intento_queda_fallido(monkeypatch, smtp):
    que_falle(monkeypatch, ConnectionRefusedError(), al_abrir=True)
    correo = encolar()
    Correo.objects.update(intentos=services.INTENTOS - 1)
    assert enviar(correo).estado == Estado.FALLIDO


@pytest.mark.parametrize(
    ("error", "estado"),
    [
        (smtplib.SMTPDataError(451, b"espera"), Estado.PENDIENTE),
        (smtplib.SMTPDataError(554, b"no"), Estado.FALLIDO),
        (smtplib.SMTPRecipientsRefused({"gerencia@eps.pe": (550, b"no existe")}), Estado.FALLIDO),
        (smtplib.SMTPRecipientsRefused({"gerencia@eps.pe": (450, b"luego")}), Estado.PENDIENTE),
        (smtplib.SMTPSenderRefused(550, b"no", "x"), Estado.FALLIDO),
        (smtplib.SMTPServerDisconnected("se fue"), Estado.INCIERTO),
        (TimeoutError("nada"), Estado.INCIERTO),
    ],
)
def test_cada_fallo_del_servidor_lleva_a_su_estado(monkeypatch, smtp, error, estado):
    que_falle(monkeypatch, error)
    assert enviar(encolar()).estado == estado


def test_un_adjunto_perdido_no_sale_a_medias(smtp):
    archivo = archivos.guardar(nombre="a.pdf", contenido=b"se va a perder", tipo_mime="application/pdf")
    archivos.ruta(archivo).unlink()
    correo = enviar(encolar(adjuntos=[archivo]))
    assert correo.estado == Estado.FALLIDO
    assert "No se encuentra en disco «a.pdf»" in correo.error
    assert smtp.mensajes == []


def test_los_destinatarios_que_el_servidor_no_acepto_se_nombran(monkeypatch, smtp):
    monkeypatch.setattr(smtplib.SMTP, "sendmail", lambda *a, **k: {"b@eps.pe": (550, b"no existe")})
    correo = enviar(encolar(para=["a@eps.pe", "b@eps.pe"]))
    assert correo.estado == Estado.ENVIADO
    assert "b@eps.pe" in correo.error


def test_si_el_trabajador_muere_enviando_queda_incierto_y_avisa_sin_repetir(smtp):
    correo = encolar()
    assert services.tomar_siguiente() == correo  # y aquí muere
    Correo.objects.update(tomado_en=timezone.now() - services.COLGADO - timedelta(seconds=1))
    tasks.enviar_pendientes()
    tasks.enviar_pendientes()
    correo.refresh_from_db()
    assert correo.estado == Estado.INCIERTO
    assert smtp.mensajes == []
    assert Aviso.objects.filter(rol__name="administracion").count() == 1


def test_lo_que_se_esta_enviando_ahora_no_se_toca(smtp):
    correo = encolar()
    services.tomar_siguiente()
    tasks.enviar_pendientes()
    correo.refresh_from_db()
    assert correo.estado == Estado.ENVIANDO
    assert smtp.mensajes == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.servicios
def test_dos_trabajadores_a_la_vez_no_envian_dos_veces(smtp):
    import threading

    from django.db import connection

    for n in range(12):
        encolar(clave=f"c{n}", asunto=f"Asunto {n}")

    def trabajar():
        tasks.enviar_pendientes()
        connection.close()

    hilos = [threading.Thread(target=trabajar) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(m["Subject"] for m in smtp.mensajes) == sorted(f"Asunto {n}" for n in range(12))
    assert set(Correo.objects.values_list("estado", "intentos")) == {(Estado.ENVIADO, 1)}


# --- Decisiones y páginas ---------------------------------------------------------------------
DECISIONES = {
    Estado.PENDIENTE: services.reintentar,
    Estado.ENVIADO: services.dar_por_enviado,
    Estado.DESCARTADO: services.descartar,
}


@pytest.mark.parametrize("a", DECISIONES)
@pytest.mark.parametrize("de", Estado)
def test_una_persona_solo_decide_lo_que_la_tabla_permite(de, a):
    correo, persona = encolar(), usuario("administracion")
    momento = timezone.now()
    Correo.objects.update(estado=de, tomado_en=momento, enviado_en=momento if de == Estado.ENVIADO else None)
    permitido = a in TRANSICIONES[de] and de != Estado.ENVIANDO
    if permitido:
        DECISIONES[a](correo=correo, por=persona)
    else:
        with pytest.raises(services.YaCambio):
            DECISIONES[a](correo=correo, por=persona)
    correo.refresh_from_db()
    assert correo.estado == (a if permitido else de)


def test_reenviar_desde_la_pagina_lo_manda_y_dice_quien_decidio(client, smtp):
    correo, persona = encolar(), usuario("administracion")
    Correo.objects.update(estado=Estado.INCIERTO, tomado_en=timezone.now())
    client.force_login(persona)
    ficha = client.get(reverse("correo:ficha", args=[correo.pk])).content.decode()
    assert "No se sabe si llegó" in ficha
    url = reverse("correo:decidir", args=[correo.pk, "reenviar"])
    assert url in ficha
    assert client.post(url).status_code == 302
    tasks.enviar_pendientes()
    correo.refresh_from_db()
    assert (correo.estado, correo.decidido_por) == (Estado.ENVIADO, persona)
    assert client.post(url).status_code == 409


def test_el_buzon_es_de_administracion(client):
    correo = encolar()
    urls = [
        reverse("correo:lista"),
        reverse("correo:ficha", args=[correo.pk]),
        reverse("correo:decidir", args=[correo.pk, "descartar"]),
    ]
    for url in urls:
        assert client.get(url).status_code == 302
    client.force_login(usuario("equipo_pc"))
    for url in urls:
        assert client.get(url).status_code == 403
    client.force_login(usuario("auditoria"))
    assert [client.get(url).status_code for url in urls] == [200, 200, 403]
    client.force_login(usuario("administracion"))
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    assert client.get(reverse("correo:decidir", args=[correo.pk, "inventado"])).status_code == 404


def test_el_buzon_se_busca_por_asunto_y_direccion(client):
    encolar(asunto="Información de mayo"), encolar(clave="b", asunto="Otro", para=["zona.sur@eps.pe"])
    client.force_login(usuario("administracion"))
    lista = reverse("correo:lista")
    assert "Información de mayo" in client.get(lista, {"q": "informacion"}).content.decode()
    assert "zona.sur@eps.pe" in client.get(lista, {"q": "zona.sur"}).content.decode()
    assert "zona.sur@eps.pe" not in client.get(lista, {"q": "informacion"}).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.servicios
def test_un_worker_de_verdad_envia_al_confirmar(worker, smtp):
    with transaction.atomic():
        correo = encolar(clave="de-verdad")
        tasks.enviar_al_confirmar()
    worker.esperar(lambda: Correo.objects.get(pk=correo.pk).estado == Estado.ENVIADO)
    assert [m["Message-ID"] for m in smtp.mensajes] == [correo.mensaje_id]
