"""Qué se hace con cada registrado: incorporar sin dispensar el umbral, corregir el padrón, inspeccionar o descartar."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cartera.padron.models import Cliente
from cartera.solicitudes import services as solicitudes
from cartera.solicitudes.models import Solicitud
from config.comun.calendario.periodo import Periodo
from principales.cruces import decisiones, selectors
from principales.cruces.choices import Decision
from principales.cruces.models import PedidoInspeccion, Registrado
from principales.seleccion import altas
from principales.seleccion import services as seleccion
from principales.seleccion.models import EvaluacionCliente, Principal
from principales.seleccion.services import ErrorDeSeleccion
from tests.fabricas.cargas import AHORA, HOY, OTRO_RUC, RUC, cargar, empresa, fila_consumo, fila_padron
from tests.fabricas.comun import usuario
from tests.fabricas.cruces import cruzar, licencias, registrado, registro_sunat, ruc

pytestmark = pytest.mark.django_db
JUNIO = Periodo.de_texto("2026-06")
GRANDE, CHICA = "PESQUERA GRANDE SAC", "BOTICA CHICA SA"


@pytest.fixture
def equipo():
    return usuario("equipo_pc", first_name="Ana", last_name="Ruiz")


@pytest.fixture
def cruce():
    """Una empresa que pasa de 100 m³ y otra que no; el registro las trae con su documento y con otro."""
    cargar("padron", empresa("S1", RUC, GRANDE), empresa("S2", OTRO_RUC, CHICA))
    filas = [(s, f"2026-{mes:02d}", m3) for s, m3 in (("S1", 150), ("S2", 20)) for mes in range(1, 7)]
    cargar("consumos", *(fila_consumo(*fila) for fila in filas))
    cruzar(registro_sunat((RUC, GRANDE), (ruc(1), CHICA), (ruc(2), "NADIE CONOCIDO")))


def datos(por, **otros):
    return {"por": por, "en": AHORA, **otros}


def cliente(documento: str) -> Cliente:
    return Cliente.objects.get(numero_documento=documento)


def aprobar(jefa, *, sin: Cliente | None = None):
    evaluacion = seleccion.proponer(periodo=JUNIO, por=jefa, en=AHORA)
    if sin:
        seleccion.excluir(
            evaluacion=evaluacion, clientes=Cliente.objects.filter(pk=sin.pk), motivo="Obra", por=jefa, en=AHORA
        )
    return seleccion.aprobar(evaluacion=evaluacion, por=jefa, en=AHORA).evaluacion


# --- Incorporar -----------------------------------------------------------------------------------
def test_incorporar_no_mete_a_nadie_en_la_cartera_entra_con_la_seleccion(cruce, equipo):
    hecho = decisiones.incorporar(registrado=registrado(GRANDE), cliente=cliente(RUC), **datos(equipo))
    assert (hecho.decision, hecho.cliente, hecho.decidido_por) == (Decision.INCORPORAR, cliente(RUC), equipo)
    assert not Principal.objects.exists()
    aprobar(usuario("jefatura_cobranzas"))
    assert list(Principal.objects.values_list("cliente", flat=True)) == [cliente(RUC).pk]


def test_el_alta_manual_de_quien_supera_el_umbral_entra_con_su_motivo_y_su_autor(cruce):
    jefa = usuario("jefatura_cobranzas")
    evaluacion = aprobar(jefa, sin=cliente(RUC))
    assert not Principal.objects.exists()
    decisiones.incorporar(
        registrado=registrado(GRANDE), cliente=cliente(RUC), alta_manual=True, motivo="Nuevo negocio", **datos(jefa)
    )
    membresia = Principal.objects.get()
    assert (membresia.cliente, membresia.vigencia.lower) == (cliente(RUC), dt.date(2026, 7, 1))
    fila = EvaluacionCliente.objects.get(evaluacion=evaluacion, cliente=cliente(RUC))
    assert (fila.decision, fila.motivo, fila.decidido_por) == ("aprobada", "Nuevo negocio", jefa)


def test_nuevo_negocio_no_dispensa_el_umbral(cruce):
    jefa = usuario("jefatura_cobranzas")
    comunes = {"registrado": registrado(CHICA), "cliente": cliente(OTRO_RUC), "alta_manual": True, **datos(jefa)}
    with pytest.raises(altas.BajoUmbral, match="Aún no hay una selección aprobada"), transaction.atomic():
        decisiones.incorporar(motivo="Nuevo negocio", **comunes)
    aprobar(jefa)
    with (
        pytest.raises(altas.BajoUmbral, match="no supera 100 m³ en la selección de junio"),
        transaction.atomic(),
    ):
        decisiones.incorporar(motivo="Nuevo negocio", **comunes)
    with pytest.raises(decisiones.FaltaMotivo), transaction.atomic():
        decisiones.incorporar(motivo=" ", **comunes)
    assert registrado(CHICA).decision == Decision.PENDIENTE
    assert not Principal.objects.filter(cliente=cliente(OTRO_RUC)).exists()


def test_quien_ya_esta_en_la_cartera_no_entra_dos_veces_ni_se_pregunta_por_el(cruce):
    jefa = usuario("jefatura_cobranzas")
    assert Registrado.objects.por_decidir(HOY).filter(nombre=GRANDE).exists()
    aprobar(jefa)
    assert not Registrado.objects.por_decidir(HOY).filter(nombre=GRANDE).exists()
    with pytest.raises(ErrorDeSeleccion, match="ya está en la cartera"), transaction.atomic():
        decisiones.incorporar(
            registrado=registrado(GRANDE), cliente=cliente(RUC), alta_manual=True, motivo="x", **datos(jefa)
        )


def test_solo_se_incorpora_a_uno_de_sus_candidatos(cruce, equipo):
    with pytest.raises(decisiones.FaltaCandidato):
        decisiones.incorporar(registrado=registrado(GRANDE), cliente=cliente(OTRO_RUC), **datos(equipo))


def test_el_segundo_en_decidir_sabe_quien_decidio_y_a_que_hora(cruce, equipo):
    decisiones.incorporar(registrado=registrado(GRANDE), cliente=cliente(RUC), **datos(equipo))
    with pytest.raises(decisiones.YaDecidido, match="Ana Ruiz ya decidió a las 10:00 del 23/11/2026"):
        decisiones.corregir(registrado=registrado(GRANDE), cliente=cliente(RUC), motivo="x", **datos(equipo))


# --- Corregir el padrón ---------------------------------------------------------------------------
def test_corregir_pide_a_cartera_suministro_por_suministro_lo_que_dice_y_lo_que_debe_decir(cruce, equipo):
    solicitud = decisiones.corregir(registrado=registrado(CHICA), cliente=cliente(OTRO_RUC), **datos(equipo))
    assert (solicitud.numero, solicitud.tipo, solicitud.estado) == ("CP-2026-001", "correccion", "pendiente")
    [fila] = solicitud.detalle.all()
    assert (fila.suministro.codigo, fila.movimiento) == ("S2", "corrige")
    assert fila.detalle == f"documento: dice RUC {OTRO_RUC}, debe decir RUC {ruc(1)}"
    assert registrado(CHICA).solicitud == solicitud
    cartera = usuario("cartera_clientes")
    solicitudes.aceptar_correccion(solicitud=solicitud, **datos(cartera))
    assert Solicitud.objects.get().estado == "aceptada"


def test_si_el_padron_ya_dice_lo_mismo_hay_que_escribir_que_se_corrige(cruce, equipo):
    with pytest.raises(decisiones.FaltaMotivo, match="ya dice ese documento y ese nombre"), transaction.atomic():
        decisiones.corregir(registrado=registrado(GRANDE), cliente=cliente(RUC), **datos(equipo))
    solicitud = decisiones.corregir(
        registrado=registrado(GRANDE), cliente=cliente(RUC), motivo="La dirección es otra", **datos(equipo)
    )
    assert solicitud.detalle.get().detalle == "La dirección es otra"


def test_una_correccion_no_deja_sin_efecto_las_solicitudes_de_ciclo(cruce, equipo):
    aprobar(usuario("jefatura_cobranzas"))
    decisiones.corregir(registrado=registrado(CHICA), cliente=cliente(OTRO_RUC), **datos(equipo))
    assert set(Solicitud.objects.values_list("numero", "estado")) == {
        ("C6-2026-001", "pendiente"),
        ("CP-2026-001", "pendiente"),
    }


# --- Inspeccionar y descartar ---------------------------------------------------------------------
def test_un_local_sin_suministro_queda_pedido_para_inspeccion_una_sola_vez(equipo):
    cargar("padron", fila_padron("S1", direccion="Jr. Lima 100", localidad="Tumbes"))
    cruzar(licencias((ruc(5), "BODEGA NUEVA", "Jr. Lima 180", "Tumbes")), de="licencias")
    with pytest.raises(decisiones.FaltaMotivo):
        decisiones.inspeccionar(registrado=registrado("BODEGA NUEVA"), motivo="", **datos(equipo))
    pedido = decisiones.inspeccionar(registrado=registrado("BODEGA NUEVA"), motivo="Abrió en mayo", **datos(equipo))
    assert list(selectors.inspecciones_pedidas()) == [pedido]
    decisiones.reabrir(registrado=registrado("BODEGA NUEVA"))
    otra = decisiones.inspeccionar(registrado=registrado("BODEGA NUEVA"), motivo="Otra vez", **datos(equipo))
    assert (otra.pk, PedidoInspeccion.objects.count()) == (pedido.pk, 1)
    assert decisiones.marcar_recogida(pedido=pedido, orden="OI-1", en=AHORA)
    assert not decisiones.marcar_recogida(pedido=pedido, orden="OI-2", en=AHORA)
    assert not selectors.inspecciones_pedidas().exists()


def test_sin_direccion_no_se_puede_pedir_una_inspeccion(cruce, equipo):
    with pytest.raises(decisiones.FaltaDireccion):
        decisiones.inspeccionar(registrado=registrado("NADIE CONOCIDO"), motivo="Mirar", **datos(equipo))


def test_descartar_pide_motivo_y_reabrir_lo_deshace(cruce, equipo):
    todos = Registrado.objects.filter(nombre=GRANDE)
    with pytest.raises(decisiones.FaltaMotivo):
        decisiones.descartar(registrados=todos, motivo=" ", **datos(equipo))
    assert decisiones.descartar(registrados=todos, motivo="No usa agua", **datos(equipo)) == 1
    with pytest.raises(decisiones.YaDecidido):
        decisiones.descartar(registrados=todos, motivo="Otra vez", **datos(equipo))
    assert decisiones.reabrir(registrado=registrado(GRANDE)).decision == Decision.PENDIENTE
    with pytest.raises(decisiones.YaDecidido):
        decisiones.reabrir(registrado=registrado(GRANDE))


# --- En lote --------------------------------------------------------------------------------------
def test_en_lote_solo_van_los_de_un_candidato_seguro_y_los_demas_quedan(cruce, equipo):
    cruzar(registro_sunat((RUC, GRANDE), (ruc(1), CHICA), (ruc(2), "NADIE CONOCIDO"), (ruc(3), "PESQERA GRANDE SAC")))
    hecho = decisiones.incorporar_en_lote(registrados=Registrado.objects.all(), **datos(equipo))
    assert (hecho.hechos, hecho.quedan) == (2, 2)
    assert set(Registrado.objects.filter(decision=Decision.INCORPORAR).values_list("nombre", "cliente")) == {
        (GRANDE, cliente(RUC).pk),
        (CHICA, cliente(OTRO_RUC).pk),
    }


def test_corregir_en_lote_es_una_sola_solicitud_por_lo_que_el_padron_dice_distinto(cruce, equipo):
    hecho = decisiones.corregir_en_lote(registrados=Registrado.objects.all(), **datos(equipo))
    assert (hecho.hechos, hecho.quedan) == (1, 2)
    assert [f.suministro.codigo for f in hecho.solicitud.detalle.all()] == ["S2"]
    assert registrado(GRANDE).decision == Decision.PENDIENTE, "el padrón ya dice lo mismo"


# --- Restricciones --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "mal",
    [
        {"decision": "descartar", "motivo": ""},
        {"decision": "incorporar", "cliente": None},
        {"decision": "pendiente"},
        {"decision": "corregir", "solicitud": None},
        {"decision": "otra"},
    ],
)
def test_la_base_no_admite_una_decision_a_medias(cruce, equipo, mal):
    bien = {"decision": "incorporar", "motivo": "x", "cliente": cliente(RUC)}
    bien |= {"decidido_por": equipo, "decidido_en": AHORA}
    with pytest.raises(IntegrityError):
        Registrado.objects.filter(nombre=GRANDE).update(**{**bien, **mal})


def test_cada_decision_queda_en_el_historial(cruce, equipo):
    decisiones.incorporar(registrado=registrado(GRANDE), cliente=cliente(RUC), motivo="Es ella", **datos(equipo))
    evento = registrado(GRANDE).eventos.order_by("pk").last()
    assert (evento.decision, evento.cliente_id, evento.motivo) == ("incorporar", cliente(RUC).pk, "Es ella")
