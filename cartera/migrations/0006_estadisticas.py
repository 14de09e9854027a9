"""Tras una carga grande la selección lee enseguida: sin estadísticas al día el plan puede ser malo.

ANALYZE pide ser dueño de la tabla; el rol de la web lo hace por esta función, y solo sobre las tablas de cartera.
"""

from django.db import migrations

ANALIZAR = """
CREATE FUNCTION cartera_analizar() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE cartera_cliente, cartera_suministro, cartera_titularidad, cartera_consumo, cartera_consumocliente;
END $$
"""
# Un número de una o más cifras, sin expresión regular en el caso corriente: son decenas de millones por carga.
ENTERO = """
CREATE OR REPLACE FUNCTION cartera_entero(texto text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN length(texto) BETWEEN 1 AND 9 AND ltrim(texto, '0123456789') = '' THEN texto::int
        WHEN texto ~ '^[+-]?[0-9]{1,9}$' THEN texto::int
        WHEN texto ~ '^[+-]?[0-9]{1,9}\\.0{1,2}$' THEN split_part(texto, '.', 1)::int
    END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("cartera", "0005_cuentas")]

    operations = [
        migrations.RunSQL(ANALIZAR, "DROP FUNCTION cartera_analizar()"),
        migrations.RunSQL(ENTERO, migrations.RunSQL.noop),
    ]
