"""La lista genérica: filtros en la URL, orden total, conteo con tope, página, lote y permisos."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.comun.pantalla.tables import FilasPorClave
from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario, zona

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]
LISTA = "/prueba/"


@pytest.fixture
def admin(client):
    persona = usuario("administracion")
    client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    return persona


def crear(cuantas, prefijo="Z", nombre="Igual"):
    Zona.objects.bulk_create([Zona(codigo=f"{prefijo}{n:05}", nombre=nombre) for n in range(cuantas)])


def codigos(respuesta):
    return [fila.record.codigo for fila in respuesta.context["tabla"].paginated_rows]


def test_el_anonimo_va_al_log_in_y_vuelve_a_su_filtro(client):
    respuesta = client.get(f"{LISTA}?q=a")
    assert respuesta.status_code == 302
    assert respuesta.url.startswith(reverse("usuarios:entrar"))
    assert "next=/prueba/%3Fq%3Da" in respuesta.url


def test_sin_permiso_es_403_con_codigo_de_referencia(client):
    client.force_login(usuario(), backend="django.contrib.auth.backends.ModelBackend")
    respuesta = client.get(LISTA)
    assert respuesta.status_code == 403
    assert "Tu rol no abre esta página" in respuesta.content.decode()
    assert respuesta["X-Referencia"] in respuesta.content.decode()


def test_el_texto_libre_busca_cada_palabra_en_todos_los_campos(client, admin):
    zona("SUR-1", "Costa baja")
    zona("SUR-2", "Sierra alta")
    assert codigos(client.get(f"{LISTA}?q=sur+costa")) == ["SUR-1"]


def test_un_filtro_mal_escrito_no_muestra_ni_toca_nada(client, admin):
    crear(3)
    respuesta = client.get(f"{LISTA}?numero_desde=abc")
    assert codigos(respuesta) == []
    assert "Hay un filtro mal escrito" in respuesta.content.decode()
    client.post(f"{LISTA}?numero_desde=abc", {"accion": "nombrar", "cuantas": "3"})
    assert not Zona.objects.filter(nombre="Nombrada").exists()


def test_con_valores_iguales_dos_paginas_no_repiten_ni_saltan_filas(client, admin):
    crear(60)
    vistas = [c for p in (1, 2, 3) for c in codigos(client.get(f"{LISTA}?q=Z0&orden=nombre&pagina={p}"))]
    assert len(vistas) == len(set(vistas)) == 60


def test_ordenar_y_pasar_de_pagina_conservan_el_filtro(client, admin):
    crear(60)
    html = client.get(f"{LISTA}?q=Z0&orden=-codigo").content.decode()
    assert 'href="?q=Z0&amp;orden=-codigo&amp;pagina=2"' in html
    assert 'href="?q=Z0&amp;orden=codigo"' in html
    assert 'aria-sort="descending"' in html


def test_una_pagina_que_ya_no_existe_vuelve_a_la_primera_con_su_filtro(client, admin):
    crear(3)
    respuesta = client.get(f"{LISTA}?q=Z0&pagina=9")
    assert respuesta.status_code == 302
    assert respuesta.url == f"{LISTA}?q=Z0"


def test_hasta_mil_se_cuenta_exacto_y_despues_se_dice_mil_y_mas(client, admin):
    crear(1000)
    assert client.get(f"{LISTA}?q=Z0").context["conteo_texto"] == "1,000 zonas"
    crear(1, prefijo="Z9")
    assert client.get(f"{LISTA}?q=Z").context["conteo_texto"] == "1,000+ zonas"
    assert client.get(f"{LISTA}?q=Z&contar=1").content.decode() == "1,001 zonas"


def test_una_sola_fila_va_en_singular(client, admin):
    zona("UNICA", "Única")
    assert client.get(f"{LISTA}?q=UNICA").context["conteo_texto"] == "1 zona"


def test_muestra_veinticinco_y_nunca_mas_de_cien(client, admin):
    crear(120)
    assert len(codigos(client.get(f"{LISTA}?q=Z0"))) == 25
    assert len(codigos(client.get(f"{LISTA}?q=Z0&filas=100"))) == 100
    assert len(codigos(client.get(f"{LISTA}?q=Z0&filas=5000"))) == 25


def test_las_consultas_no_crecen_con_las_filas(client, admin, django_assert_max_num_queries):
    hechas = []
    for filas in (3, 297):
        crear(filas, prefijo=f"Z{filas}")
        with django_assert_max_num_queries(10) as contadas:
            client.get(f"{LISTA}?q=Z&filas=100")
        hechas.append(len(contadas))
    assert hechas[0] == hechas[1]


@pytest.mark.parametrize("ruta", [LISTA, f"{LISTA}por-claves/"])
def test_ninguna_pagina_cuenta_ni_lee_todas_las_filas(client, admin, ruta):
    crear(60)
    with CaptureQueriesContext(connection) as hechas:
        client.get(f"{ruta}?q=Z0")
    de_zonas = [q["sql"] for q in hechas if 'FROM "comun_zona"' in q["sql"] and "LIKE" in q["sql"]]
    assert de_zonas
    assert all("LIMIT" in sql for sql in de_zonas)


@pytest.mark.parametrize("pedido", ["", "&orden=-nombre", "&pagina=2", "&pagina=2&orden=-codigo&filas=50"])
def test_elegir_la_pagina_por_claves_da_las_mismas_filas(client, admin, pedido):
    crear(60)
    directa = client.get(f"{LISTA}?q=Z0{pedido}")
    por_claves = client.get(f"{LISTA}por-claves/?q=Z0{pedido}")
    assert codigos(por_claves) == codigos(directa) != []
    assert por_claves.context["conteo_texto"] == directa.context["conteo_texto"]
    assert por_claves.context["tabla"].page.has_next() == directa.context["tabla"].page.has_next()


@pytest.mark.parametrize("trozo", [slice(0, 5), slice(3, 6), slice(5, 15), slice(18, 30), slice(40, 50)])
def test_las_paginas_de_mas_alla_de_las_primeras_claves_siguen_su_orden(trozo):
    crear(20)
    todas = Zona.objects.filter(codigo__startswith="Z0").order_by("-codigo")
    assert FilasPorClave(todas, tope=6)[trozo] == list(todas[trozo])


def test_htmx_recibe_solo_el_contenedor_de_la_tabla(client, admin):
    crear(2)
    entera = client.get(f"{LISTA}?q=Z0")
    parte = client.get(f"{LISTA}?q=Z0", headers={"HX-Request": "true", "HX-Target": "lista"})
    assert "<html" in entera.content.decode()
    assert "<html" not in parte.content.decode()
    assert parte.content.decode().lstrip().startswith('<section id="lista"')
    assert "HX-Request" in parte["Vary"]


def test_vacio_con_filtro_ofrece_quitarlo_y_sin_filtro_dice_que_habria(client, admin):
    Zona.objects.all().delete()
    assert "Aún no hay zonas de prueba." in client.get(LISTA).content.decode()
    con_filtro = client.get(f"{LISTA}?q=nada").content.decode()
    assert "Nada cumple este filtro." in con_filtro
    assert "Quitar filtros" in con_filtro


def test_cada_celda_lleva_su_encabezado_para_el_telefono_y_cada_casilla_su_nombre(client, admin):
    zona("UNICA", "Única")
    html = client.get(f"{LISTA}?q=UNICA").content.decode()
    assert 'data-label="Código"' in html
    assert 'aria-label="Marcar Única"' in html
    assert re.search(r'<td class="[^"]*solo-ancho[^"]*"[^>]*data-label="Doble"', html)
    assert html.count('scope="col"') == html.count("<th ")


# --- Lote -------------------------------------------------------------------------------------
def test_el_lote_pregunta_con_el_numero_antes_de_tocar(client, admin):
    crear(30)
    crear(5, prefijo="OTRA")
    respuesta = client.post(f"{LISTA}?q=Z0", {"accion": "nombrar", "alcance": "todas"})
    assert "Nombrar (30)" in respuesta.content.decode()
    assert not Zona.objects.filter(nombre="Nombrada").exists()


def test_el_lote_confirmado_toca_todo_lo_filtrado_y_nada_mas(client, admin):
    crear(30)
    crear(5, prefijo="OTRA")
    respuesta = client.post(f"{LISTA}?q=Z0", {"accion": "nombrar", "cuantas": "30"}, follow=True)
    assert Zona.objects.filter(nombre="Nombrada").count() == 30
    assert "Se nombraron 30 zonas." in respuesta.content.decode()
    assert respuesta.redirect_chain[0][0] == f"{LISTA}?q=Z0"


def test_las_marcadas_solo_cuentan_si_cumplen_el_filtro(client, admin):
    crear(3)
    ajena = zona("AJENA", "Ajena")
    propia = Zona.objects.get(codigo="Z00001")
    datos = {"accion": "nombrar", "alcance": "marcadas", "claves": [ajena.pk, propia.pk], "cuantas": "1"}
    client.post(f"{LISTA}?q=Z0", datos)
    assert list(Zona.objects.filter(nombre="Nombrada")) == [propia]


def test_si_la_lista_cambio_entre_preguntar_y_confirmar_vuelve_a_preguntar(client, admin):
    crear(31)
    respuesta = client.post(f"{LISTA}?q=Z0", {"accion": "nombrar", "cuantas": "30"})
    assert "La lista cambió" in respuesta.content.decode()
    assert not Zona.objects.filter(nombre="Nombrada").exists()


def test_el_lote_pide_su_propio_permiso(client):
    client.force_login(usuario("auditoria"), backend="django.contrib.auth.backends.ModelBackend")
    crear(2)
    pagina = client.get(f"{LISTA}?q=Z0")
    assert pagina.status_code == 200
    assert "Nombrar" not in pagina.content.decode()
    assert client.post(f"{LISTA}?q=Z0", {"accion": "nombrar", "cuantas": "2"}).status_code == 403
    assert not Zona.objects.filter(nombre="Nombrada").exists()


def test_una_accion_que_se_deshace_no_pregunta(client, admin):
    crear(2)
    respuesta = client.post(f"{LISTA}?q=Z0", {"accion": "tocar"}, follow=True)
    assert "Se tocaron 2 zonas." in respuesta.content.decode()


def test_una_accion_inventada_no_hace_nada(client, admin):
    assert client.post(LISTA, {"accion": "borrar_todo"}).status_code == 400
