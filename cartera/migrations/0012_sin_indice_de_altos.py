"""El consumo por cliente está partido por mes: recorrer los meses de la ventana cuesta lo mismo que ese índice."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cartera", "0011_pago_por_operacion")]

    operations = [migrations.RemoveIndex(model_name="consumocliente", name="consumocliente_altos")]
