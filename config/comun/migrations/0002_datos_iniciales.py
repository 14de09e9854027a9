"""Roles, empresa, unidades del manual, parámetros de NORMAS y feriados 2006-2031.

Los feriados son una instantánea: cambiar el paquete que los calculó no mueve plazos viejos. Los edita la oficina.
"""

import csv
from datetime import date
from pathlib import Path

import pghistory
from django.db import migrations

ROLES = [
    "gerencia",
    "jefatura_cobranzas",
    "cartera_clientes",
    "equipo_pc",
    "operativa_zonal",
    "cartera_morosa",
    "atencion_reclamos",
    "auditoria",
    "administracion",
]

UNIDADES = [
    ("gerencia_comercial", "Gerencia Comercial"),
    ("cobranzas", "Unidad de Cobranzas"),
    ("cartera", "Unidad de Cartera de Clientes"),
    ("equipo_pc", "Equipo Funcional de Principales Consumidores"),
    ("operativas", "Unidades Operativas Zonales"),
    ("cartera_morosa", "Cartera Morosa"),
    ("reclamos", "Atención de Reclamos"),
]

MANUAL, CALIDAD, TUO = "CO-UCOB.09", "Reglamento de Calidad (RCD 011-2007-SUNASS-CD)", "TUO RCD 015-2023-SUNASS-CD"

# clave, tipo, valor, unidad, norma, marca (V visto, P corroborado en parte, M por confirmar), qué es
PARAMETROS = [
    (
        "umbral_alto_consumo_m3",
        "entero",
        100,
        "m³",
        f"{MANUAL}, num. 3",
        "V",
        "Un cliente es principal consumidor si supera este consumo (estrictamente mayor).",
    ),
    (
        "medida_seleccion",
        "texto",
        "promedio",
        "",
        f"{MANUAL}, num. 6.1.1",
        "M",
        "Con qué consumo se compara: promedio de meses válidos o último mes.",
    ),
    (
        "meses_promedio",
        "entero",
        6,
        "meses",
        f"{MANUAL}, num. 6.1.1",
        "M",
        "Meses calendario que entran en el promedio de la selección.",
    ),
    (
        "meses_baja",
        "entero",
        3,
        "meses",
        f"{MANUAL}, num. 6.3.2",
        "M",
        "Meses seguidos sin superar el umbral para dar de baja.",
    ),
    (
        "tramos_mora",
        "enteros",
        [30, 60, 90, 180],
        "días",
        f"{MANUAL}, num. 6.3.11",
        "M",
        "Último día de cada tramo de deuda vencida.",
    ),
    (
        "dias_frescura_pagos",
        "entero",
        3,
        "días calendario",
        f"{MANUAL}, num. 6.3.11",
        "M",
        "Si el último pago cargado es más antiguo, el control muestra pero no propone acciones.",
    ),
    (
        "meses_deuda_promedio",
        "entero",
        6,
        "meses",
        f"{MANUAL}, num. 9",
        "M",
        "Meses facturados con que se calcula cuántos meses debe un cliente.",
    ),
    (
        "dias_dso",
        "entero",
        90,
        "días calendario",
        f"{MANUAL}, num. 9",
        "M",
        "Días facturados con que se calculan los días de cobro.",
    ),
    (
        "tasa_igv",
        "decimal",
        "0.18",
        "fracción",
        "TUO de la Ley del IGV (DS 055-99-EF)",
        "P",
        "Tasa del impuesto, si la empresa lo cobra.",
    ),
    (
        "dias_entrega_recibo",
        "entero",
        10,
        "días calendario",
        CALIDAD,
        "M",
        "Días antes del vencimiento en que el recibo ya debe estar entregado.",
    ),
    (
        "recibos_para_corte",
        "entero",
        2,
        "recibos",
        f"{CALIDAD}, art. 113.1",
        "V",
        "Recibos mensuales vencidos que permiten el corte.",
    ),
    (
        "cuotas_para_corte",
        "entero",
        1,
        "cuotas",
        f"{CALIDAD}, art. 113.1",
        "V",
        "Cuotas de convenio vencidas que permiten el corte.",
    ),
    (
        "horas_reapertura",
        "entero",
        24,
        "horas",
        f"{CALIDAD}, art. 113",
        "V",
        "Plazo para reabrir el servicio desde el pago total.",
    ),
    (
        "atipico_factor_promedio",
        "decimal",
        "2",
        "veces",
        f"{CALIDAD}, art. 88",
        "V",
        "El consumo es atípico si supera el promedio histórico estas veces.",
    ),
    (
        "atipico_factor_asignacion",
        "decimal",
        "2",
        "veces",
        f"{CALIDAD}, art. 88",
        "V",
        "Y si además llega a la asignación del suministro estas veces.",
    ),
    (
        "promedio_lecturas",
        "entero",
        6,
        "lecturas",
        f"{CALIDAD}, art. 89",
        "P",
        "Últimas lecturas válidas del promedio histórico, dentro de un año.",
    ),
    (
        "promedio_lecturas_minimo",
        "entero",
        2,
        "lecturas",
        f"{CALIDAD}, art. 89",
        "P",
        "Lecturas válidas sin las que no hay promedio histórico.",
    ),
    (
        "atipico_dias_descarte",
        "entero",
        5,
        "días hábiles",
        f"{CALIDAD}, art. 88.2",
        "V",
        "Plazo para descartar factores que distorsionan, con inspección.",
    ),
    (
        "inspeccion_franja_horas",
        "entero",
        2,
        "horas",
        f"{CALIDAD}, art. 88.2",
        "V",
        "Rango horario en que se cita la inspección.",
    ),
    ("inspeccion_dias_aviso", "entero", 2, "días", CALIDAD, "M", "Anticipación con que se avisa la inspección."),
    (
        "fuga_dias_reparacion",
        "entero",
        15,
        "días calendario",
        f"{CALIDAD}, art. 88.3",
        "V",
        "Plazo del usuario para reparar una fuga no visible.",
    ),
    (
        "promedio_meses_seguidos",
        "entero",
        2,
        "meses",
        f"{CALIDAD}, art. 88.3",
        "V",
        "Meses seguidos que se puede facturar por promedio.",
    ),
    (
        "promedio_cada_meses",
        "entero",
        12,
        "meses",
        f"{CALIDAD}, art. 88.3",
        "V",
        "Cada cuánto se puede volver a facturar por promedio.",
    ),
    (
        "promedio_cubre_no_residencial",
        "sino",
        False,
        "",
        f"{CALIDAD}, art. 88.3",
        "M",
        "Si el promedio por atípico alcanza a los no residenciales (discutido).",
    ),
    (
        "caida_consumo_pct",
        "entero",
        50,
        "% del promedio",
        f"{MANUAL}, num. 6.3.3",
        "M",
        "Por debajo de esta parte de su promedio se ordena inspección de oficio.",
    ),
    (
        "reclamo_dias_facturacion",
        "entero",
        60,
        "días calendario",
        TUO,
        "V",
        "Para reclamar un recibo, desde su vencimiento.",
    ),
    ("reclamo_meses_pagado", "entero", 12, "meses", TUO, "V", "Para reclamar un recibo ya pagado."),
    ("reclamo_dias_ampliar", "entero", 5, "días hábiles", TUO, "V", "Para ampliar el reclamo, desde que se presentó."),
    (
        "reclamo_dias_resolver",
        "entero",
        30,
        "días hábiles",
        TUO,
        "V",
        "Para resolver en primera instancia; el silencio es positivo.",
    ),
    ("reclamo_dias_notificar", "entero", 5, "días hábiles", TUO, "V", "Para notificar cada resolución."),
    (
        "reconsideracion_dias_presentar",
        "entero",
        15,
        "días hábiles",
        TUO,
        "V",
        "Para pedir reconsideración (Formato 8), desde la notificación.",
    ),
    (
        "reconsideracion_dias_resolver",
        "entero",
        15,
        "días hábiles",
        TUO,
        "V",
        "Para resolver la reconsideración; el silencio es positivo.",
    ),
    (
        "apelacion_dias_presentar",
        "entero",
        15,
        "días hábiles",
        TUO,
        "V",
        "Para apelar (Formato 9), desde la notificación.",
    ),
    ("apelacion_dias_elevar", "entero", 5, "días hábiles", TUO, "V", "Para enviar el expediente al TRASS."),
    (
        "apelacion_dias_resolver",
        "entero",
        30,
        "días hábiles",
        TUO,
        "V",
        "Para que el TRASS resuelva; el silencio es negativo.",
    ),
    (
        "meses_conservacion_cartas",
        "entero",
        24,
        "meses",
        f"{MANUAL}, num. 8",
        "V",
        "Cuánto se guardan cartas y notificaciones con su cargo antes de proponer su baja.",
    ),
    (
        "dias_oposicion_datos",
        "entero",
        10,
        "días hábiles",
        "Ley 29733; DS 016-2024-JUS",
        "P",
        "Para responder a quien se opone al uso de sus datos.",
    ),
    (
        "horas_incidente_datos",
        "entero",
        48,
        "horas",
        "DS 016-2024-JUS",
        "P",
        "Para comunicar un incidente con datos personales.",
    ),
]


