"""Cargar el directorio: CSV a la bandeja, lo que ya estaba se completa y las tarjetas .vcf no hacen daño."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.comun.carga.models import Carga
from config.comun.carga.tipos import ArchivoMalo
from principales.directorio import tarjetas
from principales.directorio.models import Contacto, MedioContacto, Recepcion
from tests.fabricas.cargas import archivo, cargar, cargar_ruta, motivos, totales
from tests.fabricas.comun import usuario
from tests.fabricas.directorio import cliente_con_zona, contacto, medio

pytestmark = pytest.mark.django_db


def fila(de, nombre="Ana Ruiz", **cambios):
    suministro = de.suministros.get().codigo
    return {"suministro": suministro, "nombre": nombre, "telefonos": "987 654 321", **cambios}


def test_una_persona_por_fila_con_varios_medios_y_lo_que_recibe():
    de = cliente_con_zona("HOTEL COSTA")
    carga = cargar(
        "directorio",
        fila(
            de,
            rol="Gerencia",
            telefonos="987 654 321; 072 524455 anexo 3",
            correos="ana@h.pe;PAGOS@h.pe",
            recibe="Recibos; Campañas",
            acepta_campanas="SI",
            tipo_documento="DNI",
            documento="1234-5678",
        ),
    )
    assert totales(carga) == (1, 0, 0, 0)
    ana = Contacto.objects.get()
    assert (ana.cliente, ana.rol, ana.documento) == (de, "gerencia", "12345678")
    assert set(ana.medios.values_list("valor", "anexo", "fuente", "consiente_campanas")) == {
        ("+51987654321", "", "carga", True),
        ("+5172524455", "3", "carga", True),
        ("ana@h.pe", "", "carga", True),
        ("pagos@h.pe", "", "carga", True),
    }
    assert set(Recepcion.objects.values_list("asunto", flat=True)) == {"recibo", "campanas"}


def test_repetir_la_carga_no_cambia_nada_y_lo_nuevo_se_anade_sin_borrar():
    de = cliente_con_zona()
    cargar("directorio", fila(de, cargo="Tesorera", correos="ana@h.pe"))
    assert totales(cargar("directorio", fila(de, cargo="Tesorera", correos="ana@h.pe"))) == (0, 0, 1, 0)
    assert totales(cargar("directorio", fila(de, "ANA RUÍZ", telefonos="943 111 222"))) == (0, 1, 0, 0)
    ana = Contacto.objects.get()
    assert (ana.nombre, ana.cargo, ana.medios.count()) == ("Ana Ruiz", "Tesorera", 3)


def test_lo_que_una_persona_pidio_no_lo_revive_un_archivo():
    de = cliente_con_zona()
    ana = contacto(de, "Ana Ruiz", "ana@h.pe")
    MedioContacto.objects.update(estado="opuesto", motivo_estado="Lo pidió")
    cargar("directorio", fila(de, telefonos="", correos="ana@h.pe", acepta_campanas="SI"))
    assert (medio(ana).estado, medio(ana).consiente_campanas) == ("opuesto", False)


def test_las_filas_que_no_se_entienden_esperan_en_la_bandeja_con_su_motivo():
    de = cliente_con_zona("HOTEL COSTA")
    cliente_con_zona("HOTEL COSTA")
    carga = cargar(
        "directorio",
        fila(de, "Buena"),
        fila(de, "Mala", telefonos="284455"),
        fila(de, "Hostil", telefonos="", correos='"x@y.pe\nBcc: z@z.pe"'),
        fila(de, "Sin medio", telefonos=""),
        {"cliente": "HOTEL COSTA", "nombre": "Dos hoteles", "telefonos": "987654321"},
        {"documento_cliente": "20111111111", "nombre": "Nadie", "telefonos": "987654321"},
        fila(de, "Buena", telefonos="943111222"),
        fila(de, "Rara", recibe="facturas"),
        fila(de, "Con tipo", tipo_documento="DNI", documento="123"),
    )
    assert totales(carga) == (1, 0, 0, 8)
    dichos = " ".join(motivo for _, motivo in motivos(carga).values())
    for trozo in (
        "le falta el código de la ciudad", "un solo correo", "Falta por dónde", "Hay 2 clientes con ese nombre",
        "No hay en el padrón", "está en la línea", "Escribe recibo, cobranza", "El DNI tiene 8 números",
    ):  # fmt: skip
        assert trozo in dichos


def test_quien_carga_solo_toca_a_los_clientes_de_sus_zonas():
    norte, sur = cliente_con_zona(en="NORTE"), cliente_con_zona(en="SUR")
    carga = cargar("directorio", fila(norte), fila(sur), por=usuario("equipo_pc", zonas=["NORTE"]))
    assert totales(carga) == (1, 0, 0, 1)
    assert list(Contacto.objects.values_list("cliente", flat=True)) == [norte.pk]


def test_pasado_el_tope_no_entra_ninguna(monkeypatch):
    de = cliente_con_zona()
    monkeypatch.setattr("principales.directorio.importacion.valor", lambda clave, al: 2)
    carga = cargar("directorio", *(fila(de, f"Ana {n}") for n in range(3)))
    assert totales(carga) == (0, 0, 0, 3)
    assert "el máximo es 2" in next(iter(motivos(carga).values()))[1]


def test_una_formula_entra_como_texto_y_sale_neutralizada(client):
    de = cliente_con_zona()
    cargar("directorio", fila(de, "=HYPERLINK(1)", nota="<b>x</b>"))
    client.force_login(usuario("equipo_pc"))
    texto = b"".join(client.get(reverse("directorio:lista"), {"exportar": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in texto
    assert "<b>x" not in client.get(Contacto.objects.get().get_absolute_url()).content.decode()


VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{nombre}\r\nORG:{org}\r\nTITLE:Tesorera\r\n"
    "TEL;TYPE=CELL:{tel}\r\nEMAIL:ana@h.pe\r\n{mas}END:VCARD\r\n"
)


def tarjeta(nombre="Ana Ruiz", org="HOTEL COSTA", tel="987654321", mas="") -> str:
    return VCARD.format(nombre=nombre, org=org, tel=tel, mas=mas)


def test_las_tarjetas_descargadas_se_vuelven_a_cargar_y_son_la_misma_persona(client):
    de = cliente_con_zona("HOTEL COSTA")
    contacto(de, "Ana Ruiz Peña", "987 654 321", "072 524455 anexo 12", "ana@h.pe")
    client.force_login(usuario("equipo_pc"))
    bajado = b"".join(client.get(reverse("directorio:lista"), {"exportar": "vcf"}).streaming_content)
    assert b"Pe\xc3\xb1a" in bajado
    carga = cargar_ruta("directorio", archivo(tarjetas.a_csv(bajado)))
    assert totales(carga) == (0, 0, 1, 0)


def test_una_tarjeta_rota_o_pesada_va_a_la_bandeja_y_las_demas_entran():
    cliente_con_zona("HOTEL COSTA")
    foto = "PHOTO;ENCODING=b:" + "A" * 70 + "\r\n" + (" " + "A" * 70 + "\r\n") * 2000
    datos = (
        tarjeta("Ana", mas=foto)
        + "BEGIN:VCARD\r\nTEL:1\r\n"
        + tarjeta("Luz")
        + tarjeta("Eva", mas="NOTE:" + "x" * 70_000 + "\r\n")
    )
    carga = cargar_ruta("directorio", archivo(tarjetas.a_csv(datos.encode())))
    assert totales(carga) == (2, 0, 0, 2)
    assert set(Contacto.objects.values_list("nombre", flat=True)) == {"Ana", "Luz"}


@pytest.mark.parametrize(
    "bomba",
    [
        b"", b"hola", b"\x00" * 1000, b"A" * (tarjetas.TOPE_BYTES + 1),
        b"BEGIN:VCARD\nEND:VCARD\n" * (tarjetas.TOPE + 1),
    ],
)  # fmt: skip
def test_un_archivo_de_tarjetas_sin_tarjetas_o_desmedido_se_rechaza_entero(bomba):
    with pytest.raises(ArchivoMalo):
        tarjetas.a_csv(bomba)


def test_miles_de_comienzos_sin_final_no_cuelgan_la_lectura():
    with pytest.raises(ArchivoMalo, match="más de"):
        tarjetas.a_csv(b"BEGIN:VCARD\n" * 400_000)


def test_desde_la_pagina_un_vcf_llega_a_la_bandeja_y_solo_lo_ve_quien_puede_cargarlo(
    client, django_capture_on_commit_callbacks
):
    cliente_con_zona("HOTEL COSTA")
    client.force_login(usuario("equipo_pc"))
    subido = SimpleUploadedFile("mis contactos.vcf", tarjeta().encode(), "text/vcard")
    respuesta = client.post(reverse("directorio:cargar"), {"archivo": subido})
    carga = Carga.objects.get()
    assert respuesta.url == carga.get_absolute_url()
    assert client.get(carga.get_absolute_url()).status_code == 200
    client.force_login(usuario("cartera_clientes"))
    assert client.get(carga.get_absolute_url()).status_code == 404
    assert carga.nombre not in client.get(reverse("carga:lista")).content.decode()


def test_un_vcf_malo_dice_que_pasa_y_no_carga_nada(client):
    client.force_login(usuario("equipo_pc"))
    subido = SimpleUploadedFile("x.vcf", b"esto no es", "text/vcard")
    respuesta = client.post(reverse("directorio:cargar"), {"archivo": subido})
    assert respuesta.status_code == 422
    assert "no tiene tarjetas" in respuesta.content.decode()
    assert not Carga.objects.exists()
