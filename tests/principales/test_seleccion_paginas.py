"""Las páginas de la selección: quién entra, qué dicen y qué hacen."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cartera.padron.models import Cliente
from cartera.solicitudes.models import Solicitud
from config.comun.calendario.periodo import Periodo
from principales.seleccion import services
from principales.seleccion.models import Criterio, Evaluacion, EvaluacionCliente, Principal
from tests.fabricas.comun import usuario, zona
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, recibo, suministro, totalizar

pytestmark = pytest.mark.django_db
JUNIO = Periodo.de_texto("2026-06")


@pytest.fixture
def evaluacion() -> Evaluacion:
    """Dos altas en el norte y una en el sur."""
    for en in ("NORTE", "NORTE", "SUR"):
        cliente_que_consume(*[130] * 6, en=en)
    return proponer()


def proponer() -> Evaluacion:
    totalizar()
    return services.proponer(periodo=JUNIO, por=None, en=timezone.now(), con_curva=True)


def aprobar(evaluacion: Evaluacion, por) -> None:
    services.aprobar(evaluacion=evaluacion, por=por, en=timezone.now())


@pytest.fixture
def entrar(client):
    def con(*roles, **opciones):
        persona = usuario(*roles, **opciones)
        client.force_login(persona)
        return persona

    return con


def texto(respuesta) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", respuesta.content.decode()))


# --- Quién entra ----------------------------------------------------------------------------------
LECTURA = ("gerencia", "jefatura_cobranzas", "cartera_clientes", "equipo_pc", "operativa_zonal", "auditoria")
PAGINAS = {
    "lista": LECTURA,
    "criterios": LECTURA,
    "cartera": LECTURA,
    "propuesta": LECTURA,
    "proponer": ("jefatura_cobranzas", "equipo_pc"),
    "hoy": ("jefatura_cobranzas", "equipo_pc"),
    "simular": ("jefatura_cobranzas", "equipo_pc"),
    "excluir": ("jefatura_cobranzas", "equipo_pc"),
    "descartar": ("jefatura_cobranzas", "equipo_pc"),
    "revisar": ("jefatura_cobranzas",),
    "pedir": ("jefatura_cobranzas",),
    "criterio_nuevo": ("jefatura_cobranzas",),
}
DE_UNA = {"propuesta", "simular", "excluir", "descartar", "revisar", "pedir"}


def url_de(nombre: str, evaluacion: Evaluacion) -> str:
    return reverse(f"seleccion:{nombre}", args=[evaluacion.pk] if nombre in DE_UNA else [])


@pytest.mark.parametrize("nombre", PAGINAS)
def test_sin_sesion_se_va_al_log_in(client, evaluacion, nombre):
    respuesta = client.get(url_de(nombre, evaluacion))
    assert respuesta.status_code == 302
    assert reverse("usuarios:entrar") in respuesta["Location"]


@pytest.mark.parametrize("nombre", PAGINAS)
def test_cada_rol_entra_solo_a_lo_suyo(client, entrar, evaluacion, nombre):
    leen = PAGINAS[nombre] == LECTURA
    for rol in (*LECTURA, "administracion"):
        entrar(rol)
        puede = rol in PAGINAS[nombre] or (leen and rol == "administracion")
        assert client.get(url_de(nombre, evaluacion)).status_code == (200 if puede else 403), rol


@pytest.mark.parametrize("nombre", ["rehacer", "revisar", "descartar", "excluir"])
def test_quien_no_puede_tampoco_con_post(client, entrar, evaluacion, nombre):
    entrar("operativa_zonal")
    assert client.post(reverse(f"seleccion:{nombre}", args=[evaluacion.pk])).status_code == 403
    assert not Principal.objects.exists()


def test_cada_zona_ve_solo_a_sus_clientes_y_sus_cifras(client, entrar, evaluacion):
    entrar("operativa_zonal", zonas=["SUR"])
    respuesta = client.get(evaluacion.get_absolute_url())
    assert respuesta.context["resumen"].entran == respuesta.context["conteo"].filas == 1
    assert respuesta.context["grafico"] is None, "la curva cuenta a toda la empresa"
    ajena = evaluacion.detalle.filter(zona=zona("NORTE")).first()
    assert client.get(reverse("seleccion:medida", args=[ajena.pk])).status_code == 404


# --- La propuesta -----------------------------------------------------------------------------------
def test_las_tres_cifras_abren_exactamente_su_lista(client, entrar, evaluacion):
    jefa = entrar("jefatura_cobranzas")
    aprobar(evaluacion, jefa)
    for m3 in (130, 130, 130, 130):
        cliente_que_consume(None, *[m3] * 6)
    consumir(suministro(Cliente.objects.first()), "2026-07", 500)
    totalizar()
    julio = services.proponer(periodo=Periodo.de_texto("2026-07"), por=jefa, en=timezone.now())
    nuevo = julio.detalle.filter(resultado="alta").first()
    services.excluir(
        evaluacion=julio,
        clientes=Cliente.objects.filter(pk=nuevo.cliente_id),
        motivo="Obra",
        por=jefa,
        en=timezone.now(),
    )
    resumen = client.get(julio.get_absolute_url()).context["resumen"]
    assert (resumen.quedan, resumen.entran, resumen.salen, resumen.excluidos) == (3, 3, 0, 1)
    for grupo in ("quedan", "entran", "salen", "excluidos"):
        lista = client.get(julio.get_absolute_url(), {"grupo": grupo})
        assert lista.context["conteo"].filas == getattr(resumen, grupo)


def test_la_curva_viaja_con_la_pagina_y_pasa_por_la_cifra_de_la_propuesta(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    respuesta = client.get(evaluacion.get_absolute_url())
    assert len(evaluacion.curva) == 40
    assert [100, 0, 3, 0] in evaluacion.curva
    assert f"data-curva='{evaluacion.curva}'" in respuesta.content.decode()
    assert respuesta.content.decode().count("<circle") == 40


def test_otro_umbral_da_las_cifras_exactas_y_no_guarda_nada(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    cliente_que_consume(*[200] * 6)
    totalizar()
    antes = list(EvaluacionCliente.objects.order_by("pk").values()), list(Evaluacion.objects.values())
    datos = {"medida": "promedio", "umbral_m3": 150, "meses": 6, "minimo_meses": 1, "meses_baja": 3}
    respuesta = client.get(reverse("seleccion:simular", args=[evaluacion.pk]), datos)
    assert respuesta.context["simulacion"].cifras.altas == 1
    assert "entran 1 · salen 0" in texto(respuesta)
    assert (list(EvaluacionCliente.objects.order_by("pk").values()), list(Evaluacion.objects.values())) == antes


def test_un_numero_mal_escrito_se_dice_sin_borrar_nada(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    datos = {"medida": "n_de_m", "umbral_m3": 150, "meses": 2, "minimo_meses": 5, "meses_baja": 3}
    respuesta = client.get(reverse("seleccion:simular", args=[evaluacion.pk]), datos)
    assert "no pueden ser más que los meses que mira" in texto(respuesta)


def test_rehacer_con_otro_umbral_cambia_la_propuesta_y_no_la_cartera(client, entrar, evaluacion):
    entrar("equipo_pc")
    datos = {"medida": "promedio", "umbral_m3": 150, "meses": 6, "minimo_meses": 1, "meses_baja": 3}
    respuesta = client.post(reverse("seleccion:rehacer", args=[evaluacion.pk]), datos, follow=True)
    assert "más de 150 m³" in texto(respuesta).replace("\u00a0", " ")
    evaluacion.refresh_from_db()
    assert (evaluacion.umbral_m3, evaluacion.califican, evaluacion.detalle.count()) == (150, 0, 0)
    assert not Principal.objects.exists()


def test_excluir_pide_el_motivo_y_toca_solo_a_los_del_filtro(client, entrar, evaluacion):
    persona = entrar("equipo_pc")
    norte = zona("NORTE").pk
    lote = client.post(f"{evaluacion.get_absolute_url()}?zona={norte}", {"accion": "excluir", "alcance": "todas"})
    pagina = client.get(lote["Location"])
    assert pagina.context["titulo"] == "Excluir 2 clientes de la aprobación"
    assert client.post(lote["Location"], {"motivo": ""}).status_code == 422
    client.post(lote["Location"], {"motivo": "Obra pública temporal"})
    excluidas = evaluacion.detalle.filter(decision="excluida")
    assert set(excluidas.values_list("zona", "motivo", "decidido_por")) == {
        (norte, "Obra pública temporal", persona.pk)
    }
    assert excluidas.count() == 2


def test_excluir_solo_las_filas_marcadas_y_volver_a_incluirlas(client, entrar, evaluacion):
    entrar("equipo_pc")
    fila = evaluacion.detalle.first()
    lote = client.post(evaluacion.get_absolute_url(), {"accion": "excluir", "alcance": "marcadas", "claves": [fila.pk]})
    client.post(lote["Location"], {"motivo": "Obra"})
    assert list(evaluacion.detalle.filter(decision="excluida")) == [fila]
    client.post(f"{evaluacion.get_absolute_url()}?grupo=excluidos", {"accion": "incluir", "alcance": "todas"})
    assert not evaluacion.detalle.filter(decision="excluida").exists()


def test_el_boton_de_aprobar_nombra_el_acto_y_lleva_a_la_confirmacion(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    url = reverse("seleccion:revisar", args=[evaluacion.pk])
    revision = client.get(url)
    assert "Aprobar 3 altas" in texto(revision)
    assert "Nada cambia hasta que aprietes el botón" in texto(revision)
    final = client.post(url, follow=True)
    numero = Solicitud.objects.get().numero
    assert "Aprobaste 3 altas de junio de 2026" in texto(final)
    assert f"Ver solicitud {numero}" in texto(final)
    assert "Cartera de Clientes debe pasar los suministros" in texto(final)
    assert Principal.objects.count() == 3


def test_aprobar_dos_veces_con_dos_pestanas_no_dobla_nada(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    url = reverse("seleccion:revisar", args=[evaluacion.pk])
    assert client.post(url).status_code == client.post(url).status_code == 302
    assert (Principal.objects.count(), Solicitud.objects.count()) == (3, 1)


def test_aprobar_solo_lo_del_filtro_deja_el_resto_por_aprobar(client, entrar, evaluacion):
    entrar("jefatura_cobranzas")
    url = f"{evaluacion.get_absolute_url()}?zona={zona('SUR').pk}"
    client.post(url, {"accion": "aprobar", "alcance": "todas", "cuantas": "1"})
    assert Principal.objects.count() == 1
    assert client.get(evaluacion.get_absolute_url()).context["resumen"].altas_por_aprobar == 2
    assert "2 cambios siguen por aprobar" in texto(client.get(reverse("seleccion:aprobada", args=[evaluacion.pk])))


def test_la_baja_con_deuda_muestra_cuanto_debe_y_exige_la_entrega(client, entrar, evaluacion):
    jefa = entrar("jefatura_cobranzas")
    aprobar(evaluacion, jefa)
    sale = Principal.objects.first().cliente
    local = sale.suministros.get()
    consumir(local, "2026-07", 1, 1, 1, 1, 1, 1)
    recibo(sale, vence=dt.date(2026, 9, 20), total="250.00")
    for otro in Principal.objects.exclude(cliente=sale):
        consumir(otro.cliente.suministros.get(), "2026-07", *[130] * 6)
    totalizar()
    diciembre = services.proponer(periodo=Periodo.de_texto("2026-12"), por=jefa, en=timezone.now())
    url = reverse("seleccion:revisar", args=[diciembre.pk])
    assert "1 baja tiene saldo vencido: S/ 250.00" in texto(client.get(url)).replace("\u00a0", " ")
    sin_entrega = client.post(url, {"entrega": " "})
    assert sin_entrega.status_code == 409
    assert "Anota a quién pasa" in texto(sin_entrega)
    client.post(url, {"entrega": "Memorando 12, J. Ríos"})
    assert diciembre.detalle.get(resultado="baja").traspaso == "Memorando 12, J. Ríos"


def test_el_calculo_de_un_cliente_muestra_cada_mes_y_suministro(client, entrar):
    quien = cliente("COMERCIAL DEL NORTE")
    consumir(suministro(quien, codigo="A1"), "2026-01", 60, 60, 60, 60, 60, 60)
    consumir(suministro(quien, codigo="B2"), "2026-01", None, 0, 90, 90, 90, 91)
    entrar("auditoria")
    fila = proponer().detalle.get()
    contexto = client.get(reverse("seleccion:medida", args=[fila.pk])).context
    assert contexto["juntos"].m3 == (60, 60, 150, 150, 150, 151)
    assert [(s.nombre, s.m3, s.validos) for s in contexto["suministros"]] == [
        ("B2", (None, 0, 90, 90, 90, 91), 5),
        ("A1", (60,) * 6, 6),
    ]


def test_el_acta_es_un_pdf_con_las_altas(client, entrar, evaluacion):
    jefa = entrar("jefatura_cobranzas")
    url = reverse("seleccion:acta", args=[evaluacion.pk])
    assert client.get(url).status_code == 404, "sin aprobar no hay acta"
    aprobar(evaluacion, jefa)
    respuesta = client.get(url)
    assert respuesta["Content-Type"] == "application/pdf"
    assert respuesta.content.startswith(b"%PDF-")


# --- Proponer, criterios e inicio ---------------------------------------------------------------------
def test_proponer_ofrece_los_meses_cargados_y_abre_la_propuesta(client, entrar):
    cliente_que_consume(*[130] * 6)
    totalizar()
    entrar("equipo_pc")
    url = reverse("seleccion:proponer")
    opciones = client.get(url).context["form"].fields["periodo"].choices
    assert opciones[0] == ("2026-06", "junio de 2026")
    respuesta = client.post(url, {"periodo": "2026-06"})
    assert respuesta["Location"] == Evaluacion.objects.get().get_absolute_url()


def test_sin_consumo_cargado_se_dice_que_falta_y_no_se_propone(client, entrar):
    entrar("jefatura_cobranzas")
    respuesta = client.get(reverse("seleccion:proponer"))
    assert "no hay ningún mes de consumo cargado" in texto(respuesta)
    assert client.post(reverse("seleccion:proponer"), {"periodo": "2026-06"}).status_code == 422


def test_una_version_nueva_del_criterio_cierra_la_anterior(client, entrar):
    persona = entrar("jefatura_cobranzas")
    datos = {
        "medida": "n_de_m",
        "umbral_m3": 120,
        "meses": 6,
        "minimo_meses": 4,
        "meses_baja": 2,
        "categorias": ["ESTATAL"],
        "desde": "2027-01-01",
        "motivo": "Acuerdo 12-2026",
    }
    assert client.post(reverse("seleccion:criterio_nuevo"), datos).status_code == 302
    primero, segundo = Criterio.objects.order_by("version")
    assert primero.vigencia.upper == segundo.vigencia.lower == dt.date(2027, 1, 1)
    assert (segundo.creado_por, segundo.categorias, segundo.minimo_meses) == (persona, ["ESTATAL"], 4)
    repetida = client.post(reverse("seleccion:criterio_nuevo"), datos)
    assert repetida.status_code == 422
    assert "Elige una fecha posterior" in texto(repetida)


def test_el_inicio_pide_proponer_el_mes_cargado_y_despues_aprobarlo(client, entrar):
    jefa = entrar("jefatura_cobranzas")
    url = reverse("seleccion:hoy")
    assert client.get(url).context["pendientes"] == []
    cliente_que_consume(*[130] * 6)
    totalizar()
    assert [p.texto for p in client.get(url).context["pendientes"]] == ["Falta la selección de junio de 2026"]
    evaluacion = proponer()
    textos = [p.texto for p in client.get(url).context["pendientes"]]
    assert textos == ["Selección de junio de 2026: propuesta sin aprobar"]
    aprobar(evaluacion, jefa)
    assert client.get(url).context["pendientes"] == []


# --- La cartera -----------------------------------------------------------------------------------------
def test_la_cartera_es_la_de_la_fecha_pedida_y_se_filtra_por_zona_y_categoria(client, entrar, evaluacion):
    aprobar(evaluacion, entrar("jefatura_cobranzas"))
    url = reverse("seleccion:cartera")
    assert client.get(url, {"al": "2026-06-30"}).context["conteo"].filas == 0
    assert client.get(url, {"al": "2026-07-01"}).context["conteo"].filas == 3
    assert client.get(url, {"al": "2026-07-01", "zona": zona("SUR").pk}).context["conteo"].filas == 1
    assert client.get(url, {"al": "2026-07-01", "categoria": "ESTATAL"}).context["conteo"].filas == 0


def test_la_cartera_se_descarga_con_lo_filtrado(client, entrar, evaluacion):
    aprobar(evaluacion, entrar("jefatura_cobranzas"))
    csv = client.get(reverse("seleccion:cartera"), {"al": "2026-07-01", "zona": zona("SUR").pk, "exportar": "csv"})
    filas = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert len(filas) == 2
    assert "Zona Sur" in filas[1]


def test_la_pestana_cartera_cuenta_la_historia_del_cliente(client, entrar, evaluacion):
    jefa = entrar("jefatura_cobranzas")
    aprobar(evaluacion, jefa)
    quien = Principal.objects.first().cliente
    pagina = texto(client.get(reverse("seleccion:cliente_cartera", args=[quien.pk])))
    assert "mié 1 jul 2026" in pagina
    assert "Selección de junio de 2026" in pagina
    ajena = cliente()
    assert "Nunca fue principal" in texto(client.get(reverse("seleccion:cliente_cartera", args=[ajena.pk])))


# --- Consultas ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("nombre", ["propuesta", "cartera", "lista", "revisar"])
def test_las_mismas_consultas_con_3_y_con_300_clientes(client, entrar, evaluacion, nombre):
    jefa = entrar("jefatura_cobranzas")
    if nombre == "cartera":
        aprobar(evaluacion, jefa)
    url = url_de(nombre, evaluacion) + ("?al=2026-07-01" if nombre == "cartera" else "")
    con_3 = contar_consultas(client, url)
    base = evaluacion.detalle.first()
    nuevos = [Cliente(clave=f"X{n}", nombre=f"X {n}", nombre_norm=f"X {n}") for n in range(300)]
    Cliente.objects.bulk_create(nuevos)
    for quien in nuevos:
        base.pk, base.cliente = None, quien
        base.save()
    if nombre == "cartera":
        Principal.objects.bulk_create(
            [Principal(cliente=c, vigencia=(dt.date(2026, 7, 1), None), alta=evaluacion) for c in nuevos]
        )
    assert contar_consultas(client, url) == con_3 <= 15


def contar_consultas(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(url).status_code == 200
    return len(consultas)
