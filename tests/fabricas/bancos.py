"""Archivos de banco pequeños: un perfil de ancho fijo, otro delimitado, y cómo se escribe, se revisa y se carga uno."""

import datetime as dt
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from cartera.bancos import services
from cartera.bancos.choices import Dato, FormatoArchivo, FormatoFecha, Registro, Signo
from cartera.bancos.lectura import Campo
from cartera.bancos.models import Banco, CuentaBancaria
from cartera.bancos.models_archivo import ArchivoBanco, PerfilBanco

HOY = dt.date(2026, 6, 1)
AHORA = dt.datetime(2026, 6, 1, 15, tzinfo=dt.UTC)
EMPRESA = "20990000001"
ANCHO = 107


@dataclass(frozen=True)
class Abono:
    """Lo que el banco dice de un pago; importe negativo es una reversa."""

    operacion: str
    importe: str
    el: dt.date = dt.date(2026, 1, 10)
    suministro: str = ""
    recibo: str = ""
    depositante: str = ""

    @property
    def centimos(self) -> int:
        return int(abs(Decimal(self.importe)) * 100)

    @property
    def reversa(self) -> bool:
        return Decimal(self.importe) < 0


def perfil_fijo(clave: str = "BCP") -> PerfilBanco:
    """Encabezado 01, pagos 02 y totales 99; dos decimales implícitos y la reversa dicha con una letra."""
    perfil = PerfilBanco(
        banco=Banco.objects.get(clave=clave),
        nombre="Recaudación",
        formato=FormatoArchivo.FIJO,
        ancho=ANCHO,
        marca_encabezado="01",
        marca_detalle="02",
        marca_cola="99",
        formato_fecha=FormatoFecha.AMD,
        decimales=2,
        signo=Signo.COLUMNA,
        reversas="E,X",
    )
    return services.guardar_perfil(
        perfil=perfil,
        campos={
            Registro.ENCABEZADO: {Dato.EMPRESA: Campo(3, 11, EMPRESA), Dato.FECHA: Campo(14, 8)},
            Registro.DETALLE: {
                Dato.SUMINISTRO: Campo(3, 14),
                Dato.RECIBO: Campo(17, 15),
                Dato.FECHA: Campo(32, 8),
                Dato.IMPORTE: Campo(40, 15),
                Dato.SIGNO: Campo(55, 1),
                Dato.OPERACION: Campo(56, 12),
                Dato.DEPOSITANTE: Campo(68, 40),
            },
            Registro.COLA: {Dato.FILAS: Campo(3, 9), Dato.IMPORTE: Campo(12, 15)},
        },
    )


def perfil_delimitado(clave: str = "BBVA") -> PerfilBanco:
    """Una línea de títulos y ninguna de totales; fechas dd/mm/aaaa y el signo en el importe."""
    perfil = PerfilBanco(
        banco=Banco.objects.get(clave=clave),
        nombre="Movimientos",
        formato=FormatoArchivo.DELIMITADO,
        lineas_encabezado=1,
        formato_fecha=FormatoFecha.DMA_BARRA,
    )
    datos = (Dato.FECHA, Dato.OPERACION, Dato.IMPORTE, Dato.SUMINISTRO, Dato.RECIBO, Dato.DEPOSITANTE)
    return services.guardar_perfil(
        perfil=perfil, campos={Registro.DETALLE: {dato: Campo(n) for n, dato in enumerate(datos, start=1)}}
    )


def fijo(
    *abonos: Abono, filas: int | None = None, total: int | None = None, empresa: str = EMPRESA, fin: str = "\r\n"
) -> bytes:
    """El archivo de ancho fijo; `filas` y `total` (céntimos) cambian lo que dice la línea de totales."""
    neto = sum(-a.centimos if a.reversa else a.centimos for a in abonos)
    lineas = [f"01{empresa:<11}{HOY:%Y%m%d}", *map(linea_fija, abonos)]
    lineas.append(f"99{len(abonos) if filas is None else filas:09}{neto if total is None else total:015}")
    return (fin.join(lineas) + fin).encode("cp1252")


def linea_fija(a: Abono) -> str:
    return (
        f"02{a.suministro:<14}{a.recibo:<15}{a.el:%Y%m%d}{a.centimos:015}{'E' if a.reversa else ' '}"
        f"{a.operacion:<12}{a.depositante[:40]:<40}"
    )


def delimitado(*abonos: Abono) -> bytes:
    filas = [f"{a.el:%d/%m/%Y};{a.operacion};{a.importe};{a.suministro};{a.recibo};{a.depositante}" for a in abonos]
    return ("\n".join(["Fecha;Operación;Importe;Código;Recibo;Depositante", *filas]) + "\n").encode()


def subir(perfil: PerfilBanco, contenido: bytes, *, por=None, nombre: str = "pagos.txt") -> ArchivoBanco:
    """Lo sube sin revisarlo todavía."""
    subido = SimpleUploadedFile(nombre, contenido)
    return services.recibir(perfil=perfil, subido=subido, ahora=AHORA, por=por)


def revisar(perfil: PerfilBanco, contenido: bytes, *, por=None, hoy: dt.date = HOY) -> ArchivoBanco:
    """La vista previa de ese archivo, como la hace el trabajador."""
    archivo = subir(perfil, contenido, por=por)
    with tempfile.NamedTemporaryFile() as temporal:
        temporal.write(contenido)
        temporal.flush()
        ruta = Path(temporal.name)
        revisado = services.revisar(archivo=archivo, ruta=ruta, hoy=hoy, ahora=AHORA)
    revisado.proceso.estado = "terminado"
    type(revisado.proceso).objects.filter(pk=revisado.proceso_id).update(estado="terminado", terminado_en=AHORA)
    return revisado


def confirmar(archivo: ArchivoBanco, *, por=None, motivo: str = "") -> ArchivoBanco:
    """Confirma y carga."""
    services.confirmar(archivo=archivo, por=por, ahora=AHORA, motivo=motivo)
    return services.cargar(archivo=archivo, hoy=HOY, ahora=AHORA)


def cargar(perfil: PerfilBanco, *abonos: Abono, por=None) -> ArchivoBanco:
    """Escribe, revisa y carga un archivo de ancho fijo."""
    return confirmar(revisar(perfil, fijo(*abonos), por=por), por=por)


def motivos(archivo: ArchivoBanco) -> dict[int, str]:
    """Línea → motivo de las filas con problema."""
    return dict(archivo.detalle.exclude(motivo="").values_list("linea", "motivo"))


def cuenta(clave: str = "BCP", numero: str = "193-1234567-0-01", **campos) -> CuentaBancaria:
    campos = {"desde": dt.date(2020, 1, 1), "cci": "00219300123456700119"} | campos
    return CuentaBancaria.objects.create(banco=Banco.objects.get(clave=clave), numero=numero, **campos)
