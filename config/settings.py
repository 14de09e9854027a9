"""Ajustes. Todo lo que cambia entre instalaciones entra por variables de entorno (README, «Producción»)."""

from pathlib import Path

import dj_database_url
import dj_email_url
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from config import embebido

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DIR_VAR = Path(env.str("DIR_VAR", str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", False)
EMBEBIDO = not env.str("DATABASE_URL", "")  # sin base externa, todo corre en esta máquina

SECRET_KEY = env.str("SECRET_KEY", "") or (embebido.clave_secreta() if EMBEBIDO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Falta SECRET_KEY: con DATABASE_URL definida también se define la clave secreta.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

# --- Base de datos: un rol migra (dueño) y otro atiende la web y los procesos -----------------
ROL_WEB = env.str("ROL_WEB", "principales_web")
_url_web = env.str("DATABASE_URL", "") or embebido.url_base_datos(rol="web")
_url_dueno = env.str("DATABASE_URL_DUENO", "") or (embebido.url_base_datos(rol="dueno") if EMBEBIDO else _url_web)
CON_ROL_DUENO = env.str("ROL_BD", "web") == "dueno"
DATABASES = {
    "default": dj_database_url.parse(
        _url_dueno if CON_ROL_DUENO else _url_web,
        conn_max_age=env.int("CONN_MAX_AGE", 60),
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = "template0"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "") or embebido.url_redis()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.str("PREFIJO_CACHE", "pc"),
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("SESION_SEGUNDOS", 12 * 3600)
CSRF_COOKIE_HTTPONLY = False  # htmx la lee para las peticiones sin formulario

# --- Aplicaciones -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "pghistory",
    "pgtrigger",
    "template_partials",
    "config.comun",
    "cartera",
    "principales",
    "cobranzas",
    "reportes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "config.comun.usuarios.middleware.CambioDeClaveMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.comun.pantalla.contexto.marco",
            ],
            "builtins": ["config.comun.pantalla.templatetags.formatos"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]
if env.bool("REVISAR_MIGRACIONES", False):  # scripts/revisar.sh; solo está en requirements-dev.txt
    INSTALLED_APPS += ["django_migration_linter"]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "comun/tabla.html"
FILTERS_EMPTY_CHOICE_LABEL = "Todos"
CSRF_FAILURE_VIEW = "config.comun.pantalla.errores.formulario_vencido"

# --- Acceso -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "comun.Usuario"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "usuarios:entrar"
LOGIN_REDIRECT_URL = "tableros:inicio"
LOGOUT_REDIRECT_URL = "usuarios:entrar"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # horas
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.comun.usuarios.views.bloqueado"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = env.int("PROXIES", 0) or None

# --- Seguridad de la página -------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
HTTPS = env.bool("HTTPS", not EMBEBIDO)
SECURE_SSL_REDIRECT = HTTPS and env.bool("REDIRIGIR_HTTPS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SEGUNDOS", 31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("TRAS_PROXY_HTTPS", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Idioma, hora, archivos -------------------------------------------------------------------
LANGUAGE_CODE = "es-pe"
TIME_ZONE = "America/Lima"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["config.formatos"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DIR_VAR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = Path(env.str("DIR_ARCHIVOS", str(DIR_VAR / "archivos")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# --- Correo -----------------------------------------------------------------------------------
_correo = dj_email_url.parse(env.str("EMAIL_URL", "") or f"file:///{DIR_VAR / 'correo'}")
EMAIL_BACKEND = _correo["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(DIR_VAR / "correo")
EMAIL_HOST = _correo["EMAIL_HOST"]
EMAIL_PORT = _correo["EMAIL_PORT"]
EMAIL_HOST_USER = _correo["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _correo["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _correo["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _correo["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("CORREO_REMITENTE", "principales@localhost")
# Lo que vuelve: el buzón que se lee (imaps://usuario:clave@servidor/INBOX), a dónde rebota lo que no llega (el mismo
# buzón, si su servidor admite «+») y el secreto con que el proveedor firma los rebotes que avisa.
BUZON_URL = env.str("BUZON_URL", "")
CORREO_REBOTES = env.str("CORREO_REBOTES", "")
REBOTES_SECRETO = env.str("REBOTES_SECRETO", "")

# --- Celery -----------------------------------------------------------------------------------
CELERY_BROKER_URL = embebido.url_para_kombu(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Mayor que la tarea más larga: antes de ese plazo el broker no vuelve a entregar (DEPENDENCIAS, trampas).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("CELERY_VISIBILIDAD", 4 * 3600),
    "global_keyprefix": env.str("PREFIJO_COLA", "pc:"),
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DIR_VAR / "celerybeat-schedule")
from config.horario import CELERY_BEAT_SCHEDULE  # noqa: E402,F401

# --- Registro ---------------------------------------------------------------------------------
# Una línea JSON por suceso, con la traza llana: la que enseña variables llevaría datos personales al registro.
_comunes: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_comunes,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
_json = {
    "()": "structlog.stdlib.ProcessorFormatter",
    "foreign_pre_chain": _comunes,
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": _json},
    # A stderr: la salida estándar es de los comandos con --json.
    "handlers": {"consola": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["consola"], "level": env.str("NIVEL_LOG", "WARNING")},
}
