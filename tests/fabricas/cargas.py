"""Archivos de facturación pequeños y su carga: `cargar("padron", fila_padron("S1"), ...)`."""

import datetime as dt
import tempfile
from pathlib import Path

from config.comun.carga import services
from config.comun.carga.models import Carga
from config.comun.carga.tipos import importador

HOY = dt.date(2026, 11, 23)
AHORA = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
RUC, OTRO_RUC, RUC_PERSONA, DNI = "20990000001", "20990000019", "10123456781", "12345678"


def columnas(tipo: str) -> list[str]:
    return [c.nombre for c in importador(tipo).columnas]


def fila_padron(codigo: str, **cambios) -> dict[str, str]:
    """Un suministro activo de una persona con DNI; los cambios pisan sus columnas."""
    return {
        "suministro": codigo,
        "tipo_documento": "DNI",
        "numero_documento": DNI,
        "razon_social": "USUARIO DE PRUEBA",
        "categoria": "DOMESTICO",
        "direccion": "Jr. Los Manglares 123",
        "zona": "NORTE",
        "estado": "ACTIVO",
        "ciclo": "2",
        **cambios,
    }


def sin_documento(codigo: str, nombre: str, **cambios) -> dict[str, str]:
    return fila_padron(codigo, tipo_documento="", numero_documento="", razon_social=nombre, **cambios)


def empresa(codigo: str, ruc: str, nombre: str, **cambios) -> dict[str, str]:
    return fila_padron(codigo, tipo_documento="RUC", numero_documento=ruc, razon_social=nombre, **cambios)


def fila_consumo(codigo: str, periodo: str, volumen: object = 10, **cambios) -> dict[str, str]:
    return {
        "suministro": codigo,
        "periodo": periodo,
        "lectura_anterior": "100",
        "lectura_actual": "110",
        "volumen_m3": str(volumen),
        "modalidad": "LECTURA",
        **cambios,
    }


def texto(tipo: str, *filas: dict[str, str], separador: str = ",", fin: str = "\n") -> str:
    """El archivo como texto, con todas las columnas del contrato."""
    lineas = [columnas(tipo), *([fila.get(c, "") for c in columnas(tipo)] for fila in filas)]
    return fin.join(separador.join(linea) for linea in lineas) + fin


def archivo(contenido: bytes | str, nombre: str = "archivo.csv") -> Path:
    ruta = Path(tempfile.mkdtemp(prefix="carga-")) / nombre
    ruta.write_bytes(contenido.encode() if isinstance(contenido, str) else contenido)
    return ruta


def cargar_ruta(tipo: str, ruta: Path, **opciones) -> Carga:
    carga = services.crear(tipo=tipo, nombre=ruta.name, ahora=AHORA, **opciones)
    return services.importar(carga=carga, ruta=ruta, hoy=HOY, ahora=AHORA)


def cargar(tipo: str, *filas: dict[str, str], **opciones) -> Carga:
    return cargar_ruta(tipo, archivo(texto(tipo, *filas)), **opciones)


def totales(carga: Carga) -> tuple[int, int, int, int]:
    """Nuevas, cambiadas, iguales y rechazadas; comprueba que sumen las filas."""
    suma = carga.nuevas + carga.cambiadas + carga.iguales + carga.rechazadas
    assert carga.filas == suma
    return carga.nuevas, carga.cambiadas, carga.iguales, carga.rechazadas


def motivos(carga: Carga) -> dict[int, tuple[str, str]]:
    """Línea → (columna, motivo) de lo que espera en la bandeja."""
    return {f.linea: (f.columna, f.motivo) for f in carga.rechazadas_detalle.all()}
