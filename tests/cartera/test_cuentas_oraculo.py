"""El motor y la importación contra un libro llevado a mano: cualquier secuencia de archivos da lo mismo."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera.cuentas.models import Aplicacion, Pago, Recibo
from tests.fabricas import cuentas as f
from tests.fabricas.seleccion import cliente, suministro
from tests.oraculos.libro import FIN, Libro

pytestmark = pytest.mark.django_db

A, B, AJENO = "A001", "B001", "Z999"
ULTIMO = 60
importes = st.sampled_from(["10.00", "25.50", "40.00", "100.00"]).map(Decimal)
recibos = st.tuples(
    st.sampled_from(["R1", "R2", "R3", "R4"]),
    st.sampled_from([A, A, A, B, AJENO]),
    st.integers(1, 40).map(f.dia),
    st.integers(-3, 20),
    importes,
).map(lambda r: (r[0], r[1], r[2], r[2] + f.dt.timedelta(days=r[3]), r[4]))
pagos = st.tuples(
    st.sampled_from(["BBVA", "BCP"]),
    st.sampled_from(["1", "2", "3"]),
    st.integers(1, ULTIMO).map(f.dia),
    st.sampled_from(["", "", "R1", "R2", "R3", "NOEXISTE"]),
    st.sampled_from(["", A, A, A, B, AJENO]),
    st.sampled_from(["10.00", "25.50", "60.00", "150.00", "-10.00", "-25.50", "-60.00", "0.00"]).map(Decimal),
)
archivos = st.lists(
    st.one_of(
        st.tuples(st.just("recibos"), st.lists(recibos, min_size=1, max_size=4)),
        st.tuples(st.just("pagos"), st.lists(pagos, min_size=1, max_size=6)),
    ),
    min_size=2,
    max_size=6,
)
SIN_PRISA = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def escribir(tipo, filas):
    if tipo == "recibos":
        return [f.fila_recibo(n, s, t, emitido=e, vence=v) for n, s, e, v, t in filas]
    return [f.fila_pago(o, i, el=d, recibo=r, suministro=s, entidad=e) for e, o, d, r, s, i in filas]


def cargar_en_los_dos(libro, tipo, filas):
    """Carga el archivo en el producto y lo anota en el libro: mismos totales y mismas líneas rechazadas."""
    carga = f.cargar(tipo, *escribir(tipo, filas))
    numeradas = [(n, *fila) for n, fila in enumerate(filas, start=2)]
    esperado = libro.cargar_recibos(numeradas) if tipo == "recibos" else libro.cargar_pagos(numeradas)
    assert sorted(f.motivos(carga)) == sorted(esperado.rechazadas)
    assert f.totales(carga)[:3] == (esperado.nuevas, esperado.cambiadas, esperado.iguales)


def guardado():
    """(pago, recibo) → importe aplicado, como está en la base."""
    return {
        ((a.pago.entidad, a.pago.operacion, a.pago.pagado_el), a.recibo.numero): a.importe
        for a in Aplicacion.objects.select_related("pago", "recibo")
    }


def comprobar(libro):
    """Lo guardado y lo calculado a cada fecha son los del libro, y el dinero cuadra."""
    assert guardado() == libro.al(FIN).aplicado
    for n in range(0, ULTIMO + 2):
        al = f.dia(n)
        esperado = libro.al(al).pagado
        assert {numero: pagado for numero, (pagado, _, _) in f.saldos(al).items()} == esperado, al
        assert f.saldos(al, A) == {k: v for k, v in f.saldos(al).items() if libro.recibos[k].suministro == A}
    sumas = Pago.objects.filter(signo=1).aggregate(aplicado=Sum("aplicado"), credito=Sum("credito"))
    entro = Pago.objects.aggregate(s=Sum("importe"))["s"] or 0
    assert entro == (sumas["aplicado"] or 0) + (sumas["credito"] or 0)
    assert (sumas["aplicado"] or 0) == (Recibo.objects.aggregate(s=Sum("pagado"))["s"] or 0)


class _Deshacer(Exception):
    pass


def aislado(prueba):
    """Cada ejemplo empieza con los dos suministros y nada más."""
    try:
        with transaction.atomic():
            suministro(cliente("UNO"), codigo=A)
            suministro(cliente("DOS"), codigo=B)
            prueba()
            raise _Deshacer
    except _Deshacer:
        pass


@SIN_PRISA
@given(archivos=archivos)
def test_cualquier_secuencia_de_archivos_deja_la_cuenta_como_el_libro(archivos):
    def prueba():
        libro = Libro({A, B})
        for tipo, filas in archivos:
            cargar_en_los_dos(libro, tipo, filas)
        comprobar(libro)
        cargar_en_los_dos(libro, *archivos[0])  # un archivo viejo que vuelve
        comprobar(libro)

    aislado(prueba)


@settings(parent=SIN_PRISA, max_examples=25)
@given(datos=st.data())
def test_el_orden_en_que_llegan_los_archivos_no_cambia_la_cuenta(datos):
    """Recibos y pagos sin repetir clave y sin reversas: repartidos y barajados de cualquier modo dan lo mismo."""
    unicos = datos.draw(st.lists(recibos, max_size=4, unique_by=lambda r: r[0]))
    positivos = datos.draw(
        st.lists(pagos.filter(lambda p: p[-1] > 0 and not p[4]), max_size=6, unique_by=lambda p: p[:3])
    )
    piezas = [("recibos", [r]) for r in unicos] + [("pagos", [p]) for p in positivos]
    barajadas = datos.draw(st.permutations(piezas))
    estados = []

    def prueba(orden):
        for tipo, filas in orden:
            f.cargar(tipo, *escribir(tipo, filas))
        estados.append((guardado(), f.saldos(f.dia(30))))

    aislado(lambda: prueba(piezas))
    aislado(lambda: prueba(barajadas))
    assert estados[0] == estados[1]


@settings(parent=SIN_PRISA, max_examples=25)
@given(
    emitidos=st.lists(recibos, min_size=1, max_size=4, unique_by=lambda r: r[0]),
    previos=st.lists(pagos.filter(lambda p: p[-1] > 0 and p[1] != "9"), max_size=4, unique_by=lambda p: p[:3]),
    importe=importes,
    a=st.sampled_from(["", "R1", "R2"]),
)
def test_reversar_un_pago_entero_deja_todo_como_si_no_hubiera_venido(emitidos, previos, importe, a):
    def prueba():
        f.cargar("recibos", *escribir("recibos", emitidos))
        if previos:
            f.cargar("pagos", *escribir("pagos", previos))
        antes, saldos = guardado(), f.saldos(f.dia(50))
        f.cargar("pagos", f.fila_pago("9", importe, el=30, recibo=a, suministro="" if a else A))
        f.cargar("pagos", f.fila_pago("9", -importe, el=45, recibo=a, suministro="" if a else A))
        assert guardado() == antes
        assert f.saldos(f.dia(50)) == saldos
        assert f.pago("9").credito == 0

    aislado(prueba)
