"""La regla de no solape, barata para las titularidades que van de siempre a siempre (casi todas)."""

import django.contrib.postgres.constraints
from django.db import migrations, models

from config.comun.migraciones import EnBloque

# La exclusión mira las que tienen algún límite entre sí; esto, que una sin límites esté sola en su suministro.
ENTERA_SOLA = """
CREATE FUNCTION cartera_titularidad_entera_sola() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM nuevas n
        JOIN cartera_titularidad t ON t.suministro_id = n.suministro_id AND t.id <> n.id
        WHERE (lower_inf(t.vigencia) AND upper_inf(t.vigencia)) OR (lower_inf(n.vigencia) AND upper_inf(n.vigencia))
    ) THEN
        RAISE EXCEPTION 'Dos titulares del mismo suministro en las mismas fechas'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'titularidad_entera_sola',
                  TABLE = 'cartera_titularidad';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER titularidad_entera_sola_alta AFTER INSERT ON cartera_titularidad
    REFERENCING NEW TABLE AS nuevas FOR EACH STATEMENT EXECUTE FUNCTION cartera_titularidad_entera_sola();
CREATE TRIGGER titularidad_entera_sola_cambio AFTER UPDATE ON cartera_titularidad
    REFERENCING NEW TABLE AS nuevas FOR EACH STATEMENT EXECUTE FUNCTION cartera_titularidad_entera_sola();
"""
SIN_ENTERA_SOLA = """
DROP TRIGGER titularidad_entera_sola_alta ON cartera_titularidad;
DROP TRIGGER titularidad_entera_sola_cambio ON cartera_titularidad;
DROP FUNCTION cartera_titularidad_entera_sola();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0002_funciones_padron"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="titularidad",
            name="titularidad_sin_solape",
        ),
        EnBloque(
            [
                migrations.AddConstraint(
                    model_name="titularidad",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("vigencia__startswith__isnull", False),
                            ("vigencia__endswith__isnull", False),
                            _connector="OR",
                        ),
                        expressions=[("suministro", "="), ("vigencia", "&&")],
                        name="titularidad_sin_solape",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="titularidad",
                    constraint=models.UniqueConstraint(
                        models.F("suministro"),
                        models.F("vigencia__startswith"),
                        name="titularidad_comienzo",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="titularidad",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("vigencia__endswith__isnull", True)),
                        fields=("suministro",),
                        name="titularidad_actual",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(ENTERA_SOLA, SIN_ENTERA_SOLA),
    ]
