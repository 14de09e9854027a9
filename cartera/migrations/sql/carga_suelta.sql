-- Cargar sin mantener índices fila por fila: un mes vacío se llena suelto y se adjunta ya hecho, y el primer padrón hace
-- sus índices al final. Todo dentro de la transacción de la carga: si se corta, no queda nada.

-- Crea meses que no existen, sueltos y sin índices, bajo `cartera_consumo_suelto` para llenarlos de una pasada.
CREATE FUNCTION cartera_abrir_meses(meses date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tabla text;
    mes date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('cartera_asegurar_mes'));
    FOREACH mes IN ARRAY meses LOOP
        IF mes IS NULL OR extract(day FROM mes) <> 1 OR mes < date '2000-01-01' OR mes > date '2100-12-01' THEN
            RAISE EXCEPTION 'Mes fuera de rango: %', mes USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END LOOP;
    CREATE TABLE public.cartera_consumo_suelto (LIKE public.cartera_consumo INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
        PARTITION BY LIST (periodo);
    FOREACH mes IN ARRAY meses LOOP
        FOREACH tabla IN ARRAY ARRAY['cartera_consumo', 'cartera_consumocliente'] LOOP
            EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                           tabla || to_char(mes, '_YYYY_MM'), tabla);
        END LOOP;
        EXECUTE format('ALTER TABLE public.cartera_consumo_suelto ATTACH PARTITION public.%I FOR VALUES IN (%L)',
                       'cartera_consumo' || to_char(mes, '_YYYY_MM'), mes);
    END LOOP;
END
$$;

