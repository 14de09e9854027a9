"""Estadísticas de las cuentas tras una carga grande: el rol de la web no es dueño y lo pide por esta función."""

from django.db import migrations

ANALIZAR = """
CREATE FUNCTION cartera_analizar_cuentas() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE cartera_recibo, cartera_pago, cartera_aplicacion;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("cartera", "0007_lectura_rapida")]

    operations = [migrations.RunSQL(ANALIZAR, "DROP FUNCTION cartera_analizar_cuentas()")]
