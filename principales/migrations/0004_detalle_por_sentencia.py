"""El detalle de una evaluación son cientos de miles de filas: sus llaves se comprueban por sentencia."""

import django.db.models.deletion
from django.db import migrations, models

LLAVES = """
CREATE FUNCTION principales_evaluado_existe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM nuevas n
        LEFT JOIN principales_evaluacion e ON e.id = n.evaluacion_id
        LEFT JOIN cartera_cliente c ON c.id = n.cliente_id
        LEFT JOIN comun_zona z ON z.id = n.zona_id
        WHERE e.id IS NULL OR c.id IS NULL OR (n.zona_id IS NOT NULL AND z.id IS NULL)
    ) THEN
        RAISE EXCEPTION 'Hay un cliente evaluado de una evaluación, un cliente o una zona que no existe'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER evaluado_existe_alta AFTER INSERT ON principales_evaluacioncliente
    REFERENCING NEW TABLE AS nuevas FOR EACH STATEMENT EXECUTE FUNCTION principales_evaluado_existe();
CREATE TRIGGER evaluado_existe_cambio AFTER UPDATE ON principales_evaluacioncliente
    REFERENCING NEW TABLE AS nuevas FOR EACH STATEMENT EXECUTE FUNCTION principales_evaluado_existe();

CREATE FUNCTION principales_evaluado_se_queda() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (CASE TG_TABLE_NAME
        WHEN 'principales_evaluacion' THEN
            EXISTS (SELECT FROM principales_evaluacioncliente d WHERE d.evaluacion_id = OLD.id)
        WHEN 'cartera_cliente' THEN EXISTS (SELECT FROM principales_evaluacioncliente d WHERE d.cliente_id = OLD.id)
        ELSE EXISTS (SELECT FROM principales_evaluacioncliente d WHERE d.zona_id = OLD.id)
    END) THEN
        RAISE EXCEPTION 'No se puede borrar de %: tiene clientes evaluados', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER evaluacion_con_detalle BEFORE DELETE ON principales_evaluacion
    FOR EACH ROW EXECUTE FUNCTION principales_evaluado_se_queda();
CREATE TRIGGER cliente_evaluado BEFORE DELETE ON cartera_cliente
    FOR EACH ROW EXECUTE FUNCTION principales_evaluado_se_queda();
CREATE TRIGGER zona_evaluada BEFORE DELETE ON comun_zona
    FOR EACH ROW EXECUTE FUNCTION principales_evaluado_se_queda();
"""
SIN_LLAVES = """
DROP FUNCTION principales_evaluado_existe() CASCADE;
DROP FUNCTION principales_evaluado_se_queda() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("principales", "0003_consumo_medido")]

    operations = [
        migrations.RemoveConstraint(model_name="evaluacioncliente", name="evaluacioncliente_unico"),
        migrations.AlterField(
            model_name="evaluacioncliente",
            name="cliente",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluaciones",
                to="cartera.cliente",
            ),
        ),
        migrations.AlterField(
            model_name="evaluacioncliente",
            name="evaluacion",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="detalle",
                to="principales.evaluacion",
            ),
        ),
        migrations.AlterField(
            model_name="evaluacioncliente",
            name="zona",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="comun.zona",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluacioncliente",
            constraint=models.UniqueConstraint(fields=("cliente", "evaluacion"), name="evaluacioncliente_unico"),
        ),
        migrations.RunSQL(LLAVES, SIN_LLAVES),
    ]
