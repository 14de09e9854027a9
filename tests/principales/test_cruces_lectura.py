"""Más de cómo llegan los registros: comprimidos, con basura, con HTML o fórmulas, y los perfiles de la oficina."""

import gzip

import pytest

from principales.cruces.models import PerfilRegistro, Registrado
from tests.fabricas.cargas import archivo, motivos
from tests.fabricas.cruces import CABECERA_LICENCIAS, CABECERA_SUNAT, cruzar, fila_sunat, registro_sunat, ruc

pytestmark = pytest.mark.django_db


def leidos() -> dict[str, str]:
    return dict(Registrado.objects.values_list("numero_documento", "nombre"))


def licencias(*lineas: str):
    return archivo("\n".join([CABECERA_LICENCIAS, *lineas]) + "\n", "licencias.csv")


def test_comprimido_tambien_se_lee():
    crudo = registro_sunat((ruc(1), "PEÑA E HIJOS")).read_bytes()
    cruzar(archivo(gzip.compress(crudo), "registro.txt.gz"))
    assert leidos() == {ruc(1): "PEÑA E HIJOS"}


@pytest.mark.parametrize("nombre", ['HOTEL "A" "B"', '"LA CASA" S.A.C.', "UNO | DOS | TRES", "DOBLE  ESPACIO"])
def test_el_nombre_queda_como_lo_escribio_la_entidad_y_la_fila_siguiente_entera(nombre):
    cruzar(registro_sunat((ruc(1), f"  {nombre} "), (ruc(2), "LA SIGUIENTE")))
    assert leidos() == {ruc(1): nombre, ruc(2): "LA SIGUIENTE"}


def test_signos_y_letras_raras_bien_escritos_no_son_dano():
    cruzar(registro_sunat((ruc(1), "¿QUÉ COMEMOS HOY?"), (ruc(2), "GARÇON À LA CARTE Nº 1"), (ruc(3), "SÃO PAULO")))
    assert not Registrado.objects.filter(danado=True).exists()


def test_html_y_formulas_en_los_nombres_se_guardan_como_texto():
    nombres = {ruc(1): "<script>alert(1)</script>", ruc(2): '=HYPERLINK("http://x";"y")'}
    cruzar(registro_sunat(*nombres.items()))
    assert leidos() == nombres


@pytest.mark.parametrize("numero", ["10123456781", "15123456782", "16123456789", "17123456785", "20990000001"])
def test_se_aceptan_todos_los_prefijos_de_ruc_con_puntos_o_espacios(numero):
    _, cuentas = cruzar(registro_sunat((f" {numero[:2]}.{numero[2:10]}-{numero[10]} ", "ALGUIEN")))
    assert cuentas.rechazadas == 0
    assert set(leidos()) == {numero}


@pytest.mark.parametrize("cifra", range(10))
def test_de_los_diez_digitos_posibles_solo_uno_entra(cifra):
    numero = f"2099000000{cifra}"
    _, cuentas = cruzar(registro_sunat((numero, "ALGUIEN")))
    assert cuentas.rechazadas == (cifra != 1)


def test_en_las_licencias_las_comillas_encierran_y_el_documento_puede_faltar_o_ser_dni():
    carga, _ = cruzar(
        licencias(
            f'{ruc(1)},"BAR, CAFÉ Y MÁS","Jr. Lima 1, int. B",Tumbes,Bar,01/07/2026,L1',
            "12345678,ROSA PEÑA,Jr. Lima 2,Tumbes,Bodega,01/07/2026,L2",
            ",JOSÉ ÑATO,Jr. Lima 3,Tumbes,Bodega,01/07/2026,L3",
            "123,MAL DOCUMENTO,Jr. Lima 4,Tumbes,Bodega,01/07/2026,L4",
        ),
        de="licencias",
    )
    assert set(Registrado.objects.values_list("nombre", "tipo_documento", "clave")) == {
        ("BAR, CAFÉ Y MÁS", "RUC", f"RUC:{ruc(1)}"),
        ("ROSA PEÑA", "DNI", "DNI:12345678"),
        ("JOSÉ ÑATO", "", "N:JOSE NATO"),
    }
    assert list(motivos(carga)) == [5]


def test_un_negocio_con_dos_locales_son_dos_filas():
    lineas = [f"{ruc(1)},BAR,{calle},Tumbes,Bar,01/07/2026,L1" for calle in ("Jr. Lima 1", "Jr. Tacna 9")]
    cruzar(licencias(*lineas), de="licencias")
    assert set(Registrado.objects.values_list("direccion", flat=True)) == {"Jr. Lima 1", "Jr. Tacna 9"}


def test_un_perfil_hecho_en_la_oficina_sirve_como_los_que_vienen():
    PerfilRegistro.objects.create(
        clave="notarios",
        nombre="Colegio de notarios",
        columnas={"numero": "dni", "nombre": "apellidos_y_nombres", "direccion": "oficina"},
        tipo_documento="DNI",
        fuente="Colegio de notarios",
        base_legal="Ley 29733, art. 14",
    )
    texto = "DNI;Apellidos y Nombres;Oficina\n12345678;PEÑA RUIZ ROSA;Jr. Lima 1\n1234567;CORTO;Jr. Lima 2\n"
    _, cuentas = cruzar(archivo(texto.encode("latin-1"), "notarios.csv"), de="notarios")
    assert leidos() == {"12345678": "PEÑA RUIZ ROSA"}
    assert cuentas.rechazadas == 1


def test_un_uno_por_ciento_de_basura_se_lista_y_el_resto_entra():
    basura = ("x|y", "20990000028|DIGITO MALO|01/07/2026|1|", "NADA|NADA|NADA|NADA|", '"""|"|"|"|', "|SIN RUC|||")
    filas = [basura[n // 100 % 5] if n % 100 == 7 else fila_sunat(ruc(n), f"NEGOCIO Ñ {n}") for n in range(6_000)]
    carga, cuentas = cruzar(registro_sunat(*filas))
    assert (cuentas.filas, cuentas.rechazadas, carga.nuevas) == (6_000, 60, 5_940)
    # La cabecera es la línea 1.
    assert sorted(motivos(carga)) == list(range(9, 6_002, 100))
    assert all(motivo for _, motivo in motivos(carga).values())


def test_una_linea_sin_nada_no_cuenta_como_fila():
    texto = "\r".join([CABECERA_SUNAT, "", "|||", fila_sunat(ruc(1), "UNO"), "", ""])
    _, cuentas = cruzar(archivo(texto.encode("latin-1"), "registro.txt"))
    assert (cuentas.filas, cuentas.rechazadas) == (1, 0)
