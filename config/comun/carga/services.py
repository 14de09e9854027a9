"""Cargar un archivo: ponerlo, revisarlo y fundirlo en una transacción con su bandeja, sus totales y su resultado."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from config.comun.archivos import services as archivos
from config.comun.archivos.choices import Clase
from config.comun.archivos.models import Archivo
from config.comun.procesos import services as procesos
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import Usuario

from .choices import ABIERTAS, EstadoCarga, EstadoFila
from .lectura import Fila, abrir_tabla, limpiar
from .models import Carga, FilaRechazada
from .puesta import filas_de, poner, poner_filas
from .revision import apartar_malas, cargar_de_una_vez, reponer_ceros
from .tipos import ArchivoMalo, Contexto, Importador, Totales, importador

EN_BANDEJA = 20_000  # rechazos que se corrigen en pantalla; con más, van también todos a un archivo
LINEA = "linea"
# Una hoja de cálculo ejecutaría lo que empieza así (salvo un número): al bajar lleva un apóstrofo y al subir se quita.
FORMULA = re.compile(r"^(?!-?[0-9.,]+$)([=+@\t\r-])")
FORMULA_SQL, DEFENSA_SQL = r"'^(?!-?[0-9.,]+$)([=+@\t\r-])'", r"e'\'\\1'"
DEFENDIDA = re.compile(r"^'(?=[=+@\t\r-])")
TAREA = "comun.carga.importar"


class CargaCerrada(Exception):
    """Esa carga ya terminó: no se aplica dos veces."""


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo que dice `--json`: `filas` es la suma de las otras cuatro."""

    filas: int
    nuevas: int
    cambiadas: int
    iguales: int
    rechazadas: int


def resultado(carga: Carga) -> Resultado:
    return Resultado(carga.filas, carga.nuevas, carga.cambiadas, carga.iguales, carga.rechazadas)


def crear(
    *,
    tipo: str,
    nombre: str,
    ahora: dt.datetime,
    todo_o_nada: bool = False,
    vigente_desde: dt.date | None = None,
    por: Usuario | None = None,
    archivo: Archivo | None = None,
    corrige: Carga | None = None,
    proceso: Proceso | None = None,
) -> Carga:
    """La carga, en espera. KeyError si el tipo no existe."""
    importador(tipo)
    return Carga.objects.create(
        tipo=tipo,
        nombre=Path(nombre).name[-200:] or "archivo",
        archivo=archivo,
        sha256=archivo.sha256 if archivo else "",
        todo_o_nada=todo_o_nada,
        vigente_desde=vigente_desde,
        corrige=corrige,
        proceso=proceso,
        por=por,
        creada_en=ahora,
    )


@transaction.atomic
def recibir(
    *,
    tipo: str,
    subido: UploadedFile,
    ahora: dt.datetime,
    por: Usuario,
    todo_o_nada: bool = False,
    vigente_desde: dt.date | None = None,
) -> Carga:
    """Guarda lo subido y lo deja en espera para el trabajador; quien llama lo lanza (`procesos.tasks.lanzar`)."""
    archivo = archivos.guardar(
        nombre=subido.name or tipo,
        contenido=subido.file,
        tipo_mime=subido.content_type or "application/octet-stream",
        clase=Clase.CARGA,
        por=por,
    )
    carga = crear(
        tipo=tipo,
        nombre=archivo.nombre,
        ahora=ahora,
        todo_o_nada=todo_o_nada,
        vigente_desde=vigente_desde,
        por=por,
        archivo=archivo,
    )
    carga.proceso = procesos.pedir(
        tipo="importar",
        clave=f"carga:{carga.pk}",
        tarea=TAREA,
        por=por,
        detalle=f"{importador(tipo).titulo}: {carga.nombre}"[:250],
        argumentos={"carga_id": carga.pk},
    )
    carga.save(update_fields=["proceso"])
    return carga


