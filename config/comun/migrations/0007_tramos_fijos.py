"""Los tramos de antigüedad no son un parámetro: son los de NORMAS §1 y los nombra el contrato de intercambio.

Cambiarlos haría incomparables los cierres guardados; un ajuste que nadie lee engaña a quien lo edita.
"""

from django.db import migrations


def quitar(apps, schema_editor):
    apps.get_model("comun", "Parametro").objects.filter(clave="tramos_mora").delete()


class Migration(migrations.Migration):
    dependencies = [("comun", "0006_columnas_ocultas")]

    operations = [migrations.RunPython(quitar, migrations.RunPython.noop)]
