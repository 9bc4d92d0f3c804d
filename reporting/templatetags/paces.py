"""How the national figures are written: a pace in percentage points, a level as a shade."""

from django import template

from reporting import forecast

register = template.Library()


@register.filter
def points(pace):
    """Write a pace (a share per quarter) in percentage points: "+2,5 procentpunt"."""
    return forecast.points(pace)


@register.filter
def shade(maturity):
    """Return the shade (0–5) of a mean level: its whole part; 0 for None."""
    return int(maturity or 0)