def importar(*, carga: Carga, ruta: Path, hoy: dt.date, ahora: dt.datetime, proceso: Proceso | None = None) -> Carga:
    """Carga el archivo y devuelve la carga con sus totales. CargaCerrada si ya terminó.

    Un archivo malo no carga nada: queda RECHAZADA con su motivo en `error`. Si se corta a medias no queda nada
    guardado y repetirla da lo mismo.
    """
    imp = importador(carga.tipo)
    _abrir(carga)
    avanzar = _avisar_a(proceso)
    try:
        return _cargar(carga, imp, ruta, hoy, ahora, proceso, avanzar)
    except procesos.ProcesoPerdido:
        raise  # otro trabajador la tiene: es suya
    except Exception:
        Carga.objects.filter(pk=carga.pk, estado__in=ABIERTAS).update(
            estado=EstadoCarga.FALLIDA, error="Algo falló de nuestro lado. No se guardó nada.", terminada_en=ahora
        )
        raise


def _cargar(carga, imp, ruta, hoy, ahora, proceso, avanzar) -> Carga:
    try:
        tabla = (imp.abrir or abrir_tabla)(ruta, imp.por_nombre, imp.obligatorias)
        try:
            puesta = poner(tabla, imp, avanzar)
        finally:
            tabla.cerrar()
        carga.sha256 = puesta.huella
        with connection.cursor() as cursor:
            avisos = reponer_ceros(cursor, imp, puesta.numericas)
        if puesta.ignoradas:
            avisos.insert(0, f"Columnas que no se usan: {', '.join(puesta.ignoradas)}.")
        if not puesta.filas:
            avisos.append("El archivo no tiene filas, solo la cabecera.")
    except ArchivoMalo as e:
        return _no_cargar(carga, str(e), ahora, proceso)
    return _fundir(carga, imp, hoy, ahora, avisos, proceso, puesta.filas, puesta.numeros_llanos)


@transaction.atomic
def corregir(
    *,
    carga: Carga,
    valores: Mapping[int, Mapping[str, str]],
    hoy: dt.date,
    ahora: dt.datetime,
    por: Usuario | None,
) -> Carga:
    """Vuelve a intentar esas líneas con lo corregido; conservan su línea. Devuelve la carga de la corrección.

    Lo que entra pasa de «rechazadas» a su cuenta en la carga original; lo que no, queda con su motivo nuevo.
    """
    imp = importador(carga.tipo)
    pendientes = FilaRechazada.objects.filter(carga=carga, estado=EstadoFila.PENDIENTE, linea__in=list(valores))
    columnas = [c.nombre for c in imp.columnas]
    filas = []
    for fila in pendientes.select_for_update().order_by("linea"):
        nuevos = {c: (valores[fila.linea].get(c, fila.original.get(c, "")) or "") for c in columnas}
        fila.corregido = nuevos
        fila.save(update_fields=["corregido"])
        filas.append(Fila(fila.linea, [limpiar(nuevos[c].replace("\0", "")) for c in columnas]))
    correccion = crear(
        tipo=carga.tipo,
        nombre=f"Corrección de {carga.nombre}",
        ahora=ahora,
        vigente_desde=carga.vigente_desde or carga.creada_en.date(),
        por=por,
        corrige=carga,
    )
    _abrir(correccion)
    puestas = poner_filas(imp, filas, columnas)
    return _fundir(correccion, imp, hoy, ahora, [], None, puestas)


def corregir_con_archivo(*, carga: Carga, ruta: Path, hoy: dt.date, ahora: dt.datetime, por: Usuario | None) -> Carga:
    """Como `corregir`, con el archivo que se descargó de la bandeja («linea» dice cuál es cada fila).

    ArchivoMalo si no se puede leer, si no trae «linea» o si ninguna de sus líneas espera corrección.
    """
    imp = importador(carga.tipo)
    tabla = abrir_tabla(ruta, [*imp.por_nombre, LINEA], [LINEA, *imp.obligatorias])
    valores: dict[int, dict[str, str]] = {}
    try:
        for fila in filas_de(tabla):
            celdas = dict(zip(tabla.columnas, (DEFENDIDA.sub("", v or "") for v in fila.valores), strict=False))
            if celdas[LINEA].isdecimal():
                valores[int(celdas[LINEA])] = celdas
            if len(valores) > EN_BANDEJA:
                raise ArchivoMalo("Son demasiadas filas para corregir de una vez. Cárgalas como un archivo nuevo.")
    finally:
        tabla.cerrar()
    if not FilaRechazada.objects.filter(carga=carga, estado=EstadoFila.PENDIENTE, linea__in=list(valores)).exists():
        raise ArchivoMalo("Ninguna línea del archivo espera corrección en esta carga. Revisa la columna «linea».")
    return corregir(carga=carga, valores=valores, hoy=hoy, ahora=ahora, por=por)


