"""La base de prueba: se clona de una ya migrada; el rol de la web; y cómo volver a lo que sembraron las migraciones."""

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connections

RAIZ = Path(__file__).resolve().parent.parent
ESQUEMA = "semilla"
# De qué depende la base recién migrada: las migraciones y lo que corre después de ellas (permisos, roles, privilegios).
ORIGENES = (
    "migrations/**/*",
    "**/models.py",
    "**/choices.py",
    "comun/migrations/**/*",
    "comun/usuarios/*.py",
    "comun/auditoria/*.py",
)
CANDADO = 20061125  # de PostgreSQL: uno solo migra la plantilla aunque la batería corra en varios procesos


def clonar_migrada(nombre: str, *, rehacer: bool = False) -> None:
    """Deja la conexión por defecto en la base `nombre`, recién clonada de la plantilla migrada."""
    with closing(_mantenimiento()) as conexion, conexion.cursor() as cursor:
        _asegurar_rol_web(cursor)
        cursor.execute("SELECT pg_advisory_lock(%s)", [CANDADO])
        prefijo = f"plantilla_{connections.settings['default']['USER']}_"
        plantilla = prefijo + _huella()
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefijo])
        hay = {fila[0] for fila in cursor.fetchall()}
        for vieja in hay if rehacer else hay - {plantilla}:
            cursor.execute(f'DROP DATABASE "{vieja}" WITH (FORCE)')
        if rehacer or plantilla not in hay:
            _migrar_plantilla(cursor, plantilla)
        cursor.execute(f'DROP DATABASE IF EXISTS "{nombre}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{nombre}" TEMPLATE "{plantilla}"')
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = nombre


def borrar(nombre: str) -> None:
    connections.close_all()
    with closing(_mantenimiento()) as conexion, conexion.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{nombre}" WITH (FORCE)')


def _mantenimiento():
    ajustes = connections.settings["default"]
    conexion = psycopg2.connect(
        dbname="postgres",
        user=ajustes["USER"],
        password=ajustes["PASSWORD"],
        host=ajustes["HOST"],
        port=ajustes["PORT"] or None,
    )
    conexion.autocommit = True
    return conexion


def _asegurar_rol_web(cursor) -> None:
    """Crea el rol de la web si falta (al migrar se le dan sus privilegios) y deja que quien migra pueda ponérselo."""
    rol = settings.ROL_WEB
    cursor.execute("SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [rol])
    fila = cursor.fetchone()
    try:
        if fila is None:
            cursor.execute(f'CREATE ROLE "{rol}" LOGIN')
        if not (fila and fila[0]):
            cursor.execute(f'GRANT "{rol}" TO CURRENT_USER')
    except (psycopg2.errors.DuplicateObject, psycopg2.errors.UniqueViolation, psycopg2.errors.InternalError_):
        pass  # otro proceso de la batería llegó primero


def _huella() -> str:
    huella = hashlib.sha256((RAIZ / "requirements.txt").read_bytes())
    carpetas = ("config", "cartera", "principales", "cobranzas", "reportes")
    rutas = {r for c in carpetas for patron in ORIGENES for r in (RAIZ / c).glob(patron)}
    for ruta in sorted(r for r in rutas if r.is_file() and r.suffix != ".pyc"):
        huella.update(str(ruta.relative_to(RAIZ)).encode() + ruta.read_bytes())
    return huella.hexdigest()[:10]


def _migrar_plantilla(cursor, plantilla: str) -> None:
    """Migra en una base con otro nombre y la renombra al final: una plantilla a medias no se usa."""
    from tests.procesos import url_base_de_prueba

    parcial = f"a_medias_{plantilla}"
    cursor.execute(f'DROP DATABASE IF EXISTS "{parcial}" WITH (FORCE)')
    cursor.execute(f"CREATE DATABASE \"{parcial}\" TEMPLATE template0 ENCODING 'UTF8'")
    url = url_base_de_prueba(nombre=parcial)
    variables = {"DATABASE_URL": url, "DATABASE_URL_DUENO": url, "SECRET_KEY": "solo-para-migrar", "ROL_BD": "dueno"}
    hecho = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "--skip-checks", "--verbosity=0"],
        cwd=RAIZ,
        env=os.environ | variables | {"REDIS_URL": settings.REDIS_URL},
        capture_output=True,
        text=True,
        check=False,
    )
    assert hecho.returncode == 0, f"No se pudo migrar la base de prueba:\n{hecho.stderr[-4000:]}"
    cursor.execute(f'ALTER DATABASE "{parcial}" RENAME TO "{plantilla}"')


def _tablas(cursor, esquema: str) -> list[str]:
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
        "AND c.relname <> 'django_migrations' ORDER BY 1",
        [esquema],
    )
    return [fila[0] for fila in cursor.fetchall()]


def _con_filas(cursor, tablas: list[str]) -> set[str]:
    if not tablas:
        return set()
    cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM public.\"{t}\")" for t in tablas))
    return {fila[0] for fila in cursor.fetchall()}


def guardar_semilla(connection) -> None:
    """Copia aparte las filas que dejaron las migraciones (roles, parámetros, feriados, tipos de contenido)."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {ESQUEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {ESQUEMA}")
        for tabla in sorted(_con_filas(cursor, _tablas(cursor, "public"))):
            cursor.execute(f'CREATE TABLE {ESQUEMA}."{tabla}" AS TABLE public."{tabla}"')


def vaciar(connection) -> None:
    """Deja la base como recién migrada: vacía lo que tenga filas y repone la semilla, en una transacción."""
    if connection.in_atomic_block:
        connection.rollback()
    connection.close()  # suelta lo que la prueba haya dejado puesto en la sesión (rol, contexto, bloqueos)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        con_filas = _con_filas(cursor, _tablas(cursor, "public"))
        if con_filas:
            cursor.execute("TRUNCATE " + ", ".join(f'public."{t}"' for t in sorted(con_filas)) + " CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        semilla = _tablas(cursor, ESQUEMA)
        # Sin disparadores: reponer no es un cambio que la auditoría deba contar.
        for tabla in semilla:
            cursor.execute(f'ALTER TABLE public."{tabla}" DISABLE TRIGGER USER')
        for tabla in semilla:
            columnas = _columnas(cursor, tabla)
            cursor.execute(f'INSERT INTO public."{tabla}" ({columnas}) SELECT {columnas} FROM {ESQUEMA}."{tabla}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for tabla in semilla:
            cursor.execute(f'ALTER TABLE public."{tabla}" ENABLE TRIGGER USER')
        cursor.execute("COMMIT")


def _columnas(cursor, tabla: str) -> str:
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [f'public."{tabla}"'],
    )
    return cursor.fetchone()[0]
