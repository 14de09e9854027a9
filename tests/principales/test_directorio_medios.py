"""Teléfonos y correos: qué se acepta, cómo se guarda y a quién se le manda cada cosa."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from principales.directorio import selectors, services
from principales.directorio.choices import Asunto, EstadoMedio, Finalidad, TipoMedio
from principales.directorio.medios import MedioMalo, escribir, leer, leer_documento
from principales.directorio.models import MedioContacto, Recepcion
from tests.fabricas.comun import usuario
from tests.fabricas.directorio import AHORA, HOY, cliente_con_zona, contacto, medio


@pytest.mark.parametrize(
    ("escrito", "valor", "anexo", "tipo"),
    [
        ("987 654 321", "+51987654321", "", "celular"),
        ("+51 987-654-321", "+51987654321", "", "celular"),
        ("044 284455", "+5144284455", "", "telefono"),
        ("(072) 52-4455 anexo 12", "+5172524455", "12", "telefono"),
        ("+56 9 6123 4567", "+56961234567", "", "celular"),
        (" Pagos@Empresa.PE ", "pagos@empresa.pe", "", "correo"),
    ],
)
def test_lo_escrito_de_muchas_formas_se_guarda_de_una_sola(escrito, valor, anexo, tipo):
    hallado = leer(escrito)
    assert (hallado.valor, hallado.anexo, hallado.tipo) == (valor, anexo, tipo)
    assert leer(escribir(valor, anexo)) == hallado  # lo que se muestra se puede volver a escribir


@pytest.mark.parametrize(
    "malo",
    [
        "284455", "105", "98765432", "hola", "987654321 / 987654322", "9" * 50,
        "a@b.pe\nBcc: otro@x.pe", "a@b.pe\r\nSubject: x", "a@b.pe, c@d.pe", "Ana <a@b.pe>", "a@b", "@b.pe", "a b@c.pe",
        "a@b.pe;c@d.pe", '"a"@b.pe', "a@" + "x" * 260 + ".pe",
    ],
)  # fmt: skip
def test_lo_que_no_sirve_dice_que_dice_y_no_pasa(malo):
    with pytest.raises(MedioMalo) as error:
        leer(malo)
    assert "\n" not in str(error.value)
    assert not {"inválido", "por favor"} & set(str(error.value).lower().split())


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_ningun_texto_rompe_la_lectura_ni_deja_pasar_saltos(texto):
    try:
        hallado = leer(texto)
    except MedioMalo:
        return
    assert not set(hallado.valor) & set("\r\n\t ,;<>")


@pytest.mark.parametrize(("tipo", "malo"), [("DNI", "1234567"), ("RUC", "20990000002"), ("RUC", "30990000001")])
def test_un_documento_que_no_es_de_su_tipo_no_pasa(tipo, malo):
    with pytest.raises(ValueError):
        leer_documento(tipo, malo)


@pytest.mark.django_db
class TestAQuienSeLeManda:
    def para(self, de, asunto="cobranza", tipos=("celular", "telefono", "correo")):
        hallado = selectors.medio_para(cliente_id=de.pk, asunto=asunto, tipos=tipos, al=HOY)
        return hallado and hallado.valor

    def test_quien_recibe_el_asunto_va_antes_que_el_preferido_de_otro(self):
        de = cliente_con_zona()
        contacto(de, "Gerente", "gerente@h.pe")
        contacto(de, "Pagos", "pagos@h.pe", recibe=["cobranza"])
        assert self.para(de) == "pagos@h.pe"
        assert self.para(de, asunto="reclamos") == "gerente@h.pe"

    def test_un_asunto_que_nadie_pidio_va_al_mejor_medio_salvo_las_campanas(self):
        de = cliente_con_zona()
        contacto(de, "Ana", "ana@h.pe")
        assert self.para(de, asunto="recibo") == "ana@h.pe"
        assert self.para(de, asunto="campanas") is None

    def test_campanas_solo_a_quien_las_acepto_y_las_recibe(self):
        de = cliente_con_zona()
        contacto(de, "Ana", "ana@h.pe", recibe=["campanas"])
        contacto(de, "Luz", "luz@h.pe", consiente=True)
        assert self.para(de, asunto="campanas") is None
        contacto(de, "Eva", "eva@h.pe", consiente=True, recibe=["campanas"])
        assert self.para(de, asunto="campanas") == "eva@h.pe"

    @pytest.mark.parametrize("estado", ["equivocado", "rebotado", "opuesto", "retirado"])
    def test_lo_que_ya_no_sirve_no_se_usa_jamas(self, estado):
        de = cliente_con_zona()
        ana = contacto(de, "Ana", "ana@h.pe", recibe=["cobranza"])
        services.marcar_medio(medio=medio(ana), estado=estado, motivo="prueba", por=None, en=AHORA)
        assert self.para(de) is None

    def test_un_contacto_cerrado_no_recibe_nada(self):
        de = cliente_con_zona()
        ana = contacto(de, "Ana", "ana@h.pe", recibe=["cobranza"])
        services.cerrar(contacto=ana, motivo="Renunció", por=usuario(), el=HOY)
        assert self.para(de) is None
        assert list(selectors.clientes_con_medio(asunto="cobranza", tipos=["correo"], al=HOY)) == []


MEDIO = st.tuples(
    st.sampled_from(TipoMedio.values), st.sampled_from(EstadoMedio.values), st.sampled_from(Finalidad.values),
    st.booleans(), st.sampled_from([None, *Asunto.values]), st.booleans(), st.booleans(),
)  # fmt: skip


@pytest.mark.django_db
@given(clientes=st.lists(st.lists(MEDIO, max_size=3), min_size=1, max_size=3), asunto=st.sampled_from(Asunto.values))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_por_conjuntos_y_uno_a_uno_dan_los_mismos_clientes(db, clientes, asunto):
    claves = []
    for filas in clientes:
        de = cliente_con_zona()
        claves.append(de.pk)
        for n, (tipo, estado, finalidad, consiente, recibe, solo_este, cerrado) in enumerate(filas):
            ana = contacto(de, f"Ana {n}")
            suyo = medio(ana)
            MedioContacto.objects.filter(pk=suyo.pk).update(
                tipo=tipo, valor=f"a{n}@h.pe" if tipo == "correo" else f"+5198765432{n}", estado=estado,
                motivo_estado="x", finalidad=finalidad, consiente_campanas=consiente, consentido_el=HOY,
            )  # fmt: skip
            if recibe:
                Recepcion.objects.create(contacto=ana, asunto=recibe, medio=suyo if solo_este else None)
            if cerrado:
                services.cerrar(contacto=ana, motivo="x", por=None, el=HOY)
    for tipos in (["correo"], ["celular", "telefono"]):
        uno_a_uno = {k for k in claves if selectors.medio_para(cliente_id=k, asunto=asunto, tipos=tipos, al=HOY)}
        juntos = set(selectors.clientes_con_medio(asunto=asunto, tipos=tipos, al=HOY))
        assert juntos & set(claves) == uno_a_uno


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("al", "limite"), [(dt.date(2026, 11, 23), dt.date(2025, 11, 23)), (dt.date(2028, 2, 29), dt.date(2027, 2, 28))]
)
def test_lo_verificado_hace_mas_de_los_meses_del_parametro_vuelve_a_la_lista(al, limite):
    assert selectors.limite_de_verificacion(al=al) == limite
    ana = contacto(None, "Ana", "ana@h.pe", verificado_por=usuario("equipo_pc"))
    for el, espera in ((limite, 0), (limite - dt.timedelta(days=1), 1)):
        ana.medios.update(verificado_el=el)
        assert selectors.por_verificar(user=usuario(), al=al).filter(contacto=ana).count() == espera
