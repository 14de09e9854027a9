"""La vida de un proceso: uno vivo por clave, progreso, latido, relevo del trabajador muerto y sus páginas."""

import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import settings as ajustes
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from config.comun.archivos.services import guardar
from config.comun.procesos import services, tasks
from config.comun.procesos.choices import Estado
from config.comun.procesos.models import Proceso
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db
VIEJO = services.SIN_LATIDO + timedelta(seconds=5)


def pedir(clave="padron", **campos):
    return services.pedir(tipo="carga", clave=clave, tarea="prueba.tarea", **campos)


def sin_latido(proceso, hace=VIEJO):
    """Como si su trabajador hubiera muerto hace rato."""
    Proceso.objects.filter(pk=proceso.pk).update(latido_en=timezone.now() - hace)


def test_mientras_uno_vive_no_se_pide_otro_igual():
    primero = pedir()
    with pytest.raises(services.YaCorre) as error:
        pedir()
    assert error.value.proceso == primero
    assert pedir(clave="recibos")


def test_la_base_no_admite_dos_vivos_iguales():
    pedir()
    with pytest.raises(IntegrityError, match="proceso_uno_vivo"), transaction.atomic():
        Proceso.objects.create(tipo="carga", clave="padron", tarea="x")


def test_terminado_uno_se_puede_pedir_otro_igual():
    services.terminar(proceso=services.tomar(proceso_id=pedir().pk), resultado={"filas": 3})
    assert pedir().estado == Estado.PENDIENTE


def test_solo_un_trabajador_toma_el_proceso():
    proceso = pedir()
    assert services.tomar(proceso_id=proceso.pk).intento == 1
    assert services.tomar(proceso_id=proceso.pk) is None


def test_empezar_toma_el_que_estaba_en_espera():
    pedido = pedir()
    assert services.empezar(tipo="carga", clave="padron") == pedido


def test_empezar_dos_veces_dice_que_ya_corre():
    services.empezar(tipo="barrido", clave="2026-04-30")
    with pytest.raises(services.YaCorre):
        services.empezar(tipo="barrido", clave="2026-04-30")


def test_quien_perdio_el_turno_ya_no_escribe():
    lento = services.tomar(proceso_id=pedir().pk)
    sin_latido(lento)
    relevo = services.tomar(proceso_id=lento.pk)
    assert relevo.intento == 2
    with pytest.raises(services.ProcesoPerdido):
        services.avanzar(proceso=lento, hecho=1, total=2)
    with pytest.raises(services.ProcesoPerdido):
        services.terminar(proceso=lento, resultado={})
    assert services.fallar(proceso=lento, error="tarde") is False
    services.terminar(proceso=relevo, resultado={"filas": 1})
    relevo.refresh_from_db()
    assert (relevo.estado, relevo.resultado) == (Estado.TERMINADO, {"filas": 1})


def test_el_avance_se_ve_y_termina_completo():
    proceso = services.tomar(proceso_id=pedir().pk)
    services.avanzar(proceso=proceso, hecho=30, total=120, mensaje="Validando")
    proceso.refresh_from_db()
    assert (proceso.porcentaje, proceso.mensaje) == (25, "Validando")
    services.terminar(proceso=proceso, resultado={})
    assert proceso.hecho == 120


def test_el_trabajador_muerto_se_releva_hasta_tres_veces_y_luego_falla():
    proceso = pedir()
    for intento in (1, 2):
        assert services.tomar(proceso_id=proceso.pk).intento == intento
        sin_latido(proceso)
        recogidos = services.recoger_perdidos()
        assert [p.pk for p in recogidos.por_lanzar] == [proceso.pk]
    services.tomar(proceso_id=proceso.pk)
    sin_latido(proceso)
    assert services.recoger_perdidos() == services.Recogidos((), 1)
    proceso.refresh_from_db()
    assert proceso.estado == Estado.FALLIDO
    assert "se cortó a medias" in proceso.error


