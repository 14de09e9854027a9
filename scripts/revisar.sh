#!/usr/bin/env bash
# Lo que no son pruebas: estilo, tipos, contratos de importación, plantillas, migraciones y ajustes de producción.
set -uo pipefail
cd "$(dirname "$0")/.."
export DIR_VAR="${DIR_VAR:-$PWD/var/pruebas}" EMBEBIDO_FSYNC=off
paquetes="config cartera principales cobranzas reportes"
fallos=()

paso() { # nombre, orden…
    local nombre=$1
    shift
    echo "== $nombre =="
    "$@" || fallos+=("$nombre")
}

# Los ajustes de una instalación de verdad, sin servidores: check --deploy mira los ajustes, no la base.
despliegue() {
    env DATABASE_URL=postgres://principales_web@127.0.0.1/principales \
        DATABASE_URL_DUENO=postgres://principales_dueno@127.0.0.1/principales REDIS_URL=redis://127.0.0.1:6379/0 \
        EMAIL_URL=smtp+tls://correo.example.com:587 ALLOWED_HOSTS=principales.example.com \
        SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        .venv/bin/python manage.py check --deploy --fail-level WARNING
}

paso "ruff: estilo" .venv/bin/ruff check .
paso "ruff: formato" .venv/bin/ruff format --check .
# shellcheck disable=SC2086
paso "mypy: tipos" .venv/bin/mypy $paquetes
paso "import-linter: contratos" .venv/bin/lint-imports
paso "djlint: plantillas" .venv/bin/djlint templates --lint --quiet
paso "migraciones al día" .venv/bin/python manage.py makemigrations --check --dry-run
paso "migraciones sin peligro" env REVISAR_MIGRACIONES=1 .venv/bin/python manage.py lintmigrations --quiet ok ignore
paso "check --deploy" despliegue

if [ ${#fallos[@]} -gt 0 ]; then
    printf 'No pasó: %s\n' "${fallos[@]}"
    exit 1
fi
echo "Revisiones: todo bien."
