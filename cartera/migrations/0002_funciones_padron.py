"""Funciones del padrón en la base: identidad de las personas, lectura de textos y meses de consumo.

Inmutables y sin depender del idioma del servidor: dan lo mismo en cualquier instalación y versión (15 en adelante).
"""

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

NORMALIZAR = f"""
CREATE FUNCTION cartera_normalizar(nombre text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    t text := upper(nombre COLLATE "C");
BEGIN
    IF octet_length(t) <> char_length(t) THEN
        t := translate(t, '{CON_SIGNO}', '{SIN_SIGNO}');
        t := regexp_replace(t, 'N[°º]', 'N', 'g');
    END IF;
    IF position('.' IN t) > 0 THEN
        t := regexp_replace(t, '\\mE *\\. *I *\\. *R *\\. *L\\M( *\\.)?', 'EIRL', 'g');
        t := regexp_replace(t, '\\mS *\\. *A *\\. *C\\M( *\\.)?', 'SAC', 'g');
        t := regexp_replace(t, '\\mS *\\. *R *\\. *L\\M( *\\.)?', 'SRL', 'g');
        t := regexp_replace(t, '\\mS *\\. *A\\M( *\\.)?', 'SA', 'g');
    END IF;
    t := regexp_replace(t, '[^A-Z0-9 ]' COLLATE "C", '', 'g');
    RETURN btrim(regexp_replace(t, ' +', ' ', 'g'));
END $$
"""

# RUC 10 + DNI + dígito es la misma persona que su DNI (NORMAS §1).
CLAVE_DOCUMENTO = """
CREATE FUNCTION cartera_clave_documento(tipo text, numero text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN coalesce(tipo, '') = '' OR coalesce(numero, '') = '' THEN NULL
        WHEN tipo = 'RUC' AND numero LIKE '10_________' THEN 'DNI:' || substr(numero, 3, 8)
        ELSE tipo || ':' || numero
    END
$$
"""

# Once números, prefijo conocido y dígito (pesos 5 4 3 2 7 6 5 4 3 2; 11 menos el resto, sin las decenas).
RUC = """
CREATE FUNCTION cartera_ruc_valido(numero text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN numero ~ '^(10|15|16|17|20)[0-9]{9}$' THEN
        (11 - (5 * substr(numero, 1, 1)::int + 4 * substr(numero, 2, 1)::int + 3 * substr(numero, 3, 1)::int
             + 2 * substr(numero, 4, 1)::int + 7 * substr(numero, 5, 1)::int + 6 * substr(numero, 6, 1)::int
             + 5 * substr(numero, 7, 1)::int + 4 * substr(numero, 8, 1)::int + 3 * substr(numero, 9, 1)::int
             + 2 * substr(numero, 10, 1)::int) % 11) % 10 = substr(numero, 11, 1)::int
    ELSE false END
$$
"""

# Leer sin error: lo que no es número o fecha da nulo, y la validación dice por qué.
# Un entero puede venir como «16.0» o «16.00»; «1.000» y «1,000» no se adivinan.
LEER = [
    """
CREATE FUNCTION cartera_entero(texto text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN texto ~ '^[+-]?[0-9]{1,9}$' THEN texto::int
        WHEN texto ~ '^[+-]?[0-9]{1,9}\\.0{1,2}$' THEN split_part(texto, '.', 1)::int
    END
$$
""",
    # Coma o punto decimal; sin separador de miles.
    """
CREATE FUNCTION cartera_decimal(texto text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN texto ~ '^[+-]?[0-9]{1,12}([.,][0-9]{1,15})?$' THEN replace(texto, ',', '.')::numeric END
$$
""",
    # Soles: hasta diez enteros y dos decimales.
    """
CREATE FUNCTION cartera_importe(texto text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN texto ~ '^[+-]?[0-9]{1,10}([.,][0-9]{1,2})?$' THEN replace(texto, ',', '.')::numeric(12, 2) END
$$
""",
    """
CREATE FUNCTION cartera_fecha_de(anio int, mes int, dia int) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN anio BETWEEN 1900 AND 2199 AND mes BETWEEN 1 AND 12 AND dia BETWEEN 1 AND
        CASE WHEN mes IN (4, 6, 9, 11) THEN 30
             WHEN mes <> 2 THEN 31
             WHEN anio % 4 = 0 AND (anio % 100 <> 0 OR anio % 400 = 0) THEN 29
             ELSE 28 END
    THEN make_date(anio, mes, dia) END
$$
""",
    # AAAA-MM-DD o dd/mm/aaaa.
    """
CREATE FUNCTION cartera_fecha(texto text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN texto ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
            cartera_fecha_de(substr(texto, 1, 4)::int, substr(texto, 6, 2)::int, substr(texto, 9, 2)::int)
        WHEN texto ~ '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$' THEN
            cartera_fecha_de(split_part(texto, '/', 3)::int, split_part(texto, '/', 2)::int,
                             split_part(texto, '/', 1)::int)
    END
$$
""",
    # AAAA-MM (o su día 1, como lo entrega una hoja de cálculo): el día 1 del mes.
    """
CREATE FUNCTION cartera_periodo(texto text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN texto ~ '^[0-9]{4}-[0-9]{2}(-01)?$' THEN
        cartera_fecha_de(substr(texto, 1, 4)::int, substr(texto, 6, 2)::int, 1) END
$$
""",
]

# El rol de la web no cambia la estructura: pide el mes y esta función lo crea con los permisos del dueño.
# Se crea aparte y se adjunta para no detener a quien está leyendo otros meses.
ASEGURAR_MES = """
CREATE FUNCTION cartera_asegurar_mes(mes date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tabla text;
    particion text;
    siguiente date := (mes + interval '1 month')::date;
BEGIN
    IF mes IS NULL OR extract(day FROM mes) <> 1 OR mes < date '2000-01-01' OR mes > date '2100-12-01' THEN
        RAISE EXCEPTION 'Mes fuera de rango: %', mes USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOREACH tabla IN ARRAY ARRAY['cartera_consumo', 'cartera_consumocliente'] LOOP
        particion := tabla || to_char(mes, '_YYYY_MM');
        IF to_regclass('public.' || particion) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('cartera_asegurar_mes'));
            IF to_regclass('public.' || particion) IS NULL THEN
                EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                               particion, tabla);
                EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                               tabla, particion, mes, siguiente);
            END IF;
        END IF;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("cartera", "0001_initial")]

    operations = [
        migrations.RunSQL(NORMALIZAR, "DROP FUNCTION cartera_normalizar(text)"),
        migrations.RunSQL(CLAVE_DOCUMENTO, "DROP FUNCTION cartera_clave_documento(text, text)"),
        migrations.RunSQL(RUC, "DROP FUNCTION cartera_ruc_valido(text)"),
        migrations.RunSQL(
            LEER,
            [
                "DROP FUNCTION cartera_periodo(text)",
                "DROP FUNCTION cartera_fecha(text)",
                "DROP FUNCTION cartera_fecha_de(int, int, int)",
                "DROP FUNCTION cartera_importe(text)",
                "DROP FUNCTION cartera_decimal(text)",
                "DROP FUNCTION cartera_entero(text)",
            ],
        ),
        migrations.RunSQL(ASEGURAR_MES, "DROP FUNCTION cartera_asegurar_mes(date)"),
    ]
