"""Lo que llega: rebotes que marcan el correo, respuestas que van a su cliente y lo que espera a una persona."""

import datetime as dt
import hmac
import json

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from config.comun.avisos.models import Aviso
from config.comun.correo.models import Correo
from principales.comunicaciones import mensajes, selectors, services_entrada
from principales.comunicaciones.choices import EstadoEntrante, Sentido
from principales.comunicaciones.models import Comunicacion, CorreoEntrante
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import EN, cliente, con_correo, contacto, correo, enviar, medio, rebote

pytestmark = pytest.mark.django_db
LUEGO = EN + dt.timedelta(hours=1)


def recibir(crudo) -> CorreoEntrante | None:
    crudo = crudo if isinstance(crudo, bytes) else crudo.as_bytes()
    return services_entrada.recibir(mensaje=mensajes.leer(crudo, recibido_en=LUEGO), en=LUEGO)


# --- rebotes ------------------------------------------------------------------------------------
@pytest.mark.parametrize("solo_cabeceras", [True, False])
def test_un_rebote_marca_la_comunicacion_y_el_medio_y_avisa_a_quien_escribio(solo_cabeceras):
    de, direccion = con_correo()
    persona = usuario("equipo_pc")
    enviada = enviar(direccion, por=persona)
    llegado = recibir(rebote(enviada.correo.mensaje_id, solo_cabeceras=solo_cabeceras))
    enviada.refresh_from_db()
    direccion.refresh_from_db()
    assert (llegado.estado, llegado.comunicacion) == (EstadoEntrante.REBOTE, enviada)
    assert enviada.rebotada_en == LUEGO
    assert "5.1.1" in enviada.rebote
    assert direccion.estado == "rebotado"
    assert selectors.presupuesto_de(cliente_id=de.pk, en=LUEGO).usados == 0  # no llegó: no se le contactó
    assert Aviso.objects.filter(usuario=persona, texto__startswith=f"No llegó tu correo a {de}").count() == 1


def test_el_mismo_rebote_dos_veces_no_cambia_nada():
    _, direccion = con_correo()
    enviada = enviar(direccion)
    crudo = rebote(enviada.correo.mensaje_id)
    assert recibir(crudo)
    assert recibir(crudo) is None
    assert recibir(rebote(enviada.correo.mensaje_id))  # otro informe del mismo correo
    enviada.refresh_from_db()
    assert enviada.rebotada_en == LUEGO


@pytest.mark.parametrize(("codigo", "accion", "rebota", "estado"), [
    ("5.2.2", "failed", True, "vigente"),  # buzón lleno: no llegó, pero la dirección sirve
    ("4.4.1", "delayed", False, "vigente"),  # solo avisa que demora
    ("5.1.10", "failed", True, "rebotado"),
])  # fmt: skip
def test_solo_lo_que_dice_que_la_direccion_no_existe_la_inutiliza(codigo, accion, rebota, estado):
    _, direccion = con_correo()
    enviada = enviar(direccion)
    recibir(rebote(enviada.correo.mensaje_id, codigo=codigo, accion=accion))
    enviada.refresh_from_db()
    direccion.refresh_from_db()
    assert (bool(enviada.rebotada_en), direccion.estado) == (rebota, estado)


def test_un_rebote_sin_el_original_se_reconoce_por_el_sobre():
    _, direccion = con_correo()
    enviada = enviar(direccion)
    clave = enviada.correo.mensaje_id[1:41]
    crudo = rebote("<nada@mx>").replace(b"To: oficina@eps.pe", f"To: rebotes+{clave}@eps.pe".encode(), 1)
    assert recibir(crudo).comunicacion == enviada


def test_un_rebote_falso_no_marca_a_nadie():
    _, direccion = con_correo()
    enviar(direccion)
    assert recibir(rebote(f"<{'0' * 40}@localhost>")).estado == EstadoEntrante.AUTOMATICO
    direccion.refresh_from_db()
    assert direccion.estado == "vigente"


