"""De quién puede ser un pago por identificar: por el importe exacto de un recibo y por el nombre de quien pagó."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from .models import Pago
from .selectors import alcance

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

CUANTAS = 10


@dataclass(frozen=True, slots=True)
class Sugerencia:
    """Un suministro, y el recibo si alguno se debe por ese importe exacto. Soles conocidos hoy."""

    suministro: str
    cliente_id: int
    cliente: str
    recibo: str  # vacío: solo se parece el nombre, o su deuda entera es el importe
    vence_el: dt.date | None
    debe: Decimal  # todo el suministro
    parecido: int  # por ciento del nombre; 0 si no se parece
    por_importe: bool

    @property
    def por_que(self) -> str:
        """La razón, en una frase."""
        razones = []
        if self.recibo:
            razones.append("debe un recibo por ese importe exacto")
        elif self.por_importe:
            razones.append("todo lo que debe es ese importe")
        if self.parecido:
            razones.append(f"el nombre se parece {self.parecido} %")
        texto = " y ".join(razones)
        return f"{texto[:1].upper()}{texto[1:]}."


# `%%` y `<%%` usan el índice de trigramas: el banco recorta los nombres, por eso también el parecido con una parte.
CANDIDATOS = """
WITH nombres AS (
    SELECT c.id, greatest(similarity(c.nombre_norm, q.nombre), word_similarity(q.nombre, c.nombre_norm)) AS parecido
    FROM (SELECT cartera_normalizar(%(depositante)s) AS nombre) q, cartera_cliente c
    WHERE length(q.nombre) > 3 AND (c.nombre_norm %% q.nombre OR q.nombre <%% c.nombre_norm)
    ORDER BY parecido DESC, c.id LIMIT 20
), candidatos AS (
    SELECT * FROM (
        SELECT r.suministro_id, r.id AS recibo_id FROM cartera_recibo r
        WHERE r.total = %(importe)s AND r.pagado = 0 AND r.emitido_el <= %(el)s
        ORDER BY r.vence_el DESC, r.id DESC LIMIT 500
    ) por_importe
    UNION
    SELECT s.id, r.id FROM nombres n
    JOIN cartera_suministro s ON s.cliente_id = n.id
    LEFT JOIN cartera_recibo r
        ON r.suministro_id = s.id AND r.pagado < r.total AND r.saldo = %(importe)s AND r.emitido_el <= %(el)s
)
SELECT s.codigo, c.id, c.nombre, coalesce(r.numero, ''), r.vence_el, d.debe,
       coalesce(round(100 * n.parecido)::int, 0), r.id IS NOT NULL OR d.debe = %(importe)s
FROM candidatos k
JOIN cartera_suministro s ON s.id = k.suministro_id
JOIN cartera_cliente c ON c.id = s.cliente_id
LEFT JOIN cartera_recibo r ON r.id = k.recibo_id
LEFT JOIN nombres n ON n.id = c.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.saldo), 0) AS debe FROM cartera_recibo x
    WHERE x.suministro_id = s.id AND x.pagado < x.total AND x.emitido_el <= %(el)s
) d
WHERE %(todas)s OR s.zona_id = ANY (%(zonas)s)
ORDER BY (r.id IS NOT NULL OR d.debe = %(importe)s) AND n.id IS NOT NULL DESC, n.parecido DESC NULLS LAST,
         r.id IS NOT NULL DESC, r.vence_el DESC, s.codigo
LIMIT %(cuantas)s
"""


def sugerencias(*, pago: Pago, user: Usuario, cuantas: int = CUANTAS) -> list[Sugerencia]:
    """A qué suministros visibles puede corresponder, primero los que cuadran en importe y en nombre. Una consulta."""
    datos = alcance(user) | {
        "depositante": pago.depositante,
        "importe": pago.importe - pago.revertido,
        "el": pago.pagado_el,
        "cuantas": cuantas,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATOS, datos)
        return [Sugerencia(*fila) for fila in cursor.fetchall()]
