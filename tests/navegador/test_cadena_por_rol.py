"""Un mes de trabajo entero, cada parte con el rol que la hace: del archivo de facturación al informe en el buzón."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from cartera.generador.services import Encargo, escribir, meses_hasta
from config.comun.calendario.periodo import Periodo
from config.comun.correo.tasks import enviar_pendientes
from reportes.cierres.models import Cierre
from reportes.informes.models import Informe
from reportes.informes.tasks import emitir_pendientes
from tests.fabricas.comun import usuario
from tests.procesos import esperar

PLAZO = 60_000  # milisegundos: dos núcleos y un worker de verdad
HOY = dt.date.today()
PASADO = Periodo.de_fecha(HOY).anterior()  # el mes que se cierra
MEDIDO = PASADO.anterior()  # el mes cuyo consumo se mide


@pytest.fixture
def archivos(tmp_path):
    """Los cuatro archivos de una empresa inventada que termina hoy."""
    periodos = meses_hasta(hasta=PASADO.inicio, meses=8)
    escribir(encargo=Encargo(suministros=400, semilla=7, periodos=periodos, al=HOY), salida=tmp_path)
    return tmp_path


@pytest.fixture
def persona(pagina):
    """Página con la sesión de una persona con nombre y un solo rol."""

    def entrar(rol: str):
        hoja = pagina(de=usuario(rol, first_name=rol.replace("_", " ").title()))
        hoja.set_default_timeout(PLAZO)
        return hoja

    return entrar


def numero(texto: str) -> int:
    return int(re.sub(r"\D", "", texto))


def poner_destinatario(admin) -> None:
    admin.goto("/parametros/empresa/")
    admin.get_by_label("reciben el informe").fill("gerencia@eps.example")
    admin.get_by_role("button", name=re.compile("Guardar")).click()
    expect(admin.locator("main")).to_contain_text("gerencia@eps.example", timeout=PLAZO)


def cargar(cartera, tipo: str, carpeta) -> None:
    cartera.goto(f"/cargas/nueva/?tipo={tipo}")
    cartera.locator("input[type=file]").set_input_files(carpeta / f"{tipo}.csv.gz")
    cartera.get_by_role("button", name="Cargar el archivo").click()
    # El progreso llega solo: la página se actualiza sin recargarla.
    expect(cartera.locator("main .badge", has_text="cargada")).to_be_visible(timeout=PLAZO)


def aprobar_la_seleccion(jefa) -> str:
    jefa.goto("/seleccion/proponer/")
    jefa.get_by_label("Mes de consumo").select_option(str(MEDIDO))
    jefa.get_by_role("button", name="Proponer altas y bajas").click()
    jefa.get_by_role("link", name=re.compile("Revisar y aprobar")).click()
    jefa.get_by_role("button", name=re.compile(r"^Aprobar .*alta")).click()
    expect(jefa.locator("main")).to_contain_text(re.compile(r"C6-\d{4}-\d{3}"), timeout=PLAZO)
    return re.search(r"C6-\d{4}-\d{3}", jefa.locator("main").inner_text())[0]


def aceptar_en_cartera(cartera, solicitud: str) -> None:
    cartera.goto("/")
    cartera.get_by_role("link", name=f"Responder {solicitud}").click()
    cartera.get_by_role("link", name=re.compile("Aceptar")).click()
    cartera.get_by_role("button", name=re.compile("Aceptar")).click()
    expect(cartera.locator("main")).to_contain_text(re.compile("acept", re.I), timeout=PLAZO)


def controlar(equipo) -> None:
    equipo.goto("/control/barrer/")
    equipo.get_by_label(re.compile("Día|Fecha")).first.fill(HOY.isoformat())
    equipo.get_by_role("button", name="Controlar las cuentas").click()
    esperar(lambda: "Controlado el" in _texto(equipo, f"/control/?al={HOY.isoformat()}"), que="el control del día")


def _texto(hoja, ruta: str) -> str:
    hoja.goto(ruta)
    return hoja.locator("main").inner_text()


def test_un_mes_de_trabajo_pasa_por_cada_rol(archivos, persona, worker, smtp, sin_faltas_de_accesibilidad):
    admin, cartera, jefa = persona("administracion"), persona("cartera_clientes"), persona("jefatura_cobranzas")
    poner_destinatario(admin)

    for tipo in ("padron", "consumos", "recibos", "pagos"):
        cargar(cartera, tipo, archivos)
    sin_faltas_de_accesibilidad(cartera)

    solicitud = aprobar_la_seleccion(jefa)
    aceptar_en_cartera(cartera, solicitud)

    equipo = persona("equipo_pc")
    controlar(equipo)
    sin_faltas_de_accesibilidad(equipo)

    # La jefa cierra el mes y cada cifra abre su lista con esa cantidad.
    jefa.goto("/cierres/cerrar/")
    jefa.get_by_label("Mes").fill(str(PASADO))
    jefa.get_by_role("button", name="Cerrar el mes").click()
    expect(jefa.get_by_role("heading", name=f"Cierre de {PASADO.nombre}")).to_be_visible(timeout=PLAZO)
    cierre = Cierre.objects.get(periodo=PASADO.inicio)
    tarjeta = jefa.locator(".card", has=jefa.get_by_role("heading", name="Eficiencia de la gestión"))
    numerador = tarjeta.get_by_role("link").first
    assert numero(numerador.inner_text()) == cierre.sin_deuda > 0
    numerador.click()
    expect(jefa.locator("#lista")).to_contain_text(re.compile(rf"\b{cierre.sin_deuda:,} clientes?"), timeout=PLAZO)
    jefa.goto("/tablero/")
    expect(jefa.locator("main")).to_contain_text(f"{cierre.principales:,}")
    sin_faltas_de_accesibilidad(jefa)

    # Lo que beat dispara cada minuto: el informe y el correo.
    emitir_pendientes.delay()
    esperar(Informe.objects.filter(cierre=cierre).exists, que="el informe")
    enviar_pendientes.delay()
    esperar(lambda: smtp.mensajes, que="el correo")
    assert smtp.mensajes[0]["To"] == "gerencia@eps.example"

    gerencia = persona("gerencia")
    gerencia.goto("/informes/")
    expect(gerencia.get_by_role("link", name=PASADO.nombre)).to_be_visible(timeout=PLAZO)
    pdf = gerencia.request.get(f"/informes/{PASADO}.pdf")
    assert pdf.body()[:5] == b"%PDF-"

    # Auditoría ve quién aprobó y no puede hacer nada.
    auditoria = persona("auditoria")
    auditoria.goto("/auditoria/")
    expect(auditoria.locator("main")).to_contain_text("Jefatura Cobranzas", timeout=PLAZO)
    assert auditoria.request.get("/cierres/cerrar/").status == 403
