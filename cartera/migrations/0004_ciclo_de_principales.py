"""El Ciclo 6 del manual (num. 3), y una solicitud puede quedar sin efecto cuando otra más nueva la reemplaza."""

from django.db import migrations, models

ESTADOS = [
    ("pendiente", "Pendiente"),
    ("aceptada", "Aceptada"),
    ("devuelta", "Devuelta"),
    ("sin_efecto", "Sin efecto"),
]


def sembrar(apps, schema_editor):
    apps.get_model("cartera", "Ciclo").objects.create(numero=6, nombre="Principales consumidores", de_principales=True)


def quitar(apps, schema_editor):
    apps.get_model("cartera", "Ciclo").objects.filter(numero=6).delete()


class Migration(migrations.Migration):
    dependencies = [("cartera", "0003_titularidad_por_casos")]

    operations = [
        migrations.AlterField(
            model_name=modelo,
            name="estado",
            field=models.CharField(choices=ESTADOS, default="pendiente", max_length=10),
        )
        for modelo in ("solicitud", "solicitudevento")
    ] + [migrations.RunPython(sembrar, quitar)]
