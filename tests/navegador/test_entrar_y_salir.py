"""Entrar por el formulario, con el servidor y el navegador de verdad."""

from tests.fabricas.comun import CLAVE, usuario


def test_una_persona_entra_con_su_clave_y_ve_su_inicio(abrir, sin_faltas_de_accesibilidad):
    persona = usuario("jefatura_cobranzas", first_name="Rosa", last_name="Quispe")
    pagina = abrir()
    pagina.goto("/")
    assert "/cuenta/entrar/" in pagina.url
    sin_faltas_de_accesibilidad(pagina)
    pagina.locator("input[name=username]").fill(persona.username)
    pagina.locator("input[name=password]").fill(CLAVE)
    pagina.get_by_role("button", name="Entrar").click()
    pagina.wait_for_url(lambda url: "/cuenta/entrar/" not in url)
    assert pagina.locator("main").is_visible()
    sin_faltas_de_accesibilidad(pagina)


def test_con_una_clave_equivocada_se_queda_y_dice_por_que(abrir):
    persona = usuario("equipo_pc")
    pagina = abrir()
    pagina.goto("/cuenta/entrar/")
    pagina.locator("input[name=username]").fill(persona.username)
    pagina.locator("input[name=password]").fill("otra-cosa-1234")
    pagina.get_by_role("button", name="Entrar").click()
    pagina.locator("[role=alert], .invalid-feedback, .alert").first.wait_for()
    assert "/cuenta/entrar/" in pagina.url


def test_la_sesion_de_prueba_sirve_en_telefono(pagina):
    telefono = pagina("gerencia", viewport={"width": 390, "height": 800})
    telefono.goto("/")
    assert "/cuenta/entrar/" not in telefono.url
    ancho = telefono.evaluate("document.documentElement.scrollWidth")
    assert ancho <= 390
