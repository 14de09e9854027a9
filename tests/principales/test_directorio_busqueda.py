"""El buscador de personas: por nombre, teléfono, correo o documento, con lo que coincide en negrita."""

import pytest
from django.urls import reverse
from django.utils.html import conditional_escape

from principales.directorio import demostracion, selectors, services
from principales.directorio.models import Contacto, Oposicion
from principales.directorio.resaltado import resaltar, trozo_hallado
from tests.fabricas.comun import usuario
from tests.fabricas.directorio import AHORA, HOY, cliente_con_zona, contacto

pytestmark = pytest.mark.django_db


@pytest.fixture
def milagros():
    de = cliente_con_zona("HOTEL COSTA")
    contacto(de, "Segundo Cruz", "943 000 111", "segundo@otro.pe")
    return contacto(
        de, "Milagros Peña Ruíz", "987 654 321", "(044) 284455 anexo 7", "milagros@hotel.pe",
        tipo_documento="DNI", documento="12345678",
    )  # fmt: skip


@pytest.mark.parametrize(
    "texto",
    [
        "milagros", "PENA", "peña mila", "ruiz milagros", "987654321", "987 65", "044 28", "+51 987", "44-284455",
        "milagros@", "@hotel.pe", "hotel.pe", "12345678",
    ],
)  # fmt: skip
def test_se_halla_como_se_escriba(milagros, texto):
    assert selectors.buscar_contactos(texto=texto, user=usuario(), tope=5)[0] == milagros


@pytest.mark.parametrize("texto", ["", "a", "%", "_", "98", "zzz", "<script>", "'; DROP TABLE x", "1234567"])
def test_lo_que_no_dice_nada_no_halla_a_nadie_ni_falla(client, milagros, texto):
    client.force_login(usuario("equipo_pc"))
    respuesta = client.get(reverse("directorio:buscar"), {"q": texto})
    assert respuesta.status_code == 200
    assert "Milagros" not in respuesta.content.decode()


def test_por_el_ruc_del_cliente_salen_sus_personas(milagros):
    de = milagros.cliente
    de.clave, de.tipo_documento, de.numero_documento = "RUC:20990000001", "RUC", "20990000001"
    de.save()
    assert len(selectors.buscar_contactos(texto="20990000001", user=usuario(), tope=5)) == 2


def test_ni_el_fusionado_ni_el_anonimizado_aparecen_y_el_cerrado_va_al_final(milagros):
    cerrada = contacto(milagros.cliente, "Milagros Anterior")
    services.cerrar(contacto=cerrada, motivo="Renunció", por=None, el=HOY)
    assert selectors.buscar_contactos(texto="milagros", user=usuario(), tope=5) == [milagros, cerrada]
    services.anonimizar(contacto=cerrada, por=usuario(), en=AHORA)
    assert selectors.buscar_contactos(texto="milagros", user=usuario(), tope=5) == [milagros]


@pytest.mark.parametrize(
    ("nombre", "buscado", "marcado"),
    [
        ("Milagros Peña", "pena", "Milagros <strong>Peña</strong>"),
        ("Óscar Díaz", "dia osc", "<strong>Ósc</strong>ar <strong>Día</strong>z"),
        ("<b>Ana</b>", "ana", "&lt;b&gt;<strong>Ana</strong>&lt;/b&gt;"),
        ("Ana", "zzz", "Ana"),
    ],
)
def test_el_trozo_que_coincide_va_en_negrita_y_escapado(nombre, buscado, marcado):
    assert conditional_escape(resaltar(nombre, buscado)) == marcado


def test_el_telefono_se_marca_como_se_ve(milagros):
    campo, trozo = trozo_hallado(milagros, "044 2844")
    assert (campo, str(trozo)) == ("tel.", "(0<strong>44) 2844</strong>55 anexo 7")


def test_la_demostracion_deja_un_directorio_creible_y_no_se_repite():
    de = [cliente_con_zona(f"EMPRESA {n}") for n in range(6)]
    for n, uno in enumerate(de):
        uno.numero_documento = f"2099000000{n}"
    quien = usuario("equipo_pc")
    creados = demostracion.poblar(clientes=de, por=quien, en=AHORA)
    assert creados == Contacto.objects.count() >= 6
    assert demostracion.poblar(clientes=de, por=quien, en=AHORA) == 0
    assert Oposicion.objects.pendientes().count() == 1
    assert Contacto.objects.filter(cerrado_el__isnull=False).count() == 1
