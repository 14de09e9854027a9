"""La base de prueba: el rol de la web, lo que sembraron las migraciones y cómo volver a ello."""

import psycopg2

ESQUEMA = "semilla"


def asegurar_rol_web(conexion, rol: str) -> None:
    """Crea el rol de la web si falta y deja que quien migra pueda ponérselo. No falla si ya está."""
    conexion.autocommit = True
    with conexion.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [rol])
        fila = cursor.fetchone()
        try:
            if fila is None:
                cursor.execute(f'CREATE ROLE "{rol}" LOGIN')
            if not (fila and fila[0]):
                cursor.execute(f'GRANT "{rol}" TO CURRENT_USER')
        except (psycopg2.errors.DuplicateObject, psycopg2.errors.UniqueViolation, psycopg2.errors.InternalError_):
            pass  # otro proceso de la batería llegó primero


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
