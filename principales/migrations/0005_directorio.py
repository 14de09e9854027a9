"""El directorio: contactos, medios, quién recibe qué, oposiciones y registro de accesos (manual 6.3.1, NORMAS §6)."""

from datetime import date

import django.contrib.postgres.indexes
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from config.comun.migraciones import EnBloque

# El medio elegido para un asunto es del mismo contacto. Al final de la transacción: fusionar mueve los dos.
MEDIO_DEL_CONTACTO = """
ALTER TABLE principales_recepcion ADD CONSTRAINT recepcion_medio_del_contacto
    FOREIGN KEY (medio_id, contacto_id) REFERENCES principales_mediocontacto (id, contacto_id)
    DEFERRABLE INITIALLY DEFERRED
"""

# El historial no se reescribe, salvo aquí y solo el de un contacto ya anonimizado: borrar sus datos de la ficha y
# dejarlos en la historia no sería borrarlos. Queda qué cambió y cuándo; lo que se va es a quién nombraba.
BORRAR_DEL_HISTORIAL = """
CREATE FUNCTION principales_anonimizar_historial(clave bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM principales_contacto WHERE id = clave AND anonimizado_el IS NOT NULL) THEN
        RAISE EXCEPTION 'El contacto % no está anonimizado', clave USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(t.tgname::text)::text FROM pg_trigger t
        WHERE t.tgname LIKE 'pgtrigger_append_only%' AND t.tgrelid IN (
            'principales_contactoevento'::regclass, 'principales_mediocontactoevento'::regclass,
            'principales_oposicionevento'::regclass)
    ), true);
    UPDATE principales_contactoevento
    SET nombre = 'Contacto ' || clave, cargo = '', tipo_documento = '', documento = '', nota = '',
        motivo_cierre = CASE motivo_cierre WHEN '' THEN '' ELSE '…' END,
        hora_desde = NULL, hora_hasta = NULL
    WHERE pgh_obj_id = clave;
    UPDATE principales_mediocontactoevento
    SET valor = 'anonimo-' || pgh_obj_id, anexo = '', motivo_estado = CASE motivo_estado WHEN '' THEN '' ELSE '…' END
    WHERE contacto_id = clave;
    UPDATE principales_oposicionevento
    SET detalle = '…', respuesta = CASE respuesta WHEN '' THEN '' ELSE '…' END
    WHERE contacto_id = clave;
    PERFORM set_config('pgtrigger.ignore', '{}', true);
END $$
"""

PARAMETROS = (
    (
        "directorio_verificar_meses", "entero", 12, "meses",
        "Meses desde los que un teléfono o un correo del directorio se vuelve a verificar.",
        "CO-UCOB.09, num. 6.3.1", "M",
    ),
    (
        "oposicion_dias", "entero", 10, "días",
        "Días para responder a quien se opone al uso de sus datos o pide borrarlos.",
        "Ley 29733 y DS 016-2024-JUS", "V",
    ),
    (
        "oposicion_computo", "texto", "habil", "habil o calendario",
        "Cómo se cuentan los días para responder una oposición.",
        "Ley 29733 y DS 016-2024-JUS", "M",
    ),
    (
        "oposicion_aviso_dias", "entero", 3, "días",
        "Días calendario antes del vencimiento en que se avisa que falta responder una oposición.",
        "Aviso propio del sistema", "M",
    ),
    (
        "directorio_tope_filas", "entero", 20000, "filas",
        "Contactos que admite un solo archivo del directorio.",
        "Límite propio del sistema", "M",
    ),
)  # fmt: skip


def sembrar(apps, schema_editor):
    parametros = apps.get_model("comun", "Parametro").objects
    for clave, tipo, valor, unidad, descripcion, norma, marca in PARAMETROS:
        parametros.create(
            clave=clave,
            tipo=tipo,
            valor=valor,
            unidad=unidad,
            desde=date(2006, 1, 1),
            norma=norma,
            marca=marca,
            descripcion=descripcion,
        )


