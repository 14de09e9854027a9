"""La cuenta corriente en la base: aplicación de los pagos, cifras a una fecha y contadores que nadie edita a mano.

El historial de los pagos deja de llevarse por disparadores de auditoría: comparan fila con fila y una carga de cientos
de miles no termina. Lo que cambia un archivo queda en CambioPago; lo que decide una persona, en el pago.
"""

from pathlib import Path

import pgtrigger.migrations
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "cuentas.sql").read_text(encoding="utf-8")
DESHACER = """
DROP FUNCTION cartera_reaplicar(integer[]);
DROP FUNCTION cartera_saldos_al(date, integer[]);
DROP FUNCTION cartera_congelado_al(date);
DROP FUNCTION cartera_aplicaciones_al(date, integer[]);
DROP FUNCTION cartera_aplicar_sin_recibo(date, integer[]);
DROP FUNCTION cartera_pagos_al(date, integer[]);
DROP FUNCTION cartera_estado_recibo(numeric, numeric, date, date);
DROP FUNCTION cartera_tramo(integer);
DROP FUNCTION cartera_sumar_aplicaciones() CASCADE;
DROP FUNCTION cartera_no_se_edita() CASCADE;
DROP FUNCTION cartera_contar_reversa() CASCADE;
DROP FUNCTION cartera_anotar_dias_de_pagos() CASCADE;
DROP FUNCTION cartera_sumar_congelado() CASCADE;
ALTER TABLE cartera_recibo RESET (fillfactor);
ALTER TABLE cartera_pago RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("cartera", "0004_ciclo_de_principales")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="pago", name="antes_update"),
        pgtrigger.migrations.RemoveTrigger(model_name="pago", name="cambio_update"),
        pgtrigger.migrations.RemoveTrigger(model_name="pago", name="baja_delete"),
        migrations.DeleteModel(name="PagoEvento"),
        migrations.AlterField(
            model_name="recibo", name="numero", field=models.CharField(max_length=30, verbose_name="recibo")
        ),
        migrations.AddConstraint(
            model_name="recibo", constraint=models.UniqueConstraint(fields=("numero",), name="recibo_numero")
        ),
        migrations.RunSQL(SQL, DESHACER),
    ]
