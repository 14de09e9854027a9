import django_tables2 as tables
from django.urls import reverse

from config.comun.pantalla.tables import Enlace, Estado, Fecha, Momento, Numero, Soles, Tabla

from .choices import EstadoArchivo, SituacionFila
from .models import Banco, CanalPago, CuentaBancaria, Facilidad, Orientacion
from .models_archivo import ArchivoBanco, FilaBanco, PerfilBanco

TONOS_ARCHIVO = {
    EstadoArchivo.EN_REVISION: "info",
    EstadoArchivo.POR_CONFIRMAR: "espera",
    EstadoArchivo.CON_ERRORES: "mal",
    EstadoArchivo.CARGANDO: "info",
    EstadoArchivo.CARGADO: "bien",
    EstadoArchivo.RECHAZADO: "mal",
    EstadoArchivo.DESCARTADO: "neutro",
}
TONOS_FILA = {
    SituacionFila.NUEVA: "bien",
    SituacionFila.YA_ESTABA: "neutro",
    SituacionFila.ERROR: "mal",
    SituacionFila.CONFLICTO: "aviso",
    SituacionFila.FUERA: "neutro",
}


class TablaArchivos(Tabla):
    nombre = Enlace(verbose_name="Archivo")
    banco = tables.Column(accessor="perfil__banco__nombre", verbose_name="Banco")
    estado = Estado(tonos=TONOS_ARCHIVO, verbose_name="Estado")
    pagos = Numero(verbose_name="Pagos")
    importe_pagos = Soles(verbose_name="Importe")
    reversas = Numero(verbose_name="Reversas")
    hasta = Fecha(verbose_name="Pagos hasta")
    por = tables.Column(verbose_name="Lo subió", order_by=("por__username",), default="línea de comandos")
    subido_en = Momento(verbose_name="Subido")
    movil = ("nombre", "importe_pagos", "estado")

    class Meta:
        model, fields = ArchivoBanco, ()


class TablaFilas(Tabla):
    linea = Numero(verbose_name="Línea")
    situacion = Estado(tonos=TONOS_FILA, verbose_name="Qué pasa")
    operacion = tables.Column(verbose_name="Operación")
    pagado_el = Fecha(verbose_name="Pagado")
    importe = Soles(verbose_name="Importe")
    suministro = tables.Column(verbose_name="Suministro")
    recibo = tables.Column(verbose_name="Recibo")
    depositante = tables.Column(verbose_name="Depositante")
    motivo = tables.Column(verbose_name="Motivo")
    movil = ("operacion", "importe", "situacion")

    class Meta:
        model, fields = FilaBanco, ()


class TablaPerfiles(Tabla):
    nombre = Enlace(verbose_name="Perfil")
    banco = tables.Column(accessor="banco__nombre", verbose_name="Banco")
    formato = tables.Column(verbose_name="Formato")
    activo = Estado(tonos={True: "bien", False: "neutro"}, verbose_name="Activo")
    movil = ("nombre", "banco", "activo")

    class Meta:
        model, fields = PerfilBanco, ()


class TablaBancos(Tabla):
    nombre = Enlace(verbose_name="Banco")
    clave = tables.Column(verbose_name="Clave en los pagos")
    codigo = tables.Column(verbose_name="Código CCI")
    exige_al_dia = Estado(tonos={True: "aviso", False: "neutro"}, verbose_name="Debe estar al día")
    dias_frescura = Numero(verbose_name="Días que se le admiten")
    movil = ("nombre", "clave", "exige_al_dia")

    class Meta:
        model, fields = Banco, ()


class TablaCuentas(Tabla):
    numero = Enlace(verbose_name="Cuenta")
    banco = tables.Column(accessor="banco__nombre", verbose_name="Banco")
    cci_legible = tables.Column(verbose_name="CCI", order_by=("cci",))
    moneda = tables.Column(verbose_name="Moneda")
    tipo = tables.Column(verbose_name="Tipo")
    convenio = tables.Column(verbose_name="Código de recaudación")
    se_ofrece = Estado(tonos={True: "bien", False: "neutro"}, verbose_name="Se ofrece")
    desde = Fecha(verbose_name="Vale desde")
    hasta = Fecha(verbose_name="Deja de valer")
    movil = ("numero", "banco", "cci_legible")

    class Meta:
        model, fields = CuentaBancaria, ()


class _TablaOfrecidos(Tabla):
    nombre = Enlace(verbose_name="Nombre")
    detalle = tables.Column(verbose_name="Cómo se usa")
    orden = Numero(verbose_name="Orden")
    desde = Fecha(verbose_name="Vale desde")
    hasta = Fecha(verbose_name="Deja de valer")


class TablaCanales(_TablaOfrecidos):
    tipo = tables.Column(verbose_name="Tipo")
    cuenta = tables.Column(verbose_name="Cuenta", default="Cualquiera", order_by=("cuenta__numero",))
    movil = ("nombre", "tipo", "cuenta")

    class Meta:
        model, fields = CanalPago, ()
        sequence = ("nombre", "tipo", "cuenta", "...")


class TablaFacilidades(_TablaOfrecidos):
    requisitos = tables.Column(verbose_name="Requisitos")
    movil = ("nombre", "detalle", "requisitos")

    class Meta:
        model, fields = Facilidad, ()


class TablaOrientaciones(Tabla):
    cliente = Enlace(
        accessor="cliente__nombre",
        order_by=("cliente__nombre_norm",),
        verbose_name="Cliente",
        url=lambda fila: reverse("padron:cliente", args=[fila.cliente_id]) + "?pestana=pagar",
    )
    al = Fecha(verbose_name="Día")
    medio = tables.Column(verbose_name="Cómo")
    cuenta = tables.Column(verbose_name="Cuenta", order_by=("cuenta__numero",))
    deuda = Soles(verbose_name="Deuda ese día")
    vencido = Soles(verbose_name="Vencido")
    a_quien = tables.Column(verbose_name="A quién")
    por = tables.Column(verbose_name="Lo orientó", order_by=("por__username",))
    en = Momento(verbose_name="Registrada")
    movil = ("cliente", "al", "cuenta")

    class Meta:
        model, fields = Orientacion, ()
