"""Las páginas de los cruces: quién entra, qué ve cada zona, qué dicen y qué hacen."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cartera.padron.models import Cliente
from cartera.solicitudes.models import Solicitud
from config.comun.carga.models import Carga
from principales.cruces.choices import Decision
from principales.cruces.models import CargaRegistro, PedidoInspeccion, PerfilRegistro, Registrado
from tests.fabricas.cargas import OTRO_RUC, RUC, cargar, empresa, fila_padron
from tests.fabricas.comun import usuario
from tests.fabricas.cruces import cruzar, fila_sunat, licencias, perfil, registrado, registro_sunat, ruc

pytestmark = pytest.mark.django_db
NORTE, SUR = "PESQUERA DEL NORTE SAC", "MOLINO DEL SUR SA"


@pytest.fixture
def cruce() -> Carga:
    cargar(
        "padron",
        empresa("S1", RUC, NORTE),
        empresa("S2", OTRO_RUC, SUR, zona="SUR"),
        fila_padron("C1", direccion="Jr. Lima 100", localidad="Tumbes"),
    )
    cruzar(licencias((ruc(8), "BODEGA NUEVA", "Jr. Lima 180", "Tumbes")), de="licencias")
    return cruzar(registro_sunat((RUC, NORTE), (OTRO_RUC, SUR), (ruc(2), "NADIE <b>CONOCIDO</b>"), ("1", "MALA")))[0]


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
LEEN = ("gerencia", "jefatura_cobranzas", "cartera_clientes", "equipo_pc", "operativa_zonal", "auditoria")
DECIDEN = ("jefatura_cobranzas", "equipo_pc")
PAGINAS = {
    "lista": LEEN,
    "cargas": LEEN,
    "carga": LEEN,
    "registrados": LEEN,
    "registrado": LEEN,
    "inspecciones": LEEN,
    "cargar": DECIDEN,
    "lote": DECIDEN,
    "reabrir": DECIDEN,
    "hoy": DECIDEN,
    "perfil": ("jefatura_cobranzas",),
    "perfil_nuevo": ("jefatura_cobranzas",),
}


def url_de(nombre: str, carga: Carga) -> str:
    claves = {
        "carga": carga.pk,
        "registrado": registrado(NORTE).pk,
        "reabrir": registrado(NORTE).pk,
        "perfil": perfil().pk,
    }
    return reverse(f"cruces:{nombre}", args=[claves[nombre]] if nombre in claves else [])


@pytest.mark.parametrize("nombre", PAGINAS)
def test_cada_rol_entra_solo_a_lo_suyo_y_sin_sesion_se_va_al_log_in(client, entrar, cruce, nombre):
    respuesta = client.get(url_de(nombre, cruce))
    assert respuesta.status_code == 302
    assert reverse("usuarios:entrar") in respuesta["Location"]
    for rol in LEEN:
        entrar(rol)
        assert client.get(url_de(nombre, cruce)).status_code == (200 if rol in PAGINAS[nombre] else 403), rol


@pytest.mark.parametrize("nombre", ["registrado", "reabrir", "lote", "cargar"])
def test_quien_solo_lee_tampoco_decide_con_post(client, entrar, cruce, nombre):
    entrar("auditoria")
    datos = {"decision": "descartar", "motivo": "x"}
    assert client.post(url_de(nombre, cruce), datos).status_code == 403
    assert not Registrado.objects.exclude(decision=Decision.PENDIENTE).exists()


def test_cada_zona_ve_solo_lo_suyo_tambien_en_cifras_y_descargas(client, entrar, cruce):
    entrar("equipo_pc", zonas=["SUR"])
    lista = client.get(reverse("cruces:registrados"))
    assert [r.nombre for r in lista.context["tabla"].data] == [SUR]
    assert client.get(registrado(NORTE).get_absolute_url()).status_code == 404
    assert (
        client.post(registrado(NORTE).get_absolute_url(), {"decision": "descartar", "motivo": "x"}).status_code == 404
    )
    cifras = {t: n for t, n, _ in client.get(url_de("carga", cruce)).context["cifras"]}
    assert (cifras["Mismo documento"], cifras["Sin par"]) == (1, 0)
    hoja = b"".join(client.get(reverse("cruces:registrados"), {"exportar": "csv"}).streaming_content).decode()
    assert SUR in hoja
    assert NORTE not in hoja
    client.post(f"{reverse('cruces:lote')}", {"decision": "descartar", "motivo": "Fuera"})
    assert set(Registrado.objects.filter(decision=Decision.DESCARTAR).values_list("nombre", flat=True)) == {SUR}


# --- Qué dicen ------------------------------------------------------------------------------------
def test_cada_cifra_de_la_carga_abre_exactamente_su_lista(client, entrar, cruce):
    entrar("equipo_pc")
    ficha = client.get(url_de("carga", cruce))
    assert {t: n for t, n, _ in ficha.context["cifras"]} == {
        "Mismo documento": 2,
        "Mismo nombre": 0,
        "Parecido": 0,
        "Sin par": 1,
    }
    for _, cuantos, url in ficha.context["cifras"]:
        assert client.get(url).context["conteo"].filas == cuantos
    assert "Se cargaron 3 de 4 filas. 1 no entró." in texto(ficha)
    assert "Ley 29733" in texto(ficha)


def test_por_decidir_en_la_entrada_y_en_hoy_es_lo_que_abre_su_lista(client, entrar, cruce):
    entrar("equipo_pc")
    lista = client.get(reverse("cruces:lista"))
    esperan = lista.context["tabla"].cuentas
    assert esperan == {perfil("sunat").pk: 2, perfil("licencias").pk: 1}
    for clave, cuantos in esperan.items():
        abre = client.get(reverse("cruces:registrados"), {"perfil": clave, "espera": "si"})
        assert abre.context["conteo"].filas == cuantos
    assert "SUNAT: contribuyentes: 2 coincidencias esperan decisión" in texto(client.get(reverse("cruces:hoy")))


def test_la_ficha_dice_por_que_coincide_y_que_el_umbral_no_se_dispensa(client, entrar, cruce):
    entrar("equipo_pc")
    dicho = texto(client.get(registrado(NORTE).get_absolute_url()))
    assert "100 de 100: mismo documento · mismo nombre · 1 suministro." in dicho
    assert "Ser un negocio nuevo no dispensa el umbral de 100" in dicho
    assert "Darle el alta ahora" not in dicho, "el alta manual es de la jefatura"


def test_el_html_de_un_nombre_no_se_ejecuta_ni_sus_formulas(client, entrar, cruce):
    entrar("equipo_pc")
    cruzar(registro_sunat((ruc(4), '=HYPERLINK("http://x")'), (ruc(2), "NADIE <b>CONOCIDO</b>")))
    pagina = client.get(reverse("cruces:registrados")).content.decode()
    assert "<b>CONOCIDO" not in pagina
    assert "&lt;b&gt;CONOCIDO" in pagina
    hoja = b"".join(client.get(reverse("cruces:registrados"), {"exportar": "csv"}).streaming_content).decode()
    assert not re.search(r"(^|,)\"?=", hoja, re.M)


@pytest.mark.parametrize("nombre", ["lista", "cargas", "registrados", "inspecciones", "lote"])
def test_las_mismas_consultas_con_3_filas_que_con_300(client, entrar, cruce, nombre):
    entrar("jefatura_cobranzas")
    url = reverse(f"cruces:{nombre}")
    client.get(url)

    def consultas() -> int:
        with CaptureQueriesContext(
            connection,
        ) as hechas:
            assert client.get(url).status_code == 200
        return len(hechas)

    pocas = consultas()
    cargar("padron", *(empresa(f"M{n}", ruc(n), f"MASIVA {n}") for n in range(100, 400)))
    cruzar(registro_sunat(*((ruc(n), f"MASIVA {n}") for n in range(100, 400))))
    assert consultas() == pocas <= 15


def test_la_ficha_hace_pocas_consultas(client, entrar, cruce):
    entrar("jefatura_cobranzas")
    url = registrado(NORTE).get_absolute_url()
    client.get(url)
    with CaptureQueriesContext(connection) as hechas:
        client.get(url)
    assert len(hechas) <= 15


# --- Qué hacen ------------------------------------------------------------------------------------
def subir(client, contenido: bytes, **cambios):
    datos = {
        "perfil": perfil().pk,
        "fuente": "Oficio 12",
        "base_legal": "Convenio 3",
        "obtenido_el": "2026-11-20",
        "archivo": SimpleUploadedFile("registro.txt", contenido, "text/plain"),
    }
    return client.post(reverse("cruces:cargar"), {**datos, **cambios})


def test_subir_un_registro_lo_deja_en_espera_con_su_fuente_y_base_legal(client, entrar, cruce):
    entrar("equipo_pc")
    contenido = registro_sunat((RUC, NORTE)).read_bytes()
    for falta in ("fuente", "base_legal", "obtenido_el", "perfil"):
        assert subir(client, contenido, **{falta: ""}).status_code == 422, falta
    assert subir(client, contenido, obtenido_el="2099-01-01").status_code == 422
    antes = CargaRegistro.objects.count()
    respuesta = subir(client, contenido)
    nueva = CargaRegistro.objects.order_by("-pk").first()
    assert (respuesta.status_code, respuesta["Location"]) == (302, nueva.get_absolute_url())
    assert (CargaRegistro.objects.count(), nueva.fuente, nueva.base_legal) == (antes + 1, "Oficio 12", "Convenio 3")
    assert nueva.carga.estado == "pendiente"
    assert client.get(nueva.get_absolute_url()).status_code == 200


def test_guardar_pasa_al_siguiente_de_la_lista_de_donde_vine(client, entrar, cruce):
    entrar("equipo_pc")
    origen = f"{reverse('cruces:registrados')}?perfil={perfil().pk}&espera=si"
    primero, segundo = registrado(SUR), registrado(NORTE)
    respuesta = client.post(
        f"{primero.get_absolute_url()}?de={origen.replace('&', '%26').replace('?', '%3F')}&pos=1",
        {"decision": "descartar", "motivo": "No usa agua"},
    )
    assert respuesta["Location"].startswith(segundo.get_absolute_url())
    respuesta = client.post(
        respuesta["Location"], {"decision": "incorporar", "cliente": Cliente.objects.get(numero_documento=RUC).pk}
    )
    assert respuesta["Location"] == origen, "en la última se vuelve a la lista"
    assert client.get(origen).context["conteo"].filas == 0


@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        ({}, "Elige qué se hace."),
        ({"decision": "descartar"}, "Escribe por qué se descarta"),
        ({"decision": "incorporar"}, "Elige cuál de los candidatos es."),
        ({"decision": "inspeccionar", "motivo": "x"}, "Esa decisión no cabe aquí."),
    ],
)
def test_lo_que_falta_se_dice_en_su_campo_y_nada_se_guarda(client, entrar, cruce, datos, dice):
    entrar("equipo_pc")
    respuesta = client.post(registrado(NORTE).get_absolute_url(), datos)
    assert respuesta.status_code == 422
    assert dice in texto(respuesta)
    assert registrado(NORTE).decision == Decision.PENDIENTE


def test_el_alta_manual_que_no_supera_el_umbral_se_niega_en_la_pagina(client, entrar, cruce):
    entrar("jefatura_cobranzas")
    respuesta = client.post(
        registrado(NORTE).get_absolute_url(),
        {
            "decision": "incorporar",
            "cliente": Cliente.objects.get(numero_documento=RUC).pk,
            "alta_manual": "on",
            "motivo": "Nuevo negocio",
        },
    )
    assert respuesta.status_code == 422
    assert "Aún no hay una selección aprobada" in texto(respuesta)


def test_pedir_una_inspeccion_deja_su_fila_en_la_lista(client, entrar, cruce):
    entrar("equipo_pc")
    client.post(registrado("BODEGA NUEVA").get_absolute_url(), {"decision": "inspeccionar", "motivo": "Abrió en mayo"})
    assert PedidoInspeccion.objects.get().direccion == "Jr. Lima 180"
    assert "BODEGA NUEVA" in texto(client.get(reverse("cruces:inspecciones")))


def test_decidir_juntos_va_a_lo_filtrado_o_a_lo_marcado(client, entrar, cruce):
    entrar("equipo_pc")
    lista = f"{reverse('cruces:registrados')}?perfil={perfil().pk}&par=documento"
    ir = client.post(lista, {"accion": "decidir", "alcance": "marcadas", "claves": [registrado(SUR).pk]})
    assert ir["Location"].startswith(reverse("cruces:lote"))
    assert "1 registrado espera decisión" in texto(client.get(ir["Location"]))
    ir = client.post(lista, {"accion": "decidir", "alcance": "todas"})
    respuesta = client.post(ir["Location"], {"decision": "corregir", "motivo": "Falta el giro"}, follow=True)
    assert "Pediste a Cartera corregir 2 clientes." in texto(respuesta)
    assert Solicitud.objects.get().detalle.count() == 2


def test_cartera_acepta_la_correccion_en_su_pagina_y_no_la_del_ciclo(client, entrar, cruce):
    entrar("equipo_pc")
    cliente = Cliente.objects.get(numero_documento=RUC).pk
    client.post(registrado(NORTE).get_absolute_url(), {"decision": "corregir", "cliente": cliente, "motivo": "El giro"})
    solicitud = Solicitud.objects.get()
    entrar("cartera_clientes")
    ficha = texto(client.get(solicitud.get_absolute_url()))
    assert "Aceptar 1 corrección" in ficha
    assert "El giro" in ficha
    assert client.post(reverse("ciclos:aceptar", args=[solicitud.pk])).status_code == 404
    client.post(reverse("solicitudes:aceptar_correccion", args=[solicitud.pk]))
    solicitud.refresh_from_db()
    assert solicitud.estado == "aceptada"


def test_un_registro_nuevo_se_describe_por_sus_columnas_y_se_carga(client, entrar, cruce):
    entrar("jefatura_cobranzas")
    datos = {
        "clave": "mincetur",
        "nombre": "Hospedajes",
        "tipo_documento": "RUC",
        "fuente": "MINCETUR",
        "base_legal": "Publicación oficial",
        "activo": "on",
        "columna_numero": "N° de RUC",
        "columna_nombre": "Razón Social",
    }
    malo = client.post(reverse("cruces:perfil_nuevo"), {**datos, "columna_nombre": "2024"})
    assert malo.status_code == 422
    assert "no sirve como columna" in texto(malo)
    repetida = client.post(reverse("cruces:perfil_nuevo"), {**datos, "columna_numero": "Razón social"})
    assert "ya está en otro dato" in texto(repetida)
    assert client.post(reverse("cruces:perfil_nuevo"), datos).status_code == 302
    nuevo = PerfilRegistro.objects.get(clave="mincetur")
    assert nuevo.columnas == {"numero": "n_de_ruc", "nombre": "razon_social"}
    ruta = registro_sunat(fila_sunat(RUC, NORTE))
    ruta.write_text(f"Razón Social;N° de RUC\n{NORTE};{RUC}\n")
    _, cuentas = cruzar(ruta, de="mincetur")
    assert cuentas.por_documento == 1
