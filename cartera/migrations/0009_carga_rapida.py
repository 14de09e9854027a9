"""Normalizar nombres en una décima parte del tiempo, y cargar el primer padrón sin mantener el índice de búsqueda."""

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

# Lo mismo que antes (NORMAS §1) con lo corriente primero: `translate` recorre su lista por cada letra, así que la larga
# solo se usa si hace falta. «N°», «Nº» y «S.A.C.» ya quedan bien al borrar los signos; los puntos con espacios, no.
NORMALIZAR = f"""
CREATE OR REPLACE FUNCTION cartera_normalizar(nombre text) RETURNS text
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
    IF position('. ' IN t) > 0 OR position(' .' IN t) > 0 THEN
        t := regexp_replace(t, '\\mE *\\. *I *\\. *R *\\. *L\\M( *\\.)?', 'EIRL', 'g');
        t := regexp_replace(t, '\\mS *\\. *A *\\. *C\\M( *\\.)?', 'SAC', 'g');
        t := regexp_replace(t, '\\mS *\\. *R *\\. *L\\M( *\\.)?', 'SRL', 'g');
        t := regexp_replace(t, '\\mS *\\. *A\\M( *\\.)?', 'SA', 'g');
    END IF;
    t := translate(t, '.,-"''()/', '');
    IF t ~ ('[^A-Z0-9 ]' COLLATE "C") THEN
        t := regexp_replace(t, '[^A-Z0-9 ]' COLLATE "C", '', 'g');
    END IF;
    IF position('  ' IN t) > 0 THEN
        t := regexp_replace(t, ' +', ' ', 'g');
    END IF;
    RETURN btrim(t);
END $$
"""

# Con la tabla vacía, el índice de trigramas se quita antes de cargar y se hace de una vez después: cuesta la sexta parte.
# Solo el dueño puede: el rol de la web lo pide aquí, y quitarlo exige que no haya ningún cliente.
INDICE = """
CREATE FUNCTION cartera_quitar_busqueda() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM cartera_cliente) THEN
        RETURN false;
    END IF;
    DROP INDEX IF EXISTS cliente_nombre_trgm;
    RETURN true;
END $$;
CREATE FUNCTION cartera_poner_busqueda() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    CREATE INDEX IF NOT EXISTS cliente_nombre_trgm ON cartera_cliente USING gin (nombre_norm gin_trgm_ops)
$$;
"""
SIN_INDICE = "DROP FUNCTION cartera_quitar_busqueda(); DROP FUNCTION cartera_poner_busqueda();"


class Migration(migrations.Migration):
    dependencies = [("cartera", "0008_cuentas_estadisticas")]

    operations = [
        migrations.RunSQL(NORMALIZAR, migrations.RunSQL.noop),
        migrations.RunSQL(INDICE, SIN_INDICE),
    ]
