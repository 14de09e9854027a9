"""El historial lo escribe la base: quién, cuándo y qué cambió, también ante SQL por conjuntos."""

from datetime import date

import pghistory
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pghistory.core import event_models

from config.comun.auditoria import eventos, selectors
from config.comun.calendario.models import DiaNoHabil
from config.comun.parametros.models import Parametro
from config.comun.usuarios.models import Usuario, Zona
from tests.fabricas.comun import usuario, zona

pytestmark = pytest.mark.django_db


def cambios(objeto):
    return selectors.historial_de(modelo=type(objeto), pk=objeto.pk).cambios


def como_texto(cambio):
    return [(c.campo, c.antes, c.despues) for c in cambio.campos]


def test_un_cambio_dice_quien_desde_donde_y_de_que_a_que():
    autora = usuario(first_name="Rosa", last_name="Paz")
    feriado = DiaNoHabil.objects.create(fecha=date(2040, 1, 2), nombre="Aniversario")
    with pghistory.context(usuario=autora.pk, origen="calendario"):
        DiaNoHabil.objects.filter(pk=feriado.pk).update(nombre="Aniversario de la provincia")
    ultimo = cambios(feriado)[0]
    assert (ultimo.quien, ultimo.origen, ultimo.acto) == ("Rosa Paz", "calendario", "Cambió")
    assert como_texto(ultimo) == [("nombre", "Aniversario", "Aniversario de la provincia")]


def test_el_historial_cuenta_el_alta_y_la_baja_de_algo_que_ya_no_existe():
    feriado = DiaNoHabil.objects.create(fecha=date(2040, 1, 2), nombre="Aniversario")
    pk = feriado.pk
    feriado.delete()
    actos = [c.acto for c in selectors.historial_de(modelo=DiaNoHabil, pk=pk).cambios]
    assert actos == ["Eliminó", "Creó"]


def test_un_update_por_sql_de_muchas_filas_deja_un_evento_por_fila():
    zonas = [zona(f"Z{n}") for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comun_zona SET nombre = 'Zona ' || codigo || ' (nueva)' WHERE codigo LIKE 'Z_'")
    for z in zonas:
        assert como_texto(cambios(z)[0]) == [("nombre", f"Zona {z.codigo}", f"Zona {z.codigo} (nueva)")]


def test_un_cambio_de_miles_no_usa_el_plan_recordado_de_uno_chico():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO comun_zona (codigo, nombre) SELECT 'M' || n, 'Zona ' || n FROM generate_series(1, 30000) n"
        )
        cursor.execute("UPDATE comun_zona SET nombre = 'Una' WHERE codigo = 'M1'")
        # Fila contra fila serían mil millones de comparaciones: más de un minuto.
        cursor.execute("SET LOCAL statement_timeout = '20s'")
        cursor.execute("UPDATE comun_zona SET nombre = nombre || ' (nueva)' WHERE codigo LIKE 'M%'")
        assert cursor.rowcount == 30_000
    assert como_texto(cambios(Zona.objects.get(codigo="M7"))[0]) == [("nombre", "Zona 7", "Zona 7 (nueva)")]


def test_guardar_sin_cambiar_nada_no_deja_evento():
    z = zona()
    z.save()
    assert [c.acto for c in cambios(z)] == ["Creó"]


def test_cambiar_la_clave_o_entrar_no_se_registra_como_cambio(client):
    persona = usuario()
    persona.set_password("otra-clave-larga-7")
    persona.save()
    client.force_login(persona)
    assert [c.acto for c in cambios(persona) if c.sobre == "usuario"] == ["Creó"]
    columnas = {f.name for f in Usuario.pgh_event_model._meta.fields}
    assert not columnas & {"password", "last_login"}


def test_dar_y_quitar_un_rol_sale_en_el_historial_del_usuario():
    from django.contrib.auth.models import Group

    persona = usuario("gerencia")
    persona.groups.set(Group.objects.filter(name="auditoria"))
    roles = [(c.acto, c.campos[0].antes, c.campos[0].despues) for c in cambios(persona) if c.sobre == "rol"]
    assert ("Quitó", "Gerencia comercial", "—") in roles
    assert ("Agregó", "—", "Auditoría") in roles


def test_lo_hecho_en_una_pagina_lleva_a_quien_entro_y_la_ruta(client):
    jefa = usuario("administracion", first_name="Inés")
    client.force_login(jefa)
    ruta = reverse("calendario:crear")
    datos = {"fecha": "2040-03-01", "nombre": "Feria", "norma": "", "ambito": "regional"}
    assert client.post(ruta, datos).status_code == 302
    ultimo = cambios(DiaNoHabil.objects.get(fecha="2040-03-01"))[0]
    assert (ultimo.quien, ultimo.origen) == ("Inés", ruta)


def test_la_instalacion_queda_como_origen_de_lo_sembrado():
    parametro = Parametro.objects.get(clave="umbral_alto_consumo_m3")
    alta = cambios(parametro)[-1]
    assert (alta.quien, alta.origen, alta.acto) == ("Sistema", "instalación", "Creó")


def test_el_fragmento_pide_poder_ver_el_objeto(client):
    persona = usuario("gerencia")
    url = reverse("auditoria:historial", args=["comun", "usuario", persona.pk])
    assert client.get(url).status_code == 302
    client.force_login(usuario("equipo_pc"))
    assert client.get(url).status_code == 403
    client.force_login(usuario("administracion"))
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 200


