"""Qué archivos se cargan y quién sabe cargarlos. Solo nombres: el núcleo no conoce a las aplicaciones."""

IMPORTADORES = {
    "padron": "cartera.padron.importacion.PADRON",
    "consumos": "cartera.padron.importacion_consumos.CONSUMOS",
    "recibos": "cartera.cuentas.importacion.RECIBOS",
    "pagos": "cartera.cuentas.importacion_pagos.PAGOS",
    "directorio": "principales.directorio.importacion.DIRECTORIO",
}

# Cargas con datos de personas: solo las ve quien puede cargarlas.
RESERVADAS = ("directorio",)

# Los que se arman con un perfil que edita la oficina («registro:3»): función que recibe su clave. Tienen página propia.
POR_PERFIL = {"registro": "principales.cruces.importacion.importador_de"}

ETIQUETAS = {
    "padron": "Padrón",
    "consumos": "Consumos",
    "recibos": "Recibos",
    "pagos": "Pagos",
    "registro": "Registro externo",
    "directorio": "Directorio",
}


def etiqueta(tipo: str) -> str:
    """Cómo se lee ese tipo de carga, también si lleva perfil."""
    return ETIQUETAS[tipo.partition(":")[0]]
