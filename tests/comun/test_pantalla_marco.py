"""El marco: menú por rol, nombres que existen, nada en línea, íconos del sprite, librerías intactas y presencia."""

import datetime
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from config import navegacion
from config.comun.archivos.models import Archivo
from config.comun.pantalla import presencia
from config.comun.parametros.models import Empresa
from tests.fabricas.comun import usuario

RAIZ = Path(settings.BASE_DIR)
PLANTILLAS = sorted((RAIZ / "templates").rglob("*.html"))
FUENTES = [
    p for app in ("config", "cartera", "principales", "cobranzas", "reportes") for p in (RAIZ / app).rglob("*.py")
]
# Las de PDF (llevan @page o viven con él) no pasan por el navegador: su CSS va dentro.
DE_PANTALLA = [p for p in PLANTILLAS if "pdf" not in str(p.relative_to(RAIZ)) and "@page" not in p.read_text()]
AHORA = datetime.datetime(2026, 11, 23, 10, 32, tzinfo=datetime.UTC)


def entradas():
    sueltas = [
        *navegacion.SECCIONES,
        *navegacion.BUSCADORES,
        *navegacion.INICIO,
        navegacion.FRESCURA,
        navegacion.AVISOS,
    ]
    de_ficha = [*navegacion.CABECERA_CLIENTE, *(p for ficha in navegacion.FICHAS.values() for p in ficha)]
    return [(e.url, []) for e in sueltas] + [(e.url, [1]) for e in de_ficha]


@pytest.mark.parametrize(("nombre", "args"), entradas())
def test_todo_lo_que_nombra_la_navegacion_existe(nombre, args):
    try:
        assert reverse(nombre, args=args)
    except NoReverseMatch:
        pytest.fail(f"config/navegacion.py nombra «{nombre}», que ninguna función publica")


@pytest.mark.django_db
def test_cada_contador_de_pestana_responde_aunque_el_objeto_no_exista():
    contadores = {p.contador for ficha in navegacion.FICHAS.values() for p in ficha if p.contador}
    assert contadores
    for ruta in contadores:
        assert import_string(ruta)(usuario=usuario("jefatura_cobranzas"), pk=0) == 0, ruta


@pytest.mark.django_db
def test_el_menu_y_la_entrada_llevan_el_nombre_de_la_empresa(client):
    Empresa.objects.update(nombre="EPS <Marañón> S.A.", siglas="")
    assert "EPS &lt;Marañón&gt; S.A." in client.get(reverse("usuarios:entrar")).content.decode()
    client.force_login(usuario("equipo_pc"))
    pagina = client.get(reverse("procesos:lista")).content.decode()
    assert "EPS &lt;Marañón&gt; S.A." in pagina
    assert reverse("parametros:logo") not in pagina
    logo = Archivo.objects.create(sha256="0" * 64, nombre="logo.png", tipo_mime="image/png", tamano=1)
    Empresa.objects.update(logo=logo, siglas="EPSM")
    pagina = client.get(reverse("procesos:lista")).content.decode()
    assert reverse("parametros:logo") in pagina
    assert "EPSM<small>" in pagina


@pytest.mark.django_db
def test_los_permisos_que_nombra_la_navegacion_existen():
    fichas = [p for ficha in navegacion.FICHAS.values() for p in ficha]
    todas = [*navegacion.SECCIONES, *navegacion.BUSCADORES, *navegacion.INICIO, navegacion.FRESCURA, *fichas]
    nombrados = {e.permiso for e in todas if e.permiso}
    reales = {f"{a}.{c}" for a, c in Permission.objects.values_list("content_type__app_label", "codename")}
    assert nombrados - reales == set()


def test_ninguna_tecla_de_seccion_se_repite():
    teclas = [s.tecla for s in navegacion.SECCIONES if s.tecla]
    assert len(teclas) == len(set(teclas))


@pytest.mark.django_db
@pytest.mark.urls("tests.comun.pantallas")
def test_el_menu_solo_ofrece_lo_que_el_rol_abre(client):
    client.force_login(usuario("administracion"), backend="django.contrib.auth.backends.ModelBackend")
    assert 'href="/cuenta/usuarios/"' in client.get("/pantalla/buscar/").content.decode()
    client.force_login(usuario(), backend="django.contrib.auth.backends.ModelBackend")
    assert 'href="/cuenta/usuarios/"' not in client.get("/pantalla/buscar/").content.decode()


@pytest.mark.django_db
@pytest.mark.urls("tests.comun.pantallas")
def test_el_menu_marca_la_seccion_abierta(client):
    client.force_login(usuario("administracion"), backend="django.contrib.auth.backends.ModelBackend")
    html = client.get("/cuenta/usuarios/").content.decode()
    assert re.search(r'href="/cuenta/usuarios/"[^>]*aria-current="page"', html)
    assert html.count('aria-current="page"') == 1


