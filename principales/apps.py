from django.apps import AppConfig


class PrincipalesConfig(AppConfig):
    name = "principales"
    default_auto_field = "django.db.models.BigAutoField"
