"""La vida de un trabajo largo. Los momentos los pone el reloj de la base, que es uno para todos los trabajadores."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from config.comun.archivos.models import Archivo
from config.comun.procesos.choices import Estado
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import Usuario

CADA_LATIDO = timedelta(seconds=10)
SIN_LATIDO = timedelta(seconds=60)  # seis latidos seguidos sin llegar: ese trabajador ya no está
SIN_TOMAR = timedelta(minutes=5)  # en espera sin que nadie lo tome: su mensaje pudo perderse
INTENTOS = 3

registro = structlog.get_logger(__name__)


class YaCorre(Exception):
    """Hay otro igual (tipo y clave) sin terminar."""

    def __init__(self, proceso: Proceso | None):
        super().__init__("Ya hay uno igual en marcha. Espera a que termine o mira cómo va.")
        self.proceso = proceso


class ProcesoPerdido(Exception):
    """Este trabajador ya no es dueño del proceso: otro lo tomó o se dio por fallido. Debe dejarlo sin escribir más."""


@dataclass(frozen=True, slots=True)
class Recogidos:
    por_lanzar: tuple[Proceso, ...]
    fallidos: int


def pedir(
    *,
    tipo: str,
    clave: str,
    tarea: str,
    por: Usuario | None = None,
    detalle: str = "",
    archivo: Archivo | None = None,
    argumentos: dict | None = None,
) -> Proceso:
    """Lo deja en espera para que un trabajador lo tome (`procesos.tasks.lanzar` después de confirmar).

    `tarea` es el nombre de la tarea de Celery, que recibe `proceso_id` y los `argumentos`. YaCorre si hay otro vivo.
    """
    try:
        with transaction.atomic():
            return Proceso.objects.create(
                tipo=tipo,
                clave=clave,
                tarea=tarea,
                usuario=por,
                detalle=detalle,
                archivo=archivo,
                argumentos=argumentos or {},
            )
    except IntegrityError:
        raise YaCorre(Proceso.objects.vivos().filter(tipo=tipo, clave=clave).first()) from None


def tomar(*, proceso_id: int) -> Proceso | None:
    """El proceso, ya a nombre de quien llama; None si otro lo tiene o ya terminó (es lo normal: no hay nada que hacer).

    También toma el que corre sin latido: su trabajador murió.
    """
    libre = Q(estado=Estado.PENDIENTE) | Q(estado=Estado.CORRIENDO, latido_en__lt=Now() - SIN_LATIDO)
    tomado = Proceso.objects.filter(libre, pk=proceso_id).update(
        estado=Estado.CORRIENDO,
        intento=F("intento") + 1,
        empezado_en=Now(),
        latido_en=Now(),
        hecho=0,
        total=0,
        mensaje="",
    )
    return Proceso.objects.get(pk=proceso_id) if tomado else None


def empezar(
    *, tipo: str, clave: str, por: Usuario | None = None, detalle: str = "", archivo: Archivo | None = None
) -> Proceso:
    """Lo crea y lo toma en un paso (comandos y tareas programadas); si estaba en espera o perdido, toma ese.

    YaCorre si otro lo tiene.
    """
    try:
        with transaction.atomic():
            proceso = Proceso.objects.create(
                tipo=tipo,
                clave=clave,
                usuario=por,
                detalle=detalle,
                archivo=archivo,
                estado=Estado.CORRIENDO,
                intento=1,
                empezado_en=Now(),
                latido_en=Now(),
            )
        proceso.refresh_from_db()
        return proceso
    except IntegrityError:
        vivo = Proceso.objects.vivos().filter(tipo=tipo, clave=clave).first()
    tomado = tomar(proceso_id=vivo.pk) if vivo else None
    if tomado is None:
        raise YaCorre(vivo)
    return tomado


def avanzar(*, proceso: Proceso, hecho: int, total: int, mensaje: str = "") -> None:
    """Anota cuánto va (y late). `total` 0: aún no se sabe. ProcesoPerdido si ya no es suyo."""
    _escribir(proceso, hecho=min(hecho, total) if total else hecho, total=total, mensaje=mensaje[:250])


def terminar(*, proceso: Proceso, resultado: dict, archivo: Archivo | None = None) -> None:
    """Lo cierra con su resultado. ProcesoPerdido si ya no es suyo: deshaz lo que ibas a confirmar."""
    cambios = {"archivo": archivo} if archivo else {}
    _escribir(
        proceso,
        estado=Estado.TERMINADO,
        resultado=resultado,
        hecho=F("total"),
        mensaje="",
        terminado_en=Now(),
        **cambios,
    )
    proceso.refresh_from_db()


def fallar(*, proceso: Proceso, error: str | Exception) -> bool:
    """Lo cierra con el motivo, escrito para una persona. Falso si ya no era suyo (otro decidió antes)."""
    try:
        _escribir(proceso, estado=Estado.FALLIDO, error=str(error) or type(error).__name__, terminado_en=Now())
    except ProcesoPerdido:
        return False
    proceso.refresh_from_db()
    return True


@contextmanager
def en_marcha(proceso: Proceso) -> Iterator[Proceso]:
    """Late mientras dura el cuerpo, aun en una sentencia larga. Si el cuerpo falla, lo deja fallido y sigue el error.

    Va por fuera de las transacciones del trabajo.
    """
    alto = threading.Event()
    hilo = threading.Thread(target=_latir, args=(proceso, alto), daemon=True, name=f"latido-{proceso.pk}")
    hilo.start()
    try:
        yield proceso
    except ProcesoPerdido:
        raise
    except Exception:
        codigo = secrets.token_hex(3).upper()
        registro.exception("proceso_fallido", proceso=proceso.pk, tipo=proceso.tipo, codigo=codigo)
        fallar(proceso=proceso, error=f"Algo falló de nuestro lado. Reintenta o da este código a sistemas: {codigo}.")
        raise
    finally:
        alto.set()
        hilo.join()


@transaction.atomic
def recoger_perdidos() -> Recogidos:
    """Los que perdieron a su trabajador vuelven a la espera (hasta 3 intentos, si tienen tarea) o quedan fallidos.

    También devuelve para lanzar otra vez los que nadie tomó: su mensaje pudo perderse. Una fila bloqueada está viva.
    """
    perdidos = list(
        Proceso.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(estado=Estado.CORRIENDO, latido_en__lt=Now() - SIN_LATIDO)
        .order_by("pk")
    )
    vuelven = [p for p in perdidos if p.tarea and p.intento < INTENTOS]
    mueren = [p for p in perdidos if p not in vuelven]
    Proceso.objects.filter(pk__in=[p.pk for p in vuelven]).update(
        estado=Estado.PENDIENTE, latido_en=Now(), mensaje="Se cortó y se retoma solo."
    )
    Proceso.objects.filter(pk__in=[p.pk for p in mueren]).update(
        estado=Estado.FALLIDO,
        terminado_en=Now(),
        error="El trabajo se cortó a medias (se apagó o se reinició el servidor). Vuelve a pedirlo.",
    )
    olvidados = list(
        Proceso.objects.select_for_update(skip_locked=True, of=("self",))
        .annotate(desde=Coalesce("latido_en", "creado_en"))
        .filter(estado=Estado.PENDIENTE, desde__lt=Now() - SIN_TOMAR)
        .order_by("pk")
    )
    Proceso.objects.filter(pk__in=[p.pk for p in olvidados]).update(latido_en=Now())
    return Recogidos((*vuelven, *olvidados), len(mueren))


def _escribir(proceso: Proceso, **cambios) -> None:
    suyo = Proceso.objects.filter(pk=proceso.pk, estado=Estado.CORRIENDO, intento=proceso.intento)
    if not suyo.update(latido_en=Now(), **cambios):
        raise ProcesoPerdido(f"El proceso {proceso.pk} ya no es de este trabajador.")


def _latir(proceso: Proceso, alto: threading.Event) -> None:
    try:
        while not alto.wait(CADA_LATIDO.total_seconds()):
            try:
                _escribir(proceso)
            except ProcesoPerdido:
                return  # lo sabrá quien trabaja en su próximo avance
            except Exception:
                registro.warning("latido_fallido", proceso=proceso.pk, exc_info=True)
                connection.close()
    finally:
        connection.close()
