"""manage.py demostracion: la empresa inventada nace en una base vacía, se retoma si se corta y no toca datos ajenos."""

import io
import stat
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from cartera.padron.models import Suministro
from cartera.solicitudes.models import Solicitud
from cobranzas.control.models import Accion, Barrido
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.roles import PERMISOS
from principales.seleccion.choices import EstadoEvaluacion
from principales.seleccion.models import Evaluacion, Principal
from reportes.cierres.models import Cierre
from reportes.demostracion import services
from reportes.informes.models import Informe

# Cada paso confirma lo suyo, como en la vida: cortar a medias deja hecho lo anterior.
pytestmark = pytest.mark.django_db(transaction=True)

MESES = 4


@pytest.fixture(autouse=True)
def _hoy_y_carpeta(settings, tmp_path):
    settings.DIR_VAR = tmp_path
    with time_machine.travel("2026-05-20 15:00:00+00:00", tick=True):
        yield


def _demostracion() -> str:
    salida = io.StringIO()
    call_command("demostracion", "--suministros", "80", "--meses", str(MESES), stdout=salida)
    return salida.getvalue()


def _retrato() -> dict:
    """Lo que se ve al terminar: dos demostraciones iguales lo tienen igual."""
    return {
        "cierres": list(
            Cierre.objects.order_by("periodo").values_list(
                "periodo", "al", "clientes_eps", "principales", "sin_deuda", "saldo_vencido"
            )
        ),
        "evaluaciones": list(Evaluacion.objects.order_by("periodo").values_list("periodo", "estado", "califican")),
        "principales": Principal.objects.count(),
        "acciones": Accion.objects.count(),
        "informes": Informe.objects.count(),
        "solicitudes": sorted(Solicitud.objects.values_list("estado", flat=True)),
        "suministros": Suministro.objects.count(),
        "ultimo_barrido": Barrido.objects.latest("al").al,
    }


def test_deja_una_empresa_con_meses_cerrados_el_control_de_hoy_y_una_propuesta_por_aprobar():
    _demostracion()
    visto = _retrato()
    assert visto["suministros"] == 80
    assert [c[0] for c in visto["cierres"]] == [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
    assert all(principales > 0 for *_, principales, _, _ in visto["cierres"])
    assert visto["informes"] == MESES - 1
    assert visto["ultimo_barrido"] == date(2026, 5, 20)
    assert visto["acciones"] > 0
    assert set(visto["solicitudes"]) == {"aceptada"}
    aprobada, propuesta = EstadoEvaluacion.APROBADA, EstadoEvaluacion.PROPUESTA
    assert [estado for _, estado, _ in visto["evaluaciones"]] == [aprobada, aprobada, aprobada, propuesta]


def test_hay_un_usuario_de_cada_rol_que_entra_con_la_clave_mostrada_y_sin_tener_que_cambiarla(tmp_path):
    salida = _demostracion()
    clave = salida.split("Clave de todos: ")[1].split()[0]
    roles = set()
    for usuario in Usuario.objects.all():
        assert f"  {usuario.username} " in salida
        assert not usuario.debe_cambiar_clave
        assert not usuario.is_superuser
        roles.update(usuario.groups.values_list("name", flat=True))
        cliente = Client()
        respuesta = cliente.post("/cuenta/entrar/", {"username": usuario.username, "password": clave})
        assert respuesta.status_code == 302
    assert roles == set(PERMISOS)
    assert [z.codigo for z in Usuario.objects.get(username="zonal").zonas.all()] == ["ZARUMILLA"]
    claves = tmp_path / "demostracion.txt"
    assert clave in claves.read_text()
    assert stat.S_IMODE(claves.stat().st_mode) == 0o600


def test_repetirla_no_cambia_nada_y_lo_dice():
    _demostracion()
    antes = _retrato()
    assert "ya está cargada" in _demostracion()
    assert _retrato() == antes


def test_si_se_corta_a_medias_repetirla_la_termina_igual_que_sin_corte(monkeypatch):
    hechos = []

    def se_corta(**datos):
        if len(hechos) == 1:
            raise KeyboardInterrupt
        hechos.append(datos["periodo"])
        return cerrar(**datos)

    cerrar = services.cerrar_mes
    monkeypatch.setattr(services, "cerrar_mes", se_corta)
    with pytest.raises(KeyboardInterrupt):
        _demostracion()
    assert Cierre.objects.count() == 1
    clave = Usuario.objects.get(username="gerencia").password
    monkeypatch.setattr(services, "cerrar_mes", cerrar)

    salida = _demostracion()

    assert salida.count("Clave de todos") == 1  # los usuarios y su clave son los de antes
    assert Usuario.objects.get(username="gerencia").password == clave
    retomada = _retrato()
    assert len(retomada["cierres"]) == MESES - 1
    assert (retomada["suministros"], retomada["informes"]) == (80, MESES - 1)
    assert len(retomada["evaluaciones"]) == MESES


def test_no_se_mezcla_con_una_base_que_ya_se_usa():
    Usuario.objects.create_user("ana", "ana@eps.pe", "una-clave-larga")
    with pytest.raises(CommandError, match="base vacía"):
        _demostracion()
    assert Usuario.objects.count() == 1
    assert not Suministro.objects.exists()


def test_con_menos_de_dos_meses_no_hay_historia_que_mostrar():
    with pytest.raises(CommandError, match="dos meses"):
        call_command("demostracion", "--meses", "1")
