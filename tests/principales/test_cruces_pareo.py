"""Un registro como lo da la entidad se lee entero, y cada fila dice con quién del padrón coincide y por qué."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import transaction

from config.comun.carga.choices import EstadoCarga
from config.comun.carga.models import Carga
from principales.cruces import services, tasks
from principales.cruces.choices import Decision, Par
from principales.cruces.models import CargaRegistro, Registrado
from tests.fabricas.cargas import (
    AHORA,
    HOY,
    OTRO_RUC,
    RUC,
    archivo,
    cargar,
    empresa,
    fila_padron,
    motivos,
    sin_documento,
)
from tests.fabricas.cruces import CABECERA_SUNAT, cruzar, licencias, registrado, registro_sunat, ruc

pytestmark = pytest.mark.django_db
EN_LA_MANZANA = "Sector 04 Mz 051 Lt"


@pytest.fixture
def padron():
    """Una empresa, una botica sin documento y tres casas en una manzana."""
    cargar(
        "padron",
        empresa("S1", RUC, "Pesquera Ñandú S.A.C."),
        sin_documento("S2", "BOTICA SAN MARTIN"),
        *(
            fila_padron(f"C{n}", numero_documento=f"4000000{n}", direccion=f"{EN_LA_MANZANA} {n}", localidad="Tumbes",
                        razon_social=f"VECINO NUMERO {n}")
            for n in (1, 2, 3)
        ),
    )  # fmt: skip


def candidatos(nombre: str) -> list[tuple[str, int, list[str]]]:
    return [(str(c.cliente), c.puntaje, c.razones) for c in registrado(nombre).candidatos.select_related("cliente")]


# --- Lectura --------------------------------------------------------------------------------------
def test_se_leen_barras_comillas_y_tabuladores_dentro_de_los_nombres(padron):
    carga, cuentas = cruzar(
        registro_sunat(
            (RUC, "PESQUERA ÑANDÚ S.A.C."),
            (ruc(1), 'COMERCIAL "EL SOL" S.A.'),
            (ruc(2), '"LA COMILLA QUE NO CIERRA'),
            (ruc(3), "HOTEL | RESTAURANTE\tEL MAR"),
            f"{ruc(4)}|SIN BARRA FINAL|01/06/2002|R-1",
        )
    )
    assert (carga.estado, cuentas.filas, cuentas.rechazadas) == (EstadoCarga.HECHA, 5, 0)
    assert set(Registrado.objects.values_list("nombre", flat=True)) == {
        "PESQUERA ÑANDÚ S.A.C.",
        'COMERCIAL "EL SOL" S.A.',
        '"LA COMILLA QUE NO CIERRA',
        "HOTEL | RESTAURANTE EL MAR",
        "SIN BARRA FINAL",
    }
    assert registrado("HOTEL | RESTAURANTE EL MAR").desde == dt.date(2002, 6, 1)


@pytest.mark.parametrize("fin", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("codigo", ["latin-1", "utf-8", "utf-8-sig", "utf-16"])
def test_da_lo_mismo_la_codificacion_y_el_fin_de_linea(padron, fin, codigo):
    _, cuentas = cruzar(registro_sunat((RUC, "PESQUERA ÑANDÚ S.A.C."), (ruc(1), "OTRO AÑEJO"), fin=fin, codigo=codigo))
    assert (cuentas.filas, cuentas.por_documento, cuentas.sin_par) == (2, 1, 1)
    assert Registrado.objects.filter(nombre="OTRO AÑEJO").exists()


def test_cada_fila_mala_queda_en_la_bandeja_con_su_linea_y_su_motivo_y_las_demas_entran(padron):
    carga, cuentas = cruzar(
        registro_sunat(
            (RUC, "PESQUERA"),
            ("20123456789", "DIGITO MALO"),
            ("2012345678", "CORTO"),
            ("hola", "LETRAS"),
            "solo esto",
            (ruc(1), ""),
            (ruc(2), "FECHA MALA", "41/01/2001"),
            (ruc(3), "..--.."),
            (RUC, "PESQUERA OTRA VEZ"),
            ("18123456789", "PREFIJO MALO"),
        )
    )
    dichos = motivos(carga)
    assert (cuentas.filas, cuentas.rechazadas, cuentas.por_documento) == (10, 9, 1)
    assert dichos[3] == ("ruc", "El último número del RUC no corresponde a los demás. Revísalo. Dice «20123456789».")
    assert dichos[4][1].startswith("El RUC tiene 11 números y este tiene 10.")
    assert dichos[5][1].startswith("El RUC lleva solo números.")
    assert dichos[6][1] == "La fila tiene 1 columnas y deben ser 5. Revisa los separadores."
    assert dichos[7] == ("nombre_razon", "Falta «nombre_razon». Complétalo.")
    assert dichos[8][0] == "a_partir_del"
    assert dichos[9][1].startswith("El nombre no tiene letras ni números.")
    assert dichos[10] == ("ruc", "Repite «ruc» de la línea 2. Deja una sola fila.")
    assert dichos[11][1].startswith("El RUC empieza con 10, 15, 16, 17 o 20.")


@pytest.mark.parametrize("nombre", ["COMPA?IA DE LIMA", "PE\x81A SA", "NIÃ\x91O SAC", "CORTA\x00DA SA"])
def test_un_nombre_con_letras_danadas_entra_y_se_dice(padron, nombre):
    carga, cuentas = cruzar(registro_sunat((ruc(1), nombre), (RUC, "PESQUERA ÑANDÚ")))
    assert cuentas.rechazadas == 0
    assert Registrado.objects.get(danado=True).numero_documento == ruc(1)
    assert carga.avisos == ["1 nombre trae letras dañadas: entró, y se lista con el filtro «Nombre dañado»."]


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "El archivo está vacío: tiene 0 bytes."),
        (b"\x89PNG\r\n\x1a\n", "El archivo no es una tabla"),
        (b"nombre|otro|\rX|1|\r", "El archivo no parece una tabla"),
        (b"Ruc|A partir del|\r20990000001|01/01/2001|\r", "falta la columna «nombre_razon»"),
    ],
)
def test_un_archivo_que_no_es_el_registro_no_carga_nada_y_dice_por_que(contenido, dice):
    carga, _ = cruzar(archivo(contenido, "registro.txt"))
    assert carga.estado == EstadoCarga.RECHAZADA
    assert dice in carga.error
    assert not Registrado.objects.exists()


# --- Con quién coincide ---------------------------------------------------------------------------
def test_el_documento_manda_luego_el_nombre_y_luego_lo_parecido(padron):
    _, cuentas = cruzar(
        registro_sunat(
            (RUC, "OTRA RAZÓN SOCIAL"),
            (ruc(1), "PESQUERA NANDU SAC"),
            (ruc(2), "PESQERA ÑANDÚ S.A.C."),
            (ruc(3), "NADIE CONOCIDO EIRL"),
        )
    )
    assert (cuentas.por_documento, cuentas.por_nombre, cuentas.por_parecido, cuentas.sin_par) == (1, 1, 1, 1)
    assert candidatos("OTRA RAZÓN SOCIAL") == [
        ("Pesquera Ñandú S.A.C.", 90, ["mismo documento", "otro nombre: «Pesquera Ñandú S.A.C.»", "1 suministro"])
    ]
    assert candidatos("PESQUERA NANDU SAC") == [
        ("Pesquera Ñandú S.A.C.", 80, [f"mismo nombre, otro documento: RUC {RUC}", "1 suministro"])
    ]
    [(_, puntaje, razones)] = candidatos("PESQERA ÑANDÚ S.A.C.")
    assert puntaje < 80
    assert razones[0].startswith("nombre parecido (")
    assert candidatos("NADIE CONOCIDO EIRL") == []


def test_un_dni_y_el_ruc_10_de_esa_persona_son_el_mismo_documento():
    cargar("padron", fila_padron("S1", numero_documento="12345678", razon_social="ROSA DIAZ"))
    _, cuentas = cruzar(registro_sunat(("10123456781", "DIAZ ROSA")))
    assert cuentas.por_documento == 1


def test_un_cliente_sin_ningun_suministro_no_cuenta_y_el_de_baja_lo_dice():
    cargar("padron", empresa("S1", RUC, "CERRADA SAC", estado="BAJA"))
    _, cuentas = cruzar(registro_sunat((RUC, "CERRADA SAC")))
    assert cuentas.por_documento == 1
    assert candidatos("CERRADA SAC")[0][2][-1] == "todos sus suministros están de baja"


def test_como_mucho_tres_candidatos_y_el_mejor_primero(padron):
    cargar("padron", *(sin_documento(f"S{n}", f"FERRETERIA ZUMBA {n}{n}") for n in range(5, 10)))
    cruzar(registro_sunat((ruc(1), "FERRETERIA ZUMBA 55X")))
    hallados = candidatos("FERRETERIA ZUMBA 55X")
    assert len(hallados) == 3
    assert [p for _, p, _ in hallados] == sorted((p for _, p, _ in hallados), reverse=True)


def test_por_su_direccion_se_halla_el_suministro_y_se_cuentan_los_de_la_manzana(padron):
    cruzar(
        licencias(
            (ruc(1), "BODEGA NUEVA", "SECTOR 4 MZA. 51 LOTE 02", "TUMBES"),
            (ruc(2), "BODEGA SIN MEDIDOR", "Sector 04 Mz 51 Lt 99", "Tumbes"),
            (ruc(3), "BODEGA DE LEJOS", "Av. Arequipa 100", "Lima"),
        ),
        de="licencias",
    )
    [(quien, _, razones)] = [c for c in candidatos("BODEGA NUEVA") if "C2" in " ".join(c[2])]
    assert quien == "VECINO NUMERO 2"
    assert "su dirección es la del suministro C2" in razones
    sola = registrado("BODEGA SIN MEDIDOR")
    assert (sola.par, sola.vecinos, sola.es_local, sola.zona.codigo) == (Par.NINGUNO, 3, True, "NORTE")
    lejos = registrado("BODEGA DE LEJOS")
    assert (lejos.par, lejos.es_local, lejos.zona) == (Par.NINGUNO, False, None)
    esperan = Registrado.objects.por_decidir(HOY).order_by("nombre")
    assert list(esperan.values_list("nombre", flat=True)) == [
        "BODEGA NUEVA",
        "BODEGA SIN MEDIDOR",
    ], "por quien es de otra localidad no se pregunta"


def test_sin_tiempo_lo_que_falta_se_cuenta_y_sigue_en_segundo_plano(padron):
    ruta = registro_sunat((RUC, "PESQUERA"), (ruc(2), "PESQERA ÑANDÚ S.A.C."), (ruc(3), "NADIE"))
    carga, cuentas = cruzar(ruta, segundos=0)
    assert (cuentas.por_documento, cuentas.sin_comparar, cuentas.filas) == (1, 2, 3)
    tasks.comparar_pendientes()
    despues = services.selectors.contar(carga=carga)
    assert (despues.por_parecido, despues.sin_par, despues.sin_comparar, despues.filas) == (1, 1, 0, 3)
    assert CargaRegistro.objects.get(pk=carga.pk).comparada_en is not None


# --- Otra vez -------------------------------------------------------------------------------------
def test_cargarlo_otra_vez_no_cambia_nada_ni_vuelve_a_preguntar_por_lo_decidido(padron):
    ruta = registro_sunat((RUC, "PESQUERA"), (ruc(1), "PESQUERA NANDU SAC"), (ruc(2), "PESQERA ÑANDÚ S.A.C."))
    cruzar(ruta)
    Registrado.objects.update(
        decision=Decision.DESCARTAR, motivo="No es de aquí", decidido_por=_alguien(), decidido_en=AHORA
    )
    carga, cuentas = cruzar(ruta, ahora=AHORA + dt.timedelta(days=30))
    assert (carga.iguales, carga.nuevas, carga.cambiadas) == (3, 0, 0)
    assert (cuentas.por_documento, cuentas.por_nombre, cuentas.por_parecido) == (1, 1, 1)
    assert set(Registrado.objects.values_list("decision", "motivo")) == {(Decision.DESCARTAR, "No es de aquí")}
    assert not Registrado.objects.por_decidir(HOY).exists()


def test_al_cargarlo_otra_vez_solo_se_pregunta_por_lo_nuevo_y_lo_que_cambio(padron):
    cruzar(registro_sunat((RUC, "PESQUERA"), (ruc(1), "PESQUERA NANDU SAC")))
    Registrado.objects.update(decision=Decision.DESCARTAR, motivo="x", decidido_por=_alguien(), decidido_en=AHORA)
    carga, _ = cruzar(
        registro_sunat(
            (RUC, "PESQUERA", "15/08/2020"), (ruc(1), "pesquera nandu s.a.c."), (ruc(5), "BOTICA SAN MARTIN")
        )
    )
    assert (carga.nuevas, carga.cambiadas, carga.iguales) == (1, 1, 1)
    esperan = Registrado.objects.por_decidir(HOY)
    assert set(esperan.values_list("numero_documento", "cambio")) == {
        (RUC, "fecha, antes 01/06/2002"),
        (ruc(5), ""),
    }


def test_lo_que_ya_no_viene_en_el_registro_no_se_pregunta(padron):
    cruzar(registro_sunat((RUC, "PESQUERA"), (ruc(1), "BOTICA SAN MARTIN")))
    cruzar(registro_sunat((RUC, "PESQUERA")))
    assert list(Registrado.objects.por_decidir(HOY).values_list("numero_documento", flat=True)) == [RUC]


def test_un_padron_nuevo_hace_comparar_otra_vez_lo_que_no_tenia_par(padron):
    ruta = registro_sunat((ruc(1), "MOLINERA DEL NORTE SA"))
    _, cuentas = cruzar(ruta)
    assert cuentas.sin_par == 1
    cargar("padron", empresa("S9", OTRO_RUC, "MOLINERA DEL NORT SA"))
    Carga.objects.filter(tipo="padron").update(terminada_en=AHORA + dt.timedelta(hours=1))
    _, cuentas = cruzar(ruta, ahora=AHORA + dt.timedelta(days=1))
    assert cuentas.por_parecido == 1


def test_una_fila_corregida_en_la_bandeja_entra_y_se_compara_sola(padron):
    carga, _ = cruzar(registro_sunat((RUC, "PESQUERA"), ("20123456789", "PESQERA ÑANDÚ S.A.C.")))
    services.cargas.corregir(carga=carga, valores={3: {"ruc": ruc(7)}}, hoy=HOY, ahora=AHORA, por=None)
    tasks.comparar_pendientes()
    carga.refresh_from_db()
    cuentas = services.selectors.contar(carga=carga)
    assert (cuentas.filas, cuentas.rechazadas, cuentas.por_documento, cuentas.por_parecido) == (2, 0, 1, 1)


# --- La línea de comandos -------------------------------------------------------------------------
def test_el_comando_imprime_un_objeto_con_todas_las_cuentas_y_nada_mas(padron, capsys):
    ruta = registro_sunat((RUC, "PESQUERA"), (ruc(1), "BOTICA SAN MARTIN"), (ruc(3), "NADIE"))
    call_command("cruzar", str(ruta), perfil="sunat", en_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "filas": 3,
        "rechazadas": 0,
        "por_documento": 1,
        "por_nombre": 1,
        "por_parecido": 0,
        "sin_par": 1,
        "sin_comparar": 0,
    }


def test_el_comando_sale_con_3_si_hay_filas_por_corregir_y_con_2_si_no_entro_nada(padron, tmp_path):
    with pytest.raises(SystemExit) as salida:
        call_command("cruzar", str(registro_sunat((RUC, "PESQUERA"), ("1", "MALA"))), perfil="sunat")
    assert salida.value.code == 3
    vacio = tmp_path / "vacio.txt"
    vacio.write_text(CABECERA_SUNAT)
    for malo in ({"perfil": "otro"}, {"ruta": str(tmp_path / "no_esta.txt")}):
        argumentos = {"perfil": "sunat", "ruta": str(vacio), **malo}
        with pytest.raises(Exception, match=r"No (hay|existe)") as error, transaction.atomic():
            call_command("cruzar", argumentos.pop("ruta"), **argumentos)
        assert error.value.returncode == 2


def test_cada_carga_guarda_su_fuente_y_su_base_legal(padron):
    ruta = registro_sunat((RUC, "PESQUERA"))
    call_command("cruzar", str(ruta), perfil="sunat", fuente="Oficio 12-2026", base_legal="Convenio 3")
    call_command("cruzar", str(ruta), perfil="sunat")
    primera, segunda = CargaRegistro.objects.order_by("pk")
    assert (primera.fuente, primera.base_legal) == ("Oficio 12-2026", "Convenio 3")
    assert segunda.fuente == "SUNAT, padrones publicados en su portal"
    assert "29733" in segunda.base_legal


def _alguien():
    from tests.fabricas.comun import usuario

    return usuario("equipo_pc")
