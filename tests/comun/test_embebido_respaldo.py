"""Un respaldo que se puede cargar en otra instalación, y que no pisa una que tenga datos."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.embebidos import Copia

pytestmark = pytest.mark.servicios


def ordenar(copia, *argumentos):
    return subprocess.run(
        [sys.executable, *argumentos],
        cwd=copia.raiz,
        env=copia.variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def en_la_base(copia, sql):
    codigo = (
        "import sys, psycopg2; from config import embebido as e; s = e.Servicios(); s.abrir(); "
        f"c = psycopg2.connect(e.url_base_datos('dueno')); c.autocommit = True; k = c.cursor(); k.execute({sql!r}); "
        "print(k.fetchone()[0] if k.description else ''); c.close(); s.cerrar()"
    )
    hecho = ordenar(copia, "-c", codigo)
    assert hecho.returncode == 0, hecho.stderr
    return hecho.stdout.strip()


def test_lo_respaldado_se_carga_en_otra_instalacion_y_no_pisa_una_con_datos(tmp_path):
    with Copia(tmp_path / "una") as una, Copia(tmp_path / "otra") as otra:
        en_la_base(una, "CREATE TABLE recuerdo AS SELECT 'ñandú' AS dato; GRANT SELECT ON recuerdo TO principales_web")
        archivo = Path(una.variables["DIR_VAR"]) / "archivos/2026/informe.pdf"
        archivo.parent.mkdir(parents=True)
        archivo.write_bytes(b"%PDF-1.7")

        hecho = ordenar(una, "-m", "config.respaldo", "respaldar", str(tmp_path / "respaldos"))
        assert hecho.returncode == 0, hecho.stderr
        (respaldo,) = (tmp_path / "respaldos").iterdir()
        assert respaldo.stat().st_mode & 0o077 == 0

        hecho = ordenar(otra, "-m", "config.respaldo", "restaurar", str(respaldo))
        assert hecho.returncode == 0, hecho.stderr
        assert en_la_base(otra, "SELECT dato FROM recuerdo") == "ñandú"
        assert en_la_base(otra, "SELECT has_table_privilege('principales_web', 'recuerdo', 'SELECT')") == "True"
        assert (Path(otra.variables["DIR_VAR"]) / "archivos/2026/informe.pdf").read_bytes() == b"%PDF-1.7"

        otra_vez = ordenar(otra, "-m", "config.respaldo", "restaurar", str(respaldo))
        assert otra_vez.returncode == 1
        assert "La base ya tiene tablas" in otra_vez.stderr
