from django.apps import AppConfig


class CobranzasConfig(AppConfig):
    name = "cobranzas"
    default_auto_field = "django.db.models.BigAutoField"
