"""What every page may name."""

from django.conf import settings


def programme(request):
    """Give templates the programme's address."""
    return {"PROGRAMME_EMAIL": settings.PROGRAMME_EMAIL}
