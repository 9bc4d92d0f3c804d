"""How Django gets to know this room."""

from django.apps import AppConfig


class FaqConfig(AppConfig):
    name = "faq"
    verbose_name = "Veelgestelde vragen"
