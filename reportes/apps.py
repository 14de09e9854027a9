from django.apps import AppConfig


class ReportesConfig(AppConfig):
    name = "reportes"
    default_auto_field = "django.db.models.BigAutoField"