def test_un_comando_muerto_no_deja_la_clave_trabada():
    sin_latido(services.empezar(tipo="cierre", clave="2026-04"))
    services.recoger_perdidos()
    assert services.empezar(tipo="cierre", clave="2026-04")


def test_lo_que_late_no_se_recoge():
    services.tomar(proceso_id=pedir().pk)
    assert services.recoger_perdidos() == services.Recogidos((), 0)


def test_lo_que_nadie_tomo_se_vuelve_a_lanzar_una_vez_por_plazo():
    proceso = pedir()
    Proceso.objects.update(creado_en=timezone.now() - services.SIN_TOMAR - timedelta(seconds=1))
    assert [p.pk for p in services.recoger_perdidos().por_lanzar] == [proceso.pk]
    assert services.recoger_perdidos().por_lanzar == ()


def test_la_tarea_relanza_por_su_nombre_con_su_proceso(django_capture_on_commit_callbacks, monkeypatch):
    llamadas = []
    cola = current_app._get_current_object()
    monkeypatch.setattr(cola, "send_task", lambda nombre, kwargs: llamadas.append((nombre, kwargs)))
    proceso = services.tomar(proceso_id=pedir(argumentos={"ruta": "x.csv"}).pk)
    sin_latido(proceso)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.recoger_perdidos()
    assert llamadas == [("prueba.tarea", {"proceso_id": proceso.pk, "ruta": "x.csv"})]


def test_un_fallo_inesperado_deja_un_codigo_y_no_el_error_interno():
    proceso = services.tomar(proceso_id=pedir().pk)
    with pytest.raises(ZeroDivisionError), services.en_marcha(proceso):
        1 / 0  # noqa: B018
    proceso.refresh_from_db()
    assert proceso.estado == Estado.FALLIDO
    assert "da este código a sistemas" in proceso.error
    assert "division" not in proceso.error


@pytest.mark.django_db(transaction=True)
def test_en_marcha_late_solo_aunque_el_trabajo_no_avance(monkeypatch):
    monkeypatch.setattr(services, "CADA_LATIDO", timedelta(milliseconds=30))
    proceso = services.empezar(tipo="largo", clave="x")
    antes = proceso.latido_en
    listo = threading.Event()
    with services.en_marcha(proceso):
        for _ in range(100):
            if Proceso.objects.get(pk=proceso.pk).latido_en > antes:
                listo.set()
                break
            threading.Event().wait(0.05)
    assert listo.is_set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


# --- Páginas -----------------------------------------------------------------------------------
def test_cada_quien_ve_sus_procesos_y_no_los_ajenos(client):
    duena, otro = usuario("equipo_pc"), usuario("equipo_pc")
    proceso = pedir(por=duena, detalle="Carga del padrón de abril")
    for quien, estado in ((duena, 200), (otro, 404), (usuario("administracion"), 200)):
        client.force_login(quien)
        assert client.get(reverse("procesos:ficha", args=[proceso.pk])).status_code == estado
        assert client.get(reverse("procesos:avance", args=[proceso.pk])).status_code == estado
        en_lista = "Carga del padrón de abril" in client.get(reverse("procesos:lista")).content.decode()
        assert en_lista == (estado == 200)
    client.logout()
    assert client.get(reverse("procesos:lista")).status_code == 302


def avance(client, proceso):
    url = reverse("procesos:avance", args=[proceso.pk])
    return client.get(url, headers={"HX-Request": "true"}).content.decode()


def test_el_avance_se_repite_mientras_vive_y_para_al_terminar(client):
    client.force_login(usuario("administracion"))
    proceso = services.tomar(proceso_id=pedir().pk)
    services.avanzar(proceso=proceso, hecho=1500, total=6000, mensaje="Validando filas")
    vivo = avance(client, proceso)
    assert "every 2s" in vivo
    assert "1,500 de 6,000 · 25 %" in vivo
    services.terminar(proceso=proceso, resultado={"filas": 6000, "url": "/cargas/1/"})
    quieto = avance(client, proceso)
    assert "every 2s" not in quieto
    assert "6,000" in quieto
    assert 'href="/cargas/1/"' in quieto