# --- Plantillas -------------------------------------------------------------------------------
@pytest.mark.parametrize("plantilla", DE_PANTALLA, ids=lambda p: str(p.relative_to(RAIZ / "templates")))
def test_ninguna_plantilla_lleva_nada_en_linea(plantilla):
    texto = plantilla.read_text()
    assert not re.search(r"\sstyle\s*=", texto), 'la CSP no aplica style="…": usa una clase'
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", texto), "la CSP no ejecuta on…=: usa un archivo de static/"
    assert not re.search(r"\shx-on", texto), "allowEval está apagado"
    assert not re.search(r"<style", texto)
    assert not re.search(r"<script(?![^>]*\ssrc=)", texto)
    assert not re.search(r"(src|href)=[\"']https?://", texto), "sin CDN"


def iconos_usados():
    usados = set()
    for archivo in PLANTILLAS:
        usados |= set(re.findall(r"{%\s*icono\s+[\"']([a-z0-9-]+)[\"']", archivo.read_text()))
    for archivo in FUENTES:
        texto = archivo.read_text()
        usados |= set(re.findall(r"icono=[\"']([a-z0-9-]+)[\"']", texto))
        usados |= set(re.findall(r"Seccion\([\"'][^\"']+[\"'], [\"'][^\"']+[\"'], [\"']([a-z0-9-]+)[\"']", texto))
    return usados


def test_todo_icono_usado_esta_en_el_sprite():
    sprite = (RAIZ / "static/vendor/iconos.svg").read_text()
    assert len(iconos_usados()) > 20
    assert iconos_usados() - set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite)) == set()


# --- Archivos de terceros y presupuesto (PANTALLAS, sección 3) --------------------------------
def test_lo_de_terceros_es_exactamente_lo_anotado():
    carpeta = RAIZ / "static/vendor"
    anotados = json.loads((carpeta / "vendor.lock.json").read_text())["archivos"]
    for anotado in anotados:
        assert hashlib.sha256((carpeta / anotado["archivo"]).read_bytes()).hexdigest() == anotado["sha256"]
        assert anotado["version"]
        assert anotado["licencia"]
    presentes = {p.name for p in carpeta.iterdir()} - {"vendor.lock.json", "LICENCIAS.txt"}
    assert presentes == {a["archivo"] for a in anotados}


def comprimido(*nombres):
    return sum(len(gzip.compress((RAIZ / "static" / n).read_bytes(), 9)) for n in nombres) / 1024


def test_lo_que_baja_cada_pagina_cabe_en_el_presupuesto():
    assert comprimido("vendor/tabler.min.css", "comun/pantalla.css") <= 85
    assert comprimido("comun/marco.js", "comun/formularios.js") <= 12
    assert comprimido("vendor/htmx.min.js", "comun/marco.js", "comun/formularios.js") <= 70
    assert comprimido("vendor/iconos.svg") <= 8


# --- Quién lo tiene abierto -------------------------------------------------------------------
def test_dice_quien_mas_lo_tiene_abierto_y_desde_cuando():
    presencia.marcar(clave="cliente-1", usuario_pk=1, nombre="Rosa", ahora=AHORA)
    otros = presencia.marcar(
        clave="cliente-1", usuario_pk=2, nombre="Luis", ahora=AHORA + datetime.timedelta(seconds=9)
    )
    assert [(o.nombre, o.desde) for o in otros] == [("Rosa", AHORA)]


def test_quien_deja_de_renovar_treinta_segundos_ya_no_figura():
    presencia.marcar(clave="cliente-2", usuario_pk=1, nombre="Rosa", ahora=AHORA)
    tarde = AHORA + datetime.timedelta(seconds=31)
    assert presencia.marcar(clave="cliente-2", usuario_pk=2, nombre="Luis", ahora=tarde) == []


def test_renovar_no_cambia_desde_cuando_y_otra_ficha_no_se_mezcla():
    presencia.marcar(clave="cliente-3", usuario_pk=1, nombre="Rosa", ahora=AHORA)
    presencia.marcar(clave="cliente-3", usuario_pk=1, nombre="Rosa", ahora=AHORA + datetime.timedelta(seconds=20))
    despues = AHORA + datetime.timedelta(seconds=40)
    otros = presencia.marcar(clave="cliente-3", usuario_pk=2, nombre="Luis", ahora=despues)
    assert [o.desde for o in otros] == [AHORA]
    assert presencia.marcar(clave="cliente-4", usuario_pk=2, nombre="Luis", ahora=despues) == []


@pytest.mark.django_db
@pytest.mark.urls("tests.comun.pantallas")
def test_la_pieza_dice_el_nombre_de_la_otra_persona(client):
    for nombre in ("Rosa", "Luis"):
        persona = usuario("auditoria", first_name=nombre, last_name="Quispe")
        client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
        html = client.get("/pantalla/abierto/cliente-77/", headers={"HX-Request": "true"}).content.decode()
    assert "Rosa Quispe lo tiene abierto desde" in html
    assert "Luis" not in html


@pytest.mark.django_db
@pytest.mark.urls("tests.comun.pantallas")
def test_apagar_las_teclas_queda_en_la_persona(client):
    persona = usuario("equipo_pc")
    client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/pantalla/teclas/", {"activas": "0"})
    persona.refresh_from_db()
    assert persona.atajos_activos is False
    assert 'data-teclas="0"' in client.get("/pantalla/buscar/").content.decode()
