-- Lo que harían las llaves foráneas de Suministro, Titularidad y Consumo, por sentencia y no fila por fila: en una carga
-- de millones costaban tanto como todo lo demás. Al borrar un padre se espera a quien esté agregando hijos.

CREATE FUNCTION cartera_suministros_con_padres() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM nuevos n LEFT JOIN cartera_cliente c ON c.id = n.cliente_id WHERE c.id IS NULL
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT zona_id FROM nuevos) n LEFT JOIN comun_zona z ON z.id = n.zona_id WHERE z.id IS NULL
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT carga_id FROM nuevos WHERE carga_id IS NOT NULL) n
        LEFT JOIN comun_carga k ON k.id = n.carga_id WHERE k.id IS NULL
    ) THEN
        RAISE EXCEPTION 'Hay un suministro de un cliente, una zona o una carga que no existe'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER suministro_padres_nuevo AFTER INSERT ON cartera_suministro
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_suministros_con_padres();
CREATE TRIGGER suministro_padres_cambio AFTER UPDATE ON cartera_suministro
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_suministros_con_padres();

CREATE FUNCTION cartera_titularidades_con_padres() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM nuevos n
        LEFT JOIN cartera_suministro s ON s.id = n.suministro_id
        LEFT JOIN cartera_cliente c ON c.id = n.cliente_id
        WHERE s.id IS NULL OR c.id IS NULL
    ) THEN
        RAISE EXCEPTION 'Hay una titularidad de un suministro o de un cliente que no existe'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER titularidad_padres_nuevo AFTER INSERT ON cartera_titularidad
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_titularidades_con_padres();
CREATE TRIGGER titularidad_padres_cambio AFTER UPDATE ON cartera_titularidad
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_titularidades_con_padres();

CREATE FUNCTION cartera_consumos_con_suministro() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM nuevos n LEFT JOIN cartera_suministro s ON s.id = n.suministro_id WHERE s.id IS NULL
    ) THEN
        RAISE EXCEPTION 'Hay un consumo de un suministro que no existe' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER consumo_suministro_nuevo AFTER INSERT ON cartera_consumo
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_consumos_con_suministro();
CREATE TRIGGER consumo_suministro_cambio AFTER UPDATE ON cartera_consumo
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_consumos_con_suministro();

-- Borrar un padre con hijos. El candado espera a las cargas en marcha: sin él, lo que agregan aún no se ve.
CREATE FUNCTION cartera_padre_con_hijos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM viejos) THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'cartera_suministro' THEN
        LOCK TABLE cartera_titularidad, cartera_consumo IN SHARE MODE;
        IF EXISTS (SELECT FROM viejos v JOIN cartera_titularidad h ON h.suministro_id = v.id)
           OR EXISTS (SELECT FROM viejos v JOIN cartera_consumo h ON h.suministro_id = v.id) THEN
            RAISE EXCEPTION 'El suministro tiene titularidades o consumos' USING ERRCODE = 'foreign_key_violation';
        END IF;
    ELSE
        LOCK TABLE cartera_suministro, cartera_titularidad IN SHARE MODE;
        IF TG_TABLE_NAME = 'comun_zona' AND EXISTS (SELECT FROM viejos v JOIN cartera_suministro h ON h.zona_id = v.id)
           OR TG_TABLE_NAME = 'comun_carga' AND EXISTS (SELECT FROM viejos v JOIN cartera_suministro h ON h.carga_id = v.id)
           OR TG_TABLE_NAME = 'cartera_cliente' AND (
               EXISTS (SELECT FROM viejos v JOIN cartera_suministro h ON h.cliente_id = v.id)
               OR EXISTS (SELECT FROM viejos v JOIN cartera_titularidad h ON h.cliente_id = v.id)) THEN
            RAISE EXCEPTION 'Hay suministros o titularidades que lo nombran' USING ERRCODE = 'foreign_key_violation';
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER suministro_con_hijos AFTER DELETE ON cartera_suministro
    REFERENCING OLD TABLE AS viejos FOR EACH STATEMENT EXECUTE FUNCTION cartera_padre_con_hijos();
CREATE TRIGGER cliente_con_hijos AFTER DELETE ON cartera_cliente
    REFERENCING OLD TABLE AS viejos FOR EACH STATEMENT EXECUTE FUNCTION cartera_padre_con_hijos();
CREATE TRIGGER zona_con_hijos AFTER DELETE ON comun_zona
    REFERENCING OLD TABLE AS viejos FOR EACH STATEMENT EXECUTE FUNCTION cartera_padre_con_hijos();
CREATE TRIGGER carga_con_hijos AFTER DELETE ON comun_carga
    REFERENCING OLD TABLE AS viejos FOR EACH STATEMENT EXECUTE FUNCTION cartera_padre_con_hijos();

-- La primera carga tampoco mantiene los otros índices de búsqueda: se hacen de una vez al final.
CREATE OR REPLACE FUNCTION cartera_quitar_busqueda() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM cartera_cliente) OR EXISTS (SELECT FROM cartera_suministro) THEN
        RETURN false;
    END IF;
    DROP INDEX IF EXISTS cliente_nombre_trgm, cliente_documento, cliente_orden,
        suministro_nombre, suministro_titular, suministro_ciclo;
    RETURN true;
END
$$;
CREATE OR REPLACE FUNCTION cartera_poner_busqueda() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '128MB' AS $$
BEGIN
    CREATE INDEX IF NOT EXISTS cliente_nombre_trgm ON cartera_cliente USING gin (nombre_norm gin_trgm_ops);
    CREATE INDEX IF NOT EXISTS cliente_documento ON cartera_cliente (numero_documento);
    CREATE INDEX IF NOT EXISTS cliente_orden ON cartera_cliente (nombre_norm, id);
    CREATE INDEX IF NOT EXISTS suministro_nombre ON cartera_suministro (nombre_norm);
    CREATE INDEX IF NOT EXISTS suministro_titular ON cartera_suministro (cliente_id) INCLUDE (estado);
    CREATE INDEX IF NOT EXISTS suministro_ciclo ON cartera_suministro (ciclo);
END
$$;