def descartar(*, carga: Carga, lineas: list[int]) -> int:
    """Deja esas filas fuera a propósito. Devuelve cuántas."""
    return FilaRechazada.objects.filter(carga=carga, estado=EstadoFila.PENDIENTE, linea__in=lineas).update(
        estado=EstadoFila.DESCARTADA
    )


def recuperar(*, carga: Carga, lineas: list[int]) -> int:
    """Deshace un descarte. Devuelve cuántas filas vuelven a la bandeja."""
    return FilaRechazada.objects.filter(carga=carga, estado=EstadoFila.DESCARTADA, linea__in=lineas).update(
        estado=EstadoFila.PENDIENTE
    )


# --- por dentro ---------------------------------------------------------------------------------
def _abrir(carga: Carga) -> None:
    tomada = Carga.objects.filter(pk=carga.pk, estado__in=ABIERTAS).update(estado=EstadoCarga.CORRIENDO)
    if not tomada:
        raise CargaCerrada(f"La carga {carga.pk} ya terminó.")
    carga.estado = EstadoCarga.CORRIENDO


def _avisar_a(proceso: Proceso | None) -> Callable[[int, int], None]:
    def avanzar(hecho: int, total: int) -> None:
        if proceso:
            procesos.avanzar(proceso=proceso, hecho=hecho, total=total, mensaje="Leyendo el archivo")

    return avanzar


def _no_cargar(carga: Carga, motivo: str, ahora: dt.datetime, proceso: Proceso | None) -> Carga:
    with transaction.atomic():
        carga.estado, carga.error, carga.terminada_en = EstadoCarga.RECHAZADA, motivo, ahora
        carga.save()
        if proceso:
            procesos.terminar(proceso=proceso, resultado={"carga": carga.pk, "error": motivo})
    return carga


def _fundir(
    carga: Carga,
    imp: Importador,
    hoy: dt.date,
    ahora: dt.datetime,
    avisos: list[str],
    proceso: Proceso | None,
    filas: int,
    numeros_llanos: bool = False,
) -> Carga:
    if proceso:
        procesos.avanzar(proceso=proceso, hecho=0, total=0, mensaje="Revisando y guardando las filas")
    with transaction.atomic(), connection.cursor() as cursor:
        # Una a la vez por candado: la segunda espera y encuentra lo que dejó la primera.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"carga:{imp.candado or imp.tipo}"])
        if not Carga.objects.select_for_update().filter(pk=carga.pk, estado__in=ABIERTAS).exists():
            raise CargaCerrada(f"La carga {carga.pk} ya terminó.")
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute("SET LOCAL jit = off")  # compilar cuesta más que lo que ahorra
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        contexto = Contexto(cursor, carga, hoy, ahora, filas, numeros_llanos)
        totales = cargar_de_una_vez(imp, contexto)
        rechazadas = apartar_malas(imp, contexto) if totales is None else 0
        if totales is not None:
            carga.estado = EstadoCarga.HECHA
        elif carga.todo_o_nada and rechazadas:
            # No entró ninguna: todas cuentan como rechazadas; en la bandeja, solo las que tienen motivo.
            totales = Totales(extras={"malas": rechazadas})
            carga.rechazadas, carga.estado = contexto.filas + rechazadas, EstadoCarga.RECHAZADA
            carga.error = f"Pediste todo o nada y {_filas(rechazadas)} con errores. No se guardó nada."
        else:
            totales = imp.fusionar(contexto) if contexto.filas else Totales()
            carga.rechazadas = rechazadas
            carga.estado = EstadoCarga.CON_RECHAZOS if rechazadas else EstadoCarga.HECHA
        carga.nuevas, carga.cambiadas, carga.iguales = totales.nuevas, totales.cambiadas, totales.iguales
        carga.filas = carga.nuevas + carga.cambiadas + carga.iguales + carga.rechazadas
        carga.avisos, carga.extras, carga.terminada_en = avisos + totales.avisos, totales.extras, ahora
        if carga.corrige_id:
            _anotar_correccion(cursor, carga)
        elif rechazadas:
            _guardar_bandeja(cursor, carga, imp, rechazadas)
        carga.save()
        if proceso:
            procesos.terminar(proceso=proceso, resultado={"carga": carga.pk, "filas": carga.filas})
    return carga


