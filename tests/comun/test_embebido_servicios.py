"""Los servidores embebidos: se arrancan solos, se comparten y nunca quedan huérfanos."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from tests.embebidos import Copia

pytestmark = pytest.mark.servicios

USAR = "import sys; from config import embebido as e; s = e.Servicios(); s.abrir(); print('listo', flush=True); "


@pytest.fixture(scope="module")
def copia(tmp_path_factory):
    """Una para todo el archivo: cada prueba la recibe parada y la deja parada."""
    with Copia(tmp_path_factory.mktemp("copia")) as copia:
        yield copia


def usar(copia, resto="sys.stdin.readline(); s.cerrar()"):
    """Un programa que usa los servidores hasta que se le cierra la entrada; vuelve cuando ya los tiene."""
    proceso = subprocess.Popen(
        [sys.executable, "-c", USAR + resto],
        cwd=copia.raiz,
        env=copia.variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert proceso.stdout.readline() == "listo\n", proceso.stderr.read()
    return proceso


def soltar(proceso):
    proceso.communicate("\n", timeout=30)
    assert proceso.returncode == 0


def test_quien_los_necesita_los_arranca_y_al_terminar_no_queda_ningun_proceso(copia):
    proceso = usar(copia)
    assert {"postgres", "valkey-server"} <= copia.programas()
    soltar(proceso)
    copia.esperar_sin_procesos()


def test_el_segundo_se_une_y_siguen_hasta_que_termina_el_ultimo(copia):
    primero, segundo = usar(copia), usar(copia)
    guardian = copia.pids("config.guardian")
    soltar(primero)
    time.sleep(1)  # cuatro miradas del guardián
    assert copia.pids("config.guardian") == guardian
    with copia.conectar("web") as cursor:
        cursor.execute("SELECT 1")
    soltar(segundo)
    copia.esperar_sin_procesos()


def test_tras_matar_a_quien_los_usa_no_queda_nada_y_los_datos_siguen(copia):
    proceso = usar(copia)
    with copia.conectar("dueno") as cursor:
        cursor.execute("CREATE TABLE recuerdo AS SELECT 7 AS dato")
    proceso.kill()
    proceso.communicate()
    copia.esperar_sin_procesos()
    otro = usar(copia)
    with copia.conectar("dueno") as cursor:
        cursor.execute("SELECT dato FROM recuerdo")
        assert cursor.fetchone() == (7,)
    soltar(otro)


def test_tras_matar_al_guardian_los_servidores_paran_y_el_siguiente_los_recupera(copia):
    proceso = usar(copia)
    with copia.conectar("dueno") as cursor:
        cursor.execute("CREATE TABLE otro_recuerdo AS SELECT 8 AS dato")
    os.kill(*copia.pids("config.guardian"), signal.SIGKILL)
    copia.esperar_sin_procesos(salvo={proceso.pid})
    otro = usar(copia)
    with copia.conectar("dueno") as cursor:
        cursor.execute("SELECT dato FROM otro_recuerdo")
        assert cursor.fetchone() == (8,)
    soltar(otro)
    soltar(proceso)


def test_un_postmaster_pid_de_otro_programa_no_impide_arrancar(copia):
    soltar(usar(copia))
    copia.esperar_sin_procesos()
    (copia.datos / "postgres/postmaster.pid").write_text(f"{os.getpid()}\n/otra/carpeta\n")
    soltar(usar(copia))


def test_un_initdb_cortado_a_medias_se_rehace(tmp_path):
    with Copia(tmp_path) as nueva:
        resto = nueva.datos / "postgres.nuevo"
        resto.mkdir(parents=True)
        (resto / "PG_VERSION").write_text("18")
        soltar(usar(nueva))
        nueva.esperar_sin_procesos()
        assert not resto.exists()


def test_solo_escuchan_en_enchufes_de_una_carpeta_privada(copia):
    proceso = usar(copia)
    try:
        assert copia.enchufes.stat().st_mode & 0o777 == 0o700
        assert len(str(copia.enchufes / ".s.PGSQL.5432")) < 107
        with copia.conectar("web") as cursor:
            cursor.execute("SHOW listen_addresses")
            assert cursor.fetchone() == ("",)
    finally:
        soltar(proceso)


def test_el_rol_de_la_web_no_crea_tablas_ni_bases_ni_extensiones_pero_si_temporales(copia):
    proceso = usar(copia)
    try:
        with copia.conectar("web") as cursor:
            for prohibido in ("CREATE TABLE x ()", "CREATE DATABASE x", "CREATE EXTENSION hstore", "CREATE ROLE x"):
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(prohibido)
            cursor.execute("CREATE TEMP TABLE x AS SELECT 1")
        with copia.conectar("dueno") as cursor:
            cursor.execute("SELECT array_agg(extname::text) FROM pg_extension")
            assert {"pg_trgm", "unaccent", "btree_gist"} <= set(cursor.fetchone()[0])
    finally:
        soltar(proceso)


def test_la_clave_secreta_se_crea_una_vez_y_solo_la_lee_su_cuenta(copia):
    leer = "from config import embebido; print(embebido.clave_secreta())"
    claves = {
        subprocess.check_output([sys.executable, "-c", leer], cwd=copia.raiz, env=copia.variables) for _ in range(2)
    }
    assert len(claves) == 1
    assert len(claves.pop()) > 50
    archivo = Path(copia.variables["DIR_VAR"]) / "clave_secreta"
    assert archivo.stat().st_mode & 0o777 == 0o600
