"""Las llaves del padrón y de los consumos, comprobadas por sentencia: era lo que más tardaba en una carga grande."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "llaves_del_padron.sql").read_text(encoding="utf-8")
DESHACER = """
DROP FUNCTION cartera_suministros_con_padres() CASCADE;
DROP FUNCTION cartera_titularidades_con_padres() CASCADE;
DROP FUNCTION cartera_consumos_con_suministro() CASCADE;
DROP FUNCTION cartera_padre_con_hijos() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0012_sin_indice_de_altos"),
        ("comun", "0005_etiqueta_de_carga"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consumo",
            name="suministro",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consumos",
                to="cartera.suministro",
            ),
        ),
        migrations.AlterField(
            model_name="suministro",
            name="carga",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="comun.carga",
            ),
        ),
        migrations.AlterField(
            model_name="suministro",
            name="cliente",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suministros",
                to="cartera.cliente",
                verbose_name="titular",
            ),
        ),
        migrations.AlterField(
            model_name="suministro",
            name="zona",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comun.zona"
            ),
        ),
        migrations.AlterField(
            model_name="titularidad",
            name="cliente",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="titularidades",
                to="cartera.cliente",
            ),
        ),
        migrations.AlterField(
            model_name="titularidad",
            name="suministro",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="titularidades",
                to="cartera.suministro",
            ),
        ),
        migrations.RunSQL(SQL, DESHACER),
    ]
