"""Las llaves de pagos y aplicaciones, comprobadas por sentencia: en una carga grande era lo que más tardaba."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "cuentas_integridad.sql").read_text(encoding="utf-8")
DESHACER = """
DROP FUNCTION cartera_pagos_con_dueno() CASCADE;
DROP FUNCTION cartera_pago_con_dueno() CASCADE;
DROP FUNCTION cartera_con_dinero_no_se_borra() CASCADE;
DROP FUNCTION cartera_recibo_nombrado() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0009_carga_rapida"),
    ]

    operations = [
        migrations.AlterField(
            model_name="aplicacion",
            name="pago",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aplicaciones",
                to="cartera.pago",
            ),
        ),
        migrations.AlterField(
            model_name="aplicacion",
            name="recibo",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aplicaciones",
                to="cartera.recibo",
            ),
        ),
        migrations.AlterField(
            model_name="pago",
            name="recibo",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pagos",
                to="cartera.recibo",
            ),
        ),
        migrations.AlterField(
            model_name="pago",
            name="suministro",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pagos",
                to="cartera.suministro",
            ),
        ),
        migrations.RunSQL(SQL, DESHACER),
    ]
