"""El parámetro con que se sabe si un mes de consumo está entero."""

from datetime import date

from django.db import migrations


def sembrar(apps, schema_editor):
    apps.get_model("comun", "Parametro").objects.create(
        clave="mes_completo_pct",
        tipo="entero",
        valor=90,
        unidad="%",
        desde=date(2006, 1, 1),
        norma="CO-UCOB.09, num. 6.3.14",
        marca="M",
        descripcion="Filas de consumo, frente al mayor de los tres meses anteriores, desde las que un mes está entero.",
    )


def retirar(apps, schema_editor):
    apps.get_model("comun", "Parametro").objects.filter(clave="mes_completo_pct").delete()


class Migration(migrations.Migration):
    dependencies = [("reportes", "0001_initial"), ("comun", "0003_carga")]

    operations = [migrations.RunPython(sembrar, retirar)]