def sembrar(apps, schema_editor):
    modelo = lambda nombre: apps.get_model("comun", nombre).objects  # noqa: E731
    with pghistory.context(origen="instalación"):
        grupos = apps.get_model("auth", "Group").objects
        grupos.bulk_create([grupos.model(name=nombre) for nombre in ROLES], ignore_conflicts=True)
        modelo("Empresa").create(nombre="Empresa prestadora de servicios de saneamiento")
        modelo("Unidad").bulk_create([apps.get_model("comun", "Unidad")(codigo=c, nombre=n) for c, n in UNIDADES])
        parametro = apps.get_model("comun", "Parametro")
        parametro.objects.bulk_create(
            [
                parametro(
                    clave=clave,
                    tipo=tipo,
                    valor=valor,
                    unidad=unidad,
                    norma=norma,
                    marca=marca,
                    descripcion=descripcion,
                    desde=date(2006, 1, 1),
                )
                for clave, tipo, valor, unidad, norma, marca, descripcion in PARAMETROS
            ]
        )
        dia = apps.get_model("comun", "DiaNoHabil")
        with (Path(__file__).parent / "feriados_2006_2031.csv").open(encoding="utf-8", newline="") as archivo:
            dia.objects.bulk_create(
                [
                    dia(fecha=f["fecha"], nombre=f["nombre"], norma=f["norma"], ambito="nacional", origen="calendario")
                    for f in csv.DictReader(archivo)
                ]
            )


class Migration(migrations.Migration):
    dependencies = [("comun", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(sembrar, migrations.RunPython.noop)]
