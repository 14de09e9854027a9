"""Lo que el rol de la web puede y no puede hacer en la base: se intenta de verdad."""

import pytest
from django.conf import settings
from django.core import checks
from django.db import ProgrammingError, connection, transaction

from config.comun.auditoria.privilegios import conceder, tablas_solo_agregar
from config.comun.checks import dos_roles
from tests.fabricas.comun import zona

pytestmark = pytest.mark.django_db


def ejecutar(sentencia):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sentencia)


@pytest.mark.parametrize(
    "sentencia",
    [
        "CREATE TABLE intrusa (x int)",
        "CREATE FUNCTION intrusa() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE comun_zona ADD COLUMN x int",
        "DROP TABLE comun_zona",
        "DROP TRIGGER pgtrigger_append_only_x ON comun_zonaevento",
        "TRUNCATE comun_zonaevento",
        "TRUNCATE comun_zona CASCADE",
        "UPDATE comun_zonaevento SET nombre = 'otro'",
        "DELETE FROM comun_zonaevento",
        "ALTER TABLE comun_zonaevento DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_el_rol_de_la_web_no_cambia_tablas_ni_historia(sentencia):
    zona()
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner|does not exist") as error:
        ejecutar(sentencia)
    if "DROP TRIGGER" not in sentencia:
        assert "does not exist" not in str(error.value)


def test_el_rol_de_la_web_trabaja_con_los_datos_y_sus_tablas_temporales():
    z = zona()
    ejecutar(f"UPDATE comun_zona SET nombre = 'otra' WHERE id = {z.pk}")
    ejecutar(f"DELETE FROM comun_zona WHERE id = {z.pk}")
    ejecutar("CREATE TEMP TABLE puente (x int) ON COMMIT DROP")


def test_todo_modelo_de_historial_esta_en_la_lista_de_solo_agregar():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '%%evento'")
        eventos = {fila[0] for fila in cursor.fetchall()}
    assert eventos
    assert eventos <= set(tablas_solo_agregar())
    with connection.cursor() as cursor:
        for tabla in tablas_solo_agregar():
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, 'INSERT'), has_table_privilege(%s, %s, 'UPDATE'),"
                " has_table_privilege(%s, %s, 'DELETE')",
                [settings.ROL_WEB, tabla] * 3,
            )
            assert cursor.fetchone() == (True, False, False), tabla


@pytest.mark.dueno
def test_ni_el_dueno_cambia_un_evento_por_descuido():
    zona()
    with pytest.raises(Exception, match="Cannot update"):
        ejecutar("UPDATE comun_zonaevento SET nombre = 'otro'")


@pytest.mark.dueno
def test_una_tabla_que_llegue_despues_ya_es_de_la_web_y_repetir_no_estorba():
    conceder(using="default")
    conceder(using="default")
    ejecutar("CREATE TABLE llega_despues (x int)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'llega_despues', 'INSERT')", [settings.ROL_WEB])
        assert cursor.fetchone() == (True,)


@pytest.mark.dueno
def test_check_avisa_si_la_web_entra_con_el_dueno(settings):
    settings.CON_ROL_DUENO = False
    assert [a.id for a in dos_roles(None, databases=["default"])] == ["comun.W002"]


@pytest.mark.dueno
def test_check_avisa_si_no_hay_segundo_rol(settings):
    settings.ROL_WEB = "rol_que_no_existe"
    avisos = dos_roles(None, databases=["default"])
    assert [a.id for a in avisos] == ["comun.W001"]
    assert isinstance(avisos[0], checks.Warning)


def test_check_calla_con_los_dos_roles():
    assert dos_roles(None, databases=["default"]) == []


def test_check_avisa_de_las_bibliotecas_que_faltan(monkeypatch):
    from config.comun import checks as nuestros

    monkeypatch.setattr(nuestros, "_carga", lambda biblioteca: "harfbuzz" not in biblioteca)
    (aviso,) = nuestros.bibliotecas_pdf(None)
    assert aviso.hint == "apt install libharfbuzz-subset0"
