"""Padrón y cargas en el navegador: quién entra, qué ve según su zona y qué pasa al actuar."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cartera.padron.choices import DecisionAusencia, DecisionNombre
from cartera.padron.models import Ausencia, CasoNombre, Cliente, Suministro
from config.comun.carga.choices import EstadoCarga
from config.comun.carga.models import Carga, FilaRechazada
from config.comun.procesos.choices import Estado
from tests.fabricas.cargas import (
    OTRO_RUC,
    RUC,
    archivo,
    cargar,
    cargar_ruta,
    empresa,
    fila_consumo,
    fila_padron,
    sin_documento,
    texto,
)
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db


@pytest.fixture
def entrar(client):
    def como(*roles, **campos):
        client.force_login(usuario(*roles, **campos))
        return client

    return como


@pytest.fixture
def padron():
    cargar(
        "padron",
        empresa("1000000001", RUC, "HOTEL ÑANDÚ S.A.C."),
        empresa("1000000002", RUC, "HOTEL ÑANDÚ S.A.C.", zona="SUR"),
        fila_padron("2000000001", zona="SUR", razon_social="USUARIO DEL SUR"),
    )
    cargar(
        "consumos",
        *(
            fila_consumo(c, f"2026-0{m}", v * m)
            for c, v in (("1000000001", 60), ("1000000002", 70), ("2000000001", 5))
            for m in (1, 2)
        ),
    )
    return Cliente.objects.get(clave=f"RUC:{RUC}")


def paginas(cliente) -> dict[str, str]:
    suministro = Suministro.objects.get(codigo="1000000001")
    carga = Carga.objects.filter(tipo="padron").first()
    return {
        "lista": reverse("padron:lista"),
        "cliente": cliente.get_absolute_url(),
        "suministros": reverse("padron:cliente_suministros", args=[cliente.pk]),
        "consumo": reverse("padron:cliente_consumo", args=[cliente.pk]),
        "historial": reverse("padron:cliente_historial", args=[cliente.pk]),
        "suministro": suministro.get_absolute_url(),
        "suministro_consumo": reverse("padron:suministro_consumo", args=[suministro.pk]),
        "suministro_historial": reverse("padron:suministro_historial", args=[suministro.pk]),
        "buscar_clientes": reverse("padron:buscar_clientes") + "?q=hotel",
        "buscar_suministros": reverse("padron:buscar_suministros") + "?q=1000",
        "nombres": reverse("padron:nombres"),
        "ausencias": reverse("padron:ausencias"),
        "hoy": reverse("padron:hoy"),
        "cargas": reverse("carga:lista"),
        "carga": carga.get_absolute_url(),
        "carga_avance": reverse("carga:avance", args=[carga.pk]),
        "bandeja": reverse("carga:bandeja", args=[carga.pk]),
        "rechazos": reverse("carga:rechazos", args=[carga.pk]),
        "nueva": reverse("carga:nueva"),
        "carga_hoy": reverse("carga:hoy"),
    }


SOLO_CARTERA = {"hoy", "cargas", "carga", "carga_avance", "bandeja", "rechazos", "nueva", "carga_hoy"}


def test_quien_no_entro_va_al_inicio_de_sesion(client, padron):
    for nombre, url in paginas(padron).items():
        respuesta = client.get(url)
        assert (nombre, respuesta.status_code) == (nombre, 302)
        assert reverse("usuarios:entrar") in respuesta["Location"]


def test_cartera_ve_todas_las_paginas_y_operativa_zonal_no_las_cargas(client, entrar, padron):
    entrar("cartera_clientes")
    for nombre, url in paginas(padron).items():
        assert (nombre, client.get(url).status_code) == (nombre, 200)
    entrar("operativa_zonal")
    for nombre, url in paginas(padron).items():
        assert (nombre, client.get(url).status_code) == (nombre, 403 if nombre in SOLO_CARTERA else 200)
    entrar()
    for nombre, url in paginas(padron).items():
        assert (nombre, client.get(url).status_code) == (nombre, 403)


def test_lo_de_otra_zona_no_existe_para_quien_no_la_ve(client, entrar, padron):
    entrar("operativa_zonal", zonas=["NORTE"])
    ajeno = Suministro.objects.get(codigo="2000000001")
    for url in (
        ajeno.get_absolute_url(),
        ajeno.cliente.get_absolute_url(),
        reverse("padron:suministro_consumo", args=[ajeno.pk]),
        reverse("padron:cliente_consumo", args=[ajeno.cliente_id]),
    ):
        assert client.get(url).status_code == 404
    lista = client.get(reverse("padron:lista")).content.decode()
    assert "1000000001" in lista
    assert "1000000002" not in lista
    assert "USUARIO DEL SUR" not in client.get(reverse("padron:buscar_clientes") + "?q=usuario").content.decode()


def test_el_consumo_en_otras_zonas_se_ve_como_una_suma(client, entrar, padron):
    url = reverse("padron:cliente_consumo", args=[padron.pk])
    entrar("operativa_zonal", zonas=["NORTE"])
    pagina = client.get(url).content.decode()
    assert "En otras zonas" in pagina
    assert "120\u00a0m³" in pagina
    assert "140\u00a0m³" in pagina
    entrar("cartera_clientes")
    assert "260\u00a0m³" in client.get(url).content.decode()
    ficha = client.get(padron.get_absolute_url()).content.decode()
    assert "260\u00a0m³" in ficha


def test_un_cliente_con_suministros_en_otra_zona_dice_cuantos(client, entrar, padron):
    entrar("operativa_zonal", zonas=["NORTE"])
    pagina = client.get(reverse("padron:cliente_suministros", args=[padron.pk])).content.decode()
    assert "1000000001" in pagina
    assert "1000000002" not in pagina
    assert "1 suministro en otras zonas" in pagina


@pytest.mark.parametrize(
    ("buscado", "hallados"),
    [
        ("nandu hotel", {"1000000001", "1000000002"}),
        ("Ñandú", {"1000000001", "1000000002"}),
        (RUC, {"1000000001", "1000000002"}),
        ("12345678", {"2000000001"}),
        ("10123456781", {"2000000001"}),
        ("10000", {"1000000001", "1000000002"}),
        ("2000000001", {"2000000001"}),
        ("hotel lima", set()),
        ("...", set()),
    ],
)
def test_el_padron_se_busca_por_nombre_documento_o_codigo(client, entrar, padron, buscado, hallados):
    entrar("cartera_clientes")
    pagina = client.get(reverse("padron:lista"), {"q": buscado}).content.decode()
    assert {c for c in Suministro.objects.values_list("codigo", flat=True) if f">{c}<" in pagina} == hallados


def test_la_lista_y_la_ficha_hacen_las_mismas_consultas_con_3_filas_y_con_300(client, entrar, padron):
    entrar("cartera_clientes")

    def contar(url):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            assert client.get(url).status_code == 200
        return len(consultas)

    urls = paginas(padron)
    medidas = {n: contar(urls[n]) for n in ("lista", "cliente", "suministros", "consumo", "historial", "cargas")}
    cargar("padron", *(empresa(f"30000{n:05}", RUC, "HOTEL ÑANDÚ S.A.C.") for n in range(300)))
    assert {n: contar(urls[n]) for n in medidas} == medidas
    assert max(medidas.values()) <= 15


# --- decidir ----------------------------------------------------------------------------------
def test_decidir_un_nombre_y_reabrirlo_en_pantalla(client, entrar):
    cargar(
        "padron", empresa("A1", RUC, "BAR LUNA"), empresa("A2", OTRO_RUC, "BAR LUNA"), sin_documento("A3", "Bar Luna")
    )
    caso = CasoNombre.objects.get()
    destino = Cliente.objects.get(clave=f"RUC:{RUC}")
    entrar("operativa_zonal")
    assert client.get(caso.get_absolute_url()).status_code == 403
    entrar("cartera_clientes")
    assert "1 nombre sin documento por decidir" in client.get(reverse("padron:hoy")).content.decode()
    assert client.post(caso.get_absolute_url(), {}).status_code == 422
    assert client.post(caso.get_absolute_url(), {"decision": "999999"}).status_code == 422
    assert client.post(caso.get_absolute_url(), {"decision": str(destino.pk)}).status_code == 302
    assert Suministro.objects.get(codigo="A3").cliente == destino
    assert client.post(caso.get_absolute_url(), {"decision": "separar"}).status_code == 422
    assert client.post(reverse("padron:nombre_reabrir", args=[caso.pk])).status_code == 302
    caso.refresh_from_db()
    assert caso.decision == DecisionNombre.PENDIENTE


def test_mantener_los_ausentes_filtrados(client, entrar):
    cargar("padron", fila_padron("A1"), fila_padron("A2"), fila_padron("B1", zona="SUR"))
    cargar("padron", fila_padron("A1"))
    entrar("cartera_clientes")
    url = reverse("padron:ausencias")
    zona = Suministro.objects.get(codigo="A2").zona_id
    respuesta = client.post(f"{url}?zona={zona}", {"accion": "mantener"})
    assert "Mantener en el padrón: 1 suministro ausente" in respuesta.content.decode()
    assert client.post(f"{url}?zona={zona}", {"accion": "mantener", "cuantas": "1"}).status_code == 302
    decididas = dict(Ausencia.objects.values_list("suministro__codigo", "decision"))
    assert decididas == {"A2": DecisionAusencia.MANTENER, "B1": DecisionAusencia.PENDIENTE}


# --- cargas -----------------------------------------------------------------------------------
def subir(client, contenido: str, nombre="padron.csv", **datos):
    return client.post(
        reverse("carga:nueva"), {"tipo": "padron", "archivo": SimpleUploadedFile(nombre, contenido.encode()), **datos}
    )


def test_subir_un_archivo_lo_deja_en_espera_con_su_proceso(client, entrar):
    entrar("cartera_clientes")
    respuesta = subir(client, texto("padron", fila_padron("A1")), vigente_desde="2026-07-01")
    carga = Carga.objects.get()
    assert respuesta["Location"] == carga.get_absolute_url()
    assert (carga.estado, carga.proceso.estado, str(carga.vigente_desde)) == (
        EstadoCarga.PENDIENTE, Estado.PENDIENTE, "2026-07-01",
    )  # fmt: skip
    assert carga.archivo.sha256 == carga.sha256
    assert "En cuanto" not in client.get(carga.get_absolute_url()).content.decode()
    assert (
        "en espera"
        in client.get(reverse("carga:avance", args=[carga.pk]), headers={"hx-request": "true"}).content.decode()
    )
    assert client.get(reverse("carga:archivo", args=[carga.pk])).status_code == 200


def test_la_tarea_carga_lo_subido_una_sola_vez(client, entrar):
    from config.comun.carga.tasks import importar

    entrar("cartera_clientes")
    subir(client, texto("padron", fila_padron("A1"), fila_padron("B1", zona="")))
    carga = Carga.objects.get()
    for _ in range(2):
        importar(proceso_id=carga.proceso_id, carga_id=carga.pk)
    carga.refresh_from_db()
    carga.proceso.refresh_from_db()
    assert (carga.nuevas, carga.rechazadas, carga.proceso.estado) == (1, 1, Estado.TERMINADO)
    avance = client.get(reverse("carga:avance", args=[carga.pk]), headers={"hx-request": "true"})
    assert avance["HX-Refresh"] == "true"
    ficha = client.get(carga.get_absolute_url()).content.decode()
    assert "Se cargaron 1 de 2 filas" in ficha
    assert "Falta «zona»" in ficha


@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        ({"archivo": ""}, "Elige el archivo"),
        ({"archivo": SimpleUploadedFile("x.csv", b"")}, "0 bytes"),
        ({"tipo": ""}, "Falta este dato"),
        ({"vigente_desde": "2999-01-01"}, "no puede ser posterior a hoy"),
    ],
)
def test_el_formulario_de_carga_dice_que_falta(client, entrar, datos, dice):
    entrar("cartera_clientes")
    respuesta = client.post(
        reverse("carga:nueva"), {"tipo": "padron", "archivo": SimpleUploadedFile("p.csv", b"x"), **datos}
    )
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert not Carga.objects.exists()


def test_corregir_una_fila_en_pantalla_y_pasar_a_la_siguiente(client, entrar):
    buena = fila_padron("B1")
    carga = cargar("padron", fila_padron("A1"), buena | {"numero_documento": "1"}, fila_padron("C1", zona=""))
    entrar("cartera_clientes")
    url = reverse("carga:fila", args=[carga.pk, 3])
    assert "El DNI tiene 8 números" in client.get(url).content.decode()
    assert client.post(url, buena | {"numero_documento": "22"}).status_code == 422
    respuesta = client.post(url, buena)
    assert respuesta["Location"] == reverse("carga:fila", args=[carga.pk, 4])
    assert client.post(url, buena).status_code == 422  # ya entró
    assert client.post(respuesta["Location"], fila_padron("C1"))["Location"] == carga.get_absolute_url()
    carga.refresh_from_db()
    assert (carga.nuevas, carga.rechazadas, carga.estado) == (3, 0, EstadoCarga.HECHA)


def test_bajar_las_rechazadas_y_subirlas_corregidas(client, entrar):
    carga = cargar("padron", fila_padron("A1"), fila_padron("B1", zona=""))
    entrar("cartera_clientes")
    bajado = client.get(reverse("carga:rechazos", args=[carga.pk])).content.decode("utf-8-sig")
    resubir = reverse("carga:resubir", args=[carga.pk])
    malo = client.post(resubir, {"archivo": SimpleUploadedFile("x.csv", b"hola\n1\n")})
    assert malo.status_code == 422
    assert "no parece una tabla" in malo.content.decode()
    corregido = bajado.replace("Jr. Los Manglares 123,,", "Jr. Los Manglares 123,NORTE,")
    assert client.post(resubir, {"archivo": SimpleUploadedFile("x.csv", corregido.encode())}).status_code == 302
    assert FilaRechazada.objects.get().estado == "corregida"
    assert Suministro.objects.count() == 2


def test_dejar_fuera_las_filas_marcadas(client, entrar):
    carga = cargar("padron", fila_padron("A1", zona=""), fila_padron("B1", zona=""))
    entrar("cartera_clientes")
    marcada = FilaRechazada.objects.get(linea=2)
    url, marcadas = reverse("carga:bandeja", args=[carga.pk]), {"alcance": "marcadas", "claves": [marcada.pk]}
    client.post(url, {"accion": "descartar", "cuantas": "1", **marcadas})
    assert dict(FilaRechazada.objects.values_list("linea", "estado")) == {2: "descartada", 3: "pendiente"}
    client.post(url, {"accion": "recuperar", **marcadas})
    assert dict(FilaRechazada.objects.values_list("linea", "estado")) == {2: "pendiente", 3: "pendiente"}


def test_una_carga_que_no_cargo_nada_lo_dice_en_su_ficha(client, entrar):
    carga = cargar_ruta("padron", archivo("suministro\nA1\n"))
    entrar("cartera_clientes")
    assert "No se cargó el archivo: faltan las columnas" in client.get(carga.get_absolute_url()).content.decode()
