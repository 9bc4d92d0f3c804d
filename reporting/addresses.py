"""Which quarter and which report an address means: /rapportages/2026-Q4/VR09/."""

from django.http import Http404
from django.urls import reverse
from django.urls.converters import StringConverter

from loket.models import Region
from reporting.models import Period, ProgressReport


class Quarter(StringConverter):
    """A quarter as it stands in an address: 2026-Q4."""

    regex = r"[0-9]{4}-Q[1-4]"


def period_at(quarter, periods):
    """Return the one of `periods` (those its reader may see) that is meant, or raise 404."""
    year, _, number = str(quarter).partition("-Q")
    period = periods.select_related("framework").filter(year=year, quarter=number).first()
    if period is None:
        raise Http404
    return period


def report_at(quarter, code, user, *, to_edit=False):
    """Return a region's report on a quarter as this person may read (or edit) it, or raise 404.

    A report that has not been begun is there too, not saved, for whoever may read it: it has a
    region and a period, and no `pk`.
    """
    period = period_at(quarter, Period.objects.visible_to(user))
    reports = (
        ProgressReport.objects.editable_by(user)
        if to_edit
        else ProgressReport.objects.visible_to(user)
    )
    own = reports.select_related("region", "current").filter(period=period, region__code=code)
    report = own.first()
    if report is None:
        regions = (
            Region.objects if user.is_staff and not to_edit else Region.objects.represented_by(user)
        )
        region = regions.filter(code=code).first()
        if region is None:
            raise Http404
        report = ProgressReport(region=region, period=period)
    report.period = period
    return report


def report_address(report, name="report_detail"):
    """Return the address of a page about this report."""
    return reverse(f"reporting:{name}", args=[report.period, report.region.code])
