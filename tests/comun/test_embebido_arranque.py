"""`make run` de principio a fin: arranca, enseña la página, se repone de una caída y no deja nada al parar."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.embebidos import Copia
from tests.procesos import esperar, puerto_libre

pytestmark = pytest.mark.servicios

PLAZO = 120  # la primera vez crea la base, migra y comprime los estáticos


class Arrancador:
    def __init__(self, copia: Copia, puerto: int, registro):
        self.copia, self.puerto, self.registro = copia, puerto, registro
        with registro.open("ab") as salida:
            self.proceso = subprocess.Popen(
                [sys.executable, "-m", "config.arranque"],
                cwd=copia.raiz,
                env=copia.variables | {"PUERTO": str(puerto)},
                stdin=subprocess.DEVNULL,
                stdout=salida,
                stderr=salida,
                start_new_session=True,
            )

    def esperar_pagina(self):
        def contesta():
            assert self.proceso.poll() is None, self.registro.read_text()
            return "Listo: http://" in self.registro.read_text()

        esperar(contesta, segundos=PLAZO, que="La dirección")
        with urllib.request.urlopen(f"http://localhost:{self.puerto}/", timeout=20) as respuesta:
            assert respuesta.status == 200
            assert "/cuenta/entrar/" in respuesta.url

    def esperar_todo(self):
        esperar(lambda: self.pids("celery -A config.celery beat"), segundos=PLAZO, que="El reloj")
        esperar(lambda: len(self.pids("celery -A config.celery worker")) == 3, segundos=PLAZO, que="El worker")

    def pids(self, parte):
        return self.copia.pids(parte)


@pytest.fixture(scope="module")
def copia(tmp_path_factory):
    with Copia(tmp_path_factory.mktemp("arranque")) as copia:
        yield copia


@pytest.fixture
def arrancador(copia, tmp_path):
    arrancador = Arrancador(copia, puerto_libre(), tmp_path / "salida.txt")
    yield arrancador
    if arrancador.proceso.poll() is None:
        arrancador.proceso.terminate()
        arrancador.proceso.wait(30)


def ordenar(copia, **variables):
    return subprocess.run(
        [sys.executable, "-m", "config.arranque"],
        cwd=copia.raiz,
        env=copia.variables | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_arranca_se_repone_rechaza_otra_copia_y_un_ctrl_c_lo_para_todo(copia, arrancador, tmp_path):
    arrancador.esperar_pagina()
    arrancador.esperar_todo()

    segunda = ordenar(copia, PUERTO=str(puerto_libre()))
    assert segunda.returncode == 1
    assert "Ya hay una copia en marcha sobre estos datos" in segunda.stderr
    otra = ordenar(copia, PUERTO=str(arrancador.puerto), DIR_VAR=str(tmp_path / "otra"))
    assert otra.returncode == 1
    assert f"El puerto {arrancador.puerto} está ocupado" in otra.stderr
    assert "Traceback" not in segunda.stderr + otra.stderr

    (reloj,) = arrancador.pids("celery -A config.celery beat")
    os.kill(reloj, signal.SIGKILL)
    esperar(lambda: arrancador.pids("celery -A config.celery beat") not in ([], [reloj]), que="El nuevo reloj")

    arrancador.proceso.send_signal(signal.SIGINT)
    assert arrancador.proceso.wait(20) == 0
    copia.esperar_sin_procesos(segundos=5)
    assert "Todo quedó parado" in arrancador.registro.read_text()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://localhost:{arrancador.puerto}/", timeout=5)


def test_tras_kill_9_no_queda_nada_y_el_siguiente_arranque_se_recupera(copia, arrancador, tmp_path):
    arrancador.esperar_pagina()
    arrancador.esperar_todo()
    arrancador.proceso.kill()
    arrancador.proceso.wait()
    copia.esperar_sin_procesos(segundos=10)

    otro = Arrancador(copia, puerto_libre(), tmp_path / "otra_salida.txt")
    try:
        otro.esperar_pagina()
    finally:
        otro.proceso.terminate()
        assert otro.proceso.wait(30) == 0
    copia.esperar_sin_procesos(segundos=5)


def test_si_la_base_se_cae_lo_dice_y_para_todo(copia, arrancador):
    arrancador.esperar_pagina()
    for pid in copia.pids("config.guardian"):
        os.kill(pid, signal.SIGKILL)
    assert arrancador.proceso.wait(30) == 1
    assert "La base de datos embebida se detuvo" in arrancador.registro.read_text()
    copia.esperar_sin_procesos()


def test_si_un_proceso_se_cae_una_y_otra_vez_se_rinde_y_ensena_por_que(copia, monkeypatch, tmp_path):
    from config import arranque

    monkeypatch.setattr(arranque, "REGISTROS", tmp_path)
    hijo = arranque.Hijo("web", ["-c", "raise SystemExit('no hay configuración')"])

    def vigilar():
        for _ in range(100):
            hijo.revisar()
            time.sleep(0.1)

    with pytest.raises(arranque.NoArranca, match=r"(?s)«web» se cae una y otra vez.*no hay configuración"):
        vigilar()