def test_si_la_direccion_se_corrigio_despues_el_rebote_de_la_vieja_no_la_marca():
    _, direccion = con_correo()
    enviada = enviar(direccion)
    type(direccion).objects.filter(pk=direccion.pk).update(valor="corregida@empresa.pe")
    recibir(rebote(enviada.correo.mensaje_id))
    direccion.refresh_from_db()
    assert direccion.estado == "vigente"


def test_lo_que_el_servidor_de_salida_no_quiso_por_la_direccion_tambien_es_un_rebote():
    _, direccion = con_correo()
    enviada = enviar(direccion)
    motivo = "El servidor de correo lo rechazó: (550, b'5.1.1 User unknown')"
    Correo.objects.filter(pk=enviada.correo_id).update(estado="fallido", error=motivo)
    assert services_entrada.recoger_rechazados(en=LUEGO) == 1
    assert services_entrada.recoger_rechazados(en=LUEGO) == 0
    direccion.refresh_from_db()
    assert direccion.estado == "rebotado"


# --- el aviso del proveedor ---------------------------------------------------------------------
def firmado(client, cuerpo: bytes, *, secreto: str = "secreto", firma: str = ""):
    firma = firma or "sha256=" + hmac.new(secreto.encode(), cuerpo, "sha256").hexdigest()
    url = reverse("comunicaciones:rebotes")
    return client.post(url, cuerpo, content_type="application/json", headers={"X-Firma": firma})


def test_el_proveedor_avisa_rebotes_con_su_firma_y_repetir_no_cambia_nada(client, settings):
    settings.REBOTES_SECRETO = "secreto"
    _, direccion = con_correo()
    enviada = enviar(direccion)
    evento = {"tipo": "rebote", "mensaje_id": enviada.correo.mensaje_id, "codigo": "5.1.1", "detalle": "no existe"}
    cuerpo = json.dumps([evento, {"tipo": "abierto"}, {"tipo": "rebote", "mensaje_id": "<x@y>"}]).encode()
    assert firmado(client, cuerpo).json() == {"rebotes": 1, "repetidos": 0, "ajenos": 2}
    por_lineas = json.dumps(evento).encode() + b"\n" + json.dumps(evento).encode()
    assert firmado(client, por_lineas).json() == {"rebotes": 0, "repetidos": 2, "ajenos": 0}
    direccion.refresh_from_db()
    assert direccion.estado == "rebotado"


def test_sin_firma_buena_el_aviso_no_vale_y_sin_secreto_no_existe(client, settings):
    settings.REBOTES_SECRETO = ""
    assert firmado(client, b"[]").status_code == 404
    settings.REBOTES_SECRETO = "secreto"
    for mala in ("sha256=0", "ñ"):
        assert firmado(client, b"[]", firma=mala).status_code == 403
    assert client.get(reverse("comunicaciones:rebotes")).status_code == 405


@pytest.mark.parametrize(
    "cuerpo", [b"no", b"{}\nno", b"[1]", b'{"eventos": 3}', b"\xff", b"[" * 100_000, b'[{"tipo":"rebote"},']
)
def test_un_aviso_roto_se_rechaza_diciendo_que_espera(client, settings, cuerpo):
    settings.REBOTES_SECRETO = "secreto"
    respuesta = firmado(client, cuerpo)
    assert respuesta.status_code == 400
    assert "rebote" in respuesta.json()["error"].lower()


# --- correos recibidos --------------------------------------------------------------------------
def test_un_correo_de_una_direccion_conocida_se_archiva_en_su_cliente_una_vez():
    de, direccion = con_correo()
    llegado = correo("Ana Paredes <ANA@empresa.pe>", "Ya pagamos", "Adjunto la constancia.")
    llegado.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="constancia.pdf")
    llegado.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="virus.exe")
    assert recibir(llegado).estado == EstadoEntrante.ARCHIVADO
    assert recibir(llegado) is None
    hecha = Comunicacion.objects.get()
    assert (hecha.cliente, hecha.medio, hecha.sentido) == (de, direccion, Sentido.ENTRANTE)
    assert (hecha.asunto, hecha.texto) == ("Ya pagamos", "Adjunto la constancia.")
    assert [a.nombre for a in hecha.adjuntos.all()] == ["constancia.pdf"]
    assert "«virus.exe» no se guarda" in CorreoEntrante.objects.get().sin_guardar
    assert selectors.presupuesto_de(cliente_id=de.pk, en=LUEGO).usados == 0


