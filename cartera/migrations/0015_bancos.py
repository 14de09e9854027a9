"""Cuentas de la empresa, perfiles y archivos de banco; quién pagó y quién dijo de quién era un pago."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from config.comun.migraciones import EnBloque

# Las entidades que nombra la norma de la casa (NORMAS §4). La clave es como vienen en los pagos; se editan en pantalla.
BANCOS = [
    ("002", "BCP", "Banco de Crédito del Perú"),
    ("003", "INTERBANK", "Interbank"),
    ("009", "SCOTIABANK", "Scotiabank Perú"),
    ("011", "BBVA", "BBVA Perú"),
    ("018", "NACION", "Banco de la Nación"),
]


def sembrar(apps, schema_editor):
    banco = apps.get_model("cartera", "Banco")
    banco.objects.bulk_create(banco(codigo=codigo, clave=clave, nombre=nombre) for codigo, clave, nombre in BANCOS)


class Migration(migrations.Migration):
    dependencies = [
        ("cartera", "0014_solicitudes_de_correccion"),
        ("comun", "0005_etiqueta_de_carga"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        EnBloque(
            [
                migrations.CreateModel(
                    name="ArchivoBanco",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nombre", models.CharField(max_length=200, verbose_name="archivo")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "estado",
                            models.CharField(
                                choices=[
                                    ("en_revision", "Leyéndose"),
                                    ("por_confirmar", "Por confirmar"),
                                    ("con_errores", "Con errores"),
                                    ("cargando", "Cargándose"),
                                    ("cargado", "Cargado"),
                                    ("rechazado", "No se puede cargar"),
                                    ("descartado", "Descartado"),
                                ],
                                default="en_revision",
                                max_length=15,
                            ),
                        ),
                        ("error", models.TextField(blank=True)),
                        ("filas", models.PositiveIntegerField(default=0)),
                        ("pagos", models.PositiveIntegerField(default=0)),
                        ("importe_pagos", models.DecimalField(decimal_places=2, default=0, max_digits=16)),
                        ("reversas", models.PositiveIntegerField(default=0)),
                        ("importe_reversas", models.DecimalField(decimal_places=2, default=0, max_digits=16)),
                        ("cola_filas", models.PositiveIntegerField(null=True)),
                        ("cola_importe", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("desde", models.DateField(null=True)),
                        ("hasta", models.DateField(null=True, verbose_name="pagos hasta")),
                        ("nuevas", models.PositiveIntegerField(default=0)),
                        ("ya_estaban", models.PositiveIntegerField(default=0)),
                        ("errores", models.PositiveIntegerField(default=0)),
                        ("conflictos", models.PositiveIntegerField(default=0)),
                        ("fuera", models.PositiveIntegerField(default=0)),
                        ("por_identificar", models.PositiveIntegerField(default=0)),
                        (
                            "motivo_fuera",
                            models.CharField(blank=True, max_length=300, verbose_name="por qué se dejaron fuera"),
                        ),
                        ("subido_en", models.DateTimeField(verbose_name="subido")),
                        ("decidido_en", models.DateTimeField(null=True, verbose_name="confirmado")),
                    ],
                    options={
                        "verbose_name": "archivo de banco",
                        "verbose_name_plural": "archivos de banco",
                        "permissions": [("cargar_banco", "Puede cargar archivos de banco")],
                    },
                ),
                migrations.CreateModel(
                    name="Banco",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "codigo",
                            models.CharField(
                                blank=True,
                                help_text="Los tres primeros números de su CCI. Vacío si no tiene.",
                                max_length=3,
                                verbose_name="código CCI",
                            ),
                        ),
                        (
                            "clave",
                            models.CharField(
                                help_text="Como viene en los pagos: BCP, BBVA…",
                                max_length=60,
                                unique=True,
                                verbose_name="clave",
                            ),
                        ),
                        ("nombre", models.CharField(max_length=120, verbose_name="nombre")),
                        (
                            "exige_al_dia",
                            models.BooleanField(
                                default=True,
                                help_text="Con sus pagos atrasados se ve la deuda, pero no se actúa.",
                                verbose_name="sus pagos deben estar al día para cobrar",
                            ),
                        ),
                        (
                            "dias_frescura",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Calendario. Vacío: los del parámetro dias_frescura_pagos.",
                                null=True,
                                verbose_name="días de atraso que se le admiten",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "banco",
                        "verbose_name_plural": "bancos",
                        "ordering": ["nombre"],
                    },
                ),
                migrations.CreateModel(
                    name="BancoEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "codigo",
                            models.CharField(
                                blank=True,
                                help_text="Los tres primeros números de su CCI. Vacío si no tiene.",
                                max_length=3,
                                verbose_name="código CCI",
                            ),
                        ),
                        (
                            "clave",
                            models.CharField(
                                help_text="Como viene en los pagos: BCP, BBVA…", max_length=60, verbose_name="clave"
                            ),
                        ),
                        ("nombre", models.CharField(max_length=120, verbose_name="nombre")),
                        (
                            "exige_al_dia",
                            models.BooleanField(
                                default=True,
                                help_text="Con sus pagos atrasados se ve la deuda, pero no se actúa.",
                                verbose_name="sus pagos deben estar al día para cobrar",
                            ),
                        ),
                        (
                            "dias_frescura",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Calendario. Vacío: los del parámetro dias_frescura_pagos.",
                                null=True,
                                verbose_name="días de atraso que se le admiten",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="CampoPerfil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "registro",
                            models.CharField(
                                choices=[("encabezado", "Encabezado"), ("detalle", "Pago"), ("cola", "Totales")],
                                max_length=10,
                            ),
                        ),
                        (
                            "dato",
                            models.CharField(
                                choices=[
                                    ("operacion", "Operación"),
                                    ("fecha", "Fecha"),
                                    ("importe", "Importe"),
                                    ("signo", "Pago o reversa"),
                                    ("suministro", "Suministro"),
                                    ("recibo", "Recibo"),
                                    ("depositante", "Depositante"),
                                    ("empresa", "Identificación de la empresa"),
                                    ("filas", "Número de pagos"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("desde", models.PositiveSmallIntegerField()),
                        ("largo", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("esperado", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "verbose_name": "campo de perfil",
                        "verbose_name_plural": "campos de perfil",
                    },
                ),
                migrations.CreateModel(
                    name="CampoPerfilEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "registro",
                            models.CharField(
                                choices=[("encabezado", "Encabezado"), ("detalle", "Pago"), ("cola", "Totales")],
                                max_length=10,
                            ),
                        ),
                        (
                            "dato",
                            models.CharField(
                                choices=[
                                    ("operacion", "Operación"),
                                    ("fecha", "Fecha"),
                                    ("importe", "Importe"),
                                    ("signo", "Pago o reversa"),
                                    ("suministro", "Suministro"),
                                    ("recibo", "Recibo"),
                                    ("depositante", "Depositante"),
                                    ("empresa", "Identificación de la empresa"),
                                    ("filas", "Número de pagos"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("desde", models.PositiveSmallIntegerField()),
                        ("largo", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("esperado", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="CanalPago",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nombre", models.CharField(max_length=120)),
                        (
                            "detalle",
                            models.TextField(
                                help_text="Pasos que el cliente sigue, en frases cortas.",
                                max_length=1000,
                                verbose_name="cómo se usa",
                            ),
                        ),
                        (
                            "categorias",
                            django.contrib.postgres.fields.ArrayField(
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
                                help_text="Ninguna: todas.",
                                size=None,
                                verbose_name="categorías",
                            ),
                        ),
                        (
                            "orden",
                            models.PositiveSmallIntegerField(default=10, help_text="El menor va primero en la guía."),
                        ),
                        ("desde", models.DateField(verbose_name="vale desde")),
                        ("hasta", models.DateField(blank=True, null=True, verbose_name="deja de valer el")),
                        (
                            "tipo",
                            models.CharField(
                                choices=[
                                    ("ventanilla", "Ventanilla del banco"),
                                    ("agente", "Agente"),
                                    ("internet", "Banca por internet"),
                                    ("aplicativo", "Aplicativo del celular"),
                                    ("transferencia", "Transferencia"),
                                    ("debito", "Débito automático"),
                                    ("caja", "Caja de la empresa"),
                                ],
                                max_length=15,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "canal de pago",
                        "verbose_name_plural": "canales de pago",
                        "ordering": ["orden", "pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CanalPagoEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        (
                            "tipo",
                            models.CharField(
                                choices=[
                                    ("ventanilla", "Ventanilla del banco"),
                                    ("agente", "Agente"),
                                    ("internet", "Banca por internet"),
                                    ("aplicativo", "Aplicativo del celular"),
                                    ("transferencia", "Transferencia"),
                                    ("debito", "Débito automático"),
                                    ("caja", "Caja de la empresa"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("nombre", models.CharField(max_length=120)),
                        (
                            "detalle",
                            models.TextField(
                                help_text="Pasos que el cliente sigue, en frases cortas.",
                                max_length=1000,
                                verbose_name="cómo se usa",
                            ),
                        ),
                        (
                            "categorias",
                            django.contrib.postgres.fields.ArrayField(
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
                                help_text="Ninguna: todas.",
                                size=None,
                                verbose_name="categorías",
                            ),
                        ),
                        (
                            "orden",
                            models.PositiveSmallIntegerField(default=10, help_text="El menor va primero en la guía."),
                        ),
                        ("desde", models.DateField(verbose_name="vale desde")),
                        ("hasta", models.DateField(blank=True, null=True, verbose_name="deja de valer el")),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="CuentaBancaria",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("numero", models.CharField(max_length=30, verbose_name="número de cuenta")),
                        (
                            "cci",
                            models.CharField(
                                blank=True,
                                help_text="20 números; se quitan guiones y espacios.",
                                max_length=20,
                                verbose_name="CCI",
                            ),
                        ),
                        (
                            "moneda",
                            models.CharField(
                                choices=[("PEN", "Soles"), ("USD", "Dólares")], default="PEN", max_length=3
                            ),
                        ),
                        (
                            "tipo",
                            models.CharField(
                                choices=[
                                    ("recaudadora", "Recaudadora"),
                                    ("corriente", "Corriente"),
                                    ("ahorros", "Ahorros"),
                                    ("detraccion", "Detracciones"),
                                ],
                                default="recaudadora",
                                max_length=12,
                            ),
                        ),
                        (
                            "titular",
                            models.CharField(
                                blank=True, help_text="Vacío: la empresa.", max_length=200, verbose_name="a nombre de"
                            ),
                        ),
                        (
                            "convenio",
                            models.CharField(
                                blank=True,
                                help_text="Con el que el cliente halla a la empresa.",
                                max_length=30,
                                verbose_name="código de recaudación",
                            ),
                        ),
                        ("se_ofrece", models.BooleanField(default=True, verbose_name="se ofrece al cliente")),
                        (
                            "orden",
                            models.PositiveSmallIntegerField(default=10, help_text="La menor va primero en la guía."),
                        ),
                        ("desde", models.DateField(verbose_name="vale desde")),
                        ("hasta", models.DateField(blank=True, null=True, verbose_name="deja de valer el")),
                    ],
                    options={
                        "verbose_name": "cuenta bancaria",
                        "verbose_name_plural": "cuentas bancarias",
                        "ordering": ["orden", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CuentaBancariaEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        ("numero", models.CharField(max_length=30, verbose_name="número de cuenta")),
                        (
                            "cci",
                            models.CharField(
                                blank=True,
                                help_text="20 números; se quitan guiones y espacios.",
                                max_length=20,
                                verbose_name="CCI",
                            ),
                        ),
                        (
                            "moneda",
                            models.CharField(
                                choices=[("PEN", "Soles"), ("USD", "Dólares")], default="PEN", max_length=3
                            ),
                        ),
                        (
                            "tipo",
                            models.CharField(
                                choices=[
                                    ("recaudadora", "Recaudadora"),
                                    ("corriente", "Corriente"),
                                    ("ahorros", "Ahorros"),
                                    ("detraccion", "Detracciones"),
                                ],
                                default="recaudadora",
                                max_length=12,
                            ),
                        ),
                        (
                            "convenio",
                            models.CharField(
                                blank=True,
                                help_text="Con el que el cliente halla a la empresa.",
                                max_length=30,
                                verbose_name="código de recaudación",
                            ),
                        ),
                        (
                            "titular",
                            models.CharField(
                                blank=True, help_text="Vacío: la empresa.", max_length=200, verbose_name="a nombre de"
                            ),
                        ),
                        ("se_ofrece", models.BooleanField(default=True, verbose_name="se ofrece al cliente")),
                        (
                            "orden",
                            models.PositiveSmallIntegerField(default=10, help_text="La menor va primero en la guía."),
                        ),
                        ("desde", models.DateField(verbose_name="vale desde")),
                        ("hasta", models.DateField(blank=True, null=True, verbose_name="deja de valer el")),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="Facilidad",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nombre", models.CharField(max_length=120)),
                        (
                            "detalle",
                            models.TextField(
                                help_text="Pasos que el cliente sigue, en frases cortas.",
                                max_length=1000,
                                verbose_name="cómo se usa",
                            ),
                        ),
                        (
                            "categorias",
                            django.contrib.postgres.fields.ArrayField(
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
                                help_text="Ninguna: todas.",
                                size=None,
                                verbose_name="categorías",
                            ),
                        ),
                        (
                            "orden",
                            models.PositiveSmallIntegerField(default=10, help_text="El menor va primero en la guía."),
                        ),
                        ("desde", models.DateField(verbose_name="vale desde")),
                        ("hasta", models.DateField(blank=True, null=True, verbose_name="deja de valer el")),
                        ("requisitos", models.TextField(blank=True, max_length=500)),
                    ],
                    options={
                        "verbose_name": "facilidad",
                        "verbose_name_plural": "facilidades",
                        "ordering": ["orden", "pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FacilidadEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        ("nombre", models.CharField(max_length=120)),
                        (
                            "detalle",
                            models.TextField(
                                help_text="Pasos que el cliente sigue, en frases cortas.",
                                max_length=1000,
                                verbose_name="cómo se usa",
                            ),
                        ),
                        ("requisitos", models.TextField(blank=True, max_length=500)),
                        (
                            "categorias",
                            django.contrib.postgres.fields.ArrayField(
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
                                help_text="Ninguna: todas.",
                                size=None,
                                verbose_name="categorías",
                            ),
                        ),
                        (
                            "orden",
                            models.PositiveSmallIntegerField(default=10, help_text="El menor va primero en la guía."),
                        ),
                        ("desde", models.DateField(verbose_name="vale desde")),
                        ("hasta", models.DateField(blank=True, null=True, verbose_name="deja de valer el")),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="Identificacion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("en", models.DateTimeField()),
                        ("deshecha_en", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "identificación de pago",
                        "verbose_name_plural": "identificaciones de pagos",
                    },
                ),
                migrations.CreateModel(
                    name="Orientacion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "medio",
                            models.CharField(
                                choices=[
                                    ("persona", "En persona"),
                                    ("telefono", "Por teléfono"),
                                    ("impresa", "Guía impresa"),
                                    ("correo", "Por correo"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("a_quien", models.CharField(blank=True, max_length=120, verbose_name="a quién")),
                        ("al", models.DateField(verbose_name="día")),
                        ("deuda", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("vencido", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("en", models.DateTimeField(verbose_name="registrada")),
                    ],
                    options={
                        "verbose_name": "orientación de pago",
                        "verbose_name_plural": "orientaciones de pago",
                        "permissions": [("orientar_pago", "Puede orientar a un cliente para que pague")],
                    },
                ),
                migrations.CreateModel(
                    name="PerfilBanco",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nombre", models.CharField(max_length=80)),
                        (
                            "formato",
                            models.CharField(
                                choices=[("fijo", "Ancho fijo"), ("delimitado", "Delimitado")], max_length=10
                            ),
                        ),
                        (
                            "delimitador",
                            models.CharField(
                                choices=[
                                    ("coma", "Coma ,"),
                                    ("punto_y_coma", "Punto y coma ;"),
                                    ("tabulador", "Tabulador"),
                                    ("barra", "Barra |"),
                                ],
                                default="punto_y_coma",
                                max_length=12,
                            ),
                        ),
                        (
                            "ancho",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="ancho de la línea"),
                        ),
                        (
                            "lineas_encabezado",
                            models.PositiveSmallIntegerField(default=0, verbose_name="líneas de encabezado"),
                        ),
                        (
                            "lineas_cola",
                            models.PositiveSmallIntegerField(default=0, verbose_name="líneas de totales al final"),
                        ),
                        (
                            "marca_encabezado",
                            models.CharField(blank=True, max_length=10, verbose_name="marca del encabezado"),
                        ),
                        (
                            "marca_detalle",
                            models.CharField(blank=True, max_length=10, verbose_name="marca de cada pago"),
                        ),
                        (
                            "marca_cola",
                            models.CharField(blank=True, max_length=10, verbose_name="marca de los totales"),
                        ),
                        (
                            "formato_fecha",
                            models.CharField(
                                choices=[
                                    ("AAAAMMDD", "AAAAMMDD (20260331)"),
                                    ("DDMMAAAA", "DDMMAAAA (31032026)"),
                                    ("DDMMAA", "DDMMAA (310326)"),
                                    ("AAAA-MM-DD", "AAAA-MM-DD (2026-03-31)"),
                                    ("DD/MM/AAAA", "DD/MM/AAAA (31/03/2026)"),
                                ],
                                default="AAAAMMDD",
                                max_length=10,
                            ),
                        ),
                        (
                            "decimales",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="2: «000012345» es S/ 123.45. 0: el importe trae su punto.",
                                verbose_name="decimales implícitos",
                            ),
                        ),
                        (
                            "signo",
                            models.CharField(
                                choices=[
                                    ("importe", "El importe trae su signo menos"),
                                    ("columna", "Un campo lo dice"),
                                ],
                                default="importe",
                                max_length=10,
                            ),
                        ),
                        (
                            "reversas",
                            models.CharField(
                                blank=True,
                                help_text="Separados por comas: E,X.",
                                max_length=60,
                                verbose_name="valores que dicen «reversa»",
                            ),
                        ),
                        (
                            "total_cola",
                            models.CharField(
                                choices=[
                                    ("neto", "Pagos menos reversas"),
                                    ("pagos", "Solo los pagos, sin las reversas"),
                                ],
                                default="neto",
                                max_length=5,
                                verbose_name="el importe de control suma",
                            ),
                        ),
                        ("activo", models.BooleanField(default=True)),
                    ],
                    options={
                        "verbose_name": "perfil de archivo de banco",
                        "verbose_name_plural": "perfiles de archivos de banco",
                        "ordering": ["banco__nombre", "nombre"],
                    },
                ),
                migrations.CreateModel(
                    name="PerfilBancoEvento",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("pgh_context_id", models.UUIDField(null=True)),
                        ("nombre", models.CharField(max_length=80)),
                        (
                            "formato",
                            models.CharField(
                                choices=[("fijo", "Ancho fijo"), ("delimitado", "Delimitado")], max_length=10
                            ),
                        ),
                        (
                            "delimitador",
                            models.CharField(
                                choices=[
                                    ("coma", "Coma ,"),
                                    ("punto_y_coma", "Punto y coma ;"),
                                    ("tabulador", "Tabulador"),
                                    ("barra", "Barra |"),
                                ],
                                default="punto_y_coma",
                                max_length=12,
                            ),
                        ),
                        (
                            "ancho",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="ancho de la línea"),
                        ),
                        (
                            "lineas_encabezado",
                            models.PositiveSmallIntegerField(default=0, verbose_name="líneas de encabezado"),
                        ),
                        (
                            "lineas_cola",
                            models.PositiveSmallIntegerField(default=0, verbose_name="líneas de totales al final"),
                        ),
                        (
                            "marca_encabezado",
                            models.CharField(blank=True, max_length=10, verbose_name="marca del encabezado"),
                        ),
                        (
                            "marca_detalle",
                            models.CharField(blank=True, max_length=10, verbose_name="marca de cada pago"),
                        ),
                        (
                            "marca_cola",
                            models.CharField(blank=True, max_length=10, verbose_name="marca de los totales"),
                        ),
                        (
                            "formato_fecha",
                            models.CharField(
                                choices=[
                                    ("AAAAMMDD", "AAAAMMDD (20260331)"),
                                    ("DDMMAAAA", "DDMMAAAA (31032026)"),
                                    ("DDMMAA", "DDMMAA (310326)"),
                                    ("AAAA-MM-DD", "AAAA-MM-DD (2026-03-31)"),
                                    ("DD/MM/AAAA", "DD/MM/AAAA (31/03/2026)"),
                                ],
                                default="AAAAMMDD",
                                max_length=10,
                            ),
                        ),
                        (
                            "decimales",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="2: «000012345» es S/ 123.45. 0: el importe trae su punto.",
                                verbose_name="decimales implícitos",
                            ),
                        ),
                        (
                            "signo",
                            models.CharField(
                                choices=[
                                    ("importe", "El importe trae su signo menos"),
                                    ("columna", "Un campo lo dice"),
                                ],
                                default="importe",
                                max_length=10,
                            ),
                        ),
                        (
                            "reversas",
                            models.CharField(
                                blank=True,
                                help_text="Separados por comas: E,X.",
                                max_length=60,
                                verbose_name="valores que dicen «reversa»",
                            ),
                        ),
                        (
                            "total_cola",
                            models.CharField(
                                choices=[
                                    ("neto", "Pagos menos reversas"),
                                    ("pagos", "Solo los pagos, sin las reversas"),
                                ],
                                default="neto",
                                max_length=5,
                                verbose_name="el importe de control suma",
                            ),
                        ),
                        ("activo", models.BooleanField(default=True)),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": ("view",),
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="pago",
            name="depositante",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddIndex(
            model_name="recibo",
            index=models.Index(fields=["total"], name="recibo_total"),
        ),
        EnBloque(
            [
                migrations.AddField(
                    model_name="archivobanco",
                    name="archivo",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comun.archivo"
                    ),
                ),
                migrations.AddField(
                    model_name="archivobanco",
                    name="decidido_por",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="archivobanco",
                    name="por",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="archivobanco",
                    name="proceso",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comun.proceso"
                    ),
                ),
            ]
        ),
        EnBloque(
            [
                migrations.AddConstraint(
                    model_name="banco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("codigo", ""), ("codigo__regex", "^[0-9]{3}$"), _connector="OR"),
                        name="banco_codigo",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="banco",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("codigo", ""), _negated=True),
                        fields=("codigo",),
                        name="banco_codigo_unico",
                        violation_error_message="Ya hay un banco con ese código.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="banco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("clave", django.db.models.functions.text.Upper("clave"))),
                        name="banco_clave_mayusculas",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="banco",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_bancoevento" ("clave", "codigo", "dias_frescura", "exige_al_dia", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."clave", new_values."codigo", new_values."dias_frescura", new_values."exige_al_dia", new_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="22fb73985338d8ef630a63a714e352f61f1854e8",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_28451",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cartera_banco",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="banco",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_bancoevento" ("clave", "codigo", "dias_frescura", "exige_al_dia", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."clave", new_values."codigo", new_values."dias_frescura", new_values."exige_al_dia", new_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."clave" IS DISTINCT FROM (new_values."clave") OR old_values."codigo" IS DISTINCT FROM (new_values."codigo") OR old_values."dias_frescura" IS DISTINCT FROM (new_values."dias_frescura") OR old_values."exige_al_dia" IS DISTINCT FROM (new_values."exige_al_dia") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="0ef6111c64ba52c5908ac17f59bcbb872e51a0da",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_24c88",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cartera_banco",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="banco",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_bancoevento" ("clave", "codigo", "dias_frescura", "exige_al_dia", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."clave", old_values."codigo", old_values."dias_frescura", old_values."exige_al_dia", old_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="7ac346d3be0e8ceaae36b0120fe03afe0fbda8cb",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_bac80",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cartera_banco",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        EnBloque(
            [
                migrations.AddField(
                    model_name="bancoevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cartera.banco",
                    ),
                ),
                migrations.AddField(
                    model_name="campoperfilevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cartera.campoperfil",
                    ),
                ),
                migrations.AddField(
                    model_name="canalpago",
                    name="zonas",
                    field=models.ManyToManyField(
                        blank=True, help_text="Ninguna: todas.", related_name="+", to="comun.zona"
                    ),
                ),
                migrations.AddField(
                    model_name="canalpagoevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cartera.canalpago",
                    ),
                ),
                migrations.AddField(
                    model_name="cuentabancaria",
                    name="banco",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cuentas",
                        to="cartera.banco",
                        verbose_name="banco",
                    ),
                ),
                migrations.AddField(
                    model_name="canalpagoevento",
                    name="cuenta",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Vacío: cualquiera.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cartera.cuentabancaria",
                    ),
                ),
                migrations.AddField(
                    model_name="canalpago",
                    name="cuenta",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Vacío: cualquiera.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="canales",
                        to="cartera.cuentabancaria",
                    ),
                ),
                migrations.AddField(
                    model_name="cuentabancariaevento",
                    name="banco",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cartera.banco",
                        verbose_name="banco",
                    ),
                ),
                migrations.AddField(
                    model_name="cuentabancariaevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cartera.cuentabancaria",
                    ),
                ),
                migrations.AddField(
                    model_name="facilidad",
                    name="zonas",
                    field=models.ManyToManyField(
                        blank=True, help_text="Ninguna: todas.", related_name="+", to="comun.zona"
                    ),
                ),
                migrations.AddField(
                    model_name="facilidadevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cartera.facilidad",
                    ),
                ),
            ]
        ),
        migrations.CreateModel(
            name="FilaBanco",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "archivo_id", "linea", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "archivo",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="detalle",
                        to="cartera.archivobanco",
                    ),
                ),
                ("linea", models.PositiveIntegerField(verbose_name="línea")),
                (
                    "situacion",
                    models.CharField(
                        choices=[
                            ("nueva", "Entra"),
                            ("ya_estaba", "Ya estaba"),
                            ("error", "Error"),
                            ("conflicto", "No cuadra"),
                            ("fuera", "Se dejó fuera"),
                        ],
                        db_default="nueva",
                        max_length=10,
                        verbose_name="situación",
                    ),
                ),
                ("operacion", models.CharField(max_length=60, verbose_name="operación")),
                ("pagado_el", models.DateField(null=True, verbose_name="pagado el")),
                ("importe", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("suministro", models.CharField(max_length=20)),
                ("recibo", models.CharField(max_length=30)),
                ("depositante", models.CharField(max_length=120)),
                ("motivo", models.CharField(db_default="", max_length=500)),
                ("original", models.CharField(db_default="", max_length=300)),
            ],
            options={
                "verbose_name": "fila de banco",
                "verbose_name_plural": "filas de banco",
            },
        ),
        EnBloque(
            [
                migrations.AddField(
                    model_name="identificacion",
                    name="deshecha_por",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="identificacion",
                    name="pago",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identificaciones", to="cartera.pago"
                    ),
                ),
                migrations.AddField(
                    model_name="identificacion",
                    name="por",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="identificacion",
                    name="recibo",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cartera.recibo",
                    ),
                ),
                migrations.AddField(
                    model_name="identificacion",
                    name="suministro",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cartera.suministro",
                    ),
                ),
                migrations.AddField(
                    model_name="orientacion",
                    name="cliente",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orientaciones", to="cartera.cliente"
                    ),
                ),
                migrations.AddField(
                    model_name="orientacion",
                    name="cuenta",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cartera.cuentabancaria"
                    ),
                ),
                migrations.AddField(
                    model_name="orientacion",
                    name="por",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="perfilbanco",
                    name="banco",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="perfiles",
                        to="cartera.banco",
                        verbose_name="banco",
                    ),
                ),
                migrations.AddField(
                    model_name="campoperfilevento",
                    name="perfil",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cartera.perfilbanco",
                    ),
                ),
                migrations.AddField(
                    model_name="campoperfil",
                    name="perfil",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="campos", to="cartera.perfilbanco"
                    ),
                ),
                migrations.AddField(
                    model_name="archivobanco",
                    name="perfil",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cargados", to="cartera.perfilbanco"
                    ),
                ),
                migrations.AddField(
                    model_name="perfilbancoevento",
                    name="banco",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cartera.banco",
                        verbose_name="banco",
                    ),
                ),
                migrations.AddField(
                    model_name="perfilbancoevento",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventos",
                        to="cartera.perfilbanco",
                    ),
                ),
            ]
        ),
        EnBloque(
            [
                migrations.AddIndex(
                    model_name="bancoevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cartera_ban_pgh_cre_7282ab_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="bancoevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b7844676a717f3e9860f893db0b658d0df7c715d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_49045",
                            table="cartera_bancoevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cuentabancaria",
                    constraint=models.UniqueConstraint(
                        fields=("banco", "numero"),
                        name="cuentabancaria_numero",
                        violation_error_message="Esa cuenta de ese banco ya está registrada.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cuentabancaria",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("cci", ""), ("cci__regex", "^[0-9]{1,20}$"), _connector="OR"),
                        name="cuentabancaria_cci",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cuentabancaria",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hasta__isnull", True), ("hasta__gt", models.F("desde")), _connector="OR"),
                        name="cuentabancaria_fechas",
                        violation_error_message="La cuenta debe dejar de valer después de empezar.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cuentabancaria",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_cuentabancariaevento" ("banco_id", "cci", "convenio", "desde", "hasta", "moneda", "numero", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "se_ofrece", "tipo", "titular") SELECT new_values."banco_id", new_values."cci", new_values."convenio", new_values."desde", new_values."hasta", new_values."moneda", new_values."numero", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."se_ofrece", new_values."tipo", new_values."titular" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="05b56c6879d281ddd7c5dea6878d98d4e64e5fcc",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_70372",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cartera_cuentabancaria",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cuentabancaria",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_cuentabancariaevento" ("banco_id", "cci", "convenio", "desde", "hasta", "moneda", "numero", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "se_ofrece", "tipo", "titular") SELECT new_values."banco_id", new_values."cci", new_values."convenio", new_values."desde", new_values."hasta", new_values."moneda", new_values."numero", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."se_ofrece", new_values."tipo", new_values."titular" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."banco_id" IS DISTINCT FROM (new_values."banco_id") OR old_values."cci" IS DISTINCT FROM (new_values."cci") OR old_values."convenio" IS DISTINCT FROM (new_values."convenio") OR old_values."desde" IS DISTINCT FROM (new_values."desde") OR old_values."hasta" IS DISTINCT FROM (new_values."hasta") OR old_values."moneda" IS DISTINCT FROM (new_values."moneda") OR old_values."numero" IS DISTINCT FROM (new_values."numero") OR old_values."orden" IS DISTINCT FROM (new_values."orden") OR old_values."se_ofrece" IS DISTINCT FROM (new_values."se_ofrece") OR old_values."tipo" IS DISTINCT FROM (new_values."tipo") OR old_values."titular" IS DISTINCT FROM (new_values."titular")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="10062900979ae17d4c4fa66695108f73fc7289a2",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_b6b64",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cartera_cuentabancaria",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cuentabancaria",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_cuentabancariaevento" ("banco_id", "cci", "convenio", "desde", "hasta", "moneda", "numero", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "se_ofrece", "tipo", "titular") SELECT old_values."banco_id", old_values."cci", old_values."convenio", old_values."desde", old_values."hasta", old_values."moneda", old_values."numero", old_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."se_ofrece", old_values."tipo", old_values."titular" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="b21ecb509ceb5e30e729a53d656d2542a57737bc",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_ee8bf",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cartera_cuentabancaria",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="canalpagoevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cartera_can_pgh_cre_9abadb_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="canalpagoevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="18db659bc405df0e3b9849e03bd26416f8ea6b3f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_60125",
                            table="cartera_canalpagoevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="canalpago",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hasta__isnull", True), ("hasta__gt", models.F("desde")), _connector="OR"),
                        name="canalpago_fechas",
                        violation_error_message="Debe dejar de valer después de empezar.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="canalpago",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_canalpagoevento" ("categorias", "cuenta_id", "desde", "detalle", "hasta", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tipo") SELECT new_values."categorias", new_values."cuenta_id", new_values."desde", new_values."detalle", new_values."hasta", new_values."nombre", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."tipo" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="4d0f097fdefd74054512bcf1541253b0d0212402",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_3fcdc",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cartera_canalpago",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="canalpago",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_canalpagoevento" ("categorias", "cuenta_id", "desde", "detalle", "hasta", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tipo") SELECT new_values."categorias", new_values."cuenta_id", new_values."desde", new_values."detalle", new_values."hasta", new_values."nombre", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."tipo" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."categorias" IS DISTINCT FROM (new_values."categorias") OR old_values."cuenta_id" IS DISTINCT FROM (new_values."cuenta_id") OR old_values."desde" IS DISTINCT FROM (new_values."desde") OR old_values."detalle" IS DISTINCT FROM (new_values."detalle") OR old_values."hasta" IS DISTINCT FROM (new_values."hasta") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre") OR old_values."orden" IS DISTINCT FROM (new_values."orden") OR old_values."tipo" IS DISTINCT FROM (new_values."tipo")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="e0663ca156baef3f95bac12d27cd6d1732746f12",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_cc231",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cartera_canalpago",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="canalpago",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_canalpagoevento" ("categorias", "cuenta_id", "desde", "detalle", "hasta", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tipo") SELECT old_values."categorias", old_values."cuenta_id", old_values."desde", old_values."detalle", old_values."hasta", old_values."nombre", old_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."tipo" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="13b12480ad137dfe728921ea7eca63b106693e9c",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_f6aa0",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cartera_canalpago",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="cuentabancariaevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cartera_cue_pgh_cre_ea6372_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cuentabancariaevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5ffe586e1ab126443451b5cb42a444ee72e186a8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cc1d5",
                            table="cartera_cuentabancariaevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="facilidad",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hasta__isnull", True), ("hasta__gt", models.F("desde")), _connector="OR"),
                        name="facilidad_fechas",
                        violation_error_message="Debe dejar de valer después de empezar.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="facilidad",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_facilidadevento" ("categorias", "desde", "detalle", "hasta", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requisitos") SELECT new_values."categorias", new_values."desde", new_values."detalle", new_values."hasta", new_values."nombre", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."requisitos" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="8e6e2c8917547a2ea9362c10d5e2181a2f07a5de",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_fb18a",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cartera_facilidad",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="facilidad",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_facilidadevento" ("categorias", "desde", "detalle", "hasta", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requisitos") SELECT new_values."categorias", new_values."desde", new_values."detalle", new_values."hasta", new_values."nombre", new_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."requisitos" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."categorias" IS DISTINCT FROM (new_values."categorias") OR old_values."desde" IS DISTINCT FROM (new_values."desde") OR old_values."detalle" IS DISTINCT FROM (new_values."detalle") OR old_values."hasta" IS DISTINCT FROM (new_values."hasta") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre") OR old_values."orden" IS DISTINCT FROM (new_values."orden") OR old_values."requisitos" IS DISTINCT FROM (new_values."requisitos")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="72b1a7aa97d1a7010f0c239515784772e4595258",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_33bf8",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cartera_facilidad",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="facilidad",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_facilidadevento" ("categorias", "desde", "detalle", "hasta", "nombre", "orden", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requisitos") SELECT old_values."categorias", old_values."desde", old_values."detalle", old_values."hasta", old_values."nombre", old_values."orden", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."requisitos" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f3d4ceac4c375fe54ad03242427f8654ce2f25f7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_7d49e",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cartera_facilidad",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="facilidadevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cartera_fac_pgh_cre_c0d732_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="facilidadevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="fb4a5ad335f8b9ee5bf5e7c97e29a05e418ad70d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c285b",
                            table="cartera_facilidadevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="filabanco",
                    index=models.Index(
                        condition=models.Q(("situacion", "nueva"), _negated=True),
                        fields=["archivo", "linea"],
                        name="filabanco_con_problema",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="filabanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("situacion__in", ["nueva", "ya_estaba"]),
                            models.Q(("motivo", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="filabanco_con_motivo",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="filabanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("situacion", "error"),
                            models.Q(("importe__isnull", False), ("pagado_el__isnull", False)),
                            _connector="OR",
                        ),
                        name="filabanco_legible",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identificacion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("deshecha_en__isnull", True)),
                        fields=("pago",),
                        name="identificacion_viva_unica",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identificacion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deshecha_en__isnull", True), ("deshecha_por__isnull", True)),
                            ("deshecha_en__gte", models.F("en")),
                            _connector="OR",
                        ),
                        name="identificacion_deshecha",
                    ),
                ),
                migrations.AddIndex(
                    model_name="orientacion",
                    index=models.Index(fields=["-al", "-id"], name="orientacion_lista"),
                ),
                migrations.AddConstraint(
                    model_name="orientacion",
                    constraint=models.UniqueConstraint(
                        fields=("cliente", "cuenta", "medio", "a_quien", "al", "por"), name="orientacion_unica_por_dia"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orientacion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("vencido__gte", 0), ("vencido__lte", models.F("deuda"))),
                        name="orientacion_vencido",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="perfilbanco",
                    constraint=models.UniqueConstraint(
                        fields=("banco", "nombre"),
                        name="perfilbanco_nombre",
                        violation_error_message="Ese banco ya tiene un perfil con ese nombre.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="perfilbanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decimales__lte", 4)), name="perfilbanco_decimales"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="perfilbanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("marca_cola", ""), ("marca_detalle", ""), ("marca_encabezado", "")),
                            models.Q(
                                models.Q(("marca_detalle", ""), _negated=True),
                                ("lineas_cola", 0),
                                ("lineas_encabezado", 0),
                            ),
                            _connector="OR",
                        ),
                        name="perfilbanco_marcas_o_lineas",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="perfilbanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reversas", ""), ("signo", "importe")), ("signo", "columna"), _connector="OR"
                        ),
                        name="perfilbanco_reversas",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="perfilbanco",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_perfilbancoevento" ("activo", "ancho", "banco_id", "decimales", "delimitador", "formato", "formato_fecha", "lineas_cola", "lineas_encabezado", "marca_cola", "marca_detalle", "marca_encabezado", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversas", "signo", "total_cola") SELECT new_values."activo", new_values."ancho", new_values."banco_id", new_values."decimales", new_values."delimitador", new_values."formato", new_values."formato_fecha", new_values."lineas_cola", new_values."lineas_encabezado", new_values."marca_cola", new_values."marca_detalle", new_values."marca_encabezado", new_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."reversas", new_values."signo", new_values."total_cola" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="0461cbab7090abc8994156be53332d07deb59dc9",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_674f2",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cartera_perfilbanco",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="perfilbanco",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_perfilbancoevento" ("activo", "ancho", "banco_id", "decimales", "delimitador", "formato", "formato_fecha", "lineas_cola", "lineas_encabezado", "marca_cola", "marca_detalle", "marca_encabezado", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversas", "signo", "total_cola") SELECT new_values."activo", new_values."ancho", new_values."banco_id", new_values."decimales", new_values."delimitador", new_values."formato", new_values."formato_fecha", new_values."lineas_cola", new_values."lineas_encabezado", new_values."marca_cola", new_values."marca_detalle", new_values."marca_encabezado", new_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."reversas", new_values."signo", new_values."total_cola" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."activo" IS DISTINCT FROM (new_values."activo") OR old_values."ancho" IS DISTINCT FROM (new_values."ancho") OR old_values."banco_id" IS DISTINCT FROM (new_values."banco_id") OR old_values."decimales" IS DISTINCT FROM (new_values."decimales") OR old_values."delimitador" IS DISTINCT FROM (new_values."delimitador") OR old_values."formato" IS DISTINCT FROM (new_values."formato") OR old_values."formato_fecha" IS DISTINCT FROM (new_values."formato_fecha") OR old_values."lineas_cola" IS DISTINCT FROM (new_values."lineas_cola") OR old_values."lineas_encabezado" IS DISTINCT FROM (new_values."lineas_encabezado") OR old_values."marca_cola" IS DISTINCT FROM (new_values."marca_cola") OR old_values."marca_detalle" IS DISTINCT FROM (new_values."marca_detalle") OR old_values."marca_encabezado" IS DISTINCT FROM (new_values."marca_encabezado") OR old_values."nombre" IS DISTINCT FROM (new_values."nombre") OR old_values."reversas" IS DISTINCT FROM (new_values."reversas") OR old_values."signo" IS DISTINCT FROM (new_values."signo") OR old_values."total_cola" IS DISTINCT FROM (new_values."total_cola")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="4c79a411d654a08f965842b3db973511b1617f4c",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_5c2be",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cartera_perfilbanco",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="perfilbanco",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_perfilbancoevento" ("activo", "ancho", "banco_id", "decimales", "delimitador", "formato", "formato_fecha", "lineas_cola", "lineas_encabezado", "marca_cola", "marca_detalle", "marca_encabezado", "nombre", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversas", "signo", "total_cola") SELECT old_values."activo", old_values."ancho", old_values."banco_id", old_values."decimales", old_values."delimitador", old_values."formato", old_values."formato_fecha", old_values."lineas_cola", old_values."lineas_encabezado", old_values."marca_cola", old_values."marca_detalle", old_values."marca_encabezado", old_values."nombre", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."reversas", old_values."signo", old_values."total_cola" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="d97990ede8bdbc166f549ce82ce84bc4d98a0fea",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_404e1",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cartera_perfilbanco",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="campoperfilevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cartera_cam_pgh_cre_92f474_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campoperfilevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="22ef1e44a2334922ebb6887fd4961a4de6d1d97a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_01697",
                            table="cartera_campoperfilevento",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campoperfil",
                    constraint=models.UniqueConstraint(fields=("perfil", "registro", "dato"), name="campoperfil_unico"),
                ),
                migrations.AddConstraint(
                    model_name="campoperfil",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("desde__gte", 1), models.Q(("largo__isnull", True), ("largo__gte", 1), _connector="OR")
                        ),
                        name="campoperfil_posicion",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campoperfil",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dato__in", ("empresa", "fecha", "filas", "importe")), ("registro", "encabezado")
                            ),
                            models.Q(
                                (
                                    "dato__in",
                                    ("operacion", "fecha", "importe", "signo", "suministro", "recibo", "depositante"),
                                ),
                                ("registro", "detalle"),
                            ),
                            models.Q(("dato__in", ("filas", "importe")), ("registro", "cola")),
                            _connector="OR",
                        ),
                        name="campoperfil_dato_de_su_registro",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campoperfil",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("esperado", ""), models.Q(("dato", "empresa"), ("registro", "encabezado")), _connector="OR"
                        ),
                        name="campoperfil_esperado",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campoperfil",
                    trigger=pgtrigger.compiler.Trigger(
                        name="alta_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_campoperfilevento" ("dato", "desde", "esperado", "largo", "perfil_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registro") SELECT new_values."dato", new_values."desde", new_values."esperado", new_values."largo", new_values."perfil_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'alta\', new_values."id", new_values."registro" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="88a9ce055b49e6a4144a2df6ac57472001205e48",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_alta_insert_4917a",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="cartera_campoperfil",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campoperfil",
                    trigger=pgtrigger.compiler.Trigger(
                        name="cambio_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_campoperfilevento" ("dato", "desde", "esperado", "largo", "perfil_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registro") SELECT new_values."dato", new_values."desde", new_values."esperado", new_values."largo", new_values."perfil_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'cambio\', new_values."id", new_values."registro" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."dato" IS DISTINCT FROM (new_values."dato") OR old_values."desde" IS DISTINCT FROM (new_values."desde") OR old_values."esperado" IS DISTINCT FROM (new_values."esperado") OR old_values."largo" IS DISTINCT FROM (new_values."largo") OR old_values."perfil_id" IS DISTINCT FROM (new_values."perfil_id") OR old_values."registro" IS DISTINCT FROM (new_values."registro")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="cc6319361f25ed0a5d1704de9dfbdc4e297c539b",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_cambio_update_5d1ee",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="cartera_campoperfil",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campoperfil",
                    trigger=pgtrigger.compiler.Trigger(
                        name="baja_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cartera_campoperfilevento" ("dato", "desde", "esperado", "largo", "perfil_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registro") SELECT old_values."dato", old_values."desde", old_values."esperado", old_values."largo", old_values."perfil_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'baja\', old_values."id", old_values."registro" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="05a4106acfa3b52a51a22d82bc2d28b45ddfff0f",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_baja_delete_a5a12",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="cartera_campoperfil",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="archivobanco",
                    index=models.Index(fields=["-subido_en", "-id"], name="archivobanco_lista"),
                ),
                migrations.AddIndex(
                    model_name="archivobanco",
                    index=models.Index(
                        condition=models.Q(("estado", "cargado")), fields=["hasta"], name="archivobanco_frescura"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="archivobanco",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("estado__in", ("en_revision", "por_confirmar", "con_errores", "cargando", "cargado"))
                        ),
                        fields=("sha256",),
                        name="archivobanco_una_vez",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="archivobanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "filas",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("nuevas"), "+", models.F("ya_estaban")
                                            ),
                                            "+",
                                            models.F("errores"),
                                        ),
                                        "+",
                                        models.F("conflictos"),
                                    ),
                                    "+",
                                    models.F("fuera"),
                                ),
                            )
                        ),
                        name="archivobanco_filas_suman",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="archivobanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "filas__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("pagos"), "+", models.F("reversas")
                                ),
                            )
                        ),
                        name="archivobanco_legibles",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="archivobanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decidido_en__isnull", False), ("estado__in", ["cargado", "descartado"])),
                            models.Q(("estado__in", ["cargado", "descartado"]), _negated=True),
                            _connector="OR",
                        ),
                        name="archivobanco_decidido",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="archivobanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("estado", "cargado"), _negated=True),
                            models.Q(("conflictos", 0), ("errores", 0)),
                            _connector="OR",
                        ),
                        name="archivobanco_cargado_sin_errores",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="archivobanco",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("fuera", 0), models.Q(("motivo_fuera", ""), _negated=True), _connector="OR"
                        ),
                        name="archivobanco_fuera_con_motivo",
                    ),
                ),
                migrations.AddIndex(
                    model_name="perfilbancoevento",
                    index=models.Index(fields=["-pgh_created_at"], name="cartera_per_pgh_cre_326b72_idx"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="perfilbancoevento",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9e01f63110a95faf8f21cfe0b05fdc541af93432",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_dd9d8",
                            table="cartera_perfilbancoevento",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        # Al deshacer, las tablas se van con sus filas.
        migrations.RunPython(sembrar, migrations.RunPython.noop),
    ]
