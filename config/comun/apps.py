from django.apps import AppConfig


class ComunConfig(AppConfig):
    name = "config.comun"
    label = "comun"
    default_auto_field = "django.db.models.BigAutoField"