def _filas(n: int) -> str:
    return f"hay {n} filas" if n != 1 else "hay una fila"


def _contar(cursor, tabla: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {tabla}")
    return cursor.fetchone()[0]


def _guardar_bandeja(cursor, carga: Carga, imp: Importador, rechazadas: int) -> None:
    cursor.execute(
        "INSERT INTO comun_filarechazada (carga_id, linea, columna, motivo, original, estado) "
        "SELECT %s, linea, left(columna, 40), motivo, original, %s FROM carga_rechazos ORDER BY linea LIMIT %s",
        [carga.pk, EstadoFila.PENDIENTE, EN_BANDEJA],
    )
    if rechazadas > EN_BANDEJA:
        columnas = [c.nombre for c in imp.columnas]
        with tempfile.TemporaryFile() as destino:
            destino.write(("\ufeff" + ",".join(["linea", *columnas, "motivo"]) + "\n").encode())
            celdas = ", ".join(f"regexp_replace(original ->> '{c}', {FORMULA_SQL}, {DEFENSA_SQL})" for c in columnas)
            cursor.copy_expert(
                f"COPY (SELECT linea, {celdas}, motivo FROM carga_rechazos ORDER BY linea) TO STDOUT (FORMAT csv)",
                destino,
            )
            destino.seek(0)
            carga.rechazos = archivos.guardar(
                nombre=f"{carga.tipo}_por_corregir_{carga.pk}.csv",
                contenido=destino,
                tipo_mime="text/csv",
                clase=Clase.CARGA,
                por=carga.por,
            )


def _anotar_correccion(cursor, correccion: Carga) -> None:
    """Pasa a la carga original lo que esta vez entró, y da su motivo nuevo a lo que no."""
    cursor.execute(
        "UPDATE comun_filarechazada f SET motivo = r.motivo, columna = left(r.columna, 40) FROM carga_rechazos r "
        "WHERE f.carga_id = %s AND f.linea = r.linea",
        [correccion.corrige_id],
    )
    cursor.execute(
        "UPDATE comun_filarechazada f SET estado = %s FROM carga_filas b WHERE f.carga_id = %s AND f.linea = b.linea",
        [EstadoFila.CORREGIDA, correccion.corrige_id],
    )
    entraron = cursor.rowcount
    original = Carga.objects.select_for_update().get(pk=correccion.corrige_id)
    original.nuevas += correccion.nuevas
    original.cambiadas += correccion.cambiadas
    original.iguales += correccion.iguales
    original.rechazadas -= entraron
    if not original.rechazadas and original.estado == EstadoCarga.CON_RECHAZOS:
        original.estado = EstadoCarga.HECHA
    original.save(update_fields=["nuevas", "cambiadas", "iguales", "rechazadas", "estado"])


def rechazos_csv(carga: Carga) -> bytes:
    """Las filas por corregir: las columnas originales con su línea y su motivo (para corregir y volver a subir)."""
    columnas = [c.nombre for c in importador(carga.tipo).columnas]
    salida = io.StringIO()
    salida.write("\ufeff")
    hoja = csv.writer(salida, lineterminator="\n")
    hoja.writerow(["linea", *columnas, "motivo"])
    for fila in carga.rechazadas_detalle.filter(estado=EstadoFila.PENDIENTE).order_by("linea").iterator():
        celdas = fila.corregido or fila.original
        hoja.writerow([fila.linea, *(FORMULA.sub(r"'\1", celdas.get(c) or "") for c in columnas), fila.motivo])
    return salida.getvalue().encode()