def test_el_fragmento_de_un_modelo_que_no_se_sigue_no_existe(client):
    client.force_login(usuario("auditoria"))
    assert client.get(reverse("auditoria:historial", args=["comun", "correo", 1])).status_code == 404
    assert client.get(reverse("auditoria:historial", args=["comun", "nada", 1])).status_code == 404


def test_la_busqueda_general_es_solo_de_auditoria(client):
    url = reverse("auditoria:lista")
    for rol in ("gerencia", "administracion", "equipo_pc"):
        client.force_login(usuario(rol))
        assert client.get(url).status_code == 403
    client.force_login(usuario("auditoria"))
    assert client.get(url).status_code == 200


def test_la_busqueda_filtra_por_que_quien_y_cuando(client):
    autora = usuario(username="autora")
    Zona.objects.create(codigo="ESTE", nombre="Zona Este")
    with pghistory.context(usuario=autora.pk):
        Zona.objects.create(codigo="OESTE", nombre="Zona Oeste")
    client.force_login(usuario("auditoria"))
    html = client.get(reverse("auditoria:lista"), {"modelo": "comun.zona", "usuario": autora.pk}).content.decode()
    assert "Zona Oeste" in html
    assert "Zona Este" not in html
    nada = client.get(reverse("auditoria:lista"), {"modelo": "comun.zona", "hasta": "2001-01-01"}).content.decode()
    assert "Nadie cambió nada con este filtro" in nada


def test_una_fecha_al_reves_se_dice_y_no_se_muestra_todo(client):
    client.force_login(usuario("auditoria"))
    html = client.get(reverse("auditoria:lista"), {"desde": "2026-02-01", "hasta": "2026-01-01"}).content.decode()
    assert "«Hasta» debe ser igual o posterior" in html
    assert "<time" not in html


@pytest.mark.parametrize("cuantos", [3, 300])
def test_el_historial_hace_las_mismas_consultas_con_pocos_y_muchos_cambios(cuantos, django_assert_max_num_queries):
    z = zona()
    for n in range(cuantos):
        Zona.objects.filter(pk=z.pk).update(nombre=f"nombre {n}")
    with django_assert_max_num_queries(5):
        pagina = selectors.historial_de(modelo=Zona, pk=z.pk)
    assert pagina.cambios[0].campos[0].despues == f"nombre {cuantos - 1}"
    assert pagina.hay_mas == (cuantos > selectors.POR_PAGINA)


def test_la_busqueda_general_no_consulta_mas_por_mezclar_muchos_modelos(client, monkeypatch):
    monkeypatch.setattr(selectors, "POR_PAGINA", 2000)  # todo lo sembrado de una vez
    autora = usuario("auditoria", first_name="Rosa", last_name="Paz", zonas=["NORTE"])
    client.force_login(autora)
    client.get(reverse("auditoria:lista"))
    with CaptureQueriesContext(connection) as hechas:
        pagina = client.get(reverse("auditoria:lista")).context["pagina"]
    assert len({c.sobre for c in pagina.cambios}) > selectors.NOMBRADOS
    assert len(hechas) <= 15
    assert "Rosa Paz" in {c.objeto for c in pagina.cambios}


def test_un_evento_leido_con_otros_modelos_es_el_mismo_que_leido_solo():
    for evento in event_models():
        for suyo in evento.objects.order_by("pgh_id")[:3]:
            clave = (evento._meta.label_lower, suyo.pgh_id)
            leido = eventos.leer([clave])[0][clave]
            for campo in evento._meta.fields:
                assert getattr(leido, campo.attname) == getattr(suyo, campo.attname), campo


def test_la_segunda_pagina_sigue_donde_acabo_la_primera():
    z = zona()
    for n in range(60):
        Zona.objects.filter(pk=z.pk).update(nombre=f"nombre {n}")
    segunda = selectors.historial_de(modelo=Zona, pk=z.pk, pagina=2)
    assert como_texto(segunda.cambios[0]) == [("nombre", "nombre 8", "nombre 9")]
    assert not segunda.hay_mas


def test_lo_que_hace_una_tarea_lleva_su_nombre():
    from celery import current_app

    @current_app.task(name="prueba.renombrar")
    def renombrar(pk):
        Zona.objects.filter(pk=pk).update(nombre="Desde la tarea")

    z = zona()
    renombrar.apply(args=[z.pk], throw=True)
    ultimo = cambios(z)[0]
    assert (ultimo.quien, ultimo.origen) == ("Sistema", "tarea prueba.renombrar")


def test_lo_que_se_carga_por_millones_no_guarda_el_alta_pero_si_lo_que_habia():
    from cartera.padron.models import CasoNombre

    caso = CasoNombre.objects.create(nombre_norm="PANADERIA SOL")
    assert cambios(caso) == ()
    persona = usuario()
    CasoNombre.objects.filter(pk=caso.pk).update(decidido_por=persona)
    (unico,) = cambios(caso)
    assert unico.acto == "Cambió"
    assert ("—", str(persona)) in [(c.antes, c.despues) for c in unico.campos]


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        (DateRange(date(2026, 5, 1), None), "desde el 01/05/2026"),
        (DateRange(date(2026, 5, 1), date(2026, 8, 1)), "desde el 01/05/2026 hasta el 31/07/2026"),
        (DateRange(None, date(2026, 8, 1)), "siempre hasta el 31/07/2026"),
        (False, "No"),
        (date(2026, 5, 1), "01/05/2026"),
        (["SOCIAL", "ESTATAL"], "SOCIAL, ESTATAL"),
    ],
)
def test_cada_valor_se_lee_en_palabras(valor, texto):
    assert selectors.en_palabras(valor) == texto
