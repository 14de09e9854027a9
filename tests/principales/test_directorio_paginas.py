"""Las páginas del directorio: quién entra, cuántas consultas cuestan y qué queda anotado."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from principales.directorio import fusion, oposiciones, services
from principales.directorio.models import AccesoDirectorio
from tests.fabricas.comun import usuario
from tests.fabricas.directorio import AHORA, HOY, cliente_con_zona, contacto, medio

pytestmark = pytest.mark.django_db

CASA = ("gerencia", "jefatura_cobranzas", "cartera_clientes", "equipo_pc", "operativa_zonal", "auditoria")
TRATAN = ("jefatura_cobranzas", "equipo_pc", "operativa_zonal", "cartera_morosa", "atencion_reclamos")
DUENOS = ("jefatura_cobranzas", "equipo_pc")
PAGINAS = {
    "lista": CASA, "por_verificar": CASA, "buscar": CASA, "oposiciones": CASA,
    "cliente": CASA, "cliente_llamar": CASA, "contacto": CASA, "oposicion": CASA,
    "nuevo": TRATAN, "editar": TRATAN, "cerrar": TRATAN, "marcar_medio": TRATAN, "oponerse": TRATAN, "hoy": TRATAN,
    "duplicados": TRATAN, "pareja": TRATAN,
    "responder": DUENOS, "cargar": DUENOS, "tarjeta": DUENOS,
    "retener": ("jefatura_cobranzas",), "anonimizar": ("jefatura_cobranzas",), "liberar": ("jefatura_cobranzas",),
    "accesos": ("jefatura_cobranzas", "auditoria"),
}  # fmt: skip
SIN_CLAVE = {"lista", "por_verificar", "buscar", "oposiciones", "hoy", "duplicados", "cargar", "accesos"}


@pytest.fixture
def caso():
    """Una persona del norte, otra que se le parece y una oposición."""
    de = cliente_con_zona("HOTEL COSTA")
    ana = contacto(de, "Ana Ruiz", "987 654 321", "ana@hotel.pe")
    otra = contacto(de, "Ana Ruíz Paz", "ana@hotel.pe")
    oposicion = oposiciones.presentar(
        contacto=ana, pide="campanas", detalle="Carta", presentada_el=HOY, por=usuario("equipo_pc"), en=AHORA
    )
    return {"cliente": de, "ana": ana, "otra": otra, "oposicion": oposicion}


def url_de(nombre, caso):
    if nombre in SIN_CLAVE:
        return reverse(f"directorio:{nombre}") + ("?q=ana" if nombre == "buscar" else "")
    if nombre == "pareja":
        return reverse("directorio:pareja", args=[caso["ana"].pk, caso["otra"].pk])
    if nombre in ("cliente", "cliente_llamar", "nuevo"):
        return reverse(f"directorio:{nombre}", args=[caso["cliente"].pk])
    de = {"marcar_medio": medio(caso["ana"])}
    de |= dict.fromkeys(("oposicion", "responder"), caso["oposicion"])
    return reverse(f"directorio:{nombre}", args=[de.get(nombre, caso["ana"]).pk])


@pytest.mark.parametrize("nombre", PAGINAS)
def test_cada_pagina_pide_sesion_permiso_y_zona(client, caso, nombre):
    url = url_de(nombre, caso)
    assert client.get(url).status_code == 302
    for roles in ([], *([r] for r in ("gerencia", "cartera_clientes") if r not in PAGINAS[nombre])):
        client.force_login(usuario(*roles))
        assert client.get(url).status_code == 403, roles
    for rol in PAGINAS[nombre]:
        client.force_login(usuario(rol, zonas=["NORTE"]))
        assert client.get(url).status_code == 200, rol
    if nombre not in SIN_CLAVE:
        client.force_login(usuario(PAGINAS[nombre][0], zonas=["SUR"]))
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("nombre", ["lista", "por_verificar", "buscar", "oposiciones", "duplicados"])
def test_las_listas_no_muestran_a_los_clientes_de_otra_zona(client, caso, nombre):
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    assert "Ana" not in client.get(url_de(nombre, caso)).content.decode().replace("q=ana", "")


def test_quien_exporta_solo_se_lleva_los_de_sus_zonas(client, caso):
    contacto(cliente_con_zona(en="SUR"), "Berta Sur", "943 111 222")
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    for formato in ("csv", "vcf"):
        respuesta = client.get(reverse("directorio:lista"), {"exportar": formato})
        texto = b"".join(respuesta.streaming_content).decode()
        assert "Berta" in texto
        assert "Ana" not in texto


def test_mirar_y_exportar_queda_anotado_con_quien_y_cuantos(client, caso):
    persona = usuario("equipo_pc")
    client.force_login(persona)
    client.get(url_de("contacto", caso))
    client.get(url_de("cliente", caso))
    client.get(reverse("directorio:lista"), {"rol": "pagos"})
    b"".join(client.get(reverse("directorio:lista"), {"exportar": "csv"}).streaming_content)
    actos = list(AccesoDirectorio.objects.order_by("pk").values_list("acto", "filas", "contacto", "por"))
    assert actos == [
        ("ficha", 1, caso["ana"].pk, persona.pk),
        ("ficha", 2, None, persona.pk),
        ("lista", 2, None, persona.pk),
        ("exportacion", 2, None, persona.pk),
    ]
    client.force_login(usuario("auditoria"))
    assert str(persona) in client.get(reverse("directorio:accesos")).content.decode()


def test_el_registro_de_accesos_no_se_puede_cambiar_ni_borrar(client, caso):
    from django.db import ProgrammingError, transaction

    client.force_login(usuario("equipo_pc"))
    client.get(url_de("contacto", caso))
    with pytest.raises(ProgrammingError), transaction.atomic():
        AccesoDirectorio.objects.update(filas=0)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AccesoDirectorio.objects.all().delete()


def test_quien_no_exporta_no_ve_el_boton_ni_baja_el_archivo(client, caso):
    client.force_login(usuario("operativa_zonal", zonas=["NORTE"]))
    assert "Descargar" not in client.get(reverse("directorio:lista")).content.decode()
    assert client.get(reverse("directorio:lista"), {"exportar": "csv"}).status_code == 403


@pytest.mark.parametrize("nombre", ["lista", "por_verificar", "duplicados", "cliente", "buscar"])
def test_cuestan_lo_mismo_con_pocas_filas_que_con_muchas(client, nombre):
    de = cliente_con_zona("HOTEL COSTA")
    caso = {"cliente": de}
    client.force_login(usuario("jefatura_cobranzas"))

    def consultas():
        client.get(url_de(nombre, caso))
        with CaptureQueriesContext(connection) as hechas:
            assert client.get(url_de(nombre, caso)).status_code == 200
        return len(hechas)

    def llenar(desde, hasta):
        for n in range(desde, hasta):
            contacto(de, f"Ana Ruiz {n}", f"9{n:08}", f"ana{n}@hotel.pe", recibe=["recibo"])

    llenar(10, 13)
    pocas = consultas()
    llenar(13, 60)
    assert consultas() == pocas
    assert pocas <= 15


def test_fusionar_y_dejar_dos_desde_la_pagina(client, caso):
    client.force_login(usuario("equipo_pc"))
    respuesta = client.post(url_de("pareja", caso), {"queda": caso["ana"].pk}, follow=True)
    assert "Quedó una ficha: Ana Ruiz" in respuesta.content.decode()
    nueva = contacto(caso["cliente"], "Ana Ruiz B", "ana@hotel.pe")
    fusion.descartar(una=caso["ana"], otra=nueva, por=usuario("equipo_pc"), en=AHORA)
    assert "Ningún contacto parece repetido" in client.get(reverse("directorio:duplicados")).content.decode()


def test_si_otro_lo_cambio_mientras_tanto_se_avisa_y_lo_escrito_sigue(client, caso):
    ana = caso["ana"]
    client.force_login(usuario("equipo_pc"))
    url = url_de("editar", caso)
    contexto = client.get(url).context
    datos = {"nombre": "Ana María", "rol": "legal", "version": contexto["version"]}
    for clave, valor in contexto["medios"].management_form.initial.items():
        datos[f"medios-{clave}"] = valor
    for n, fila in enumerate(contexto["medios"]):
        datos |= {f"medios-{n}-{campo}": fila[campo].value() or "" for campo in fila.fields if fila[campo].value()}
    services.marcar_medio(medio=medio(ana), estado="equivocado", motivo="Contestó otro", por=None, en=AHORA)
    respuesta = client.post(url, datos)
    assert respuesta.status_code == 422
    assert "Alguien cambió este contacto" in respuesta.content.decode()
    assert 'value="Ana María"' in respuesta.content.decode()
    assert client.post(url, {**datos, "version": respuesta.context["version"]}).status_code == 302
    ana.refresh_from_db()
    assert (ana.nombre, medio(ana).estado) == ("Ana María", "equivocado")
