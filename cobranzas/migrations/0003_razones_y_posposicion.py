"""Pasos con categoría, cuotas y texto; razones nombradas; y posponer a un cliente (manual 6.3.11; art. 113.1)."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import pghistory
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from config.comun.migraciones import EnBloque

TEXTOS = {
    "recordatorio": (
        "Su recibo de agua vence el {vence}",
        "Señores {cliente}:\n\nLe recordamos que tiene {recibos} por {importe}. El primero vence el {vence}.\n\n{detalle}\n\n"
        "Si ya pagó, no hace falta que haga nada más.\n\n{empresa}",
    ),
    "llamada": (
        "",
        "Buenos días, le llamamos de {empresa} por {recibos} de {cliente} que suman {importe}. El más antiguo venció el "
        "{vence}. ¿Qué día podemos esperar el pago?",
    ),
    "visita": (
        "",
        "Presentar el estado de cuenta de {cliente}: {recibos} por {importe}, el más antiguo vencido el {vence}. "
        "Pedir fecha de pago y anotar si hay algún reclamo.",
    ),
}


def completar(apps, schema_editor):
    """La escalera inicial con sus textos y con la cuota vencida como causa de derivación."""
    pasos = apps.get_model("cobranzas", "Peldano").objects.filter(escalera__version=1)
    with pghistory.context(origen="instalación"):
        for clave, (asunto, plantilla) in TEXTOS.items():
            pasos.filter(clave=clave, plantilla="").update(asunto=asunto, plantilla=plantilla)
        pasos.filter(clave="derivacion", recibos_vencidos__isnull=False).update(cuotas_vencidas=1)


RENOMBRAR = """
    UPDATE cobranzas_estadodiario SET razon = '{nuevo}' WHERE razon = '{viejo}';
    UPDATE cobranzas_controlcliente SET razon = '{nuevo}' WHERE razon = '{viejo}';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0013_llaves_del_padron"),
        ("cobranzas", "0002_escalera_por_defecto"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        EnBloque(
            [
                migrations.CreateModel(
                    name="Posposicion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("desde", models.DateField(verbose_name="desde")),
                        ("hasta", models.DateField(verbose_name="hasta")),
                        ("motivo", models.CharField(max_length=300, verbose_name="motivo")),
                        ("en", models.DateTimeField()),
                        ("levantada_el", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "posposición",
                        "verbose_name_plural": "posposiciones",
                        "permissions": [("posponer", "Puede posponer a un cliente")],
                    },
                ),
                migrations.CreateModel(
                    name="PosposicionEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        ("desde", models.DateField(verbose_name="desde")),
                        ("hasta", models.DateField(verbose_name="hasta")),
                        ("motivo", models.CharField(max_length=300, verbose_name="motivo")),
                        ("levantada_el", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
            ]
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="escalera",
            name="alta_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="escalera",
            name="cambio_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="escalera",
            name="baja_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="peldano",
            name="alta_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="peldano",
            name="cambio_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="peldano",
            name="baja_delete",
        ),
        migrations.RemoveConstraint(
            model_name="accion",
            name="accion_hecha_por_alguien",
        ),
        migrations.RemoveConstraint(
            model_name="controlcliente",
            name="controlcliente_accion_o_razon",
        ),
        migrations.RemoveConstraint(
            model_name="peldano",
            name="peldano_por_dias_o_por_recibos",
        ),
        EnBloque(
            [
                migrations.AddField(
                    model_name="accion",
                    name="automatica",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="ancla",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cartera.recibo",
                    ),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="ancla_vence_el",
                    field=models.DateField(null=True),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="bloqueo",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("pagado", "No debe nada"),
                            ("derivado", "Derivado a cartera morosa"),
                            ("congelado", "Congelado por reclamo"),
                            ("convenio_vivo", "Tiene un convenio al día"),
                            ("pospuesto", "Pospuesto hasta una fecha"),
                            ("promesa_viva", "Tiene una promesa que aún no vence"),
                            ("por_vencer", "Todavía no vence"),
                            ("pagos_atrasados", "Los pagos cargados están atrasados"),
                            ("pago_sin_aplicar", "Tiene un pago sin aplicar que cubre lo vencido"),
                            ("bajo_minimo", "Debe menos que el mínimo del paso"),
                            ("ya_hecha", "El paso que toca ya se hizo"),
                            ("sin_paso", "Aún no toca el siguiente paso"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="credito",
                    field=models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="pagos sin aplicar"
                    ),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="cuotas_vencidas",
                    field=models.PositiveIntegerField(default=0, verbose_name="cuotas de convenio vencidas"),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="en_un_suministro",
                    field=models.PositiveIntegerField(default=0, verbose_name="vencidos en un mismo suministro"),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="exigido",
                    field=models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="vencido que se puede cobrar hoy"
                    ),
                ),
                migrations.AddField(
                    model_name="controlcliente",
                    name="pausa",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("sin_contacto", "Sin contacto válido"),
                            ("contactado", "Ya se le contactó lo que permite el presupuesto"),
                            ("feriado", "Feriado o fuera de hora"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AddField(
                    model_name="escalera",
                    name="creada_en",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="escalera",
                    name="motivo",
                    field=models.CharField(blank=True, max_length=300, verbose_name="por qué se cambió"),
                ),
                migrations.AddField(
                    model_name="escaleraevento",
                    name="motivo",
                    field=models.CharField(blank=True, max_length=300, verbose_name="por qué se cambió"),
                ),
                migrations.AddField(
                    model_name="peldano",
                    name="asunto",
                    field=models.CharField(blank=True, max_length=150),
                ),
                migrations.AddField(
                    model_name="peldano",
                    name="categorias",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("SOCIAL", "Social"),
                                ("DOMESTICO", "Doméstico"),
                                ("COMERCIAL", "Comercial"),
                                ("INDUSTRIAL", "Industrial"),
                                ("ESTATAL", "Estatal"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    model_name="peldano",
                    name="cuotas_vencidas",
                    field=models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="peldano",
                    name="plantilla",
                    field=models.TextField(blank=True, max_length=4000),
                ),
                migrations.AddField(
                    model_name="peldanoevento",
                    name="asunto",
                    field=models.CharField(blank=True, max_length=150),
                ),
                migrations.AddField(
                    model_name="peldanoevento",
                    name="categorias",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("SOCIAL", "Social"),
                                ("DOMESTICO", "Doméstico"),
                                ("COMERCIAL", "Comercial"),
                                ("INDUSTRIAL", "Industrial"),
                                ("ESTATAL", "Estatal"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    model_name="peldanoevento",
                    name="cuotas_vencidas",
                    field=models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="peldanoevento",
                    name="plantilla",
                    field=models.TextField(blank=True, max_length=4000),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="controlcliente",
            name="razon",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pagado", "No debe nada"),
                    ("derivado", "Derivado a cartera morosa"),
                    ("congelado", "Congelado por reclamo"),
                    ("convenio_vivo", "Tiene un convenio al día"),
                    ("pospuesto", "Pospuesto hasta una fecha"),
                    ("promesa_viva", "Tiene una promesa que aún no vence"),
                    ("por_vencer", "Todavía no vence"),
                    ("pagos_atrasados", "Los pagos cargados están atrasados"),
                    ("pago_sin_aplicar", "Tiene un pago sin aplicar que cubre lo vencido"),
                    ("bajo_minimo", "Debe menos que el mínimo del paso"),
                    ("ya_hecha", "El paso que toca ya se hizo"),
                    ("sin_paso", "Aún no toca el siguiente paso"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="estadodiario",
            name="razon",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pagado", "No debe nada"),
                    ("derivado", "Derivado a cartera morosa"),
                    ("congelado", "Congelado por reclamo"),
                    ("convenio_vivo", "Tiene un convenio al día"),
                    ("pospuesto", "Pospuesto hasta una fecha"),
                    ("promesa_viva", "Tiene una promesa que aún no vence"),
                    ("por_vencer", "Todavía no vence"),
                    ("pagos_atrasados", "Los pagos cargados están atrasados"),
                    ("pago_sin_aplicar", "Tiene un pago sin aplicar que cubre lo vencido"),
                    ("bajo_minimo", "Debe menos que el mínimo del paso"),
                    ("ya_hecha", "El paso que toca ya se hizo"),
                    ("sin_paso", "Aún no toca el siguiente paso"),
                ],
                max_length=20,
            ),
        ),
        EnBloque(
            [
                pgtrigger.migrations.AddTrigger(
                    model_name="escalera",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_escaleraevento" ("motivo", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "vigencia") SELECT new_values."motivo", new_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."version", new_values."vigencia" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="52b1c61b82bf92f464b85ecfa88b4bf649fdfa8b",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_38fca",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cobranzas_escalera",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="escalera",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_escaleraevento" ("motivo", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "vigencia") SELECT new_values."motivo", new_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."version", new_values."vigencia" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."motivo" IS DISTINCT FROM (new_values."motivo") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre") OR old_values."version" IS DISTINCT FROM (new_values."version") OR old_values."vigencia" IS DISTINCT FROM (new_values."vigencia")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="6837e7087d57129d179a744465c82a81fa140265",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_18efc",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cobranzas_escalera",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="escalera",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_escaleraevento" ("motivo", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "vigencia") SELECT old_values."motivo", old_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."version", old_values."vigencia" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="4dbc95cbec6116221798f0207457375be46a3b17",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_357d5",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cobranzas_escalera",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="peldano",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_peldanoevento" ("asunto", "canal", "categorias", "clave", "cuotas_vencidas", "dias", "escalera_id", "importe_minimo", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plantilla", "recibos_vencidos", "unidad") SELECT new_values."asunto", new_values."canal", new_values."categorias", new_values."clave", new_values."cuotas_vencidas", new_values."dias", new_values."escalera_id", new_values."importe_minimo", new_values."nombre", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."plantilla", new_values."recibos_vencidos", new_values."unidad" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="db1973f4797b8fe8ed261929e498fff457732940",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_972b9",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cobranzas_peldano",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="peldano",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_peldanoevento" ("asunto", "canal", "categorias", "clave", "cuotas_vencidas", "dias", "escalera_id", "importe_minimo", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plantilla", "recibos_vencidos", "unidad") SELECT new_values."asunto", new_values."canal", new_values."categorias", new_values."clave", new_values."cuotas_vencidas", new_values."dias", new_values."escalera_id", new_values."importe_minimo", new_values."nombre", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."plantilla", new_values."recibos_vencidos", new_values."unidad" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."asunto" IS DISTINCT FROM (new_values."asunto") OR old_values."canal" IS DISTINCT FROM (new_values."canal") OR old_values."categorias" IS DISTINCT FROM (new_values."categorias") OR old_values."clave" IS DISTINCT FROM (new_values."clave") OR old_values."cuotas_vencidas" IS DISTINCT FROM (new_values."cuotas_vencidas") OR old_values."dias" IS DISTINCT FROM (new_values."dias") OR old_values."escalera_id" IS DISTINCT FROM (new_values."escalera_id") OR old_values."importe_minimo" IS DISTINCT FROM (new_values."importe_minimo") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre") OR old_values."orden" IS DISTINCT FROM (new_values."orden") OR old_values."plantilla" IS DISTINCT FROM (new_values."plantilla") OR old_values."recibos_vencidos" IS DISTINCT FROM (new_values."recibos_vencidos") OR old_values."unidad" IS DISTINCT FROM (new_values."unidad")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ba7e364244be46b6b2e1df25d80f6720eec76f48",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_07943",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cobranzas_peldano",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="peldano",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_peldanoevento" ("asunto", "canal", "categorias", "clave", "cuotas_vencidas", "dias", "escalera_id", "importe_minimo", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plantilla", "recibos_vencidos", "unidad") SELECT old_values."asunto", old_values."canal", old_values."categorias", old_values."clave", old_values."cuotas_vencidas", old_values."dias", old_values."escalera_id", old_values."importe_minimo", old_values."nombre", old_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."plantilla", old_values."recibos_vencidos", old_values."unidad" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="6ca590403748d8669b1371d441861b9fb674bcb9",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_a82fb",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cobranzas_peldano",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("estado", "hecha"), _negated=True),
                            ("cerrada_por__isnull", False),
                            ("automatica", True),
                            _connector="OR",
                        ),
                        name="accion_hecha_por_alguien",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="controlcliente",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accion__isnull", False),
                                ("peldano__isnull", False),
                                ("razon", ""),
                                ("suprimida", False),
                            ),
                            models.Q(
                                ("accion__isnull", True),
                                ("pausa", ""),
                                ("peldano__isnull", True),
                                models.Q(("razon", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="controlcliente_accion_o_razon",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="peldano",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cuotas_vencidas__isnull", True),
                                ("dias__isnull", False),
                                ("recibos_vencidos__isnull", True),
                            ),
                            models.Q(
                                ("dias__isnull", True),
                                models.Q(
                                    ("recibos_vencidos__gte", 1),
                                    models.Q(("cuotas_vencidas__gte", 1), ("recibos_vencidos__isnull", True)),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("cuotas_vencidas__isnull", True), ("cuotas_vencidas__gte", 1), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="peldano_por_dias_o_por_cuenta",
                    ),
                ),
            ]
        ),
        migrations.RunPython(completar, migrations.RunPython.noop),
        migrations.RunSQL(
            RENOMBRAR.format(viejo="sin_deuda", nuevo="pagado"), RENOMBRAR.format(viejo="pagado", nuevo="sin_deuda")
        ),
        migrations.AddConstraint(
            model_name="peldano",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("canal", "correo"), _negated=True),
                    models.Q(models.Q(("asunto", ""), _negated=True), models.Q(("plantilla", ""), _negated=True)),
                    _connector="OR",
                ),
                name="peldano_correo_con_texto",
            ),
        ),
        EnBloque(
            [
                migrations.AddField(
                    model_name="posposicion",
                    name="cliente",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posposiciones", to="cartera.cliente"
                    ),
                ),
                migrations.AddField(
                    model_name="posposicion",
                    name="levantada_por",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="posposicion",
                    name="por",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="posposicion",
                    name="recibo",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cartera.recibo",
                    ),
                ),
                migrations.AddField(
                    model_name="posposicionevento",
                    name="cliente",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cartera.cliente",
                    ),
                ),
                migrations.AddField(
                    model_name="posposicionevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cobranzas.posposicion",
                    ),
                ),
                migrations.AddField(
                    model_name="posposicionevento",
                    name="recibo",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cartera.recibo",
                    ),
                ),
            ]
        ),
        EnBloque(
            [
                migrations.AddConstraint(
                    model_name="posposicion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hasta__gt", models.F("desde"))), name="posposicion_fechas"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posposicion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("motivo", ""), _negated=True), name="posposicion_con_motivo"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posposicion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("levantada_el__isnull", True), ("levantada_por__isnull", True)),
                            models.Q(
                                ("levantada_el__range", (models.F("desde"), models.F("hasta"))),
                                ("levantada_por__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="posposicion_levantada",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posposicion",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("recibo__isnull", True)),
                        expressions=[
                            ("cliente", "="),
                            (
                                models.Func(
                                    "desde",
                                    django.db.models.functions.comparison.Coalesce("levantada_el", "hasta"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="posposicion_cliente_sin_solape",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posposicion",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("recibo__isnull", False)),
                        expressions=[
                            ("recibo", "="),
                            (
                                models.Func(
                                    "desde",
                                    django.db.models.functions.comparison.Coalesce("levantada_el", "hasta"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="posposicion_recibo_sin_solape",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posposicion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_posposicionevento" ("cliente_id", "desde", "hasta", "levantada_el", "motivo", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recibo_id") SELECT new_values."cliente_id", new_values."desde", new_values."hasta", new_values."levantada_el", new_values."motivo", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."recibo_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="2e4938d7efac7f966fc91f065c9c456be652f5ca",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_684bd",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cobranzas_posposicion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posposicion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_posposicionevento" ("cliente_id", "desde", "hasta", "levantada_el", "motivo", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recibo_id") SELECT new_values."cliente_id", new_values."desde", new_values."hasta", new_values."levantada_el", new_values."motivo", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."recibo_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."cliente_id" IS DISTINCT FROM (new_values."cliente_id") OR old_values."desde" IS DISTINCT FROM (new_values."desde") OR old_values."hasta" IS DISTINCT FROM (new_values."hasta") OR old_values."levantada_el" IS DISTINCT FROM (new_values."levantada_el") OR old_values."motivo" IS DISTINCT FROM (new_values."motivo") OR old_values."recibo_id" IS DISTINCT FROM (new_values."recibo_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="dd8bfc078c62b30c377d024ddcfecc29fa2e4919",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_fa5dc",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cobranzas_posposicion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posposicion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cobranzas_posposicionevento" ("cliente_id", "desde", "hasta", "levantada_el", "motivo", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recibo_id") SELECT old_values."cliente_id", old_values."desde", old_values."hasta", old_values."levantada_el", old_values."motivo", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."recibo_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="257b4e1bfc102854dcb6a7969929104c3a01e8f7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_6e984",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cobranzas_posposicion",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="posposicionevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cobranzas_p_pgh_cre_7a61fd_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posposicionevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a3e4ba7a8847cfeefb53cdc185c29a71d4f4fb52",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_572c6",
                            table="cobranzas_posposicionevento",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
