"""Lo que otros preguntan al directorio: por dónde se llega a un cliente para cada asunto (manual 6.3.1)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from cartera.padron.models import Cliente
from config.comun.calendario.periodo import Periodo
from config.comun.parametros.selectors import valor
from config.comun.usuarios.models import Usuario

from .choices import Asunto, Finalidad, TipoMedio
from .models import Contacto, MedioContacto, Oposicion
from .querysets import MedioContactoQuerySet

EN_UNA_CENTRAL = 20  # un medio que comparten más contactos que estos es de una central: no delata duplicados
# Desde aquí dos nombres del mismo cliente se proponen como la misma persona; también si uno tiene todas las palabras
# del otro. Más bajo, «Segundo Cruz Farías» y «Segundo Silva Farías» se proponían.
PARECIDO = 0.75
TOPE_PAREJAS = 500


def _para(*, asunto: str, tipos: Iterable[str], al: dt.date) -> MedioContactoQuerySet:
    """Los medios que sirven para ese asunto en esa fecha.

    Campañas: solo los que consintieron (Ley 29733). Lo demás no usa los medios que se dieron solo para campañas.
    """
    medios = MedioContacto.objects.utiles().filter(tipo__in=list(tipos))
    if asunto == Asunto.CAMPANAS:
        return medios.filter(consiente_campanas=True, consentido_el__lte=al)
    return medios.exclude(finalidad=Finalidad.CAMPANAS)


def medio_para(*, cliente_id: int, asunto: str, tipos: Iterable[str], al: dt.date) -> MedioContacto | None:
    """El mejor medio del cliente para ese asunto, con su contacto; None si no hay ninguno que se pueda usar.

    Antes, el de quien recibe el asunto; si nadie lo recibe (salvo campañas, que se piden), cualquiera del cliente.
    Nunca uno opuesto, rebotado, equivocado o retirado, ni el de un contacto cerrado. La misma norma por conjuntos,
    en `clientes_con_medio`.
    """
    return _elegir(_utiles_de(cliente_id), asunto=asunto, tipos=set(tipos), al=al)


def _utiles_de(cliente_id: int) -> list[MedioContacto]:
    """Los medios útiles de un cliente, el mejor primero, con su contacto y lo que recibe. Dos consultas."""
    utiles = MedioContacto.objects.utiles().filter(contacto__cliente=cliente_id).select_related("contacto")
    return list(utiles.prefetch_related("contacto__recepciones").en_orden())


def _elegir(utiles: list[MedioContacto], *, asunto: str, tipos: set[str], al: dt.date) -> MedioContacto | None:
    reciben = [m for m in utiles if _recibe(m, asunto)]
    if reciben or asunto == Asunto.CAMPANAS:
        utiles = reciben
    return next((m for m in utiles if m.tipo in tipos and _sirve(m, asunto, al)), None)


def _recibe(medio: MedioContacto, asunto: str) -> bool:
    suyas = medio.contacto.recepciones.all()
    return any(r.asunto == asunto and r.medio_id in (None, medio.pk) for r in suyas)


def _sirve(medio: MedioContacto, asunto: str, al: dt.date) -> bool:
    if asunto == Asunto.CAMPANAS:
        return medio.consiente_campanas and medio.consentido_el is not None and medio.consentido_el <= al
    return medio.finalidad != Finalidad.CAMPANAS


def clientes_con_medio(*, asunto: str, tipos: Iterable[str], al: dt.date) -> QuerySet:
    """Los `cliente_id` a los que `medio_para` les hallaría un medio, en una sola consulta."""
    medios = _para(asunto=asunto, tipos=tipos, al=al)
    elegidos = medios.que_reciben(asunto)
    if asunto != Asunto.CAMPANAS:
        pedidos = MedioContacto.objects.utiles().que_reciben(asunto)
        quien_recibe = Exists(pedidos.filter(contacto__cliente=OuterRef("contacto__cliente")))
        elegidos = medios.filter(Q(pk__in=elegidos.values("pk")) | ~quien_recibe)
    return elegidos.order_by().values_list("contacto__cliente_id", flat=True).distinct()


def contar_contactos(*, usuario: Usuario, pk: int) -> int:
    """Cuántos contactos vigentes tiene el cliente: el contador de su pestaña."""
    return Contacto.objects.visibles_para(usuario).vigentes().filter(cliente=pk).count()


def contactos_de(*, cliente: Cliente) -> QuerySet[Contacto]:
    """Los vigentes del cliente, con sus medios y lo que reciben."""
    return cliente.contactos.vigentes().para_lista().order_by("nombre_norm", "pk")


def version_de(*, contacto: Contacto) -> str:
    """Cambia con cada cambio del contacto, de sus medios o de lo que recibe: sale del último evento de cada uno."""
    eventos = (
        apps.get_model("principales", "ContactoEvento").objects.filter(pgh_obj=contacto.pk),
        apps.get_model("principales", "MedioContactoEvento").objects.filter(contacto=contacto.pk),
        apps.get_model("principales", "RecepcionEvento").objects.filter(contacto=contacto.pk),
    )
    return "-".join(str(e.aggregate(ultimo=Max("pk"))["ultimo"] or 0) for e in eventos)


@dataclass(frozen=True, slots=True)
class QuienRecibe:
    """A quién se manda un asunto hoy. `medio` nulo: a nadie. `de_oficio`: nadie lo pidió, va al mejor que hay."""

    asunto: Asunto
    medio: MedioContacto | None
    de_oficio: bool


def quien_recibe(*, contactos: Iterable[Contacto], al: dt.date) -> list[QuienRecibe]:
    """Por cada asunto, a quién y por dónde se le manda: lo mismo que `medio_para` con los contactos ya leídos."""
    utiles = [m for c in contactos for m in c.medios.all() if m.util]
    nunca = dt.date.min
    utiles.sort(key=lambda m: (not m.preferido, -(m.verificado_el or nunca).toordinal(), m.pk))
    tipos = set(TipoMedio.values)
    filas = []
    for asunto in Asunto:
        medio = _elegir(utiles, asunto=asunto, tipos=tipos, al=al)
        filas.append(QuienRecibe(asunto, medio, de_oficio=medio is not None and not _recibe(medio, asunto)))
    return filas


def limite_de_verificacion(*, al: dt.date) -> dt.date:
    """Lo verificado antes de esta fecha se vuelve a verificar (parámetro `directorio_verificar_meses`)."""
    mes = Periodo.de_fecha(al).anterior(valor("directorio_verificar_meses", al=al))
    return min(mes.fin, mes.inicio + dt.timedelta(days=al.day - 1))


def por_verificar(*, user: Usuario, al: dt.date) -> QuerySet[MedioContacto]:
    """Medios sin verificar, verificados hace mucho, y los que rebotaron o eran de otro, de contactos vigentes."""
    return MedioContacto.objects.visibles_para(user).por_verificar(limite=limite_de_verificacion(al=al))


def oposiciones_por_responder(*, user: Usuario) -> QuerySet[Oposicion]:
    return Oposicion.objects.visibles_para(user).pendientes().select_related("contacto__cliente").order_by("vence_el")


def buscar_contactos(*, texto: str, user: Usuario, tope: int) -> list[Contacto]:
    """Los primeros `tope` que hallan esas palabras o cifras; cada rama se corta sola, así ninguna lee de más."""
    hallados: dict[int, Contacto] = {}
    for rama in Contacto.objects.ramas(texto):
        visibles = rama.visibles_para(user).filter(anonimizado_el__isnull=True, fusionado_en__isnull=True)
        for contacto in visibles.para_lista().order_by("nombre_norm", "pk")[:tope]:
            hallados.setdefault(contacto.pk, contacto)
    return sorted(hallados.values(), key=lambda c: (not c.vigente, c.nombre_norm, c.pk))[:tope]


@dataclass(frozen=True, slots=True)
class Pareja:
    """Dos fichas que pueden ser la misma persona y por qué."""

    una: Contacto
    otra: Contacto
    motivos: list[str]

    @property
    def mismo_cliente(self) -> bool:
        return self.una.cliente_id == self.otra.cliente_id


PAREJAS = """
WITH vivos AS (
    SELECT c.id, c.cliente_id, c.nombre_norm, c.tipo_documento, c.documento
    FROM principales_contacto c WHERE c.id IN ({visibles})
), repetidos AS (
    SELECT CASE WHEN m.tipo = 'correo' THEN 'el mismo correo' ELSE 'el mismo teléfono' END AS motivo,
           array_agg(m.contacto_id) AS claves
    FROM principales_mediocontacto m JOIN vivos v ON v.id = m.contacto_id
    WHERE m.estado <> 'retirado' AND (m.tipo <> 'telefono' OR m.anexo <> '')
    GROUP BY m.valor, m.anexo, m.tipo HAVING count(*) BETWEEN 2 AND %(central)s
), halladas AS (
    SELECT a AS una, b AS otra, r.motivo, 2 AS peso
    FROM repetidos r CROSS JOIN unnest(r.claves) a CROSS JOIN unnest(r.claves) b WHERE a < b
    UNION
    SELECT a.id, b.id, 'el mismo documento', 3
    FROM vivos a JOIN vivos b
        ON b.documento = a.documento AND b.tipo_documento = a.tipo_documento AND b.id > a.id
    WHERE a.documento <> ''
    UNION
    SELECT a.id, b.id, 'nombres parecidos en el mismo cliente', 1
    FROM vivos a JOIN vivos b ON b.cliente_id = a.cliente_id AND b.id > a.id
    WHERE similarity(a.nombre_norm, b.nombre_norm) >= %(parecido)s
       OR (a.nombre_norm LIKE '%% %%' AND string_to_array(a.nombre_norm, ' ') <@ string_to_array(b.nombre_norm, ' '))
       OR (b.nombre_norm LIKE '%% %%' AND string_to_array(b.nombre_norm, ' ') <@ string_to_array(a.nombre_norm, ' '))
)
SELECT una, otra, array_agg(DISTINCT motivo ORDER BY motivo) FROM halladas h
WHERE NOT EXISTS (SELECT FROM principales_parejadescartada d WHERE d.primero_id = h.una AND d.segundo_id = h.otra)
GROUP BY una, otra ORDER BY sum(peso) DESC, una, otra LIMIT %(tope)s
"""

# Los del cliente y los que comparten algo con ellos: lo demás no hace falta compararlo.
CERCANOS = """
SELECT id FROM principales_contacto WHERE cliente_id = %(cliente)s
UNION SELECT q.contacto_id FROM principales_contacto o
    JOIN principales_mediocontacto p ON p.contacto_id = o.id
    JOIN principales_mediocontacto q ON q.valor = p.valor WHERE o.cliente_id = %(cliente)s
