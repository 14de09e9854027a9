"""Con qué empieza la oficina: resultados de gestión, plantillas de correo y límites de contacto. Todo se edita."""

from datetime import date

import pghistory
from django.db import migrations

LEY_COBRANZA = "Ley 29571, art. 62, lit. e"
OFICINA = "CO-UCOB.09, num. 6.3.6; acuerdo interno"

PARAMETROS = [
    ("contactos_maximo", "entero", 2, "contactos", OFICINA, "M",
     "Cuántas veces se contacta a un cliente, por todos los canales y suministros juntos, en los días de contactos_dias."),
    ("contactos_dias", "entero", 7, "días", OFICINA, "M",
     "Días calendario, contando el de hoy, en que se suman los contactos con un cliente."),
    ("contactos_hora_desde", "entero", 7, "hora", LEY_COBRANZA, "M",
     "Hora desde la que se puede llamar, visitar o escribir a un cliente."),
    ("contactos_hora_hasta", "entero", 20, "hora", LEY_COBRANZA, "M",
     "Hora desde la que ya no se llama, visita ni escribe a un cliente."),
    ("contactos_dias_semana", "enteros", [1, 2, 3, 4, 5], "1 es lunes", LEY_COBRANZA, "M",
     "Días de la semana en que se puede llamar, visitar o escribir a un cliente."),
    ("contactos_en_feriados", "sino", False, "", LEY_COBRANZA, "M",
     "Si se puede llamar, visitar o escribir a un cliente en un feriado."),
    ("adjunto_mb_maximo", "entero", 10, "MB", OFICINA, "M", "Cuánto puede pesar cada archivo adjunto."),
]  # fmt: skip

# canal, clave, nombre, se habló, prometió, pide fecha, marca
RESULTADOS = [
    ("llamada", "prometio", "Prometió pagar", True, True, False, ""),
    ("llamada", "ya_pago", "Dice que ya pagó", True, False, False, ""),
    ("llamada", "volver_a_llamar", "Pidió que le llamemos después", True, False, True, ""),
    ("llamada", "reclama", "Tiene un reclamo", True, False, False, ""),
    ("llamada", "informado", "Informado, sin compromiso", True, False, False, ""),
    ("llamada", "recado", "Dejamos recado", False, False, False, ""),
    ("llamada", "no_contesta", "No contesta", False, False, False, ""),
    ("llamada", "numero_equivocado", "Número equivocado", False, False, False, "equivocado"),
    ("llamada", "no_llamar", "Pide que no le llamemos", True, False, False, "opuesto"),
    ("visita", "prometio", "Prometió pagar", True, True, False, ""),
    ("visita", "ya_pago", "Dice que ya pagó", True, False, False, ""),
    ("visita", "volver", "Pidió que volvamos otro día", True, False, True, ""),
    ("visita", "reclama", "Tiene un reclamo", True, False, False, ""),
    ("visita", "informado", "Informado, sin compromiso", True, False, False, ""),
    ("visita", "ausente", "No estaba el responsable", False, False, False, ""),
    ("visita", "cerrado", "Local cerrado", False, False, False, ""),
    ("visita", "no_ubicado", "No se ubicó la dirección", False, False, False, ""),
    ("whatsapp", "prometio", "Prometió pagar", True, True, False, ""),
    ("whatsapp", "ya_pago", "Dice que ya pagó", True, False, False, ""),
    ("whatsapp", "respondio", "Respondió, sin compromiso", True, False, False, ""),
    ("whatsapp", "enviado", "Enviado, sin respuesta", True, False, False, ""),
    ("whatsapp", "numero_equivocado", "Número equivocado", False, False, False, "equivocado"),
    ("reunion", "acuerdo", "Hubo acuerdo", True, False, False, ""),
    ("reunion", "prometio", "Prometió pagar", True, True, False, ""),
    ("reunion", "otra_reunion", "Queda otra reunión", True, False, True, ""),
    ("reunion", "sin_acuerdo", "Sin acuerdo", True, False, False, ""),
    ("reunion", "no_asistio", "No asistió", False, False, True, ""),
    ("carta", "entregada", "Entregada", True, False, False, ""),
    ("carta", "bajo_puerta", "Dejada bajo puerta", True, False, False, ""),
    ("carta", "devuelta", "Devuelta", False, False, False, ""),
]

