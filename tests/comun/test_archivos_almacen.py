"""Almacén de documentos: por huella, entero o nada, y servido sin sorpresas."""

import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from config.comun.archivos import services
from config.comun.archivos.models import Archivo

pytestmark = pytest.mark.django_db


def guardar(contenido=b"hola", **campos):
    return services.guardar(**{"nombre": "a.txt", "contenido": contenido, "tipo_mime": "text/plain", **campos})


def en_disco():
    return [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]


@pytest.fixture(autouse=True)
def _almacen(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.mark.parametrize(
    "fuente", [b"hola", BytesIO(b"hola"), SimpleUploadedFile("x", b"hola")], ids=["bytes", "archivo", "subido"]
)
def test_guarda_por_huella_y_lee_lo_mismo(fuente):
    archivo = guardar(fuente)
    assert archivo.sha256 == hashlib.sha256(b"hola").hexdigest()
    assert archivo.tamano == 4
    assert archivo.ruta == f"{archivo.sha256[:2]}/{archivo.sha256[2:4]}/{archivo.sha256}"
    with services.abrir(archivo) as contenido:
        assert contenido.read() == b"hola"


def test_dos_copias_del_mismo_contenido_ocupan_una():
    uno, dos = guardar(nombre="a.txt"), guardar(nombre="b.txt")
    assert uno.pk != dos.pk
    assert len(en_disco()) == 1


def test_si_la_escritura_se_corta_no_queda_nada():
    class Cortado(BytesIO):
        def read(self, n=-1):
            if self.tell():
                raise OSError("se fue la luz")
            return super().read(3)

    with pytest.raises(OSError, match="se fue la luz"):
        guardar(Cortado(b"hola que tal"))
    assert en_disco() == []
    assert not Archivo.objects.exists()


def test_el_nombre_no_decide_la_ruta():
    archivo = guardar(nombre="../../etc/passwd")
    assert archivo.nombre == "passwd"
    assert services.ruta(archivo).is_relative_to(settings.MEDIA_ROOT)


def test_lo_guardado_no_lo_lee_cualquiera_de_la_maquina():
    camino = services.ruta(guardar())
    assert oct(camino.stat().st_mode & 0o777) == "0o640"


def test_un_archivo_grande_no_se_carga_entero(tmp_path):
    grande = tmp_path / "grande"
    with grande.open("wb") as f:
        f.truncate(30 * services.TROZO)
    tamanos = []

    class Espia:
        def __init__(self, f):
            self.f = f

        def read(self, n=-1):
            tamanos.append(n)
            return self.f.read(n)

    with grande.open("rb") as f:
        assert guardar(Espia(f)).tamano == 30 * services.TROZO
    assert set(tamanos) == {services.TROZO}


def test_un_archivo_perdido_se_dice_con_su_nombre():
    archivo = guardar(nombre="acta.pdf")
    os.unlink(services.ruta(archivo))
    with pytest.raises(services.ArchivoPerdido, match=r"acta\.pdf"):
        services.abrir(archivo)


@pytest.mark.parametrize(
    ("tipo", "disposicion"),
    [
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
        ("application/pdf", "inline"),
        ("image/png", "inline"),
    ],
)
def test_solo_se_abre_en_la_pagina_lo_que_no_puede_correr_codigo(tipo, disposicion):
    respuesta = services.servir(guardar(tipo_mime=tipo), en_pagina=True)
    assert respuesta["Content-Disposition"].startswith(disposicion)
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert respuesta["Content-Type"] == tipo
    assert "no-store" in respuesta["Cache-Control"]
    respuesta.close()


def test_la_base_no_admite_una_huella_inventada():
    with pytest.raises(IntegrityError, match="archivo_huella_valida"), transaction.atomic():
        Archivo.objects.create(sha256="../etc", nombre="x", tipo_mime="text/plain", tamano=1)
