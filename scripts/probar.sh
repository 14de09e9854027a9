#!/bin/sh
# Toda la batería. Sin DATABASE_URL y REDIS_URL usa los servidores embebidos, con datos propios en var/pruebas.
# Con argumentos corre solo esas pruebas: scripts/probar.sh tests/comun -k calendario
set -u
cd "$(dirname "$0")/.."
export DIR_VAR="${DIR_VAR:-$PWD/var/pruebas}" EMBEBIDO_FSYNC=off HTTPS=0
if [ -n "${DATABASE_URL:-}" ]; then
    export SECRET_KEY="${SECRET_KEY:-clave-de-pruebas}"
fi

if [ $# -gt 0 ]; then
    exec .venv/bin/python -m pytest "$@"
fi

codigo=0
echo "== Pruebas =="
.venv/bin/python -m pytest -n 2 --dist loadfile --ignore=tests/navegador tests || codigo=1
# Aparte: el bucle asíncrono del navegador estorba a las demás (tests/navegador/conftest.py).
echo "== Pruebas con navegador =="
.venv/bin/python -m pytest tests/navegador || codigo=1
exit $codigo
