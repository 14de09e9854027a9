from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComunConfig(AppConfig):
    name = "config.comun"
    label = "comun"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from config.comun import checks  # noqa: F401
        from config.comun.auditoria import contexto, privilegios, seguimiento  # noqa: F401
        from config.comun.usuarios import roles

        # Los permisos se dan aplicación por aplicación; los privilegios, una vez con todas las tablas hechas.
        post_migrate.connect(roles.aplicar, dispatch_uid="comun.roles")
        post_migrate.connect(privilegios.conceder, sender=self, dispatch_uid="comun.privilegios")
        post_migrate.connect(seguimiento.cruzar_sin_bucles, sender=self, dispatch_uid="comun.seguimiento")