-- Comprueba lo que comprobarían los disparadores y las llaves, y adjunta los meses sin detener a quien lee los otros.
CREATE FUNCTION cartera_cerrar_meses(meses date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '128MB' AS $$
DECLARE
    mes date;
    consumo text;
    de_cliente text;
BEGIN
    IF EXISTS (SELECT FROM public.cartera_consumo_suelto n LEFT JOIN public.cartera_suministro s ON s.id = n.suministro_id
               WHERE s.id IS NULL) THEN
        RAISE EXCEPTION 'Hay un consumo de un suministro que no existe' USING ERRCODE = 'foreign_key_violation';
    END IF;
    FOREACH mes IN ARRAY meses LOOP
        consumo := 'cartera_consumo' || to_char(mes, '_YYYY_MM');
        de_cliente := 'cartera_consumocliente' || to_char(mes, '_YYYY_MM');
        EXECUTE format('ALTER TABLE public.cartera_consumo_suelto DETACH PARTITION public.%I', consumo);
        EXECUTE format('ALTER TABLE public.%I ADD PRIMARY KEY (suministro_id, periodo)', consumo);
        EXECUTE format('ALTER TABLE public.%I ADD PRIMARY KEY (cliente_id, periodo)', de_cliente);
        EXECUTE format('ALTER TABLE public.cartera_consumo ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                       consumo, mes, (mes + interval '1 month')::date);
        EXECUTE format('ALTER TABLE public.cartera_consumocliente ATTACH PARTITION public.%I '
                       'FOR VALUES FROM (%L) TO (%L)', de_cliente, mes, (mes + interval '1 month')::date);
    END LOOP;
    DROP TABLE public.cartera_consumo_suelto;
END
$$;

-- Estadísticas de los meses que se tocaron, con una muestra corta: son números sueltos. La tabla entera, solo si nunca
-- se analizó (hacerlo recorre también todos sus meses).
CREATE FUNCTION cartera_analizar_meses(meses date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET default_statistics_target = 20 AS $$
DECLARE
    tabla text;
    mes date;
BEGIN
    FOREACH tabla IN ARRAY ARRAY['cartera_consumo', 'cartera_consumocliente'] LOOP
        IF NOT EXISTS (SELECT FROM pg_stats WHERE schemaname = 'public' AND tablename = tabla AND inherited) THEN
            EXECUTE format('ANALYZE public.%I', tabla);
        ELSE
            FOREACH mes IN ARRAY meses LOOP
                EXECUTE format('ANALYZE public.%I', tabla || to_char(mes, '_YYYY_MM'));
            END LOOP;
        END IF;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION cartera_analizar() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE cartera_cliente, cartera_suministro, cartera_titularidad;
END
$$;

-- El primer padrón: sin índices de más ni disparadores que guarden cada fila para mirarla; al terminar se hacen los
-- índices y se comprueba todo de una vez. Falso si ya hay clientes o suministros.
CREATE FUNCTION cartera_empezar_primer_padron() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE cartera_cliente, cartera_suministro, cartera_titularidad IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM cartera_cliente) OR EXISTS (SELECT FROM cartera_suministro)
       OR EXISTS (SELECT FROM cartera_titularidad) THEN
        RETURN false;
    END IF;
    -- Vacías, rehacerlas no cuesta nada, y lo que se escribe en una tabla de esta transacción no pasa por el WAL si el
    -- servidor no tiene réplicas (`wal_level = minimal`).
    CLUSTER cartera_cliente USING cartera_cliente_pkey;
    CLUSTER cartera_suministro USING cartera_suministro_pkey;
    CLUSTER cartera_titularidad USING cartera_titularidad_pkey;
    DROP INDEX cliente_nombre_trgm, cliente_documento, cliente_orden, cartera_cliente_clave_37518b74_like,
        suministro_nombre, suministro_titular, suministro_ciclo, cartera_suministro_zona_id_1dca8862,
        cartera_suministro_codigo_1b3aa06f_like, cartera_titularidad_cliente_id_36a99a5d, titularidad_comienzo,
        titularidad_actual, titularidad_cambios;
    ALTER TABLE cartera_cliente DROP CONSTRAINT cartera_cliente_clave_key;
    ALTER TABLE cartera_suministro DROP CONSTRAINT cartera_suministro_codigo_key,
        DISABLE TRIGGER suministro_padres_nuevo;
    ALTER TABLE cartera_titularidad DISABLE TRIGGER titularidad_padres_nuevo,
        DISABLE TRIGGER titularidad_entera_sola_alta;
    RETURN true;
END
$$;
CREATE FUNCTION cartera_terminar_primer_padron() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '192MB' AS $$
BEGIN
    ALTER TABLE cartera_cliente ADD CONSTRAINT cartera_cliente_clave_key UNIQUE (clave);
    CREATE INDEX cartera_cliente_clave_37518b74_like ON cartera_cliente (clave varchar_pattern_ops);
    CREATE INDEX cliente_nombre_trgm ON cartera_cliente USING gin (nombre_norm gin_trgm_ops);
    CREATE INDEX cliente_documento ON cartera_cliente (numero_documento);
    CREATE INDEX cliente_orden ON cartera_cliente (nombre_norm, id);
    ALTER TABLE cartera_suministro ADD CONSTRAINT cartera_suministro_codigo_key UNIQUE (codigo),
        ENABLE TRIGGER suministro_padres_nuevo;
    CREATE INDEX cartera_suministro_codigo_1b3aa06f_like ON cartera_suministro (codigo varchar_pattern_ops);
    CREATE INDEX cartera_suministro_zona_id_1dca8862 ON cartera_suministro (zona_id);
    CREATE INDEX suministro_nombre ON cartera_suministro (nombre_norm);
    CREATE INDEX suministro_titular ON cartera_suministro (cliente_id) INCLUDE (estado);
    CREATE INDEX suministro_ciclo ON cartera_suministro (ciclo);
    CREATE INDEX cartera_titularidad_cliente_id_36a99a5d ON cartera_titularidad (cliente_id);
    CREATE UNIQUE INDEX titularidad_comienzo ON cartera_titularidad (suministro_id, lower(vigencia)) NULLS NOT DISTINCT;
    CREATE UNIQUE INDEX titularidad_actual ON cartera_titularidad (suministro_id) WHERE upper(vigencia) IS NULL;
    CREATE INDEX titularidad_cambios ON cartera_titularidad (lower(vigencia)) WHERE lower(vigencia) IS NOT NULL;
    ALTER TABLE cartera_titularidad ENABLE TRIGGER titularidad_padres_nuevo,
        ENABLE TRIGGER titularidad_entera_sola_alta;
    IF EXISTS (SELECT FROM cartera_suministro s LEFT JOIN cartera_cliente c ON c.id = s.cliente_id WHERE c.id IS NULL)
       OR EXISTS (SELECT FROM (SELECT DISTINCT zona_id FROM cartera_suministro) s
                  LEFT JOIN comun_zona z ON z.id = s.zona_id WHERE z.id IS NULL)
       OR EXISTS (SELECT FROM (SELECT DISTINCT carga_id FROM cartera_suministro WHERE carga_id IS NOT NULL) s
                  LEFT JOIN comun_carga k ON k.id = s.carga_id WHERE k.id IS NULL)
       OR EXISTS (SELECT FROM cartera_titularidad t LEFT JOIN cartera_suministro s ON s.id = t.suministro_id
                  LEFT JOIN cartera_cliente c ON c.id = t.cliente_id WHERE s.id IS NULL OR c.id IS NULL) THEN
        RAISE EXCEPTION 'Hay un suministro o una titularidad de algo que no existe'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    -- Con un solo tramo por suministro no hay solape posible; el primer padrón no trae más.
    IF (SELECT count(*) FROM cartera_titularidad) > (SELECT count(*) FROM cartera_suministro) THEN
        RAISE EXCEPTION 'Dos titulares del mismo suministro en las mismas fechas' USING ERRCODE = 'exclusion_violation';
    END IF;
END
$$;
