"""Bancos, cuentas de la empresa, canales y facilidades: lo que se le ofrece al cliente, como datos (manual 6.3.12)."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from config.comun.pantalla.views import Boton, Formulario, Lista, avisar

from .filters import FiltrosCuentas
from .forms import BancoForm, CanalForm, CuentaForm, FacilidadForm
from .models import Banco, CanalPago, CuentaBancaria, Facilidad
from .tables import TablaBancos, TablaCanales, TablaCuentas, TablaFacilidades

CUENTAS = ("Cuentas y canales", reverse_lazy("bancos:cuentas"))


class _Catalogo(Lista):
    """Lista de un modelo del catálogo: `modelo` y los nombres de su alta."""

    modelo = None
    ruta = (CUENTAS,)
    orden_total = ("pk",)

    def get_queryset(self):
        return self.modelo.objects.all()


class ListaCuentas(_Catalogo):
    permission_required = "cartera.view_cuentabancaria"
    titulo, nombres, ruta = "Cuentas y canales de pago", "cuenta,cuentas", ()
    modelo, tabla, filtros = CuentaBancaria, TablaCuentas, FiltrosCuentas
    primario = vacio_accion = Boton(
        "Nueva cuenta", reverse_lazy("bancos:nueva_cuenta"), "plus", "cartera.add_cuentabancaria"
    )
    mas = (
        Boton("Canales de pago", reverse_lazy("bancos:canales"), "credit-card", "cartera.view_canalpago"),
        Boton("Facilidades", reverse_lazy("bancos:facilidades"), "checklist", "cartera.view_facilidad"),
        Boton("Bancos", reverse_lazy("bancos:bancos"), "building-bank", "cartera.view_banco"),
        Boton("Orientaciones", reverse_lazy("bancos:orientaciones"), "message", "cartera.view_orientacion"),
    )
    vacio = "Aún no hay cuentas: sin ellas no se puede orientar a nadie."

    def get_queryset(self):
        return CuentaBancaria.objects.select_related("banco")


class ListaCanales(_Catalogo):
    permission_required = "cartera.view_canalpago"
    titulo, nombres = "Canales de pago", "canal,canales"
    modelo, tabla = CanalPago, TablaCanales
    primario = vacio_accion = Boton("Nuevo canal", reverse_lazy("bancos:nuevo_canal"), "plus", "cartera.add_canalpago")
    vacio = "Aún no hay canales de pago."

    def get_queryset(self):
        return CanalPago.objects.select_related("cuenta__banco")


class ListaFacilidades(_Catalogo):
    permission_required = "cartera.view_facilidad"
    titulo, nombres = "Facilidades", "facilidad,facilidades"
    modelo, tabla = Facilidad, TablaFacilidades
    primario = vacio_accion = Boton(
        "Nueva facilidad", reverse_lazy("bancos:nueva_facilidad"), "plus", "cartera.add_facilidad"
    )
    vacio = "Aún no hay otras facilidades."


class ListaBancos(_Catalogo):
    permission_required = "cartera.view_banco"
    titulo, nombres = "Bancos", "banco,bancos"
    modelo, tabla = Banco, TablaBancos
    primario = vacio_accion = Boton("Nuevo banco", reverse_lazy("bancos:nuevo_banco"), "plus", "cartera.add_banco")
    vacio = "Aún no hay bancos."


class _Guardar(Formulario):
    """Alta o cambio de un objeto del catálogo: sin clave en la URL es un alta. Quien solo mira no entra."""

    modelo = None
    que = ""  # «cuenta»

    @cached_property
    def objeto(self):
        return get_object_or_404(self.modelo, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_permission_required(self):
        acto = "change" if "pk" in self.kwargs else "add"
        return (f"cartera.{acto}_{self.modelo._meta.model_name}",)

    def get_titulo(self):
        return str(self.objeto) if self.objeto else self.que

    @property
    def boton(self):
        return f"Guardar {self.modelo._meta.verbose_name}"

    def get_ruta(self):
        return [CUENTAS]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.objeto}

    def guardar(self, form):
        return f"Guardado: {form.save()}."


class GuardarCuenta(_Guardar):
    modelo, que, form_class = CuentaBancaria, "Nueva cuenta", CuentaForm
    vuelta = reverse_lazy("bancos:cuentas")

    def guardar(self, form):
        cuenta = form.save()
        avisos = cuenta.avisos_cci
        texto = f"Guardada la cuenta {cuenta}. " + (" ".join(avisos) if avisos else "")
        avisar(self.request, texto.strip(), tono="aviso" if avisos else "bien")
        return HttpResponseRedirect(self.siguiente() or self.get_destino())


class GuardarCanal(_Guardar):
    modelo, que, form_class = CanalPago, "Nuevo canal de pago", CanalForm
    vuelta = reverse_lazy("bancos:canales")


class GuardarFacilidad(_Guardar):
    modelo, que, form_class = Facilidad, "Nueva facilidad", FacilidadForm
    vuelta = reverse_lazy("bancos:facilidades")


class GuardarBanco(_Guardar):
    modelo, que, form_class = Banco, "Nuevo banco", BancoForm
    vuelta = reverse_lazy("bancos:bancos")
