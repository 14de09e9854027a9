"""Matar a un worker en un punto exacto: se le cierra el paso con un candado de tabla, se espera y se le mata ahí."""

from contextlib import contextmanager
from datetime import timedelta

import psycopg2
from django.db import connection
from django.db.models.functions import Now

from config.comun.procesos.models import Proceso
from config.comun.procesos.tasks import recoger_perdidos
from tests.procesos import esperar, url_base_de_prueba

_ESPERANDO = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def paso_cerrado(tabla: str):
    """Mientras dura, nadie lee ni escribe en la tabla. Da una función que dice si alguien espera ante ella."""
    con = psycopg2.connect(url_base_de_prueba())
    vigia = psycopg2.connect(url_base_de_prueba())
    vigia.autocommit = True
    try:
        with con.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{tabla}" IN ACCESS EXCLUSIVE MODE')

        def alguien_espera() -> bool:
            with vigia.cursor() as cursor:
                cursor.execute(_ESPERANDO, [tabla])
                return cursor.fetchone()[0] > 0

        yield alguien_espera
    finally:
        con.rollback()
        con.close()
        vigia.close()


def matar_en(worker, tabla: str) -> None:
    """`kill -9` al worker justo cuando va a tocar `tabla`, y espera a que la base deshaga lo que llevaba."""
    with paso_cerrado(tabla) as alguien_espera:
        try:
            esperar(alguien_espera, que=f"El worker ante {tabla}")
        except AssertionError as error:
            error.add_note(worker.cola_del_registro())
            raise
        worker.matar()
    esperar(_nadie_trabaja, que="La base suelta lo del worker muerto")


def _nadie_trabaja() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return cursor.fetchone()[0] == 0


def pasa_el_plazo_del_latido() -> None:
    """Como si hubiera pasado el minuto sin latidos: el vigilante recoge el trabajo perdido y lo vuelve a encolar."""
    Proceso.objects.vivos().update(latido_en=Now() - timedelta(minutes=5))
    recoger_perdidos()
