"""La escalera con que nace el sistema: recordar, llamar, visitar, derivar (manual 6.3.11 y 6.3.13; art. 113.1)."""

from datetime import date

import pghistory
from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

# orden, clave, nombre, canal, días desde el vencimiento, unidad, recibos vencidos en un suministro
PASOS = [
    (1, "recordatorio", "Correo antes de vencer", "correo", -3, "calendario", None),
    (2, "llamada", "Llamada de coordinación", "llamada", 1, "calendario", None),
    (3, "visita", "Visita de coordinación", "visita", 3, "habiles", None),
    (4, "derivacion", "Derivación a cartera morosa", "derivacion", None, "calendario", 2),
]


def sembrar(apps, schema_editor):
    escaleras, pasos = (apps.get_model("cobranzas", nombre) for nombre in ("Escalera", "Peldano"))
    with pghistory.context(origen="instalación"):
        escalera = escaleras.objects.create(
            version=1, nombre="Escalera inicial", vigencia=DateRange(date(2006, 1, 1), None)
        )
        pasos.objects.bulk_create(
            [
                pasos(
                    escalera=escalera,
                    orden=orden,
                    clave=clave,
                    nombre=nombre,
                    canal=canal,
                    dias=dias,
                    unidad=unidad,
                    recibos_vencidos=recibos,
                )
                for orden, clave, nombre, canal, dias, unidad, recibos in PASOS
            ]
        )


class Migration(migrations.Migration):
    dependencies = [("cobranzas", "0001_initial")]

    operations = [migrations.RunPython(sembrar, migrations.RunPython.noop)]