def test_un_adjunto_de_cuarenta_megas_no_se_guarda_y_el_correo_si():
    con_correo()
    llegado = correo()
    llegado.add_attachment(b"%PDF-" + bytes(11 << 20), maintype="application", subtype="pdf", filename="plano.pdf")
    entrante = recibir(llegado)
    assert entrante.estado == EstadoEntrante.ARCHIVADO
    assert "«plano.pdf» pesa 11.0 MB" in entrante.sin_guardar


def test_lo_que_no_se_sabe_de_quien_es_espera_a_una_persona():
    for nombre in ("UNO", "DOS"):  # dos clientes con la misma contadora
        medio(contacto(cliente(nombre)), "contadora@estudio.pe")
    ambiguo, ajeno = recibir(correo("contadora@estudio.pe")), recibir(correo("nadie@otra.pe"))
    assert {ambiguo.estado, ajeno.estado} == {EstadoEntrante.POR_ARCHIVAR}
    assert not Comunicacion.objects.exists()
    de, persona = cliente("TRES"), usuario("equipo_pc")
    hecha = services_entrada.archivar(entrante=ajeno, cliente=de, contacto=None, por=persona, en=LUEGO)
    assert (hecha.cliente, hecha.texto) == (de, "Buenos días.")
    with pytest.raises(services_entrada.YaArchivado, match="archivado"):
        services_entrada.descartar(entrante=ajeno, por=persona, en=LUEGO)
    services_entrada.descartar(entrante=ambiguo, por=persona, en=LUEGO)
    assert not CorreoEntrante.objects.por_archivar().exists()


def test_la_respuesta_desde_otra_direccion_va_al_cliente_al_que_se_escribio():
    de, direccion = con_correo()
    persona = usuario("equipo_pc")
    enviada = enviar(direccion, por=persona)
    llegado = recibir(correo("gerente@otrodominio.pe", "Re: Estado", In_Reply_To=enviada.correo.mensaje_id))
    assert (llegado.comunicacion.cliente, llegado.comunicacion.responde_a) == (de, enviada)
    assert Aviso.objects.filter(usuario=persona, texto__startswith=f"{de} respondió").count() == 1


def test_una_respuesta_automatica_de_un_desconocido_no_ensucia_la_bandeja():
    assert recibir(correo("no-responder@x.pe", Auto_Submitted="auto-replied")).estado == EstadoEntrante.AUTOMATICO


@pytest.mark.parametrize("crudo", [
    b"", b"\0\0", b"From: \xff\xfe\r\nSubject: =?utf-8?b?//8=?=\r\n\r\n\xff", b"From: a@b.pe\r\n" * 5000,
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\nContent-Type: message/rfc822\r\n\r\n" * 300,
    b"From: a@b.pe\r\nContent-Type: text/plain; charset=no-existe\r\n\r\nhola\0",
])  # fmt: skip
def test_un_correo_roto_se_guarda_con_lo_que_se_entienda(crudo):
    assert recibir(crudo).estado in EstadoEntrante.values


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_cualesquiera_bytes_se_lee_sin_fallar(crudo):
    mensaje = mensajes.leer(b"From: a@b.pe\r\nSubject: " + crudo, recibido_en=EN)
    assert "\0" not in mensaje.asunto + mensaje.texto
    assert len(mensaje.mensaje_id) <= 250


def test_de_un_correo_con_html_queda_lo_que_se_lee_sin_etiquetas():
    llegado = correo("nadie@otra.pe", "<b>Hola</b>")
    llegado.set_content("<style>p{}</style><p>Uno</p><p>Dos &amp; <script>alert(1)</script>tres</p>", subtype="html")
    assert recibir(llegado).texto.split() == ["Uno", "Dos", "&", "tres"]
