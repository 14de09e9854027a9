from django.db import models


class Moneda(models.TextChoices):
    SOLES = "PEN", "Soles"
    DOLARES = "USD", "Dólares"


class TipoCuenta(models.TextChoices):
    RECAUDADORA = "recaudadora", "Recaudadora"
    CORRIENTE = "corriente", "Corriente"
    AHORROS = "ahorros", "Ahorros"
    DETRACCION = "detraccion", "Detracciones"


class TipoCanal(models.TextChoices):
    VENTANILLA = "ventanilla", "Ventanilla del banco"
    AGENTE = "agente", "Agente"
    INTERNET = "internet", "Banca por internet"
    APLICATIVO = "aplicativo", "Aplicativo del celular"
    TRANSFERENCIA = "transferencia", "Transferencia"
    DEBITO = "debito", "Débito automático"
    CAJA = "caja", "Caja de la empresa"


class FormatoArchivo(models.TextChoices):
    FIJO = "fijo", "Ancho fijo"
    DELIMITADO = "delimitado", "Delimitado"


class Delimitador(models.TextChoices):
    COMA = "coma", "Coma ,"
    PUNTO_Y_COMA = "punto_y_coma", "Punto y coma ;"
    TABULADOR = "tabulador", "Tabulador"
    BARRA = "barra", "Barra |"


SEPARADOR = {
    Delimitador.COMA: ",",
    Delimitador.PUNTO_Y_COMA: ";",
    Delimitador.TABULADOR: "\t",
    Delimitador.BARRA: "|",
}


class FormatoFecha(models.TextChoices):
    AMD = "AAAAMMDD", "AAAAMMDD (20260331)"
    DMA = "DDMMAAAA", "DDMMAAAA (31032026)"
    DMA2 = "DDMMAA", "DDMMAA (310326)"
    AMD_GUION = "AAAA-MM-DD", "AAAA-MM-DD (2026-03-31)"
    DMA_BARRA = "DD/MM/AAAA", "DD/MM/AAAA (31/03/2026)"


class Signo(models.TextChoices):
    """Cómo dice el banco que una fila es una reversa."""

    IMPORTE = "importe", "El importe trae su signo menos"
    COLUMNA = "columna", "Un campo lo dice"


class Registro(models.TextChoices):
    """De qué línea del archivo es un campo."""

    ENCABEZADO = "encabezado", "Encabezado"
    DETALLE = "detalle", "Pago"
    COLA = "cola", "Totales"


class Dato(models.TextChoices):
    OPERACION = "operacion", "Operación"
    FECHA = "fecha", "Fecha"
    IMPORTE = "importe", "Importe"
    SIGNO = "signo", "Pago o reversa"
    SUMINISTRO = "suministro", "Suministro"
    RECIBO = "recibo", "Recibo"
    DEPOSITANTE = "depositante", "Depositante"
    EMPRESA = "empresa", "Identificación de la empresa"
    FILAS = "filas", "Número de pagos"


# Qué se puede leer en cada línea; lo que un pago no puede dejar de traer.
DATOS = {
    Registro.ENCABEZADO: (Dato.EMPRESA, Dato.FECHA, Dato.FILAS, Dato.IMPORTE),
    Registro.DETALLE: (
        Dato.OPERACION,
        Dato.FECHA,
        Dato.IMPORTE,
        Dato.SIGNO,
        Dato.SUMINISTRO,
        Dato.RECIBO,
        Dato.DEPOSITANTE,
    ),
    Registro.COLA: (Dato.FILAS, Dato.IMPORTE),
}
INDISPENSABLES = (Dato.OPERACION, Dato.FECHA, Dato.IMPORTE)


class TotalCola(models.TextChoices):
    """Qué suma el importe de control del banco."""

    NETO = "neto", "Pagos menos reversas"
    PAGOS = "pagos", "Solo los pagos, sin las reversas"


class EstadoArchivo(models.TextChoices):
    EN_REVISION = "en_revision", "Leyéndose"
    POR_CONFIRMAR = "por_confirmar", "Por confirmar"
    CON_ERRORES = "con_errores", "Con errores"
    CARGANDO = "cargando", "Cargándose"
    CARGADO = "cargado", "Cargado"
    RECHAZADO = "rechazado", "No se puede cargar"
    DESCARTADO = "descartado", "Descartado"


# Los que ocupan su huella: el mismo archivo no puede volver a entrar mientras esté en uno de estos.
VIGENTES = (
    EstadoArchivo.EN_REVISION,
    EstadoArchivo.POR_CONFIRMAR,
    EstadoArchivo.CON_ERRORES,
    EstadoArchivo.CARGANDO,
    EstadoArchivo.CARGADO,
)
EN_MARCHA = (EstadoArchivo.EN_REVISION, EstadoArchivo.CARGANDO)


class SituacionFila(models.TextChoices):
    NUEVA = "nueva", "Entra"
    YA_ESTABA = "ya_estaba", "Ya estaba"
    # El archivo dice algo que no puede ser: hasta que el banco lo corrija no entra nada.
    ERROR = "error", "Error"
    # La fila se lee bien pero no cuadra con lo cargado: se puede dejar fuera diciendo por qué.
    CONFLICTO = "conflicto", "No cuadra"
    FUERA = "fuera", "Se dejó fuera"


class Medio(models.TextChoices):
    """Cómo se orientó al cliente."""

    PERSONA = "persona", "En persona"
    TELEFONO = "telefono", "Por teléfono"
    IMPRESA = "impresa", "Guía impresa"
    CORREO = "correo", "Por correo"
