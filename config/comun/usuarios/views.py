from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache

from config.comun.pantalla.views import Boton, Confirmar, Detalle, Formulario, Lista
from config.comun.usuarios import services
from config.comun.usuarios.filters import FiltrosUsuarios
from config.comun.usuarios.forms import CambiarClaveForm, EntrarForm, PreferenciasForm, UsuarioForm, ZonaForm
from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.roles import NOMBRES
from config.comun.usuarios.tables import TablaUsuarios, TablaZonas


class Entrar(LoginView):
    template_name = "comun/usuarios/entrar.html"
    authentication_form = EntrarForm
    redirect_authenticated_user = True
    extra_context = {"titulo": "Entrar"}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Salir(LogoutView):
    """Solo POST; vuelve a la página de entrar."""


@login_not_required
@never_cache
def bloqueado(request, credentials=None) -> HttpResponse:
    """Lo que ve quien falló la clave demasiadas veces (django-axes)."""
    return render(request, "comun/usuarios/bloqueado.html", {"titulo": "Espera un momento"}, status=429)


class CambiarClave(Formulario):
    """La propia; obligatoria en la primera entrada (middleware)."""

    permission_required = ()
    titulo, boton = "Cambiar mi clave", "Cambiar mi clave"
    template_name = "comun/usuarios/clave.html"
    form_class = CambiarClaveForm
    borrador = False

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def guardar(self, form):
        services.cambiar_clave(usuario=self.request.user, clave=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, self.request.user)
        return "Tu clave cambió. Úsala la próxima vez que entres."


class Preferencias(Formulario):
    permission_required = ()
    titulo, boton = "Mis preferencias", "Guardar mis preferencias"
    form_class = PreferenciasForm

    def get_initial(self):
        return {"atajos_activos": self.request.user.atajos_activos}

    def guardar(self, form):
        services.guardar_preferencias(usuario=self.request.user, **form.cleaned_data)
        return "Guardamos tus preferencias."


class ListaUsuarios(Lista):
    permission_required = "comun.view_usuario"
    titulo, nombres = "Usuarios", "usuario,usuarios"
    tabla, filtros = TablaUsuarios, FiltrosUsuarios
    primario = Boton("Crear usuario", reverse_lazy("usuarios:crear"), "plus", "comun.add_usuario")
    mas = (Boton("Zonas", reverse_lazy("usuarios:zonas"), "map-pin", "comun.view_zona"),)
    vacio = "Ningún usuario cumple el filtro."

    def get_queryset(self):
        return Usuario.objects.para_lista()


class FichaUsuario(Detalle):
    permission_required = "comun.view_usuario"
    template_name = "comun/usuarios/ficha.html"
    ruta = (("Usuarios", reverse_lazy("usuarios:lista")),)

    def get_queryset(self):
        return Usuario.objects.para_lista()

    def get_primario(self):
        return Boton(
            "Editar usuario", reverse("usuarios:editar", args=[self.object.pk]), "edit", "comun.change_usuario"
        )

    def get_mas(self):
        url = reverse("usuarios:nueva_clave", args=[self.object.pk])
        return (Boton("Poner una clave temporal", url, "key", "comun.change_usuario"),)

    def get_context_data(self, **kwargs):
        roles = [NOMBRES.get(g.name, g.name) for g in self.object.groups.all()]
        return super().get_context_data(roles=roles, **kwargs)


def _mostrar_clave(request, usuario: Usuario, clave: str) -> HttpResponse:
    """La clave temporal sale una vez, en la respuesta: no se guarda en la sesión ni en el historial del navegador."""
    contexto = {"titulo": f"Clave temporal de {usuario}", "usuario": usuario, "clave": clave}
    respuesta = render(request, "comun/usuarios/clave_temporal.html", contexto)
    respuesta["Cache-Control"] = "no-store"
    return respuesta


class CrearUsuario(Formulario):
    permission_required = "comun.add_usuario"
    titulo, boton = "Crear usuario", "Crear usuario"
    form_class, vuelta = UsuarioForm, reverse_lazy("usuarios:lista")
    ruta = (("Usuarios", reverse_lazy("usuarios:lista")),)

    def guardar(self, form):
        datos = form.cleaned_data
        alta = services.crear_usuario(
            username=datos["username"],
            nombres=datos["first_name"],
            apellidos=datos["last_name"],
            correo=datos["email"],
            roles=datos["roles"],
            zonas=datos["zonas"],
            todas_las_zonas=datos["todas_las_zonas"],
        )
        return _mostrar_clave(self.request, alta.usuario, alta.clave)


class _SobreUsuario:
    """Vistas que actúan sobre el usuario de la URL."""

    kwargs: dict

    @property
    def usuario(self) -> Usuario:
        return get_object_or_404(Usuario, pk=self.kwargs["pk"])

    def get_vuelta(self):
        return reverse("usuarios:ficha", args=[self.kwargs["pk"]])


class EditarUsuario(_SobreUsuario, Formulario):
    permission_required = "comun.change_usuario"
    boton = "Guardar usuario"
    form_class = UsuarioForm
    errores = (services.SinAdministracion,)

    def get_titulo(self):
        return f"Editar a {self.usuario}"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.usuario}

    def guardar(self, form):
        datos, usuario = form.cleaned_data, form.instance
        services.editar_usuario(
            usuario=usuario,
            nombres=datos["first_name"],
            apellidos=datos["last_name"],
            correo=datos["email"],
            activo=datos["is_active"],
            roles=datos["roles"],
            zonas=datos["zonas"],
            todas_las_zonas=datos["todas_las_zonas"],
        )
        return f"Guardamos los datos de {usuario}."


class NuevaClave(_SobreUsuario, Confirmar):
    permission_required = "comun.change_usuario"

    def get_titulo(self):
        return f"Clave temporal para {self.usuario}"

    def get_boton(self):
        return "Poner una clave temporal"

    def get_consecuencias(self):
        return [
            "Su clave actual deja de servir y se cierran sus sesiones.",
            "La clave temporal se muestra una sola vez.",
        ]

    def ejecutar(self):
        usuario = self.usuario
        return _mostrar_clave(self.request, usuario, services.nueva_clave(usuario=usuario))


class ListaZonas(Lista):
    permission_required = "comun.view_zona"
    titulo, nombres = "Zonas", "zona,zonas"
    tabla = TablaZonas
    primario = Boton("Crear zona", reverse_lazy("usuarios:zona_crear"), "plus", "comun.add_zona")
    vacio = "Aún no hay zonas: llegan con el padrón o las creas aquí."
    ruta = (("Usuarios", reverse_lazy("usuarios:lista")),)

    def get_queryset(self):
        return Zona.objects.all()


class GuardarZona(Formulario):
    """Crea una zona o cambia la de la URL."""

    titulo, boton = "Zona", "Guardar zona"
    form_class, vuelta = ZonaForm, reverse_lazy("usuarios:zonas")

    def get_permission_required(self):
        return ("comun.change_zona" if "pk" in self.kwargs else "comun.add_zona",)

    def get_form_kwargs(self):
        zona = get_object_or_404(Zona, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return {**super().get_form_kwargs(), "instance": zona}

    def guardar(self, form):
        return f"Zona guardada: {form.save()}."
