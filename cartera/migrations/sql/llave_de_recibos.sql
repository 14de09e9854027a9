-- Lo que haría la llave foránea de Recibo a Suministro, por sentencia y no fila por fila.

CREATE FUNCTION cartera_recibos_con_suministro() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM nuevos n LEFT JOIN cartera_suministro s ON s.id = n.suministro_id WHERE s.id IS NULL) THEN
        RAISE EXCEPTION 'Hay un recibo de un suministro que no existe' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER recibo_suministro_nuevo AFTER INSERT ON cartera_recibo
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_recibos_con_suministro();

-- Cambiar de suministro es raro: fila por fila, y solo si cambia (los pagos actualizan recibos por millones).
CREATE FUNCTION cartera_recibo_con_suministro() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cartera_suministro s WHERE s.id = NEW.suministro_id) THEN
        RAISE EXCEPTION 'El recibo % es de un suministro que no existe', NEW.numero
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER recibo_suministro_cambiado AFTER UPDATE OF suministro_id ON cartera_recibo FOR EACH ROW
    WHEN (OLD.suministro_id IS DISTINCT FROM NEW.suministro_id) EXECUTE FUNCTION cartera_recibo_con_suministro();

-- El candado espera a las cargas en marcha: sin él, los recibos que agregan aún no se ven.
CREATE FUNCTION cartera_suministro_con_recibos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM viejos) THEN
        RETURN NULL;
    END IF;
    LOCK TABLE cartera_recibo IN SHARE MODE;
    IF EXISTS (SELECT FROM viejos v JOIN cartera_recibo r ON r.suministro_id = v.id) THEN
        RAISE EXCEPTION 'El suministro tiene recibos' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER suministro_con_recibos AFTER DELETE ON cartera_suministro
    REFERENCING OLD TABLE AS viejos FOR EACH STATEMENT EXECUTE FUNCTION cartera_suministro_con_recibos();
