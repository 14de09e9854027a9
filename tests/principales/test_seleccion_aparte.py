"""Aprobar a muchos y escribir un acta larga no tienen a nadie esperando: van a un proceso con su avance."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.comun.calendario.periodo import Periodo
from config.comun.procesos.choices import Estado
from config.comun.procesos.models import Proceso
from principales.seleccion import actas, services, tasks, views_propuesta
from principales.seleccion.models import Evaluacion, Principal
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente_que_consume, totalizar

pytestmark = pytest.mark.django_db


@pytest.fixture
def entrar(client):
    def con(*roles, **opciones):
        persona = usuario(*roles, **opciones)
        client.force_login(persona)
        return persona

    return con


@pytest.fixture
def evaluacion() -> Evaluacion:
    for m3 in (150, 140, 130):
        cliente_que_consume(*[m3] * 6)
    totalizar()
    return services.proponer(periodo=Periodo.de_texto("2026-06"), por=None, en=timezone.now())


def aprobar(evaluacion: Evaluacion, por) -> None:
    services.aprobar(evaluacion=evaluacion, por=por, en=timezone.now())


@pytest.fixture
def de_a_uno(monkeypatch):
    """Como si dos clientes ya fueran muchos."""
    monkeypatch.setattr(views_propuesta, "AL_MOMENTO", 1)
    monkeypatch.setattr(actas, "CORTA", 1)


def correr(proceso):
    tarea = {"principales.seleccion.aprobar": tasks.aprobar, "principales.seleccion.acta": tasks.acta}[proceso.tarea]
    tarea(proceso_id=proceso.pk, **proceso.argumentos)
    proceso.refresh_from_db()
    return proceso


def texto(respuesta) -> str:
    return respuesta.content.decode()


def test_pocos_se_aprueban_al_momento(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    respuesta = client.post(reverse("seleccion:revisar", args=[evaluacion.pk]))
    assert respuesta.url == reverse("seleccion:aprobada", args=[evaluacion.pk])
    assert not Proceso.objects.exists()


def test_muchos_se_aprueban_en_un_proceso_que_lleva_a_lo_aprobado(client, entrar, evaluacion, de_a_uno):
    jefa = entrar("jefatura_cobranzas")
    respuesta = client.post(reverse("seleccion:revisar", args=[evaluacion.pk]))
    proceso = Proceso.objects.get()
    assert respuesta.url == proceso.get_absolute_url()
    assert not Principal.objects.exists(), "nada pasa dentro de la petición"
    assert "Se está aprobando 3 altas." in texto(client.get(respuesta.url))
    assert correr(proceso).estado == Estado.TERMINADO
    assert (proceso.titulo, proceso.resultado["altas"]) == ("Aprobar 3 altas de junio de 2026", 3)
    assert proceso.resultado["url"] == reverse("seleccion:aprobada", args=[evaluacion.pk])
    evaluacion.refresh_from_db()
    assert evaluacion.aprobada_por == jefa
    assert Principal.objects.count() == 3


def test_pedirla_dos_veces_no_la_repite(client, entrar, evaluacion, de_a_uno):
    entrar("jefatura_cobranzas")
    url = reverse("seleccion:revisar", args=[evaluacion.pk])
    client.post(url)
    otra = client.post(url)
    assert otra.status_code == 409
    assert "Ya hay uno igual en marcha" in texto(otra)
    proceso = correr(Proceso.objects.get())
    tasks.aprobar(proceso_id=proceso.pk, **proceso.argumentos)
    assert Principal.objects.count() == 3


def test_si_algo_cambio_mientras_esperaba_el_proceso_dice_por_que_no_aprobo(client, entrar, evaluacion, de_a_uno):
    entrar("jefatura_cobranzas")
    client.post(reverse("seleccion:revisar", args=[evaluacion.pk]))
    Evaluacion.objects.update(estado="descartada")
    proceso = correr(Proceso.objects.get())
    assert proceso.estado == Estado.FALLIDO
    assert proceso.error == "Esa propuesta se descartó. Propón otra vez el mes."


def test_aprobar_lo_filtrado_aparte_toca_solo_lo_filtrado(client, entrar, evaluacion, de_a_uno):
    entrar("jefatura_cobranzas")
    url = reverse("seleccion:propuesta", args=[evaluacion.pk]) + "?mes_desde=135"
    client.post(url, {"accion": "aprobar", "alcance": "todas", "cuantas": 2})
    assert correr(Proceso.objects.get()).resultado["altas"] == 2
    aprobados = evaluacion.detalle.filter(decision="aprobada").values_list("mes_m3", flat=True)
    assert sorted(aprobados) == [140, 150]


def test_lo_marcado_nunca_se_vuelve_todo_lo_del_filtro(client, entrar, evaluacion, de_a_uno):
    entrar("jefatura_cobranzas")
    marcadas = list(evaluacion.detalle.order_by("-mes_m3").values_list("pk", flat=True)[:2])
    url = reverse("seleccion:propuesta", args=[evaluacion.pk])
    client.post(url, {"accion": "aprobar", "alcance": "marcadas", "claves": marcadas, "cuantas": 2})
    assert sorted(evaluacion.detalle.filter(decision="aprobada").values_list("pk", flat=True)) == sorted(marcadas)


def test_un_acta_larga_se_prepara_una_vez_y_queda_para_todos(client, entrar, evaluacion, de_a_uno):
    aprobar(evaluacion, entrar("jefatura_cobranzas"))
    url, preparar = (reverse(f"seleccion:{n}", args=[evaluacion.pk]) for n in ("acta", "acta_preparar"))
    assert client.get(url).url == preparar
    assert "El acta tiene 3 clientes" in texto(client.get(preparar))
    proceso = Proceso.objects.get(pk=client.post(preparar).url.rstrip("/").rsplit("/", 1)[1])
    assert correr(proceso).archivo.nombre == "seleccion-2026-06.pdf"
    entrar("gerencia")
    servida = client.get(url)
    assert servida["Content-Type"] == "application/pdf"
    assert b"".join(servida.streaming_content).startswith(b"%PDF-")


def test_el_acta_guardada_deja_de_valer_si_cambia_lo_que_diria(client, entrar, evaluacion, de_a_uno):
    aprobar(evaluacion, entrar("jefatura_cobranzas"))
    preparar = reverse("seleccion:acta_preparar", args=[evaluacion.pk])
    client.post(preparar)
    correr(Proceso.objects.get())
    assert actas.acta_guardada(evaluacion=evaluacion)
    evaluacion.detalle.filter(mes_m3=130).update(decision="excluida", motivo="Obra")
    assert actas.acta_guardada(evaluacion=evaluacion) is None


def test_el_acta_cuenta_las_filas_que_no_caben(entrar, evaluacion, monkeypatch):
    aprobar(evaluacion, entrar("jefatura_cobranzas"))
    monkeypatch.setattr(actas, "TOPE", 2)
    visto = {}
    monkeypatch.setattr(actas, "html_a_pdf", lambda html, **_: visto.setdefault("html", html).encode())
    actas.acta_pdf(evaluacion=evaluacion)
    assert "1 cliente más aprobado está en la lista de la selección" in visto["html"]


@pytest.mark.parametrize("nombre", ["acta", "acta_preparar"])
def test_el_acta_pide_permiso_y_ver_todas_las_zonas(client, entrar, evaluacion, nombre):
    url = reverse(f"seleccion:{nombre}", args=[evaluacion.pk])
    assert client.get(url).status_code == 302, "anónimo"
    jefa = entrar("jefatura_cobranzas")
    assert client.get(url).status_code == 404, "sin aprobar no hay acta"
    aprobar(evaluacion, jefa)
    entrar("jefatura_cobranzas", zonas=["NORTE"])
    assert client.get(url).status_code == 404
    entrar()
    assert client.get(url).status_code == 403