RECORDATORIO = """Estimado(a) {contacto}:

Le recordamos que al {fecha} la cuenta de {cliente} (suministros {suministros}) registra {recibos_vencidos} por {deuda_vencida}. La deuda total a la fecha es de {deuda}.

Adjuntamos su estado de cuenta. Si ya pagó, le agradeceremos enviarnos la constancia respondiendo este correo.

Atentamente,
{firma}
{empresa}
{telefono_empresa}
"""
ESTADO = """Estimado(a) {contacto}:

Adjuntamos el estado de cuenta de {cliente} al {fecha}.

Quedamos atentos a sus consultas en este mismo correo.

Atentamente,
{firma}
{empresa}
{telefono_empresa}
"""
RECIBO = """Estimado(a) {contacto}:

Su recibo del mes ya fue emitido. Adjuntamos el estado de cuenta de {cliente}, con las fechas de vencimiento de cada suministro.

Atentamente,
{firma}
{empresa}
{telefono_empresa}
"""
DATOS = """Estimado(a) {contacto}:

Estamos actualizando el directorio de {cliente}. Le agradeceremos responder este correo con el nombre, cargo, teléfono y correo de la persona que recibe los recibos y de la que coordina los pagos.

Usaremos esos datos solo para la atención de su servicio (Ley 29733).

Atentamente,
{firma}
{empresa}
{telefono_empresa}
"""
PLANTILLAS = [
    ("Recordatorio de deuda vencida", "cobranza", "Recordatorio de pago - {cliente}", RECORDATORIO, "estado_de_cuenta"),
    ("Estado de cuenta", "cobranza", "Estado de cuenta al {fecha} - {cliente}", ESTADO, "estado_de_cuenta"),
    ("Aviso de recibo emitido", "recibo", "Su recibo ya fue emitido - {cliente}", RECIBO, "estado_de_cuenta"),
    ("Actualización de datos de contacto", "recibo", "Datos de contacto de {cliente}", DATOS, ""),
]


def sembrar(apps, schema_editor):
    parametro = apps.get_model("comun", "Parametro")
    resultado = apps.get_model("principales", "ResultadoComunicacion")
    plantilla = apps.get_model("principales", "PlantillaCorreo")
    with pghistory.context(origen="instalación"):
        parametro.objects.bulk_create(
            parametro(
                clave=clave, tipo=tipo, valor=valor, unidad=unidad, norma=norma, marca=marca, descripcion=descripcion,
                desde=date(2006, 1, 1),
            )
            for clave, tipo, valor, unidad, norma, marca, descripcion in PARAMETROS
        )  # fmt: skip
        ordenes: dict[str, int] = {}
        for canal, clave, nombre, hablo, prometio, fecha, marca in RESULTADOS:
            ordenes[canal] = ordenes.get(canal, 0) + 1
            resultado.objects.create(
                canal=canal, clave=clave, nombre=nombre, orden=ordenes[canal], contacto_logrado=hablo,
                pide_promesa=prometio, pide_fecha=fecha, marca_medio=marca,
            )  # fmt: skip
        for nombre, asunto_directorio, asunto, cuerpo, adjunta in PLANTILLAS:
            plantilla.objects.create(
                nombre=nombre, asunto_directorio=asunto_directorio, asunto=asunto, cuerpo=cuerpo, adjunta=adjunta
            )


def retirar(apps, schema_editor):
    apps.get_model("comun", "Parametro").objects.filter(clave__in=[p[0] for p in PARAMETROS]).delete()
    apps.get_model("principales", "ResultadoComunicacion").objects.all().delete()
    apps.get_model("principales", "PlantillaCorreo").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("principales", "0006_comunicaciones"), ("comun", "0005_etiqueta_de_carga")]

    operations = [migrations.RunPython(sembrar, retirar)]