UNION SELECT x.id FROM principales_contacto o
    JOIN principales_contacto x ON x.documento = o.documento AND x.documento <> '' WHERE o.cliente_id = %(cliente)s
"""


def parejas_parecidas(*, user: Usuario, cliente_id: int | None = None, tope: int = TOPE_PAREJAS) -> list[Pareja]:
    """Fichas vigentes que pueden ser la misma persona, de las que ve quien mira; las más seguras primero.

    Mismo celular, correo o anexo (también en otro cliente), mismo documento, o nombre parecido dentro del cliente.
    """
    posibles = Contacto.objects.visibles_para(user).vigentes()
    if cliente_id is not None:
        cercanos = [clave for (clave,) in _leer(CERCANOS, {"cliente": cliente_id})]
        if len(cercanos) < 2:
            return []
        posibles = posibles.filter(pk__in=cercanos)
    visibles, datos = posibles.values("pk").query.sql_with_params()
    nombrados = {f"v{i}": dato for i, dato in enumerate(datos)}
    consulta = PAREJAS.format(
        visibles=visibles % tuple(f"%({n})s" for n in nombrados),
    )
    nombrados |= {"central": EN_UNA_CENTRAL, "parecido": PARECIDO, "tope": tope}
    filas = _sin_compilar(consulta, nombrados) if cliente_id is None else _leer(consulta, nombrados)
    claves = {clave for una, otra, _ in filas for clave in (una, otra)}
    contactos = Contacto.objects.select_related("cliente").in_bulk(claves) if claves else {}
    return [Pareja(contactos[una], contactos[otra], motivos) for una, otra, motivos in filas]


def _leer(consulta: str, datos: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(consulta, datos)
        return cursor.fetchall()


@transaction.atomic
def _sin_compilar(consulta: str, datos: dict) -> list[tuple]:
    """La misma lectura sin JIT: con todo el directorio, compilarla cuesta más que correrla."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
    return _leer(consulta, datos)
