"""Dos roles de la base: el dueño migra; el de la web y los procesos no cambia la estructura ni la historia."""

from django.apps import apps as instaladas
from django.conf import settings
from django.db import connections, transaction
from pghistory.models import Event

CONCESIONES = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE CREATE ON SCHEMA public FROM {rol}",
    "GRANT USAGE ON SCHEMA public TO {rol}",
    "GRANT CONNECT, TEMPORARY ON DATABASE {base} TO {rol}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {rol}",
    "REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {rol}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {rol}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {rol}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {rol}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {rol}",
)


def tablas_solo_agregar() -> list[str]:
    """Historial (pghistory) y los modelos que se declaran con `solo_agregar = True`."""
    return sorted(
        m._meta.db_table for m in instaladas.get_models() if issubclass(m, Event) or getattr(m, "solo_agregar", False)
    )


def conceder(using, **_):
    """Tras migrar: da al rol de la web lo justo. Sin ese rol en el servidor no hace nada (`check` lo avisa)."""
    conexion = connections[using]
    with transaction.atomic(using=using), conexion.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s), current_user::text", [settings.ROL_WEB]
        )
        existe, actual = cursor.fetchone()
        if not existe or actual == settings.ROL_WEB:
            return
        nombres = {
            "rol": conexion.ops.quote_name(settings.ROL_WEB),
            "base": conexion.ops.quote_name(conexion.settings_dict["NAME"]),
        }
        for sentencia in CONCESIONES:
            cursor.execute(sentencia.format(**nombres))
        hay = set(conexion.introspection.table_names(cursor))
        for tabla in hay.intersection(tablas_solo_agregar()):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {conexion.ops.quote_name(tabla)} FROM {nombres['rol']}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {nombres['rol']}")
