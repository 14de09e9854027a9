"""Un archivo de banco grande: de subirlo a tener sus pagos aplicados, por la línea de comandos."""

import json
from datetime import date
from decimal import Decimal

from cartera.generador import clientes, cuenta
from tests.banco.instalacion import Instalacion
from tests.banco.medida import Fila, manage

META = 30.0  # segundos, vista previa y carga
EL = date(2026, 6, 25)
RECIBO = 18113  # céntimos
_PERFIL = """
from cartera.bancos.services import guardar_perfil
from cartera.bancos.lectura import Campo
from cartera.bancos.models import Banco
from cartera.bancos.models_archivo import PerfilBanco
p = PerfilBanco(banco=Banco.objects.get(clave="BCP"), nombre="Banco", formato="fijo", marca_encabezado="01",
                marca_detalle="02", marca_cola="99", decimales=2)
guardar_perfil(perfil=p, campos={
    "detalle": {"suministro": Campo(3, 10), "recibo": Campo(13, 15), "fecha": Campo(28, 8), "importe": Campo(36, 13),
                "operacion": Campo(49, 12), "depositante": Campo(61, 30)},
    "cola": {"filas": Campo(3, 9), "importe": Campo(12, 15)}})
"""


def medir(instalacion: Instalacion, pagos: int) -> list[Fila]:
    """Carga padrón y recibos, escribe el archivo (uno de cada diez sin recibo) y lo mide. Compara la suma aplicada."""
    datos = instalacion.carpeta / "datos"
    datos.mkdir(parents=True)
    padron = (
        f"{n:010d},DNI,9{n:07d},USUARIO {n} DE PRUEBA,COMERCIAL,240101,Tumbes,Av. Los Ceibos,TUMBES,1,1,{n},M{n},"
        "ACTIVO,1,1,30,,"
        for n in range(1, pagos + 1)
    )
    recibos = (
        f"R{n:08d},{n:010d},2026-06,2026-06-05,2026-06-20,150,100.00,50.00,3.50,27.63,181.13"
        for n in range(1, pagos + 1)
    )
    for nombre, cabeza, filas in (
        ("padron", clientes.COLUMNAS, padron),
        ("recibos", cuenta.COLUMNAS_RECIBOS, recibos),
    ):
        ruta = datos / f"{nombre}.csv"
        ruta.write_text("\n".join([cabeza, *filas]) + "\n", encoding="utf-8")
        manage(instalacion.entorno, "importar", nombre, str(ruta), "--json")
    manage(instalacion.entorno, "shell", "-c", _PERFIL)
    importes = [10000 + n % 10000 for n in range(1, pagos + 1)]
    lineas = (
        f"02{n:010d}{f'R{n:08d}' if n % 10 else '':<15}{EL:%Y%m%d}{c:013}{n:012}{f'USUARIO {n} DE PRUEBA':<30}"
        for n, c in enumerate(importes, start=1)
    )
    archivo = datos / "banco.txt"
    archivo.write_text("\n".join(["01", *lineas, f"99{pagos:09}{sum(importes):015}"]) + "\n", encoding="ascii")
    nuestro = manage(instalacion.entorno, "cargar_banco", "BCP", str(archivo), "--confirmar", "--json")
    dicho = json.loads(nuestro.salida)
    con = instalacion.conexion()
    with con.cursor() as cursor:
        cursor.execute("SELECT sum(importe) FROM cartera_aplicacion")
        aplicado = cursor.fetchone()[0]
    con.close()
    debido = Decimal(sum(min(c, RECIBO) for c in importes)) / 100  # lo que pasa del recibo queda de crédito
    if (dicho["estado"], aplicado) != ("cargado", debido):
        raise RuntimeError(f"El archivo de banco no quedó aplicado entero: {dicho}, {aplicado}")
    texto = f"{nuestro.segundos:.2f} s"
    return [Fila(f"archivo de banco {pagos:,}", texto, "—", nuestro.segundos, META, "s", nuestro.salida.strip())]
