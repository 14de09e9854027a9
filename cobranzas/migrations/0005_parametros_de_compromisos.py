"""Los números de promesas y convenios. Ninguno viene en el manual: son por confirmar por la empresa."""

from datetime import date

from django.db import migrations

NORMA = "CO-UCOB.09, num. 6.3.11 y 6.3.12"
# clave, tipo, valor, unidad, qué es
PARAMETROS = [
    (
        "promesa_dias_tolerancia",
        "entero",
        2,
        "días hábiles",
        "Días después de la fecha prometida en que un pago todavía cumple la promesa.",
    ),
    (
        "promesa_dias_maximo",
        "entero",
        30,
        "días calendario",
        "Hasta cuántos días se puede prometer. Más allá corresponde un convenio.",
    ),
    (
        "convenio_dias_tolerancia",
        "entero",
        3,
        "días hábiles",
        "Días después del vencimiento de una cuota antes de que el convenio se rompa.",
    ),
    (
        "convenio_inicial_minima_pct",
        "entero",
        20,
        "%",
        "Parte de la deuda que se paga como mínimo en la cuota inicial de un convenio.",
    ),
    ("convenio_cuotas_maximo", "entero", 12, "cuotas", "Cuántas cuotas mensuales admite un convenio, sin la inicial."),
    (
        "convenio_interes_mensual_pct",
        "decimal",
        "0.00",
        "% por mes",
        "Interés de los convenios sobre el capital por pagar. Lo factura la empresa en el recibo del mes.",
    ),
    (
        "compromisos_dias_rejuzgar",
        "entero",
        90,
        "días calendario",
        "Días en que un compromiso cerrado se vuelve a juzgar si llega un pago tarde o se revierte uno.",
    ),
]


def sembrar(apps, schema_editor):
    modelo = apps.get_model("comun", "Parametro")
    modelo.objects.bulk_create(
        [
            modelo(
                clave=clave,
                tipo=tipo,
                valor=valor,
                unidad=unidad,
                desde=date(2006, 1, 1),
                norma=NORMA,
                marca="M",
                descripcion=descripcion,
            )
            for clave, tipo, valor, unidad, descripcion in PARAMETROS
        ]
    )


def retirar(apps, schema_editor):
    claves = [p[0] for p in PARAMETROS]
    apps.get_model("comun", "Parametro").objects.filter(clave__in=claves).delete()


class Migration(migrations.Migration):
    dependencies = [("cobranzas", "0004_compromisos"), ("comun", "0003_carga")]

    operations = [migrations.RunPython(sembrar, retirar)]
