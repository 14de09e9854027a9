"""La llave de los recibos a su suministro, comprobada por sentencia: fila por fila era la quinta parte de su carga."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "llave_de_recibos.sql").read_text(encoding="utf-8")
DESHACER = """
DROP FUNCTION cartera_recibos_con_suministro() CASCADE;
DROP FUNCTION cartera_recibo_con_suministro() CASCADE;
DROP FUNCTION cartera_suministro_con_recibos() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("cartera", "0016_carga_suelta")]

    operations = [
        migrations.AlterField(
            model_name="recibo",
            name="suministro",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recibos",
                to="cartera.suministro",
            ),
        ),
        migrations.RunSQL(SQL, DESHACER),
    ]
