"""How figures are written on pages: a share as a percentage, a level with one decimal."""

from django import template
from django.utils.formats import number_format

register = template.Library()
UNKNOWN = "–"


@register.filter
def percentage(share):
    """Write a share (0–1) as a whole percentage; None, when there is nothing to share, as –."""
    return UNKNOWN if share is None else f"{share * 100:.0f}%"


@register.filter
def level(maturity):
    """Write a mean maturity (1–5) with one decimal and a comma; None as –."""
    return UNKNOWN if maturity is None else number_format(round(maturity, 1), 1)
