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
        EMAIL_URL=submission://correo.example.com:587 ALLOWED_HOSTS=principales.example.com \
        SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        .venv/bin/python manage.py check --deploy --fail-level WARNING
}

# Toda migración se puede deshacer. Lo que bloquea tablas con gente dentro (columnas que se quitan, índices, únicas) no se
# mira todavía: hasta la primera instalación no hay a quién estorbar. Ese día se quita --exclude-migration-tests.
migraciones_reversibles() {
    # shellcheck disable=SC2086
    env REVISAR_MIGRACIONES=1 .venv/bin/python manage.py lintmigrations --no-cache --quiet ok ignore warning \
        --include-apps comun ${paquetes#config } --warnings-as-errors RUNPYTHON_REVERSIBLE RUNSQL_REVERSIBLE \
        --exclude-migration-tests ADD_UNIQUE ALTER_COLUMN CREATE_INDEX CREATE_INDEX_EXCLUSIVE DROP_COLUMN DROP_INDEX \
        DROP_TABLE NOT_NULL RENAME_COLUMN RUNPYTHON_MODEL_IMPORT RUNPYTHON_MODEL_VARIABLE_NAME
}

paso "ruff: estilo" .venv/bin/ruff check .
paso "ruff: formato" .venv/bin/ruff format --check .
# shellcheck disable=SC2086
paso "mypy: tipos" .venv/bin/mypy $paquetes
paso "import-linter: contratos" .venv/bin/lint-imports
paso "djlint: plantillas" .venv/bin/djlint templates --lint --quiet
paso "migraciones al día" .venv/bin/python manage.py makemigrations --check --dry-run
paso "migraciones reversibles" migraciones_reversibles
paso "check --deploy" despliegue

if [ ${#fallos[@]} -gt 0 ]; then
    printf 'No pasó: %s\n' "${fallos[@]}"
    exit 1
fi
echo "Revisiones: todo bien."
