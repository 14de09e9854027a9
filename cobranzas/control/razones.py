"""Por qué no se actúa: cada razón es una condición con nombre, de la más severa a la menos. Vale la primera.

Las condiciones miran los hechos `c` de un cliente (consultas.py): el barrido las junta en un CASE y `explicar` las
lista en este orden. Una razón nueva es una línea aquí y, si nace de otra función, una consulta en hechos.py.
"""

from .choices import Pausa, Razon

# `fase`: lo que se persigue. «vencido», «cuota» (de un convenio que sigue vivo), «por_vencer» o nada.
PERSEGUIBLE = "c.fase IN ('vencido', 'cuota')"

RAZONES = (
    (Razon.PAGADO, "c.estado = 'sin_deuda'"),
    (Razon.DERIVADO, f"c.bloqueo = 'derivado' OR (c.derivados AND NOT c.toca AND NOT {PERSEGUIBLE})"),
    (Razon.POSPUESTO, f"c.bloqueo = 'pospuesto' OR (c.pospuestos AND NOT c.toca AND NOT {PERSEGUIBLE})"),
    (Razon.CONGELADO, "c.estado = 'congelado' AND c.fase = '' AND c.reclamado"),
    (Razon.CONVENIO_VIVO, "c.estado = 'congelado' AND c.fase = ''"),
    # Una promesa solo detiene lo que nombra: con otro recibo vencido, manda ese (PARES 8).
    (Razon.PROMESA_VIVA, f"c.prometidos AND NOT c.toca AND NOT {PERSEGUIBLE}"),
    (Razon.POR_VENCER, f"NOT c.toca AND NOT {PERSEGUIBLE}"),
    (Razon.PAGOS_ATRASADOS, "%(atrasados)s"),
    (Razon.PAGO_SIN_APLICAR, "c.credito >= c.importe"),
    (Razon.BAJO_MINIMO, "c.toca AND c.orden IS NULL"),
    (Razon.YA_HECHA, "c.hecha"),
    (Razon.SIN_PASO, "NOT c.toca"),
)
# Con alguna de estas la acción sigue abierta y ese día no se muestra: se pospone, no se pierde.
GUARDAN = (Razon.POSPUESTO,)

# Lo que toca y hoy no se puede: la acción sigue abierta. Derivar no es contactar al cliente.
PAUSAS = (
    (
        Pausa.SIN_CONTACTO,
        "c.canal = 'correo' AND NOT c.con_correo OR c.canal = 'llamada' AND NOT c.con_telefono",
    ),
    (Pausa.CONTACTADO, "c.canal <> 'derivacion' AND c.contactado"),
    (Pausa.FERIADO, "CASE WHEN c.canal = 'derivacion' THEN %(cerrado)s ELSE %(sin_atencion)s END"),
)


def primera(condiciones) -> str:
    """El CASE que da la primera que vale, o el texto vacío."""
    casos = " ".join(f"WHEN {condicion} THEN '{valor.value}'" for valor, condicion in condiciones)
    return f"CASE {casos} ELSE '' END"
