"""Qué corre solo y cuándo (hora de Lima). Cada tarea también se pone al día desde su propia tabla."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "correo-pendiente": {"task": "comun.correo.enviar_pendientes", "schedule": 60.0},
    "procesos-perdidos": {"task": "comun.procesos.recoger_perdidos", "schedule": 60.0},
    "pagos-por-identificar": {"task": "cartera.cuentas.resolver_pendientes", "schedule": 60.0},
    "buzon-de-la-oficina": {"task": "principales.comunicaciones.leer_buzon", "schedule": 180.0},
    "registros-por-comparar": {"task": "principales.cruces.comparar_pendientes", "schedule": 60.0},
    "nombres-parecidos": {"task": "cartera.padron.buscar_parecidos", "schedule": 600.0},
    "contactos-de-clientes-unidos": {"task": "principales.directorio.seguir_uniones", "schedule": 600.0},
    "oposiciones-por-vencer": {
        "task": "principales.directorio.avisar_oposiciones",
        "schedule": crontab(hour=6, minute=30),
    },
    # Antes del barrido: una promesa o un convenio que falló ya no esconde su deuda.
    "compromisos-por-juzgar": {
        "task": "cobranzas.compromisos.juzgar_pendiente",
        "schedule": crontab(hour=4, minute=45),
    },
    "derivaciones-pagadas": {
        "task": "cobranzas.derivaciones.retirar_pagadas",
        "schedule": crontab(hour=4, minute=50),
    },
    "cola-por-repartir": {"task": "cobranzas.gestiones.repartir", "schedule": 60.0},
    "pasos-por-correo": {"task": "cobranzas.control.enviar_correos", "schedule": 300.0},
    "barrido-diario": {"task": "cobranzas.control.barrer_pendiente", "schedule": crontab(hour=5, minute=0)},
    # Cada mañana: la tarea mira si ya tocaba el cierre (primer día hábil) y si ya se hizo.
    "cierre-mensual": {"task": "reportes.cierres.cerrar_pendiente", "schedule": crontab(hour=6, minute=0)},
    "informes-pendientes": {"task": "reportes.informes.emitir_pendientes", "schedule": 60.0},
}
