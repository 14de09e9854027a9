"""Las páginas de la derivación: quién entra, qué puede hacer cada unidad y el expediente."""

import shutil
import subprocess

import outloud
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cobranzas.derivaciones import services
from cobranzas.derivaciones.documento import pdf_del_expediente
from cobranzas.derivaciones.expedientes import guardar_expediente
from cobranzas.derivaciones.models import Derivacion
from tests.fabricas.cobranzas import AL
from tests.fabricas.comun import usuario
from tests.fabricas.derivaciones import EN, caso, causa, enviado, moroso

pytestmark = pytest.mark.django_db
necesita_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="falta poppler-utils")


@pytest.fixture(autouse=True)
def _hoy():
    with time_machine.travel(EN, tick=False):
        yield


LECTURA = ("equipo_pc", "jefatura_cobranzas", "cartera_morosa", "auditoria")
PAGINAS = {
    "lista": LECTURA,
    "derivacion": LECTURA,
    "expediente": LECTURA,
    "cliente_derivaciones": LECTURA,
    "hoy": LECTURA,
    "proponer": ("equipo_pc", "jefatura_cobranzas"),
    "enviar": ("jefatura_cobranzas",),
    "reenviar": ("jefatura_cobranzas",),
    "retirar": ("jefatura_cobranzas",),
    "aceptar": ("cartera_morosa",),
    "devolver": ("cartera_morosa",),
    "cerrar": ("cartera_morosa",),
    "causas": ("cartera_morosa",),
    "nueva_causa": ("cartera_morosa",),
}


def url(nombre: str, hecho: Derivacion) -> str:
    if nombre in ("lista", "hoy", "causas", "nueva_causa"):
        return reverse(f"derivaciones:{nombre}")
    del_cliente = nombre in ("proponer", "cliente_derivaciones")
    return reverse(f"derivaciones:{nombre}", args=[hecho.cliente_id if del_cliente else hecho.pk])


@pytest.mark.parametrize("nombre", PAGINAS)
def test_cada_pagina_solo_para_quien_le_toca(client, nombre):
    ruta = url(nombre, caso())
    assert client.get(ruta).status_code == 302
    client.force_login(usuario())
    assert client.get(ruta).status_code == 403
    for rol in LECTURA:
        client.force_login(usuario(rol))
        assert client.get(ruta).status_code == (200 if rol in PAGINAS[nombre] else 403), rol


@pytest.mark.parametrize("nombre", ["derivacion", "expediente", "cliente_derivaciones", "proponer"])
def test_lo_de_otra_zona_no_existe(client, nombre):
    hecho = caso()
    client.force_login(usuario("equipo_pc", "cartera_morosa", zonas=["SUR"], todas_las_zonas=False))
    assert client.get(url(nombre, hecho)).status_code == 404


def test_proponer_desde_la_ficha_y_enviar_en_lote(client, django_capture_on_commit_callbacks):
    de = moroso()
    client.force_login(usuario("equipo_pc"))
    ruta = reverse("derivaciones:proponer", args=[de.cliente_id])
    assert "Hacen falta 2 recibos o 1 cuota." in client.get(ruta).content.decode()
    vacio = client.post(ruta, {"sustento": "x"})
    assert vacio.status_code == 422
    assert "Marca al menos un suministro." in vacio.content.decode()
    assert client.post(ruta, {"suministros": [de.pk], "sustento": "Tres llamadas"}).status_code == 302
    hecho = Derivacion.objects.get()
    client.force_login(usuario("jefatura_cobranzas"))
    lista = reverse("derivaciones:lista") + "?estado=propuesta"
    assert client.post(lista, {"accion": "enviar", "alcance": "todas", "cuantas": "1"}).status_code == 302
    hecho.refresh_from_db()
    assert hecho.estado == "enviada"
    client.force_login(usuario("cartera_morosa"))
    assert "1 derivación por aceptar o devolver" in client.get(reverse("derivaciones:hoy")).content.decode()


def test_devolver_pide_causa_y_el_segundo_clic_dice_quien_lo_hizo(client):
    hecho = enviado()
    client.force_login(usuario("cartera_morosa", first_name="Ana", last_name="Ruiz"))
    ruta = reverse("derivaciones:devolver", args=[hecho.pk])
    assert client.post(ruta, {"nota": "sin causa"}).status_code == 422
    assert client.post(ruta, {"causa": causa().pk, "nota": "Falta"}).status_code == 302
    segundo = client.post(ruta, {"causa": causa().pk})
    assert segundo.status_code == 422
    assert "Ana Ruiz" in segundo.content.decode()


def test_las_mismas_consultas_con_tres_casos_y_con_muchos(client, django_assert_num_queries):
    for _ in range(3):
        caso()
    client.force_login(usuario("jefatura_cobranzas"))
    client.get(reverse("derivaciones:lista"))
    with CaptureQueriesContext(connection) as pocas:
        client.get(reverse("derivaciones:lista"))
    assert len(pocas) <= 15
    for _ in range(22):
        caso()
    with django_assert_num_queries(len(pocas)):
        client.get(reverse("derivaciones:lista"))


@necesita_poppler
def test_el_expediente_trae_cada_recibo_y_pasa_los_verificadores(tmp_path):
    de = moroso(recibos=3)
    hecho = caso(de)
    ruta = tmp_path / "expediente.pdf"
    ruta.write_bytes(pdf_del_expediente(hecho, al=AL))
    texto = subprocess.run(["pdftotext", "-layout", str(ruta), "-"], capture_output=True, check=True).stdout.decode()
    for r in de.recibos.all():
        assert r.numero in texto
    for parte in (hecho.numero, "S/ 300.00", "Índice", "6. Comunicaciones", "Tres llamadas y una visita"):
        assert parte in texto.replace("\xa0", " ")
    # LNK-004: los enlaces del índice no llevan la marca de imprimirse; no dibujan nada, así que da igual.
    graves = [h for h in outloud.check(str(ruta)).findings if h.severity in ("error", "warning")]
    assert {h.rule for h in graves} <= {"LNK-004"}
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", str(ruta)], capture_output=True, check=True)


def test_el_expediente_enviado_queda_guardado_y_no_cambia(client):
    hecho = enviado()
    guardado = guardar_expediente(derivacion_id=hecho.pk, ahora=EN).expediente
    assert guardar_expediente(derivacion_id=hecho.pk, ahora=EN).expediente == guardado
    client.force_login(usuario("cartera_morosa"))
    respuesta = client.get(reverse("derivaciones:expediente", args=[hecho.pk]))
    assert b"".join(respuesta.streaming_content).startswith(b"%PDF")
    services.devolver(derivacion=hecho, causa=causa(), por=usuario("cartera_morosa"), en=EN)
    services.enviar(derivacion=hecho, por=usuario("jefatura_cobranzas"), en=EN, nota="Completado")
    hecho.refresh_from_db()
    assert hecho.expediente is None  # se dibuja otra vez con lo que se completó


def test_un_sustento_con_html_se_ve_como_texto(client):
    de = moroso()
    hecho = services.proponer(
        cliente=de.cliente, suministros=[de.pk], sustento="<script>x</script>", por=usuario("equipo_pc"), en=EN
    )
    client.force_login(usuario("equipo_pc"))
    assert "<script>x" not in client.get(hecho.get_absolute_url()).content.decode()
    assert b"<script>" not in pdf_del_expediente(hecho, al=AL)
