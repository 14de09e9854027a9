"""Qué archivos se cargan y quién sabe cargarlos. Solo nombres: el núcleo no conoce a las aplicaciones."""

IMPORTADORES = {
    "padron": "cartera.padron.importacion.PADRON",
    "consumos": "cartera.padron.importacion_consumos.CONSUMOS",
    "recibos": "cartera.cuentas.importacion.RECIBOS",
    "pagos": "cartera.cuentas.importacion_pagos.PAGOS",
}

ETIQUETAS = {"padron": "Padrón", "consumos": "Consumos", "recibos": "Recibos", "pagos": "Pagos"}
