"""Búsqueda de personas: el grupo «Contactos» del buscador con 50,000 contactos, y la consulta SQL sola."""

import json
import os
import sys
import time

from tests.banco.instalacion import Instalacion
from tests.banco.medida import Fila, correr

CONTACTOS = 50_000
META_MS = 300.0
VECES = 5
# Se siembran por SQL: lo que se mide es hallarlos. Con lo cargado, el padrón ya tiene sus millones de suministros.
SEMBRAR = (
    """
    INSERT INTO principales_contacto (cliente_id, nombre, rol, cargo, tipo_documento, documento, canal_preferido, nota,
                                      motivo_cierre, retenido, motivo_retencion, creado_en)
    SELECT c.id, (ARRAY['Rosa','Jorge','Milagros','Segundo','Yolanda','Percy','Carmen','María'])[1 + n %% 8] || ' '
           || (ARRAY['Palacios','Farías','Yacila','Cruz','Dioses','Silva','Peña'])[1 + n %% 7] || ' ' || n,
           'pagos', '', 'DNI', lpad(n::text, 8, '4'), '', '', '', false, '', now()
    FROM generate_series(1, %(n)s) n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS lugar, count(*) OVER () AS todos FROM cartera_cliente) c
        ON c.lugar = 1 + n %% c.todos
    """,
    """
    INSERT INTO principales_mediocontacto (contacto_id, tipo, valor, anexo, fuente, finalidad, whatsapp, preferido,
                                           consiente_campanas, estado, motivo_estado, estado_desde)
    SELECT c.id, t.tipo, t.valor, '', 'carga', 'servicio', false, false, false, 'vigente', '', now()
    FROM principales_contacto c CROSS JOIN LATERAL (VALUES
        ('celular', '+519' || lpad((c.id * 7919 %% 100000000)::text, 8, '0')),
        ('correo', 'persona' || c.id || '@empresa' || c.id %% 5000 || '.pe')) t (tipo, valor)
    """,
    "ANALYZE principales_contacto",
    "ANALYZE principales_mediocontacto",
)
DESNUDA = """
SELECT c.id, c.nombre FROM principales_contacto c WHERE c.nombre_norm LIKE '%%' || %(letras)s || '%%'
UNION SELECT c.id, c.nombre FROM principales_contacto c JOIN principales_mediocontacto m ON m.contacto_id = c.id
WHERE m.valor LIKE '%%' || lower(%(texto)s) || '%%' LIMIT 6
"""
TEXTOS = (
    "ma",
    "María",
    "rosa palacios",
    "nadie se llama así",
    "987",
    "0972",
    "97240797",
    "persona777@empresa",
    "44444443",
)


def medir(instalacion: Instalacion) -> list[Fila]:
    """El percentil 95 de la página, con quien ve toda la empresa y quien ve una zona."""
    with instalacion.conexion() as con, con.cursor() as cursor:
        for sentencia in SEMBRAR:
            cursor.execute(sentencia, {"n": CONTACTOS})
        desnudos = []
        for texto in TEXTOS:
            inicio = time.perf_counter()
            cursor.execute(DESNUDA, {"letras": texto.upper(), "texto": texto})
            cursor.fetchall()
            desnudos.append((time.perf_counter() - inicio) * 1000)
    dicho = json.loads(correr([sys.executable, "-m", "tests.banco.contactos"], instalacion.entorno).salida)
    nota = f"lo que más tarda: «{dicho['peor']}»; {CONTACTOS:,} contactos"
    desnudo = f"{max(desnudos):.0f} ms"
    return [Fila("búsqueda de contactos", f"{dicho['p95']:.0f} ms", desnudo, dicho["p95"], META_MS, "ms", nota)]


def _pedir() -> None:
    """Dentro de la instalación: cada búsqueda varias veces, y lo dice en JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.contrib.auth.models import Group
    from django.test import Client

    from config.comun.usuarios.models import Usuario, Zona

    tiempos = []
    for zonas in (None, list(Zona.objects.order_by("pk")[:1])):
        persona = Usuario.objects.create_user(f"contactos_{zonas is None}", todas_las_zonas=zonas is None)
        persona.groups.set(Group.objects.all())
        persona.zonas.set(zonas or [])
        cliente = Client()
        cliente.force_login(persona, "django.contrib.auth.backends.ModelBackend")
        for texto in TEXTOS:
            pedir = {"q": texto}
            cliente.get("/directorio/buscar/", pedir, headers={"HX-Request": "true"})  # llena cachés de plantillas
            for _ in range(VECES):
                inicio = time.perf_counter()
                respuesta = cliente.get("/directorio/buscar/", pedir, headers={"HX-Request": "true"})
                tiempos.append(((time.perf_counter() - inicio) * 1000, texto))
                if respuesta.status_code != 200:
                    raise RuntimeError(f"«{texto}» respondió {respuesta.status_code}")
    tiempos.sort()
    p95, peor = tiempos[-(-95 * len(tiempos) // 100) - 1]
    print(json.dumps({"p95": p95, "peor": peor}))


if __name__ == "__main__":
    _pedir()
