"""La clave de un pago empieza por la operación: así se busca por ella sin otro índice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0010_cuentas_integridad"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="pago",
            name="pago_clave",
        ),
        migrations.AddConstraint(
            model_name="pago",
            constraint=models.UniqueConstraint(
                fields=("operacion", "entidad", "pagado_el", "signo"), name="pago_clave"
            ),
        ),
    ]
