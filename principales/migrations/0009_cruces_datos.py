"""Direcciones comparables, los parámetros del cruce y los dos registros que vienen con el sistema (manual 6.3.4)."""

from datetime import date

import pghistory
from django.db import migrations

# Sobre una dirección ya normalizada: las vías por su abreviatura y los números sin ceros delante.
DIRECCION = r"""
CREATE FUNCTION principales_direccion(direccion text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(
            cartera_normalizar(replace(replace(replace(direccion, '.', '. '), '-', ' '), '|', ' ')),
        '\m(AVENIDA|AVDA|AVE)\M', 'AV', 'g'), '\m(JIRON|JIR)\M', 'JR', 'g'), '\m(CALLE|CAL)\M', 'CA', 'g'),
        '\m(MANZANA|MZA|MZNA|MNZ)\M', 'MZ', 'g'), '\m(LOTE|LTE)\M', 'LT', 'g'),
        '\m(N|NO|NRO|NUM|NUMERO) +([0-9])', '\2', 'g'), '\m0+([0-9])', '\1', 'g'))
$$
"""
# La vía o la manzana: hasta la manzana si la hay; si no, sin el interior ni el último número.
CALLE = r"""
CREATE FUNCTION principales_calle(direccion text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN direccion ~ '\mMZ +[A-Z0-9]+' THEN substring(direccion FROM '^(.*\mMZ +[A-Z0-9]+)')
        ELSE btrim(regexp_replace(
            regexp_replace(direccion, ' +(LT|INT|INTERIOR|DPTO|PISO|LOCAL|STAND|OF|OFICINA|URB|REF)\M.*$', ''),
            ' +([0-9]+ ?[A-Z]?|SN)$', ''))
    END
$$
"""

PARAMETROS = [
    ("cruce_parecido_pct", 60, "%", "Parecido de dos nombres desde el que vale la pena que alguien los mire."),
    ("cruce_bloque_maximo", 200, "clientes", "Una palabra o una calle con más clientes no distingue a nadie."),
    ("cruce_presupuesto_s", 120, "segundos", "Tiempo para buscar parecidos; lo que falte sigue en segundo plano."),
]
PUBLICA = "Ley 29733, art. 14, num. 2: datos de fuentes accesibles al público"
CONVENIO = "Ley 29733, art. 14, num. 1: datos entre entidades públicas para cumplir sus funciones"
PERFILES = [
    {
        "clave": "sunat",
        "nombre": "SUNAT: contribuyentes",
        "columnas": {"numero": "ruc", "nombre": "nombre_razon", "desde": "a_partir_del", "referencia": "resolucion"},
        "tipo_documento": "RUC",
        "con_comillas": False,
        "fuente": "SUNAT, padrones publicados en su portal",
        "base_legal": PUBLICA,
    },
    {
        "clave": "licencias",
        "nombre": "Municipalidad: licencias de funcionamiento",
        "columnas": {
            "numero": "ruc",
            "nombre": "razon_social",
            "direccion": "direccion",
            "localidad": "distrito",
            "giro": "giro",
            "desde": "fecha",
            "referencia": "licencia",
        },
        "tipo_documento": "",
        "con_comillas": True,
        "fuente": "Municipalidad, licencias de funcionamiento vigentes",
        "base_legal": CONVENIO,
    },
]


def sembrar(apps, schema_editor):
    parametro, perfil = apps.get_model("comun", "Parametro"), apps.get_model("principales", "PerfilRegistro")
    with pghistory.context(origen="instalación"):
        parametro.objects.bulk_create(
            parametro(
                clave=clave,
                tipo="entero",
                valor=valor,
                unidad=unidad,
                desde=date(2006, 1, 1),
                norma="CO-UCOB.09, num. 6.3.4",
                marca="M",
                descripcion=descripcion,
            )
            for clave, valor, unidad, descripcion in PARAMETROS
        )
        perfil.objects.bulk_create(perfil(**datos) for datos in PERFILES)


def retirar(apps, schema_editor):
    apps.get_model("principales", "PerfilRegistro").objects.filter(clave__in=[p["clave"] for p in PERFILES]).delete()
    apps.get_model("comun", "Parametro").objects.filter(clave__in=[p[0] for p in PARAMETROS]).delete()


class Migration(migrations.Migration):
    dependencies = [("principales", "0008_cruces")]

    operations = [
        migrations.RunSQL(DIRECCION, "DROP FUNCTION principales_direccion(text)"),
        migrations.RunSQL(CALLE, "DROP FUNCTION principales_calle(text)"),
        migrations.RunPython(sembrar, retirar),
    ]
