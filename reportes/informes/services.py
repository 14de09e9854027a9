"""Emitir el informe de un cierre: el PDF se guarda una vez y el correo sale una vez (manual 6.3.14.2)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.template.loader import render_to_string

from config.comun.archivos.choices import Clase
from config.comun.archivos.services import guardar
from config.comun.correo.services import encolar
from reportes.cierres.models import Cierre

from .dibujo import dibujar
from .models import Informe
from .selectors import contenido


def emitir(*, cierre: Cierre, ahora: dt.datetime) -> Informe:
    """Devuelve el informe del cierre; la primera vez lo dibuja, lo guarda y encola su correo.

    Dibujar tarda y no toca la base; quien llegue segundo encuentra la fila única y no envía nada.
    """
    hecho = Informe.objects.filter(cierre=cierre).first()
    if hecho:
        return hecho
    datos = contenido(cierre)
    pdf = dibujar(datos)
    with transaction.atomic():
        Cierre.objects.select_for_update().get(pk=cierre.pk)
        hecho = Informe.objects.filter(cierre=cierre).first()
        if hecho:
            return hecho
        archivo = guardar(
            nombre=f"informe-principales-{datos.periodo}.pdf",
            contenido=pdf,
            tipo_mime="application/pdf",
            clase=Clase.INFORME,
        )
        correo = None
        if datos.empresa.destinatarios_informe:
            correo = encolar(
                clave=f"informe:{datos.periodo}",
                para=datos.empresa.destinatarios_informe,
                asunto=f"Principales consumidores: informe de {datos.periodo.nombre}",
                texto=render_to_string("reportes/informes/correo.txt", {"c": datos}),
                adjuntos=[archivo],
            )
        return Informe.objects.create(cierre=cierre, archivo=archivo, correo=correo, generado_en=ahora)
