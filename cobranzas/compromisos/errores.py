"""Por qué no se acepta un compromiso. El texto de cada una se le muestra a la persona."""


class CompromisoNoValido(Exception):
    """Base: lo que se pidió no cumple una regla; el texto dice cuál y qué hacer."""


class ReciboNoComprometible(CompromisoNoValido):
    """No se debe, es de otro cliente, está congelado o ya lo cubre una promesa o un convenio."""


class FechaNoValida(CompromisoNoValido):
    pass


class ImporteNoValido(CompromisoNoValido):
    pass


class YaCambio(CompromisoNoValido):
    """Otra persona, un pago o el juicio lo cambió antes; el texto dice cómo quedó."""


class PagosEnCarga(CompromisoNoValido):
    """Se están cargando pagos: las cifras podrían cambiar mientras se firma."""
