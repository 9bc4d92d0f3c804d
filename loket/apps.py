"""How Django gets to know this room and its admin site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class LoketConfig(AppConfig):
    name = "loket"
    verbose_name = "Mensen en norm"
    default = True


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "loket.admin_site.AdminSite"
