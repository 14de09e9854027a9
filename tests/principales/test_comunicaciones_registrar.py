"""Registrar lo que se habló: en qué quedó, qué hace con el teléfono, qué toca después y qué archivos lleva."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from config.comun.archivos import services as archivos
from principales.comunicaciones import adjuntos, selectors, services
from principales.comunicaciones.choices import Canal, Sentido
from principales.comunicaciones.models import Comunicacion, ResultadoComunicacion
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import EN, cliente, contacto, llamada, medio, resultado

pytestmark = pytest.mark.django_db
HOY = dt.date(2026, 4, 15)


def dia(n: int) -> dt.date:
    return HOY + dt.timedelta(days=n)


@pytest.fixture
def caso():
    de = cliente("HOTEL COSTA")
    return de, medio(contacto(de), "+51987654321")


def con_paso(de, cuando: dt.date, persona, paso: str = "Volver a llamar"):
    return llamada(
        de, por=persona, sentido=Sentido.ENTRANTE, siguiente_paso=paso, siguiente_el=cuando, en=EN - dt.timedelta(9)
    )


# --- en qué quedó -------------------------------------------------------------------------------
def test_un_numero_equivocado_deja_de_ofrecerse_y_dice_por_que(caso):
    de, celular = caso
    llamada(de, medio=celular, clave="numero_equivocado", por=usuario("equipo_pc"))
    celular.refresh_from_db()
    assert (celular.estado, celular.motivo_estado) == ("equivocado", "Número equivocado")
    assert selectors.destinos(cliente=de, canal=Canal.LLAMADA, al=HOY).mejor is None
    assert Comunicacion.objects.get().contacto == celular.contacto  # el medio dice con quién


def test_quien_pide_que_no_le_llamen_queda_opuesto(caso):
    de, celular = caso
    llamada(de, medio=celular, clave="no_llamar")
    celular.refresh_from_db()
    assert celular.estado == "opuesto"


def test_si_la_gestion_se_anula_el_telefono_que_marco_vuelve_a_servir(caso):
    de, celular = caso
    persona = usuario("equipo_pc")
    hecha = llamada(de, medio=celular, clave="numero_equivocado", por=persona)
    services.anular(comunicacion=Comunicacion.objects.get(pk=hecha.pk), motivo="Marqué otro botón.", por=persona, en=EN)
    celular.refresh_from_db()
    assert celular.estado == "vigente"
    with pytest.raises(services.NoSeAnula):
        services.anular(comunicacion=hecha, motivo="Otra vez.", por=persona, en=EN)


def test_el_medio_el_contacto_y_el_resultado_han_de_ser_de_ese_cliente_y_canal(caso):
    de, celular = caso
    ajeno = cliente("OTRO")
    with pytest.raises(services.GestionIncompleta):
        llamada(ajeno, medio=celular)
    with pytest.raises(services.GestionIncompleta):
        llamada(ajeno, contacto=celular.contacto)
    with pytest.raises(services.GestionIncompleta):
        llamada(de, resultado=resultado("entregada", Canal.CARTA))
    assert not Comunicacion.objects.exists()


def test_el_mismo_origen_otra_vez_devuelve_la_que_habia_sin_cambiarla(caso):
    de, _ = caso
    primera = llamada(de, origen=("cobranzas.accion", 7), texto="Uno")
    assert llamada(de, origen=("cobranzas.accion", 7), texto="Dos") == primera
    assert list(Comunicacion.objects.values_list("texto", "origen_id")) == [("Uno", "7")]


def test_la_base_no_admite_un_paso_sin_fecha_ni_un_entrante_que_gaste(caso):
    suelta = {"cliente": caso[0], "canal": Canal.LLAMADA, "ocurrio_en": EN}
    for mala in ({"siguiente_paso": "Volver"}, {"sentido": Sentido.ENTRANTE, "cuenta_en_presupuesto": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comunicacion.objects.create(**suelta, **mala)


def test_la_lista_de_resultados_es_de_la_oficina_y_la_usada_se_sigue_leyendo(caso):
    de, _ = caso
    hecha = llamada(de)
    ResultadoComunicacion.objects.filter(pk=hecha.resultado_id).update(activo=False)
    ofrecidos = ResultadoComunicacion.objects.activos(Canal.LLAMADA)
    assert hecha.resultado not in ofrecidos
    assert [r.orden for r in ofrecidos] == sorted(r.orden for r in ofrecidos)
    hecha.refresh_from_db()
    assert hecha.resultado.nombre == "Informado, sin compromiso"


# --- el siguiente paso --------------------------------------------------------------------------
def test_quien_pide_que_le_llamen_despues_obliga_a_decir_cuando(caso):
    de, _ = caso
    with pytest.raises(services.GestionIncompleta, match="pide la fecha"):
        llamada(de, clave="volver_a_llamar")
    hecha = llamada(de, clave="volver_a_llamar", siguiente_el=dia(2))
    assert (hecha.siguiente_paso, hecha.siguiente_el) == ("Volver a contactar", dia(2))


def test_el_siguiente_paso_no_es_anterior_a_la_gestion_ni_queda_sin_fecha(caso):
    de, _ = caso
    with pytest.raises(services.GestionIncompleta, match="15/04/2026 o después"):
        llamada(de, siguiente_el=dia(-1))
    with pytest.raises(services.GestionIncompleta, match="qué día"):
        llamada(de, siguiente_paso="Llevar la constancia")


def test_mis_pasos_se_agrupan_en_vencido_hoy_y_esta_semana(caso):
    de, _ = caso
    yo, otra = usuario("equipo_pc"), usuario("equipo_pc")
    atrasado, de_hoy, manana, limite = (con_paso(de, dia(n), yo) for n in (-3, 0, 1, 7))
    con_paso(de, dia(8), yo)
    con_paso(de, dia(0), otra)
    services.hecho(comunicacion=con_paso(de, dia(0), yo), en=EN)
    pasos = selectors.pasos_de(usuario=yo, al=HOY)
    assert (pasos.vencidos, pasos.hoy, pasos.semana) == ([atrasado], [de_hoy], [manana, limite])
    assert [nombre for nombre, _, _ in pasos.grupos] == ["Vencido", "Hoy", "Esta semana"]
    assert selectors.pasos_de(usuario=yo, al=HOY, tope=2).mas == 2


def test_un_paso_se_hace_una_vez_se_rehace_y_se_pospone_a_otra_persona(caso):
    yo, otra = usuario("equipo_pc"), usuario("equipo_pc")
    suya = con_paso(caso[0], HOY, yo)
    services.hecho(comunicacion=suya, en=EN)
    with pytest.raises(services.PasoYaResuelto):
        services.hecho(comunicacion=suya, en=EN)
    with pytest.raises(services.PasoYaResuelto):
        services.posponer(comunicacion=suya, al=dia(1), para=yo, hoy=HOY)
    services.rehacer(comunicacion=suya)
    with pytest.raises(services.GestionIncompleta):
        services.posponer(comunicacion=suya, al=dia(-1), para=otra, hoy=HOY)
    services.posponer(comunicacion=suya, al=dia(1), para=otra, hoy=HOY)
    assert selectors.pasos_de(usuario=yo, al=HOY).grupos == []
    assert selectors.pasos_de(usuario=otra, al=HOY).semana == [suya]


# --- adjuntos -----------------------------------------------------------------------------------
def subido(nombre: str, contenido: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(nombre, contenido, content_type="application/pdf")


@pytest.mark.parametrize(
    ("nombre", "contenido", "dice"),
    [
        ("factura.exe", b"MZ\x90", "«factura.exe» no se guarda: ese tipo de archivo no se acepta. Usa PDF"),
        ("factura.pdf", b"MZ\x90\x00", "no es un archivo PDF: su contenido es de otro tipo"),
        ("factura.pdf.exe", b"%PDF-", "ese tipo de archivo no se acepta"),
        ("factura\u202efdp.exe", b"%PDF-", "«facturafdp.exe» no se guarda"),
        ("nota.txt", b"\0\0\0", "no es un archivo TXT"),
        ("vacio.pdf", b"", "está vacío"),
        ("macro.docm", b"PK\x03\x04", "ese tipo de archivo no se acepta"),
    ],
)
def test_un_archivo_que_no_se_acepta_se_rechaza_diciendo_cual_y_que_hacer(nombre, contenido, dice):
    with pytest.raises(adjuntos.AdjuntoRechazado, match="«") as error:
        adjuntos.comprobar_subidos([subido(nombre, contenido)], al=HOY)
    assert dice in str(error.value)


def test_cuarenta_megas_se_rechazan_y_el_limite_es_un_parametro():
    pesado = subido("planos.pdf", b"%PDF-")
    pesado.size = 40 << 20
    with pytest.raises(adjuntos.AdjuntoRechazado, match=r"«planos.pdf» pesa 40.0 MB. El máximo es 10 MB"):
        adjuntos.comprobar_subidos([pesado], al=HOY)
    muchos = [subido(f"{n}.pdf", b"%PDF-") for n in range(11)]
    with pytest.raises(adjuntos.AdjuntoRechazado, match="Elegiste 11 archivos"):
        adjuntos.comprobar_subidos(muchos, al=HOY)
    for s in muchos[:3]:
        s.size = 9 << 20
    with pytest.raises(adjuntos.AdjuntoRechazado, match="suman más de 20 MB"):
        adjuntos.comprobar_subidos(muchos[:3], al=HOY)


def test_el_tipo_y_el_nombre_los_dice_el_contenido_y_no_el_navegador(caso):
    (bueno,) = adjuntos.comprobar_subidos([subido("../../etc/Foto del medidor.PNG", b"\x89PNG\r\n\x1a\nx")], al=HOY)
    assert (bueno.name, bueno.content_type) == ("Foto del medidor.PNG", "image/png")
    (guardado,) = adjuntos.guardar_subidos([bueno], por=usuario("equipo_pc"))
    hecha = llamada(caso[0], adjuntos=[guardado])
    with archivos.abrir(hecha.adjuntos.get()) as contenido:
        assert contenido.read() == b"\x89PNG\r\n\x1a\nx"
