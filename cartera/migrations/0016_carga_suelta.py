"""Cargar sin mantener índices fila por fila: los meses nuevos se llenan sueltos; el primer padrón se indexa al final.

Y leer cada celda con lo corriente primero: un nombre ya limpio no se toca, un número sencillo no pasa por la expresión
regular con topes, que PostgreSQL recorre varias veces más despacio.
"""

from pathlib import Path

from django.db import migrations

# Letras con tilde, diéresis, cedilla o virgulilla y su letra sola, una a una.
CON_SIGNO = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜ"
    "ĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
)
SIN_SIGNO = (
    "AAAAAACEEEEIIIINOOOOOUUUUYAAAAAACEEEEIIIINOOOOOUUUUYYAAAAAACCCCCCCCDDEEEEEEEEEEG"
    "GGGGGGGHHIIIIIIIIIJJKKLLLLLLNNNNNNOOOOOORRRRRRSSSSSSSSTTTTUUUUUUUUUUUUWWYYYZZZZZZ"
)

# La misma norma de siempre (NORMAS §1): «N°», «Nº» y «S.A.C.» quedan bien al borrar los signos; los puntos con
# espacios, no.
CON_SIGNOS = f"""
CREATE OR REPLACE FUNCTION cartera_normalizar_con_signos(nombre text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    t text := upper(nombre COLLATE "C");
BEGIN
    IF octet_length(t) <> char_length(t) THEN
        t := translate(t, 'ÁÉÍÓÚÑÜáéíóúñü°º', 'AEIOUNUAEIOUNU');
        IF octet_length(t) <> char_length(t) THEN
            t := translate(t, '{CON_SIGNO}', '{SIN_SIGNO}');
        END IF;
    END IF;
    IF t LIKE '%. %' OR t LIKE '% .%' THEN
        t := regexp_replace(t, '\\mE *\\. *I *\\. *R *\\. *L\\M( *\\.)?', 'EIRL', 'g');
        t := regexp_replace(t, '\\mS *\\. *A *\\. *C\\M( *\\.)?', 'SAC', 'g');
        t := regexp_replace(t, '\\mS *\\. *R *\\. *L\\M( *\\.)?', 'SRL', 'g');
        t := regexp_replace(t, '\\mS *\\. *A\\M( *\\.)?', 'SA', 'g');
    END IF;
    t := regexp_replace(t, '[^A-Z0-9 ]' COLLATE "C", '', 'g');
    IF t LIKE '%  %' THEN
        t := regexp_replace(t, ' +', ' ', 'g');
    END IF;
    RETURN btrim(t);
END $$
"""
# Sin STRICT para que se ponga en línea: casi todos los nombres ya vienen limpios y no llaman a nada.
NORMALIZAR = """
CREATE OR REPLACE FUNCTION cartera_normalizar(nombre text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN nombre ~ ('^[A-Z0-9]+( [A-Z0-9]+)*$' COLLATE "C") THEN nombre
                ELSE cartera_normalizar_con_signos(nombre) END
$$
"""
# Los mismos topes de antes: 12 enteros y 15 decimales, y 10 enteros y 2 decimales.
DECIMAL = """
CREATE OR REPLACE FUNCTION cartera_decimal(texto text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN octet_length(texto) <= 12 AND texto ~ '^-?[0-9]+\\.[0-9]+$' THEN texto::numeric
        WHEN texto ~ '^[+-]?[0-9]{1,12}([.,][0-9]{1,15})?$' THEN replace(texto, ',', '.')::numeric
    END
$$
"""
IMPORTE = """
CREATE OR REPLACE FUNCTION cartera_importe(texto text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN octet_length(texto) <= 10 AND texto ~ '^[0-9]+\\.[0-9][0-9]$' THEN texto::numeric(12, 2)
        WHEN texto ~ '^[+-]?[0-9]{1,10}([.,][0-9]{1,2})?$' THEN replace(texto, ',', '.')::numeric(12, 2)
    END
$$
"""

SQL = (Path(__file__).parent / "sql" / "carga_suelta.sql").read_text(encoding="utf-8")
DESHACER = """
DROP FUNCTION cartera_abrir_meses(date[]);
DROP FUNCTION cartera_cerrar_meses(date[]);
DROP FUNCTION cartera_analizar_meses(date[]);
DROP FUNCTION cartera_empezar_primer_padron();
DROP FUNCTION cartera_terminar_primer_padron();
"""


class Migration(migrations.Migration):
    dependencies = [("cartera", "0015_bancos")]

    operations = [
        migrations.RunSQL(SQL, DESHACER),
        migrations.RunSQL(CON_SIGNOS, migrations.RunSQL.noop),
        migrations.RunSQL([NORMALIZAR, DECIMAL, IMPORTE], migrations.RunSQL.noop),
    ]
