"""Cierres ya hechos, para probar lo que los lee."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from cartera.padron.models import Cliente, Suministro, Titularidad
from config.comun.archivos.services import guardar
from reportes.cierres.models import Cierre, CierreCliente, CierreGrupo, CierreTramo
from tests.fabricas.comun import zona

ABRIL = dt.date(2026, 4, 1)


def cliente(n: int, *, de: str = "NORTE", categoria: str = "COMERCIAL") -> Cliente:
    """Cliente con un suministro activo en esa zona, del que es titular desde siempre."""
    ruc = f"2099{n:07}"
    nuevo = Cliente.objects.create(
        clave=f"RUC:{ruc}",
        tipo_documento="RUC",
        numero_documento=ruc,
        nombre=f"Cliente {n}",
        nombre_norm=f"CLIENTE {n}",
    )
    suministro = Suministro.objects.create(
        codigo=f"{n:010}", cliente=nuevo, categoria=categoria, zona=zona(de), estado="ACTIVO"
    )
    Titularidad.objects.create(suministro=suministro, cliente=nuevo, vigencia=(None, None))
    return nuevo


def cierre(periodo: dt.date = ABRIL, *, deudas: dict[Cliente, str], eps: int = 100) -> Cierre:
    """Un cierre con un principal por cliente dado y su deuda vencida en soles («0»: sin deuda)."""
    vencidos = {c: Decimal(v) for c, v in deudas.items()}
    limpios = sum(not v for v in vencidos.values())
    nuevo = Cierre.objects.create(
        periodo=periodo,
        al=periodo.replace(day=28),
        consumo_hasta=periodo,
        pagos_hasta=periodo.replace(day=27),
        clientes_eps=eps,
        principales=len(vencidos),
        sin_deuda=limpios,
        sin_deuda_con_congelados=limpios,
        saldo=sum(vencidos.values(), Decimal(0)),
        saldo_vencido=sum(vencidos.values(), Decimal(0)),
        congelado=0,
        lista_clientes=guardar(nombre="clientes.csv.gz", contenido=b"lista", tipo_mime="application/gzip"),
        cerrado_en=timezone.now(),
    )
    for quien, vencido in vencidos.items():
        suministro = quien.suministros.get()
        CierreCliente.objects.create(
            cierre=nuevo,
            cliente=quien,
            zona=suministro.zona,
            categoria=suministro.categoria,
            suministros=1,
            m3=150,
            saldo=vencido,
            vencido=vencido,
            congelado_vencido=0,
            dias=40 if vencido else 0,
            sin_deuda=not vencido,
        )
        grupo, _ = CierreGrupo.objects.get_or_create(
            cierre=nuevo,
            zona=suministro.zona,
            categoria=suministro.categoria,
            defaults={"clientes_eps": 0, "principales": 0, "sin_deuda": 0},
        )
        grupo.clientes_eps += 10
        grupo.principales += 1
        grupo.sin_deuda += not vencido
        grupo.save()
    CierreTramo.objects.create(
        cierre=nuevo, tramo="31-60", recibos=len(vencidos) - limpios, saldo=sum(vencidos.values(), Decimal(0))
    )
    return nuevo
