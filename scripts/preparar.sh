#!/bin/sh
# Deja listos el entorno de Python y las bibliotecas del sistema. Uso: scripts/preparar.sh [requirements-dev.txt]
# Lo que ya está no se vuelve a instalar. Con apt y permiso instala lo que falte; si no, dice qué teclear.
set -eu
cd "$(dirname "$0")/.."
requisitos=${1:-requirements.txt}
python=${PYTHON:-python3}

decir() { printf '%s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    decir "Hace falta Python 3.11 o posterior. En Debian o Ubuntu: sudo apt-get install python3"
    exit 1
}

como_root=
apt_posible() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && como_root=sudo
}

al_dia=
instalar() { # paquetes de Debian; falso si no se pudo
    apt_posible || return 1
    if [ -z "$al_dia" ]; then
        decir "Actualizando la lista de paquetes…"
        callado $como_root apt-get -qq update || return 1
        al_dia=si
    fi
    decir "Instalando $*…"
    callado $como_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"
}

callado() { # lo que imprime solo importa si falla
    salida=$("$@" 2>&1) || {
        decir "$salida"
        return 1
    }
}

hay_biblioteca() { /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

# --- Bibliotecas que dibujan los PDF (WeasyPrint) -------------------------------------------------
faltan=
hay_biblioteca libpango-1.0.so.0 || faltan="$faltan libpango-1.0-0"
hay_biblioteca libpangoft2-1.0.so.0 || faltan="$faltan libpangoft2-1.0-0"
hay_biblioteca libharfbuzz-subset.so.0 || faltan="$faltan libharfbuzz-subset0"
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || faltan="$faltan fonts-dejavu-core"
if [ -n "$faltan" ]; then
    # shellcheck disable=SC2086
    instalar $faltan || decir "AVISO: sin estas bibliotecas no salen los PDF (o salen lentos). Teclea:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends$faltan"
fi

# --- Entorno de Python ----------------------------------------------------------------------------
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' 2>/dev/null || instalar python3-venv || instalar "$version" || {
        decir "Falta el módulo venv de Python. Teclea y vuelve a intentarlo:
    sudo apt-get update && sudo apt-get install -y python3-venv"
        exit 1
    }
    decir "Creando el entorno de Python en .venv…"
    "$python" -m venv .venv
fi

sello=.venv/sello-$requisitos
huella=$(cat requirements.txt "$requisitos" | sha256sum)
if [ "$(cat "$sello" 2>/dev/null)" != "$huella" ]; then
    decir "Instalando los paquetes de $requisitos (solo la primera vez o cuando cambian)…"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requisitos"
    printf '%s\n' "$huella" >"$sello"
fi
