"""La vida de un contacto: se cierra, se fusiona, se opone y se anonimiza; nunca se borra (manual 8; Ley 29733)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from cartera.padron.models import CasoNombre, Cliente
from config.comun.avisos.models import Aviso
from principales.directorio import fusion, oposiciones, selectors, services
from principales.directorio.models import Contacto, MedioContacto, Oposicion, Recepcion
from tests.fabricas.comun import usuario
from tests.fabricas.directorio import AHORA, HOY, cliente_con_zona, contacto, medio

pytestmark = pytest.mark.django_db


@pytest.fixture
def persona():
    return usuario("equipo_pc")


def oponerse(a, pide="campanas", el=HOY):
    return oposiciones.presentar(
        contacto=a, pide=pide, detalle="Carta 12", presentada_el=el, por=usuario("equipo_pc"), en=AHORA
    )


def responder(oposicion, por, estado="atendida"):
    return oposiciones.responder(oposicion=oposicion, estado=estado, respuesta="Carta 99", por=por, en=AHORA)


# --- Editar -----------------------------------------------------------------------------------------
def test_cambiar_el_numero_de_un_medio_le_quita_lo_verificado_y_lo_aceptado(persona):
    ana = contacto(None, "Ana", "ana@h.pe", consiente=True, verificado_por=persona)
    viejo = medio(ana)
    nuevo = services.DatosMedio(services.Medio("correo", "otra@h.pe"), pk=viejo.pk)
    services.guardar(cliente=ana.cliente, contacto=ana, datos={}, medios=[nuevo], recibe={}, por=persona, en=AHORA)
    viejo.refresh_from_db()
    assert (viejo.valor, viejo.verificado_el, viejo.consiente_campanas) == ("otra@h.pe", None, False)


def test_un_solo_preferido_por_tipo(persona):
    ana = contacto(None, "Ana", "987 654 321", "943 111 222")
    medios = [
        services.DatosMedio(services.Medio("celular", m.valor), pk=m.pk, preferido=True) for m in ana.medios.all()
    ]
    services.guardar(cliente=ana.cliente, contacto=ana, datos={}, medios=medios, recibe={}, por=persona, en=AHORA)
    assert ana.medios.filter(preferido=True).count() == 1


def test_la_base_no_admite_recibir_por_el_medio_de_otra_persona():
    ana, luz = contacto(None, "Ana", "ana@h.pe"), contacto(None, "Luz", "luz@h.pe")
    with connection.cursor() as cursor:  # se comprueba al final, porque fusionar mueve los dos; aquí, en el acto
        cursor.execute("SET CONSTRAINTS recepcion_medio_del_contacto IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Recepcion.objects.create(contacto=ana, asunto="recibo", medio=medio(luz))


def test_cerrar_conserva_todo_y_reabrir_lo_devuelve(persona):
    ana = contacto(None, "Ana", recibe=["recibo"])
    services.cerrar(contacto=ana, motivo="Renunció", por=persona, el=HOY)
    with pytest.raises(services.ContactoCerrado):
        services.cerrar(contacto=ana, motivo="Otra vez", por=persona, el=HOY)
    services.reabrir(contacto=ana, por=persona)
    ana.refresh_from_db()
    assert ana.vigente
    assert ana.medios.count() == ana.recepciones.count() == 1
    assert ana.eventos.filter(motivo_cierre="Renunció").exists()


def test_un_rebote_no_tapa_una_oposicion(persona):
    ana = contacto(None, "Ana", "ana@h.pe")
    services.marcar_medio(medio=medio(ana), estado="opuesto", motivo="Lo pidió", por=persona, en=AHORA)
    assert not services.marcar_medio(medio=medio(ana), estado="rebotado", motivo="550", por=None, en=AHORA)
    with pytest.raises(services.MedioOpuesto):
        services.verificar_medio(medio=medio(ana), por=persona, en=AHORA)


def test_verificar_lo_rebotado_lo_devuelve_a_vigente(persona):
    ana = contacto(None, "Ana", "ana@h.pe")
    services.marcar_medio(medio=medio(ana), estado="rebotado", motivo="550", por=None, en=AHORA)
    services.verificar_medio(medio=medio(ana), por=persona, en=AHORA)
    assert (medio(ana).estado, medio(ana).verificado_el, medio(ana).verificado_por) == ("vigente", HOY, persona)


# --- Duplicados -------------------------------------------------------------------------------------
def parejas(**opciones):
    return {frozenset((p.una.nombre, p.otra.nombre)) for p in selectors.parejas_parecidas(user=usuario(), **opciones)}


def test_se_proponen_por_medio_documento_o_nombre_y_no_por_una_central_compartida():
    de, otro = cliente_con_zona(), cliente_con_zona()
    contacto(de, "Ana Ruiz Paz", "ana@h.pe", "072 524455")
    contacto(de, "Ruiz Paz Ana", "943 111 222", "072 524455")
    contacto(otro, "A. Ruiz", "ana@h.pe")
    contacto(de, "Luz Vera", "944 111 222", "072 524455", tipo_documento="DNI", documento="12345678")
    contacto(otro, "Vera, L.", "945 111 222", tipo_documento="DNI", documento="12345678")
    contacto(de, "Eva Solís", "946 111 222", "072 524455")
    esperadas = {
        frozenset({"Ana Ruiz Paz", "Ruiz Paz Ana"}),
        frozenset({"Ana Ruiz Paz", "A. Ruiz"}),
        frozenset({"Luz Vera", "Vera, L."}),
    }
    assert parejas() == parejas(cliente_id=de.pk) == esperadas
    assert frozenset({"Ana Ruiz Paz", "Ruiz Paz Ana"}) not in parejas(cliente_id=otro.pk)


def test_lo_decidido_no_se_pregunta_otra_vez(persona):
    de = cliente_con_zona()
    una, otra = contacto(de, "Ana", "ana@h.pe"), contacto(de, "Anita", "ana@h.pe")
    fusion.descartar(una=otra, otra=una, por=persona, en=AHORA)
    fusion.descartar(una=una, otra=otra, por=persona, en=AHORA)
    assert parejas() == set()


def test_fusionar_pasa_todo_y_la_otra_queda_con_su_historia(persona):
    de = cliente_con_zona()
    queda = contacto(de, "Ana Ruiz", "ana@h.pe", recibe=["recibo"], consiente=True)
    sobra = contacto(de, "A. Ruiz", "ana@h.pe", "943 111 222", recibe=["recibo", "cobranza"], cargo="Tesorera")
    anterior = contacto(de, "Anita", "944 111 222")
    fusion.fusionar(queda=sobra, sobra=anterior, por=persona, en=AHORA)
    pendiente = oponerse(sobra)
    ids = set(MedioContacto.objects.values_list("pk", flat=True))
    fusion.fusionar(queda=queda, sobra=sobra, por=persona, en=AHORA)
    connection.check_constraints()
    for uno in (queda, sobra, anterior):
        uno.refresh_from_db()
    assert set(queda.medios.values_list("valor", flat=True)) == {"ana@h.pe", "+51943111222", "+51944111222"}
    assert not medio(queda, "ana@h.pe").consiente_campanas  # en una de las dos no constaba: manda lo más prudente
    assert set(queda.recepciones.values_list("asunto", flat=True)) == {"recibo", "cobranza"}
    assert queda.cargo == "Tesorera"
    assert sobra.fusionado_en == anterior.fusionado_en == queda
    assert sobra.cerrado_el == HOY
    assert Oposicion.objects.get(pk=pendiente.pk).contacto == queda
    assert set(MedioContacto.objects.values_list("pk", flat=True)) == ids  # nada se borra
    with pytest.raises(fusion.NoSeFusiona):
        fusion.fusionar(queda=queda, sobra=sobra, por=persona, en=AHORA)


def test_fusionar_con_un_opuesto_deja_el_medio_opuesto(persona):
    de = cliente_con_zona()
    queda, sobra = contacto(de, "Ana", "ana@h.pe"), contacto(de, "Anita", "ana@h.pe")
    services.marcar_medio(medio=medio(sobra), estado="opuesto", motivo="Lo pidió", por=persona, en=AHORA)
    fusion.fusionar(queda=queda, sobra=sobra, por=persona, en=AHORA)
    assert medio(queda).estado == "opuesto"


def test_los_contactos_siguen_al_cliente_que_cartera_une_con_otro(persona):
    suelto, ajeno, bueno = cliente_con_zona("JUAN PEREZ"), cliente_con_zona("OTRO"), cliente_con_zona("JUAN PEREZ SAC")
    Cliente.objects.filter(pk=suelto.pk).update(clave="N:JUAN PEREZ")
    ana, luz = contacto(suelto, "Ana"), contacto(ajeno, "Luz")
    caso = CasoNombre.objects.create(nombre_norm="JUAN PEREZ", nombre="Juan Pérez", motivo="parecido", cliente=bueno)
    assert services.seguir_uniones() == 0  # todavía nadie lo decidió
    CasoNombre.objects.filter(pk=caso.pk).update(decision="unir", decidido_en=AHORA)
    assert [services.seguir_uniones(), services.seguir_uniones()] == [1, 0]
    ana.refresh_from_db()
    luz.refresh_from_db()
    assert (ana.cliente, luz.cliente) == (bueno, ajeno)


# --- Oposición ---------------------------------------------------------------------------------------
def test_el_plazo_son_diez_dias_habiles_y_queda_como_se_prometio(persona):
    """Del lunes 23 de noviembre: el martes 8 de diciembre es feriado, así que vence el martes 9 (contado a mano)."""
    oposicion = oponerse(contacto(None, "Ana"))
    assert oposicion.vence_el == dt.date(2026, 12, 7)
    assert [d.fecha for d in oposiciones.plazo_de(oposicion=oposicion).dias if d.cuenta == 10] == [oposicion.vence_el]
    assert oponerse(contacto(None, "Luz"), el=dt.date(2026, 11, 20)).vence_el == dt.date(2026, 12, 4)


def test_no_se_registra_dos_veces_ni_con_fecha_de_manana(persona):
    ana = contacto(None, "Ana")
    oponerse(ana)
    with pytest.raises(oposiciones.YaPresentada):
        oponerse(ana)
    with pytest.raises(oposiciones.FechaImposible):
        oponerse(ana, pide="medios", el=HOY + dt.timedelta(days=1))


def test_atenderla_se_cumple_en_el_acto_y_una_sola_vez(persona):
    ana = contacto(None, "Ana", "ana@h.pe", consiente=True, recibe=["campanas", "recibo"])
    primera = responder(oponerse(ana), persona)
    assert not medio(ana).consiente_campanas
    assert list(ana.recepciones.values_list("asunto", flat=True)) == ["recibo"]
    with pytest.raises(oposiciones.YaRespondida, match=str(persona)):
        responder(primera, persona)
    responder(oponerse(ana, "medios"), persona)
    assert medio(ana).estado == "opuesto"


def test_denegarla_no_cambia_nada_pero_queda_dicho(persona):
    ana = contacto(None, "Ana", consiente=True)
    responder(oponerse(ana), persona, "denegada")
    assert medio(ana).consiente_campanas


@pytest.mark.parametrize(("dias", "clave"), [(-4, None), (-3, "por-vencer"), (0, "por-vencer"), (1, "vencida")])
def test_se_avisa_una_vez_antes_y_otra_al_vencer(persona, dias, clave):
    oposicion = oponerse(contacto(None, "Ana"))
    al = oposicion.vence_el + dt.timedelta(days=dias)
    for _ in range(2):
        oposiciones.avisar_por_vencer(al=al)
    claves = set(Aviso.objects.filter(clave__startswith="oposicion:").values_list("clave", flat=True))
    assert claves == ({f"oposicion:{oposicion.pk}:{clave}"} if clave else set())


# --- Anonimizar --------------------------------------------------------------------------------------
SECRETOS = ("Ana Ruiz", "12345678", "ana@secreto.pe", "987654321", "Vive en Jr. Lima", "Renunció por")


def todo_lo_guardado() -> str:
    """El texto de todas las tablas del directorio y de su historial."""
    with connection.cursor() as cursor:
        textos = []
        for tabla in (
            "contacto",
            "mediocontacto",
            "oposicion",
            "contactoevento",
            "mediocontactoevento",
            "oposicionevento",
        ):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM principales_{tabla} t")
            textos.append(cursor.fetchone()[0] or "")
    return " ".join(textos)


def test_borrar_sus_datos_los_borra_tambien_del_historial_y_de_sus_duplicados(persona):
    de = cliente_con_zona()
    ana = contacto(
        de, "Ana Ruiz", "ana@secreto.pe", "987 654 321", tipo_documento="DNI", documento="12345678",
        nota="Vive en Jr. Lima",
    )  # fmt: skip
    doble = contacto(de, "Ana Ruiz P.", "ana@secreto.pe")
    fusion.fusionar(queda=ana, sobra=doble, por=persona, en=AHORA)
    services.cerrar(contacto=ana, motivo="Renunció por salud", por=persona, el=HOY)
    antes = Contacto.eventos.rel.related_model.objects.count()
    responder(oponerse(ana, "supresion"), persona)
    guardado = todo_lo_guardado()
    assert [s for s in SECRETOS if s in guardado] == []
    assert Contacto.eventos.rel.related_model.objects.count() >= antes  # la historia sigue, sin nombres
    ana.refresh_from_db()
    assert ana.anonimizado_el == HOY
    with pytest.raises(services.ContactoCerrado):
        services.reabrir(contacto=ana, por=persona)


def test_lo_retenido_no_se_borra_y_la_oposicion_sigue_por_responder(persona):
    ana = contacto(None, "Ana Ruiz")
    services.retener(contacto=ana, motivo="Reclamo 2026-15 en TRASS", por=persona)
    oposicion = oponerse(ana, "supresion")
    with pytest.raises(services.DatosRetenidos, match="Reclamo 2026-15"):
        responder(oposicion, persona)
    oposicion.refresh_from_db()
    assert oposicion.estado == "pendiente"
    services.liberar(contacto=ana, por=persona)
    responder(oposicion, persona)
    assert "Ana Ruiz" not in todo_lo_guardado()


def test_el_historial_de_quien_no_esta_anonimizado_no_se_puede_borrar():
    ana = contacto(None, "Ana Ruiz")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT principales_anonimizar_historial(%s)", [ana.pk])
