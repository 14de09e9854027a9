"""El primer criterio, con los números de los parámetros: rige desde el comienzo."""

from django.db import migrations
from django.utils import timezone


def sembrar(apps, schema_editor):
    parametros = dict(
        apps.get_model("comun", "Parametro").objects.filter(hasta__isnull=True).values_list("clave", "valor")
    )
    apps.get_model("principales", "Criterio").objects.create(
        version=1,
        medida=parametros["medida_seleccion"],
        umbral_m3=parametros["umbral_alto_consumo_m3"],
        meses=parametros["meses_promedio"],
        minimo_meses=1,
        meses_baja=parametros["meses_baja"],
        vigencia=(None, None),
        motivo="Criterio inicial (manual CO-UCOB.09, num. 3)",
        creado_en=timezone.now(),
    )


def quitar(apps, schema_editor):
    apps.get_model("principales", "Criterio").objects.filter(version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("principales", "0001_initial"), ("comun", "0002_datos_iniciales")]

    operations = [migrations.RunPython(sembrar, quitar)]
