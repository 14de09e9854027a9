#!/bin/sh
# Los dos roles y la base. La imagen de PostgreSQL lo corre la primera vez; en un servidor propio, como postgres:
#   CLAVE_DUENO=... CLAVE_WEB=... sh despliegue/postgres/10-roles.sh
# principales_dueno migra. principales_web atiende la web y los procesos: sin DDL, sin TRUNCATE, y el historial solo
# puede crecer. Los privilegios sobre las tablas los da cada `migrate`.
set -eu
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set dueno="$CLAVE_DUENO" --set web="$CLAVE_WEB" <<'SQL'
CREATE ROLE principales_dueno LOGIN PASSWORD :'dueno';
CREATE ROLE principales_web LOGIN PASSWORD :'web';
GRANT principales_web TO principales_dueno;
CREATE DATABASE principales OWNER principales_dueno TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE principales FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE principales TO principales_web;
SQL
