"""Dónde se paga en la empresa de demostración, y un archivo de banco que espera que alguien lo confirme."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cartera.bancos import cci, services
from cartera.bancos.choices import Dato, FormatoArchivo, FormatoFecha, Registro, TipoCanal, TipoCuenta
from cartera.bancos.lectura import Campo
from cartera.bancos.models import Banco, CanalPago, CuentaBancaria, Facilidad
from cartera.bancos.models_archivo import ArchivoBanco, PerfilBanco
from cartera.cuentas.models import Recibo
from config.comun.archivos.services import ruta
from config.comun.calendario.periodo import Periodo
from config.comun.procesos.services import tomar
from config.comun.usuarios.models import Usuario

DESDE = dt.date(2020, 1, 1)
# Banco, oficina y cuenta: el resto del CCI se calcula.
CUENTAS = (("BCP", "475", "001234567001"), ("BBVA", "267", "000200456789"), ("NACION", "641", "000641098765"))
PAGOS = 14


def abrir_cuentas(*, hoy: dt.date, por: Usuario, ahora: dt.datetime) -> None:
    """Tres cuentas con su CCI, canales, una facilidad, un perfil por banco y un archivo sin confirmar. Una sola vez."""
    if PerfilBanco.objects.exists():
        return
    with transaction.atomic():
        for orden, (clave, oficina, cuenta) in enumerate(CUENTAS, start=1):
            _cuenta(Banco.objects.get(clave=clave), oficina, cuenta, orden)
        _ofrecer()
        perfil = _perfil(Banco.objects.get(clave="BBVA"))
        archivo = services.recibir(perfil=perfil, subido=_archivo(hoy), ahora=ahora, por=por)
    _ver_que_trae(archivo, hoy, ahora)


def _cuenta(banco: Banco, oficina: str, cuenta: str, orden: int) -> None:
    entidad = banco.codigo + oficina
    CuentaBancaria.objects.create(
        banco=banco,
        numero=f"{oficina}-{cuenta[:9]}-{cuenta[9:]}",
        cci=f"{entidad}{cuenta}{cci.control(entidad)}{cci.control(cuenta)}",
        tipo=TipoCuenta.RECAUDADORA,
        convenio=f"EPS-{banco.codigo}",
        orden=orden,
        desde=DESDE,
    )


def _ofrecer() -> None:
    canales = (
        (
            TipoCanal.INTERNET,
            "Banca por internet",
            "En Pago de servicios, elige la empresa y escribe el suministro.",
        ),
        (TipoCanal.AGENTE, "Agente de tu banco", "Lleva el número de suministro; paga en efectivo hasta S/ 1,000.00."),
        (TipoCanal.CAJA, "Caja de la empresa", "De lunes a viernes, de 08:00 a 16:00, con cheque o efectivo."),
    )
    for orden, (tipo, nombre, detalle) in enumerate(canales, start=1):
        CanalPago.objects.create(tipo=tipo, nombre=nombre, detalle=detalle, orden=orden, desde=DESDE)
    Facilidad.objects.create(
        nombre="Convenio de facilidades",
        detalle="Una cuota inicial y el resto en cuotas mensuales; mientras se paguen no hay corte.",
        requisitos="Documento de quien firma y, si es empresa, vigencia de poder.",
        desde=DESDE,
    )


def _perfil(banco: Banco) -> PerfilBanco:
    perfil = PerfilBanco(
        banco=banco,
        nombre="Recaudación diaria",
        formato=FormatoArchivo.DELIMITADO,
        lineas_encabezado=1,
        formato_fecha=FormatoFecha.DMA_BARRA,
    )
    datos = (Dato.FECHA, Dato.OPERACION, Dato.IMPORTE, Dato.SUMINISTRO, Dato.RECIBO, Dato.DEPOSITANTE)
    return services.guardar_perfil(
        perfil=perfil, campos={Registro.DETALLE: {dato: Campo(n) for n, dato in enumerate(datos, start=1)}}
    )


def _archivo(hoy: dt.date) -> SimpleUploadedFile:
    """Lo que el banco recaudó hoy de recibos que se deben; el último pago no dice de quién es."""
    debidos = Recibo.objects.exigibles().filter(emitido_el__lte=hoy).select_related("suministro__cliente")
    filas = ["Fecha;Operación;Importe;Código;Recibo;Depositante"]
    for n, recibo in enumerate(debidos.order_by("vence_el", "numero")[:PAGOS], start=1):
        quien = f"{recibo.suministro};{recibo.numero};{recibo.suministro.cliente.nombre.replace(';', ' ')}"
        debe = recibo.saldo - recibo.congelado
        filas.append(f"{hoy:%d/%m/%Y};D{hoy:%m%d}{n:04};{debe};{quien if n < PAGOS else ';;DEPOSITO EN EFECTIVO'}")
    texto = "\n".join([*filas, ""])
    return SimpleUploadedFile(f"bbva-{Periodo.de_fecha(hoy)}-{hoy:%d}.txt", texto.encode())


def _ver_que_trae(archivo: ArchivoBanco, hoy: dt.date, ahora: dt.datetime) -> None:
    proceso = tomar(proceso_id=archivo.proceso.pk) if archivo.proceso else None
    services.revisar(archivo=archivo, ruta=ruta(archivo.archivo), hoy=hoy, ahora=ahora, proceso=proceso)
