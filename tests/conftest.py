"""Lo común a toda la batería: base con dos roles, Redis propio por proceso y servicios de verdad.

La base de prueba la crea y migra el dueño. Las pruebas que corren dentro de una transacción cambian al rol
de la web (`SET LOCAL ROLE`), para que un privilegio que falte o sobre se note; `@pytest.mark.dueno` lo evita.
Las transaccionales (`transactional_db`) corren como dueño: después de cada una se vacían las tablas y se
repone lo que sembraron las migraciones.
"""

import os
import tempfile
import uuid
from pathlib import Path

import dj_database_url
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection, connections
from django.test import TransactionTestCase

from config import embebido
from tests import base, dovecot, procesos

RAIZ = Path(__file__).resolve().parent.parent
CARPETA = Path(tempfile.mkdtemp(prefix="principales-pruebas-"))


class ClaveRapida(PBKDF2PasswordHasher):
    """Las pruebas crean muchos usuarios: una vuelta basta, y un servidor de verdad la sabe comprobar."""

    iterations = 1


def pytest_configure(config):
    if not os.environ.get("DATABASE_URL") and not hasattr(config, "workerinput"):
        config._servicios = embebido.Servicios()
        config._servicios.abrir()
    _ajustar(getattr(config, "workerinput", {}).get("workerid", "gw0"))


def pytest_unconfigure(config):
    servicios = getattr(config, "_servicios", None)
    if servicios:
        servicios.cerrar()


def _ajustar(proceso_xdist: str) -> None:
    """Nada de lo que haga una prueba alcanza los archivos, la caché ni las colas de una instalación."""
    dueno = os.environ.get("DATABASE_URL_DUENO") or (
        "" if os.environ.get("DATABASE_URL") else embebido.url_base_datos(rol="dueno")
    )
    if dueno:
        base_dueno = dj_database_url.parse(dueno)
        connections.settings["default"].update({c: base_dueno[c] for c in ("USER", "PASSWORD", "HOST", "PORT")})
    if not os.environ.get("REDIS_URL"):
        numero = 1 + int(proceso_xdist.removeprefix("gw") or 0) % 15
        settings.REDIS_URL = f"{embebido.url_redis()}?db={numero}"
    prefijo = f"prueba-{uuid.uuid4().hex[:8]}"
    settings.CACHES["default"].update(LOCATION=settings.REDIS_URL, KEY_PREFIX=prefijo)
    settings.CELERY_BROKER_URL = embebido.url_para_kombu(settings.REDIS_URL)
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "global_keyprefix": f"{prefijo}:",
    }
    settings.MEDIA_ROOT = CARPETA / "archivos"
    settings.DIR_VAR = CARPETA
    settings.STATIC_ROOT = CARPETA / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.PASSWORD_HASHERS = ["tests.conftest.ClaveRapida", *settings.PASSWORD_HASHERS]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Las pruebas hablan con la aplicación sin TLS; lo que exige HTTPS se comprueba con check --deploy.
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


# --- Base de datos ----------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Clona la base ya migrada (se migra una vez por versión del esquema) y aparta lo sembrado para reponerlo."""
    proceso = getattr(request.config, "workerinput", {}).get("workerid", "")
    nombre = "_".join(filter(None, ["test", connections.settings["default"]["NAME"], proceso]))
    with django_db_blocker.unblock():
        base.clonar_migrada(nombre, rehacer=request.config.getvalue("create_db"))
        base.guardar_semilla(connection)
    yield
    with django_db_blocker.unblock():
        base.borrar(nombre)


@pytest.fixture(autouse=True)
def _rol_de_la_prueba(request):
    """Rol de la web en las pruebas con transacción; en las otras, que no estorbe un worker de antes."""
    if "worker" not in request.fixturenames:
        procesos.parar_worker_vivo()
    usa_base = request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames)
    if not usa_base:
        return
    request.getfixturevalue("_django_db_helper")
    if connection.in_atomic_block and not request.node.get_closest_marker("dueno"):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.ROL_WEB)}")


def _vaciar_y_reponer(self):
    base.vaciar(connection)


TransactionTestCase._fixture_teardown = _vaciar_y_reponer  # el vaciado de Django borraría lo sembrado


# --- Servicios --------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def _buzon():
    with procesos.Buzon() as buzon:
        yield buzon


@pytest.fixture
def smtp(_buzon, settings):
    """Servidor SMTP de verdad: `smtp.mensajes` (email.message), `smtp.url` para EMAIL_URL."""
    _buzon.mensajes.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _buzon.puerto
    return _buzon


@pytest.fixture(scope="session")
def _buzon_imap():
    if dovecot.BINARIO is None:
        razon = "No hay Dovecot en esta máquina (en Debian: apt-get install dovecot-imapd)"
        if os.environ.get("CI") == "true":
            pytest.fail(razon)
        pytest.skip(razon)
    with dovecot.Dovecot() as servidor:
        yield servidor


@pytest.fixture
def imap(_buzon_imap):
    """Buzón IMAP de verdad: `imap.entregar(crudo)`, `imap.url()` para BUZON_URL."""
    yield _buzon_imap
    _buzon_imap.vaciar()


@pytest.fixture(scope="session")
def _entorno_hijos(django_db_setup, _buzon):
    """Variables para los procesos hijos: base de prueba con el rol de la web, misma caché y mismas colas."""
    return procesos.entorno(carpeta=CARPETA, email_url=_buzon.url)


@pytest.fixture
def entorno_hijos(transactional_db, _entorno_hijos, smtp):
    """El entorno con el que una prueba lanza `manage.py` u otro proceso contra la base de prueba."""
    return dict(_entorno_hijos)


@pytest.fixture
def worker(transactional_db, _entorno_hijos, smtp):
    """Worker Celery de verdad que atiende todas las colas: `.matar()` (kill -9), `.arrancar()`, `.esperar(cond)`."""
    vivo = procesos.worker_de_sesion(_entorno_hijos)
    vivo.vaciar_colas()
    vivo.arrancar()
    return vivo


@pytest.fixture(scope="session")
def _servidor(_entorno_hijos):
    with procesos.Servidor(_entorno_hijos) as servidor:
        yield servidor


@pytest.fixture
def servidor(transactional_db, _servidor, smtp):
    """URL de un gunicorn de verdad sobre la base de prueba (sin barra final)."""
    return _servidor.url


@pytest.fixture(scope="session")
def datos_reales():
    """Carpeta de los archivos de la EPS (DATOS_REALES, por defecto ../shared/datos) o salto con su razón."""
    carpeta = Path(os.environ.get("DATOS_REALES") or RAIZ.parent / "shared" / "datos")
    if not carpeta.is_dir():
        pytest.skip(f"No está la carpeta de datos reales: {carpeta} (se cambia con DATOS_REALES)")
    return carpeta


@pytest.fixture(scope="session", autouse=True)
def _limpieza_final():
    yield
    procesos.parar_worker_vivo()
    import shutil

    shutil.rmtree(CARPETA, ignore_errors=True)