def test_un_fallo_dice_por_que(client):
    client.force_login(usuario("administracion"))
    proceso = services.tomar(proceso_id=pedir().pk)
    services.fallar(proceso=proceso, error="Falta la columna «suministro».")
    assert "Falta la columna «suministro»." in avance(client, proceso)


def test_el_archivo_lo_baja_solo_quien_ve_el_proceso(client):
    duena = usuario("equipo_pc")
    archivo = guardar(nombre="rechazadas.csv", contenido=b"motivo\n", tipo_mime="text/csv")
    proceso = pedir(por=duena, archivo=archivo)
    url = reverse("procesos:archivo", args=[proceso.pk])
    client.force_login(usuario("equipo_pc"))
    assert client.get(url).status_code == 404
    client.force_login(duena)
    assert b"".join(client.get(url).streaming_content) == b"motivo\n"


@pytest.mark.parametrize("cuantos", [3, 300])
def test_la_lista_hace_las_mismas_consultas(client, cuantos, django_assert_max_num_queries):
    persona = usuario("administracion")
    Proceso.objects.bulk_create(
        [Proceso(tipo="carga", clave=str(n), tarea="x", usuario=persona) for n in range(cuantos)]
    )
    client.force_login(persona)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("procesos:lista")).status_code == 200


class Vida(RuleBasedStateMachine):
    """Pase lo que pase con los trabajadores, la fila cumple sus reglas y nadie escribe fuera de turno."""

    def __init__(self):
        super().__init__()
        self.transaccion = transaction.atomic()
        self.transaccion.__enter__()
        self.proceso = pedir(clave="maquina")
        self.turnos = []

    def teardown(self):
        transaction.set_rollback(True)
        self.transaccion.__exit__(None, None, None)

    @property
    def actual(self):
        return Proceso.objects.get(pk=self.proceso.pk)

    @rule()
    def tomar(self):
        if (turno := services.tomar(proceso_id=self.proceso.pk)) is not None:
            self.turnos.append(turno)

    @precondition(lambda self: self.turnos)
    @rule(datos=st.data(), hecho=st.integers(0, 9))
    def avanzar(self, datos, hecho):
        turno = datos.draw(st.sampled_from(self.turnos))
        antes = self.actual
        vale = antes.estado == Estado.CORRIENDO and antes.intento == turno.intento
        try:
            services.avanzar(proceso=turno, hecho=hecho, total=9)
            assert vale
        except services.ProcesoPerdido:
            assert not vale

    @precondition(lambda self: self.turnos)
    @rule(datos=st.data(), bien=st.booleans())
    def cerrar(self, datos, bien):
        turno = datos.draw(st.sampled_from(self.turnos))
        antes = self.actual
        vale = antes.estado == Estado.CORRIENDO and antes.intento == turno.intento
        if not bien:
            assert services.fallar(proceso=turno, error="motivo") == vale
            return
        try:
            services.terminar(proceso=turno, resultado={})
            assert vale
        except services.ProcesoPerdido:
            assert not vale

    @rule()
    def muere_el_trabajador(self):
        sin_latido(self.proceso)
        services.recoger_perdidos()

    @invariant()
    def un_estado_terminal_no_cambia(self):
        actual = self.actual
        cerrado = getattr(self, "cerrado", None)
        if cerrado:
            assert (actual.estado, actual.terminado_en) == cerrado
        if not actual.vivo:
            self.cerrado = (actual.estado, actual.terminado_en)
            assert actual.terminado_en is not None
        assert actual.intento <= services.INTENTOS + 1


class TestVida(TestCase, Vida.TestCase):
    settings = ajustes(max_examples=25, stateful_step_count=15, deadline=None)
