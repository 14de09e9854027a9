-- Lo que harían las llaves foráneas de Pago y Aplicacion, por sentencia y no fila por fila: en una carga son cientos de
-- miles, y al aplicar los pagos recién puestos la base las comprobaría otra vez.

CREATE OR REPLACE FUNCTION cartera_sumar_aplicaciones() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    recibos integer;
    pagos integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE cartera_recibo r SET pagado = r.pagado + d.importe
        FROM (SELECT recibo_id, sum(importe) AS importe FROM nuevas GROUP BY recibo_id) d WHERE r.id = d.recibo_id;
        GET DIAGNOSTICS recibos = ROW_COUNT;
        UPDATE cartera_pago p SET aplicado = p.aplicado + d.importe
        FROM (SELECT pago_id, sum(importe) AS importe FROM nuevas GROUP BY pago_id) d WHERE p.id = d.pago_id;
        GET DIAGNOSTICS pagos = ROW_COUNT;
        IF (SELECT count(DISTINCT n.recibo_id) <> recibos OR count(DISTINCT n.pago_id) <> pagos FROM nuevas n) THEN
            RAISE EXCEPTION 'Hay una aplicación de un pago o un recibo que no existe' USING ERRCODE = 'foreign_key_violation';
        END IF;
    ELSE
        UPDATE cartera_recibo r SET pagado = r.pagado - d.importe
        FROM (SELECT recibo_id, sum(importe) AS importe FROM viejas GROUP BY recibo_id) d WHERE r.id = d.recibo_id;
        UPDATE cartera_pago p SET aplicado = p.aplicado - d.importe
        FROM (SELECT pago_id, sum(importe) AS importe FROM viejas GROUP BY pago_id) d WHERE p.id = d.pago_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION cartera_pagos_con_dueno() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM nuevos n
        LEFT JOIN cartera_suministro s ON s.id = n.suministro_id
        LEFT JOIN cartera_recibo r ON r.id = n.recibo_id AND r.suministro_id = n.suministro_id
        WHERE (n.suministro_id IS NOT NULL AND s.id IS NULL) OR (n.recibo_id IS NOT NULL AND r.id IS NULL)
    ) THEN
        RAISE EXCEPTION 'Hay un pago de un suministro que no existe o de un recibo que no es suyo'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER pago_dueno_nuevo AFTER INSERT ON cartera_pago
    REFERENCING NEW TABLE AS nuevos FOR EACH STATEMENT EXECUTE FUNCTION cartera_pagos_con_dueno();

-- Cambiar de dueño es raro: fila por fila, y solo si cambia.
CREATE FUNCTION cartera_pago_con_dueno() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.recibo_id IS NULL AND NOT EXISTS (SELECT FROM cartera_suministro s WHERE s.id = NEW.suministro_id))
       OR (NEW.recibo_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM cartera_recibo r WHERE r.id = NEW.recibo_id AND r.suministro_id = NEW.suministro_id)) THEN
        RAISE EXCEPTION 'El pago % % es de un suministro que no existe o de un recibo que no es suyo',
            NEW.entidad, NEW.operacion USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER pago_dueno_cambiado AFTER UPDATE OF recibo_id, suministro_id ON cartera_pago FOR EACH ROW
    WHEN (NEW.suministro_id IS NOT NULL
          AND (OLD.recibo_id, OLD.suministro_id) IS DISTINCT FROM (NEW.recibo_id, NEW.suministro_id))
    EXECUTE FUNCTION cartera_pago_con_dueno();

CREATE FUNCTION cartera_con_dinero_no_se_borra() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (CASE TG_TABLE_NAME
        WHEN 'cartera_suministro' THEN EXISTS (SELECT FROM cartera_pago p WHERE p.suministro_id = OLD.id)
        WHEN 'cartera_pago' THEN EXISTS (SELECT FROM cartera_aplicacion a WHERE a.pago_id = OLD.id)
        ELSE EXISTS (SELECT FROM cartera_aplicacion a WHERE a.recibo_id = OLD.id)
    END) THEN
        RAISE EXCEPTION 'No se puede borrar de %: tiene pagos', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER suministro_con_pagos BEFORE DELETE ON cartera_suministro
    FOR EACH ROW EXECUTE FUNCTION cartera_con_dinero_no_se_borra();
CREATE TRIGGER pago_aplicado BEFORE DELETE ON cartera_pago
    FOR EACH ROW EXECUTE FUNCTION cartera_con_dinero_no_se_borra();
CREATE TRIGGER recibo_aplicado BEFORE DELETE ON cartera_recibo
    FOR EACH ROW EXECUTE FUNCTION cartera_con_dinero_no_se_borra();
-- Un recibo nombrado por un pago que no le llegó a aplicar nada (todo es crédito) tampoco se va.
CREATE FUNCTION cartera_recibo_nombrado() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cartera_pago p WHERE p.suministro_id = OLD.suministro_id AND p.recibo_id = OLD.id) THEN
        RAISE EXCEPTION 'Hay pagos que nombran el recibo %', OLD.numero USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER recibo_nombrado BEFORE DELETE ON cartera_recibo FOR EACH ROW EXECUTE FUNCTION cartera_recibo_nombrado();