def retirar(apps, schema_editor):
    apps.get_model("comun", "Parametro").objects.filter(clave__in=[p[0] for p in PARAMETROS]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0013_llaves_del_padron"),
        ("comun", "0005_etiqueta_de_carga"),
        ("principales", "0004_detalle_por_sentencia"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        EnBloque(
            [
                migrations.CreateModel(
                    name="Contacto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nombre", models.CharField(max_length=150, verbose_name="nombre")),
                        (
                            "nombre_norm",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("nombre"), function="cartera_normalizar"),
                                output_field=models.CharField(max_length=150),
                            ),
                        ),
                        (
                            "rol",
                            models.CharField(
                                choices=[
                                    ("titular", "Titular"),
                                    ("gerencia", "Gerencia"),
                                    ("pagos", "Pagos"),
                                    ("mantenimiento", "Mantenimiento"),
                                    ("legal", "Legal"),
                                    ("otro", "Otro"),
                                ],
                                default="otro",
                                max_length=15,
                                verbose_name="rol",
                            ),
                        ),
                        ("cargo", models.CharField(blank=True, max_length=100, verbose_name="cargo")),
                        (
                            "tipo_documento",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("RUC", "RUC"),
                                    ("DNI", "DNI"),
                                    ("CE", "Carné de extranjería"),
                                    ("PAS", "Pasaporte"),
                                ],
                                max_length=3,
                                verbose_name="tipo de documento",
                            ),
                        ),
                        ("documento", models.CharField(blank=True, max_length=20, verbose_name="documento")),
                        (
                            "canal_preferido",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("llamada", "Llamada"),
                                    ("whatsapp", "WhatsApp"),
                                    ("correo", "Correo"),
                                    ("visita", "Visita"),
                                ],
                                max_length=10,
                                verbose_name="canal preferido",
                            ),
                        ),
                        (
                            "hora_desde",
                            models.TimeField(blank=True, null=True, verbose_name="se le puede llamar desde"),
                        ),
                        ("hora_hasta", models.TimeField(blank=True, null=True, verbose_name="hasta")),
                        ("nota", models.CharField(blank=True, max_length=500, verbose_name="nota")),
                        ("cerrado_el", models.DateField(blank=True, null=True, verbose_name="cerrado el")),
                        (
                            "motivo_cierre",
                            models.CharField(blank=True, max_length=300, verbose_name="por qué se cerró"),
                        ),
                        ("anonimizado_el", models.DateField(blank=True, null=True, verbose_name="anonimizado el")),
                        ("retenido", models.BooleanField(default=False, verbose_name="retenido por ley")),
                        (
                            "motivo_retencion",
                            models.CharField(blank=True, max_length=300, verbose_name="por qué se retiene"),
                        ),
                        ("creado_en", models.DateTimeField()),
                        (
                            "cliente",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contactos",
                                to="cartera.cliente",
                            ),
                        ),
                        (
                            "creado_por",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fusionado_en",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fusionados",
                                to="principales.contacto",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contacto",
                        "verbose_name_plural": "contactos",
                        "permissions": [
                            ("importar_directorio", "Puede cargar contactos de un archivo"),
                            ("exportar_directorio", "Puede exportar el directorio"),
                            ("anonimizar_contacto", "Puede anonimizar y retener contactos"),
                            ("ver_accesos_directorio", "Puede ver quién miró y exportó el directorio"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccesoDirectorio",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("en", models.DateTimeField()),
                        (
                            "acto",
                            models.CharField(
                                choices=[
                                    ("ficha", "Vio la ficha"),
                                    ("lista", "Vio la lista"),
                                    ("busqueda", "Buscó"),
                                    ("exportacion", "Exportó"),
                                ],
                                max_length=12,
                                verbose_name="qué hizo",
                            ),
                        ),
                        ("filas", models.PositiveIntegerField(default=1, verbose_name="contactos")),
                        ("detalle", models.CharField(blank=True, max_length=500, verbose_name="con qué filtro")),
                        (
                            "cliente",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cartera.cliente",
                            ),
                        ),
                        (
                            "por",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "contacto",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accesos",
                                to="principales.contacto",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "acceso al directorio",
                        "verbose_name_plural": "accesos al directorio",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ContactoEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        ("nombre", models.CharField(max_length=150, verbose_name="nombre")),
                        (
                            "rol",
                            models.CharField(
                                choices=[
                                    ("titular", "Titular"),
                                    ("gerencia", "Gerencia"),
                                    ("pagos", "Pagos"),
                                    ("mantenimiento", "Mantenimiento"),
                                    ("legal", "Legal"),
                                    ("otro", "Otro"),
                                ],
                                default="otro",
                                max_length=15,
                                verbose_name="rol",
                            ),
                        ),
                        ("cargo", models.CharField(blank=True, max_length=100, verbose_name="cargo")),
                        (
                            "tipo_documento",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("RUC", "RUC"),
                                    ("DNI", "DNI"),
                                    ("CE", "Carné de extranjería"),
                                    ("PAS", "Pasaporte"),
                                ],
                                max_length=3,
                                verbose_name="tipo de documento",
                            ),
                        ),
                        ("documento", models.CharField(blank=True, max_length=20, verbose_name="documento")),
                        (
                            "canal_preferido",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("llamada", "Llamada"),
                                    ("whatsapp", "WhatsApp"),
                                    ("correo", "Correo"),
                                    ("visita", "Visita"),
                                ],
                                max_length=10,
                                verbose_name="canal preferido",
                            ),
                        ),
                        (
                            "hora_desde",
                            models.TimeField(blank=True, null=True, verbose_name="se le puede llamar desde"),
                        ),
                        ("hora_hasta", models.TimeField(blank=True, null=True, verbose_name="hasta")),
                        ("nota", models.CharField(blank=True, max_length=500, verbose_name="nota")),
                        ("cerrado_el", models.DateField(blank=True, null=True, verbose_name="cerrado el")),
                        (
                            "motivo_cierre",
                            models.CharField(blank=True, max_length=300, verbose_name="por qué se cerró"),
                        ),
                        ("anonimizado_el", models.DateField(blank=True, null=True, verbose_name="anonimizado el")),
                        ("retenido", models.BooleanField(default=False, verbose_name="retenido por ley")),
                        (
                            "motivo_retencion",
                            models.CharField(blank=True, max_length=300, verbose_name="por qué se retiene"),
                        ),
                        (
                            "cliente",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="cartera.cliente",
                            ),
                        ),
                        (
                            "fusionado_en",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="eventos",
                                to="principales.contacto",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="MedioContacto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "tipo",
                            models.CharField(
                                choices=[("telefono", "Teléfono fijo"), ("celular", "Celular"), ("correo", "Correo")],
                                max_length=10,
                                verbose_name="tipo",
                            ),
                        ),
                        ("valor", models.CharField(max_length=254, verbose_name="número o correo")),
                        ("anexo", models.CharField(blank=True, max_length=10, verbose_name="anexo")),
                        (
                            "fuente",
                            models.CharField(
                                choices=[
                                    ("cliente", "Lo dio el cliente"),
                                    ("visita", "Visita o reparto"),
                                    ("llamada", "Llamada"),
                                    ("reclamo", "Expediente de reclamo"),
                                    ("contrato", "Contrato o solicitud"),
                                    ("publica", "Fuente pública"),
                                    ("carga", "Archivo cargado"),
                                ],
                                default="cliente",
                                max_length=10,
                                verbose_name="de dónde salió",
                            ),
                        ),
                        (
                            "finalidad",
                            models.CharField(
                                choices=[
                                    ("servicio", "Servicio y su cobranza"),
                                    ("reclamos", "Atención de reclamos"),
                                    ("campanas", "Solo campañas"),
                                ],
                                default="servicio",
                                max_length=10,
                                verbose_name="para qué",
                            ),
                        ),
                        ("whatsapp", models.BooleanField(default=False, verbose_name="tiene WhatsApp")),
                        ("preferido", models.BooleanField(default=False, verbose_name="es el preferido")),
                        ("consiente_campanas", models.BooleanField(default=False, verbose_name="acepta campañas")),
                        ("consentido_el", models.DateField(blank=True, null=True, verbose_name="aceptó el")),
                        ("verificado_el", models.DateField(blank=True, null=True, verbose_name="verificado el")),
                        (
                            "estado",
                            models.CharField(
                                choices=[
                                    ("vigente", "Vigente"),
                                    ("equivocado", "Equivocado"),
                                    ("rebotado", "Rebotado"),
                                    ("opuesto", "No quiere"),
                                    ("retirado", "Ya no lo usa"),
                                ],
                                default="vigente",
                                max_length=10,
                                verbose_name="estado",
                            ),
                        ),
                        ("motivo_estado", models.CharField(blank=True, max_length=300, verbose_name="por qué")),
                        ("estado_desde", models.DateTimeField(verbose_name="así desde")),
                        (
                            "contacto",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="medios",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "verificado_por",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="verificado por",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "medio de contacto",
                        "verbose_name_plural": "medios de contacto",
                    },
                ),
                migrations.CreateModel(
                    name="MedioContactoEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "tipo",
                            models.CharField(
                                choices=[("telefono", "Teléfono fijo"), ("celular", "Celular"), ("correo", "Correo")],
                                max_length=10,
                                verbose_name="tipo",
                            ),
                        ),
                        ("valor", models.CharField(max_length=254, verbose_name="número o correo")),
                        ("anexo", models.CharField(blank=True, max_length=10, verbose_name="anexo")),
                        (
                            "fuente",
                            models.CharField(
                                choices=[
                                    ("cliente", "Lo dio el cliente"),
                                    ("visita", "Visita o reparto"),
                                    ("llamada", "Llamada"),
                                    ("reclamo", "Expediente de reclamo"),
                                    ("contrato", "Contrato o solicitud"),
                                    ("publica", "Fuente pública"),
                                    ("carga", "Archivo cargado"),
                                ],
                                default="cliente",
                                max_length=10,
                                verbose_name="de dónde salió",
                            ),
                        ),
                        (
                            "finalidad",
                            models.CharField(
                                choices=[
                                    ("servicio", "Servicio y su cobranza"),
                                    ("reclamos", "Atención de reclamos"),
                                    ("campanas", "Solo campañas"),
                                ],
                                default="servicio",
                                max_length=10,
                                verbose_name="para qué",
                            ),
                        ),
                        ("whatsapp", models.BooleanField(default=False, verbose_name="tiene WhatsApp")),
                        ("preferido", models.BooleanField(default=False, verbose_name="es el preferido")),
                        ("consiente_campanas", models.BooleanField(default=False, verbose_name="acepta campañas")),
                        ("consentido_el", models.DateField(blank=True, null=True, verbose_name="aceptó el")),
                        ("verificado_el", models.DateField(blank=True, null=True, verbose_name="verificado el")),
                        (
                            "estado",
                            models.CharField(
                                choices=[
                                    ("vigente", "Vigente"),
                                    ("equivocado", "Equivocado"),
                                    ("rebotado", "Rebotado"),
                                    ("opuesto", "No quiere"),
                                    ("retirado", "Ya no lo usa"),
                                ],
                                default="vigente",
                                max_length=10,
                                verbose_name="estado",
                            ),
                        ),
                        ("motivo_estado", models.CharField(blank=True, max_length=300, verbose_name="por qué")),
                        (
                            "contacto",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="eventos",
                                to="principales.mediocontacto",
                            ),
                        ),
                        (
                            "verificado_por",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="verificado por",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="Oposicion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pide",
                            models.CharField(
                                choices=[
                                    ("campanas", "No recibir campañas"),
                                    ("medios", "No usar sus teléfonos ni correos"),
                                    ("supresion", "Borrar sus datos"),
                                ],
                                max_length=10,
                                verbose_name="qué pide",
                            ),
                        ),
                        ("detalle", models.CharField(max_length=500, verbose_name="qué dijo y por dónde")),
                        ("presentada_el", models.DateField(verbose_name="presentada el")),
                        ("dias", models.PositiveSmallIntegerField(verbose_name="días de plazo")),
                        ("computo", models.CharField(max_length=10, verbose_name="cómo se cuentan")),
                        ("vence_el", models.DateField(verbose_name="vence el")),
                        (
                            "estado",
                            models.CharField(
                                choices=[
                                    ("pendiente", "Por responder"),
                                    ("atendida", "Atendida"),
                                    ("denegada", "Denegada"),
                                ],
                                default="pendiente",
                                max_length=10,
                                verbose_name="estado",
                            ),
                        ),
                        ("respuesta", models.CharField(blank=True, max_length=500, verbose_name="respuesta")),
                        ("respondida_el", models.DateField(blank=True, null=True, verbose_name="respondida el")),
                        ("creada_en", models.DateTimeField()),
                        (
                            "contacto",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="oposiciones",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "creada_por",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "respondida_por",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="respondida por",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "oposición",
                        "verbose_name_plural": "oposiciones",
                    },
                ),
                migrations.CreateModel(
                    name="OposicionEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "pide",
                            models.CharField(
                                choices=[
                                    ("campanas", "No recibir campañas"),
                                    ("medios", "No usar sus teléfonos ni correos"),
                                    ("supresion", "Borrar sus datos"),
                                ],
                                max_length=10,
                                verbose_name="qué pide",
                            ),
                        ),
                        ("detalle", models.CharField(max_length=500, verbose_name="qué dijo y por dónde")),
                        (
                            "estado",
                            models.CharField(
                                choices=[
                                    ("pendiente", "Por responder"),
                                    ("atendida", "Atendida"),
                                    ("denegada", "Denegada"),
                                ],
                                default="pendiente",
                                max_length=10,
                                verbose_name="estado",
                            ),
                        ),
                        ("respuesta", models.CharField(blank=True, max_length=500, verbose_name="respuesta")),
                        ("vence_el", models.DateField(verbose_name="vence el")),
                        (
                            "contacto",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="eventos",
                                to="principales.oposicion",
                            ),
                        ),
                        (
                            "respondida_por",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="respondida por",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="ParejaDescartada",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("decidido_en", models.DateTimeField()),
                        (
                            "decidido_por",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "primero",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="principales.contacto"
                            ),
                        ),
                        (
                            "segundo",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="principales.contacto"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pareja descartada",
                        "verbose_name_plural": "parejas descartadas",
                    },
                ),
                migrations.CreateModel(
                    name="ParejaDescartadaEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "decidido_por",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="eventos",
                                to="principales.parejadescartada",
                            ),
                        ),
                        (
                            "primero",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "segundo",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.contacto",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="Recepcion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "asunto",
                            models.CharField(
                                choices=[
                                    ("recibo", "Recibos"),
                                    ("cobranza", "Cobranza"),
                                    ("reclamos", "Reclamos"),
                                    ("campanas", "Campañas"),
                                ],
                                max_length=10,
                                verbose_name="qué recibe",
                            ),
                        ),
                        (
                            "contacto",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recepciones",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "medio",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recepciones",
                                to="principales.mediocontacto",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recepción",
                        "verbose_name_plural": "recepciones",
                    },
                ),
                migrations.CreateModel(
                    name="RecepcionEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "asunto",
                            models.CharField(
                                choices=[
                                    ("recibo", "Recibos"),
                                    ("cobranza", "Cobranza"),
                                    ("reclamos", "Reclamos"),
                                    ("campanas", "Campañas"),
                                ],
                                max_length=10,
                                verbose_name="qué recibe",
                            ),
                        ),
                        (
                            "contacto",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.contacto",
                            ),
                        ),
                        (
                            "medio",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="principales.mediocontacto",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="eventos",
                                to="principales.recepcion",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
            ]
        ),
        EnBloque(
            [
                migrations.AddIndex(
                    model_name="contacto",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["nombre_norm"], name="contacto_nombre_trgm", opclasses=["gin_trgm_ops"]
                    ),
                ),
                migrations.AddIndex(
                    model_name="contacto",
                    index=models.Index(fields=["nombre_norm", "id"], name="contacto_orden"),
                ),
                migrations.AddIndex(
                    model_name="contacto",
                    index=models.Index(
                        condition=models.Q(("documento", ""), _negated=True),
                        fields=["documento"],
                        name="contacto_documento",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cerrado_el__isnull", True), ("motivo_cierre", "")),
                            models.Q(("cerrado_el__isnull", False), models.Q(("motivo_cierre", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contacto_cerrado_con_motivo",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("documento", ""), ("tipo_documento", "")),
                            models.Q(
                                models.Q(("tipo_documento", ""), _negated=True),
                                models.Q(("documento", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contacto_documento_entero",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hora_desde__isnull", True), ("hora_hasta__isnull", True)),
                            ("hora_desde__lt", models.F("hora_hasta")),
                            _connector="OR",
                        ),
                        name="contacto_horas_en_orden",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("fusionado_en__isnull", True),
                            models.Q(
                                ("cerrado_el__isnull", False), models.Q(("fusionado_en", models.F("id")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="contacto_fusionado_cerrado",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("anonimizado_el__isnull", True),
                            models.Q(("cerrado_el__isnull", False), ("retenido", False)),
                            _connector="OR",
                        ),
                        name="contacto_anonimo_cerrado",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("retenido", False), models.Q(("motivo_retencion", ""), _negated=True), _connector="OR"
                        ),
                        name="contacto_retenido_con_motivo",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("rol__in", ["titular", "gerencia", "pagos", "mantenimiento", "legal", "otro"])
                        ),
                        name="contacto_rol",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contacto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_contactoevento" ("anonimizado_el", "canal_preferido", "cargo", "cerrado_el", "cliente_id", "documento", "fusionado_en_id", "hora_desde", "hora_hasta", "motivo_cierre", "motivo_retencion", "nombre", "nota", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retenido", "rol", "tipo_documento") SELECT new_values."anonimizado_el", new_values."canal_preferido", new_values."cargo", new_values."cerrado_el", new_values."cliente_id", new_values."documento", new_values."fusionado_en_id", new_values."hora_desde", new_values."hora_hasta", new_values."motivo_cierre", new_values."motivo_retencion", new_values."nombre", new_values."nota", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."retenido", new_values."rol", new_values."tipo_documento" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="d9a52557252665249873a37a6f19fdcafe94517e",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_984b6",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="principales_contacto",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contacto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_contactoevento" ("anonimizado_el", "canal_preferido", "cargo", "cerrado_el", "cliente_id", "documento", "fusionado_en_id", "hora_desde", "hora_hasta", "motivo_cierre", "motivo_retencion", "nombre", "nota", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retenido", "rol", "tipo_documento") SELECT new_values."anonimizado_el", new_values."canal_preferido", new_values."cargo", new_values."cerrado_el", new_values."cliente_id", new_values."documento", new_values."fusionado_en_id", new_values."hora_desde", new_values."hora_hasta", new_values."motivo_cierre", new_values."motivo_retencion", new_values."nombre", new_values."nota", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."retenido", new_values."rol", new_values."tipo_documento" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."anonimizado_el" IS DISTINCT FROM (new_values."anonimizado_el") OR old_values."canal_preferido" IS DISTINCT FROM (new_values."canal_preferido") OR old_values."cargo" IS DISTINCT FROM (new_values."cargo") OR old_values."cerrado_el" IS DISTINCT FROM (new_values."cerrado_el") OR old_values."cliente_id" IS DISTINCT FROM (new_values."cliente_id") OR old_values."documento" IS DISTINCT FROM (new_values."documento") OR old_values."fusionado_en_id" IS DISTINCT FROM (new_values."fusionado_en_id") OR old_values."hora_desde" IS DISTINCT FROM (new_values."hora_desde") OR old_values."hora_hasta" IS DISTINCT FROM (new_values."hora_hasta") OR old_values."motivo_cierre" IS DISTINCT FROM (new_values."motivo_cierre") OR old_values."motivo_retencion" IS DISTINCT FROM (new_values."motivo_retencion") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre") OR old_values."nota" IS DISTINCT FROM (new_values."nota") OR old_values."retenido" IS DISTINCT FROM (new_values."retenido") OR old_values."rol" IS DISTINCT FROM (new_values."rol") OR old_values."tipo_documento" IS DISTINCT FROM (new_values."tipo_documento")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="3fd7dd736893a96fc88f1279b6bbfcebf201bf06",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_ed374",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="principales_contacto",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contacto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_contactoevento" ("anonimizado_el", "canal_preferido", "cargo", "cerrado_el", "cliente_id", "documento", "fusionado_en_id", "hora_desde", "hora_hasta", "motivo_cierre", "motivo_retencion", "nombre", "nota", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retenido", "rol", "tipo_documento") SELECT old_values."anonimizado_el", old_values."canal_preferido", old_values."cargo", old_values."cerrado_el", old_values."cliente_id", old_values."documento", old_values."fusionado_en_id", old_values."hora_desde", old_values."hora_hasta", old_values."motivo_cierre", old_values."motivo_retencion", old_values."nombre", old_values."nota", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."retenido", old_values."rol", old_values."tipo_documento" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f9c7726c8eca22188195db1f9f0c5bf7b114e935",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_2fb90",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="principales_contacto",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="accesodirectorio",
                    index=models.Index(fields=["-en", "-id"], name="accesodirectorio_recientes"),
                ),
                migrations.AddConstraint(
                    model_name="accesodirectorio",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("acto__in", ["ficha", "lista", "busqueda", "exportacion"])),
                        name="accesodirectorio_acto",
                    ),
                ),
                migrations.AddIndex(
                    model_name="contactoevento",
                    index=models.Index(fields=["-pgh_created_at"], name="principales_pgh_cre_f100d4_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contactoevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ffdbb40ce0e148338cad07f79ec87d0e852862c0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_5acb5",
                            table="principales_contactoevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="mediocontacto",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["valor"], name="mediocontacto_valor_trgm", opclasses=["gin_trgm_ops"]
                    ),
                ),
                migrations.AddIndex(
                    model_name="mediocontacto",
                    index=models.Index(fields=["valor"], name="mediocontacto_valor"),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.UniqueConstraint(
                        fields=("contacto", "valor", "anexo"), name="mediocontacto_unico"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.UniqueConstraint(fields=("id", "contacto"), name="mediocontacto_con_contacto"),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("preferido", True)),
                        fields=("contacto", "tipo"),
                        name="mediocontacto_un_preferido",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("tipo__in", ["telefono", "celular", "correo"])), name="mediocontacto_tipo"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("estado__in", ["vigente", "equivocado", "rebotado", "opuesto", "retirado"])
                        ),
                        name="mediocontacto_estado",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valor__startswith", "anonimo-"),
                            models.Q(("tipo", "correo"), ("valor__regex", "^[^\\s@<>,;:]+@[^\\s@<>,;:]+$")),
                            models.Q(models.Q(("tipo", "correo"), _negated=True), ("valor__regex", "^\\+[0-9]{6,15}$")),
                            _connector="OR",
                        ),
                        name="mediocontacto_valor_de_su_tipo",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("anexo", ""), ("anexo__regex", "^[0-9]{1,10}$"), _connector="OR"),
                        name="mediocontacto_anexo_numerico",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("whatsapp", False), ("tipo", "celular"), _connector="OR"),
                        name="mediocontacto_whatsapp_celular",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("consiente_campanas", False), ("consentido_el__isnull", False), _connector="OR"
                        ),
                        name="mediocontacto_consentido_con_fecha",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verificado_el__isnull", True), ("verificado_por__isnull", True)),
                            models.Q(("verificado_el__isnull", False), ("verificado_por__isnull", False)),
                            _connector="OR",
                        ),
                        name="mediocontacto_verificado_con_quien",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mediocontacto",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("estado", "vigente"), models.Q(("motivo_estado", ""), _negated=True), _connector="OR"
                        ),
                        name="mediocontacto_estado_con_motivo",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mediocontacto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_mediocontactoevento" ("anexo", "consentido_el", "consiente_campanas", "contacto_id", "estado", "finalidad", "fuente", "motivo_estado", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferido", "tipo", "valor", "verificado_el", "verificado_por_id", "whatsapp") SELECT new_values."anexo", new_values."consentido_el", new_values."consiente_campanas", new_values."contacto_id", new_values."estado", new_values."finalidad", new_values."fuente", new_values."motivo_estado", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."preferido", new_values."tipo", new_values."valor", new_values."verificado_el", new_values."verificado_por_id", new_values."whatsapp" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="b544a3708edeb3c6027a067cb8591675a8d641b4",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_73d8c",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="principales_mediocontacto",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mediocontacto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_mediocontactoevento" ("anexo", "consentido_el", "consiente_campanas", "contacto_id", "estado", "finalidad", "fuente", "motivo_estado", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferido", "tipo", "valor", "verificado_el", "verificado_por_id", "whatsapp") SELECT new_values."anexo", new_values."consentido_el", new_values."consiente_campanas", new_values."contacto_id", new_values."estado", new_values."finalidad", new_values."fuente", new_values."motivo_estado", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."preferido", new_values."tipo", new_values."valor", new_values."verificado_el", new_values."verificado_por_id", new_values."whatsapp" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."anexo" IS DISTINCT FROM (new_values."anexo") OR old_values."consentido_el" IS DISTINCT FROM (new_values."consentido_el") OR old_values."consiente_campanas" IS DISTINCT FROM (new_values."consiente_campanas") OR old_values."contacto_id" IS DISTINCT FROM (new_values."contacto_id") OR old_values."estado" IS DISTINCT FROM (new_values."estado") OR old_values."finalidad" IS DISTINCT FROM (new_values."finalidad") OR old_values."fuente" IS DISTINCT FROM (new_values."fuente") OR old_values."motivo_estado" IS DISTINCT FROM (new_values."motivo_estado") OR old_values."preferido" IS DISTINCT FROM (new_values."preferido") OR old_values."tipo" IS DISTINCT FROM (new_values."tipo") OR old_values."valor" IS DISTINCT FROM (new_values."valor") OR old_values."verificado_el" IS DISTINCT FROM (new_values."verificado_el") OR old_values."verificado_por_id" IS DISTINCT FROM (new_values."verificado_por_id") OR old_values."whatsapp" IS DISTINCT FROM (new_values."whatsapp")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="b525789af954a15f8013322b653067c9c3056e89",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_66582",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="principales_mediocontacto",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mediocontacto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_mediocontactoevento" ("anexo", "consentido_el", "consiente_campanas", "contacto_id", "estado", "finalidad", "fuente", "motivo_estado", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferido", "tipo", "valor", "verificado_el", "verificado_por_id", "whatsapp") SELECT old_values."anexo", old_values."consentido_el", old_values."consiente_campanas", old_values."contacto_id", old_values."estado", old_values."finalidad", old_values."fuente", old_values."motivo_estado", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."preferido", old_values."tipo", old_values."valor", old_values."verificado_el", old_values."verificado_por_id", old_values."whatsapp" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="44c06931ddcfc31f7cc6781c32f6878464581aed",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_3b8d4",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="principales_mediocontacto",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="mediocontactoevento",
                    index=models.Index(fields=["-pgh_created_at"], name="principales_pgh_cre_401d25_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mediocontactoevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f479ec8dc9ba940af340de5318005d2f98f15c9f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_09252",
                            table="principales_mediocontactoevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="oposicion",
                    index=models.Index(
                        condition=models.Q(("estado", "pendiente")), fields=["vence_el"], name="oposicion_por_vencer"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="oposicion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("estado", "pendiente")),
                        fields=("contacto", "pide"),
                        name="oposicion_pendiente_unica",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="oposicion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("estado", "pendiente"), ("respondida_el__isnull", True)),
                            models.Q(
                                models.Q(("estado", "pendiente"), _negated=True),
                                ("respondida_el__isnull", False),
                                models.Q(("respuesta", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="oposicion_respondida_con_fecha",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="oposicion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("computo__in", ["habil", "calendario"])), name="oposicion_computo"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="oposicion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("vence_el__gte", models.F("presentada_el"))), name="oposicion_vence_despues"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="oposicion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_oposicionevento" ("contacto_id", "detalle", "estado", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pide", "respondida_por_id", "respuesta", "vence_el") SELECT new_values."contacto_id", new_values."detalle", new_values."estado", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."pide", new_values."respondida_por_id", new_values."respuesta", new_values."vence_el" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="1b167fc54b7254228c809bb3550eac651f3bbcb4",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_a3cbf",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="principales_oposicion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="oposicion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_oposicionevento" ("contacto_id", "detalle", "estado", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pide", "respondida_por_id", "respuesta", "vence_el") SELECT new_values."contacto_id", new_values."detalle", new_values."estado", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."pide", new_values."respondida_por_id", new_values."respuesta", new_values."vence_el" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."contacto_id" IS DISTINCT FROM (new_values."contacto_id") OR old_values."detalle" IS DISTINCT FROM (new_values."detalle") OR old_values."estado" IS DISTINCT FROM (new_values."estado") OR old_values."pide" IS DISTINCT FROM (new_values."pide") OR old_values."respondida_por_id" IS DISTINCT FROM (new_values."respondida_por_id") OR old_values."respuesta" IS DISTINCT FROM (new_values."respuesta") OR old_values."vence_el" IS DISTINCT FROM (new_values."vence_el")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="5c2bfeaaf5c35f573ec70037080df31a0823e522",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_ec706",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="principales_oposicion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="oposicion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_oposicionevento" ("contacto_id", "detalle", "estado", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pide", "respondida_por_id", "respuesta", "vence_el") SELECT old_values."contacto_id", old_values."detalle", old_values."estado", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."pide", old_values."respondida_por_id", old_values."respuesta", old_values."vence_el" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="7f3d03ebbeb71546f35cff781bfa373cace05bca",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_6bd16",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="principales_oposicion",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="oposicionevento",
                    index=models.Index(fields=["-pgh_created_at"], name="principales_pgh_cre_dff85a_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="oposicionevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4e4216faaaffa20c8bfd9368852bdb5c6bb8ff7c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_70cf4",
                            table="principales_oposicionevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="parejadescartada",
                    constraint=models.UniqueConstraint(fields=("primero", "segundo"), name="parejadescartada_unica"),
                ),
                migrations.AddConstraint(
                    model_name="parejadescartada",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("primero__lt", models.F("segundo"))), name="parejadescartada_en_orden"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="parejadescartada",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_parejadescartadaevento" ("decidido_por_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "primero_id", "segundo_id") SELECT new_values."decidido_por_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."primero_id", new_values."segundo_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c4fc22a622dac6754f0a76740198948786d2dcfa",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_21400",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="principales_parejadescartada",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="parejadescartada",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_parejadescartadaevento" ("decidido_por_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "primero_id", "segundo_id") SELECT new_values."decidido_por_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."primero_id", new_values."segundo_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."decidido_por_id" IS DISTINCT FROM (new_values."decidido_por_id") OR old_values."primero_id" IS DISTINCT FROM (new_values."primero_id") OR old_values."segundo_id" IS DISTINCT FROM (new_values."segundo_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="5d624e28c768afc22568c199ab7c4c0c03858957",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_accda",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="principales_parejadescartada",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="parejadescartada",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_parejadescartadaevento" ("decidido_por_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "primero_id", "segundo_id") SELECT old_values."decidido_por_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."primero_id", old_values."segundo_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="78855ff619609d6502cfae3b66f011af2cb85432",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_9cb5d",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="principales_parejadescartada",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="parejadescartadaevento",
                    index=models.Index(fields=["-pgh_created_at"], name="principales_pgh_cre_2862ac_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="parejadescartadaevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a0fb7ff00d33174ebd5ada73fbc52f21424f03bc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_5a2a1",
                            table="principales_parejadescartadaevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recepcion",
                    constraint=models.UniqueConstraint(fields=("contacto", "asunto"), name="recepcion_unica"),
                ),
                migrations.AddConstraint(
                    model_name="recepcion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("asunto__in", ["recibo", "cobranza", "reclamos", "campanas"])),
                        name="recepcion_asunto",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="recepcion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_recepcionevento" ("asunto", "contacto_id", "medio_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."asunto", new_values."contacto_id", new_values."medio_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="4c2b866ad774e8e2736e4c3dce732aba000330e3",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_f47b0",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="principales_recepcion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="recepcion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_recepcionevento" ("asunto", "contacto_id", "medio_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."asunto", new_values."contacto_id", new_values."medio_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."asunto" IS DISTINCT FROM (new_values."asunto") OR old_values."contacto_id" IS DISTINCT FROM (new_values."contacto_id") OR old_values."medio_id" IS DISTINCT FROM (new_values."medio_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ab4780bdcbb16f97345338f6a04730b229ecf4b9",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_11f34",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="principales_recepcion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="recepcion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "principales_recepcionevento" ("asunto", "contacto_id", "medio_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."asunto", old_values."contacto_id", old_values."medio_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="3491266cbf949d21120b694b8ae26e326a5264ff",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_fbe45",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="principales_recepcion",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="recepcionevento",
                    index=models.Index(fields=["-pgh_created_at"], name="principales_pgh_cre_462c27_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="recepcionevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="db1c409f2f413c088722818bf89d1e69c7a22849",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bdd7c",
                            table="principales_recepcionevento",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(
            MEDIO_DEL_CONTACTO, "ALTER TABLE principales_recepcion DROP CONSTRAINT recepcion_medio_del_contacto"
        ),
        migrations.RunSQL(BORRAR_DEL_HISTORIAL, "DROP FUNCTION principales_anonimizar_historial(bigint)"),
        migrations.RunPython(sembrar, retirar),
    ]
