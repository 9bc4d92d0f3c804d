"""Pages and files about what one region submitted: read only, all the way down to a control."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.downloads import csv_response, xlsx_response
from loket.models import AccessLog
from reporting import report_sheets
from reporting.addresses import report_at
from reporting.comparison import (
    chosen_of,
    comparison,
    contents_of,
    story_of,
    submitted,
    versions_of,
)
from reporting.figures import FEWEST_REGIONS
from reporting.models import ReportVersion
from reporting.region_figures import mirror_of, region_figures
from reporting.report_pdf import pdf_response


@require_safe
def report_detail(request, quarter, code):
    """One region's report on one quarter: how it stands, its figures, its story."""
    report = report_opened(request, quarter, code, "rapportage")
    versions = versions_of(report.region, request.user)
    context = {
        "report": report,
        "is_contact": is_contact(request.user, report.region),
        "is_running": report.period.is_running(timezone.localdate()),
        "previous": next((v for v in versions if is_before(v, report.period)), None),
    }
    if report.current_id:
        context |= submitted_context(report, versions, request.user)
    return render(request, "reporting/report_detail.html", context)


def submitted_context(report, versions, user):
    """Return what the page of a submitted report needs on top."""
    own = [version for version in versions if version.report_id == report.pk]
    current = next(version for version in own if version.is_current)
    return {
        "figures": region_figures(report, user),
        "version": current,
        "own_versions": submitted(own),
        "story": story_of(current, user),
        # it says why the report was reopened
        "draft": next((version for version in own if not version.submitted_at), None),
        "can_compare": len(submitted(versions)) > 1,
    }


@require_safe
def report_version(request, quarter, code, number):
    """The text and every line of one submitted version."""
    report = report_at(quarter, code, request.user)
    version = version_at(report, request.user, number=number)
    record(report, request.user, f"versie {number}")
    context = {
        "report": report,
        "version": version,
        "contents": contents_of(version, request.user),
        "is_current": version.pk == report.current_id,
    }
    return render(request, "reporting/report_version.html", context)


@require_safe
def report_compare(request, quarter, code):
    """What counts on this quarter beside `?met=`: another quarter, or a version of one."""
    report = report_opened(request, quarter, code, "vergelijken")
    if not report.current_id:
        return render(request, "reporting/report_compare.html", {"report": report})
    versions = submitted(versions_of(report.region, request.user))
    version = next(one for one in versions if one.pk == report.current_id)
    other, notice = chosen_of(versions, version, request.GET.get("met", ""))
    context = {
        "report": report,
        "version": version,
        "other": other,
        "notice": notice,
        "choices": [one for one in versions if one.pk != version.pk],
        "comparison": other and comparison(other, version, request.user),
    }
    return render(request, "reporting/report_compare.html", context)


@require_safe
def mirror(request, quarter, code):
    """A region's level per category beside the middle of the other regions."""
    report = report_opened(request, quarter, code, "spiegel")
    context = {
        "report": report,
        "mirror": mirror_of(report, request.user),
        "fewest": FEWEST_REGIONS,
    }
    return render(request, "reporting/mirror.html", context)


@require_safe
def report_xlsx(request, quarter, code):
    """What counts on this quarter as a workbook: figures, controls and text."""
    report, contents = report_to_take(request, quarter, code, "xlsx")
    figures = region_figures(report, request.user)
    today = timezone.localdate()
    return xlsx_response(
        report_sheets.file_name(report, "xlsx"),
        lambda book: report_sheets.draw(book, report, figures, contents, today),
    )


@require_safe
def report_csv(request, quarter, code):
    """A row per control of what counts on this quarter."""
    report, contents = report_to_take(request, quarter, code, "csv")
    rows = report_sheets.csv_rows(report, contents)
    return csv_response(report_sheets.file_name(report, "csv"), rows)


@require_safe
def report_pdf(request, quarter, code):
    """What counts on this quarter as a document to print or to pass on in the own house."""
    report, contents = report_to_take(request, quarter, code, "pdf")
    figures = region_figures(report, request.user)
    return pdf_response(report, figures, contents, timezone.localdate())


def report_opened(request, quarter, code, page):
    """Return a report that this reader may read, with this view of it on record; or raise 404."""
    report = report_at(quarter, code, request.user)
    record(report, request.user, page)
    return report


def report_to_take(request, quarter, code, kind):
    """Return a report and the contents of what counts of it; 404 while nothing is submitted."""
    report = report_at(quarter, code, request.user)
    version = version_at(report, request.user, pk=report.current_id)
    record(report, request.user, f"download {kind}")
    return report, contents_of(version, request.user)


def version_at(report, user, **which):
    """Return one submitted version of a report as far as this person may read it, or raise 404."""
    versions = ReportVersion.objects.visible_to(user).filter(report=report.pk, **which)
    version = versions.exclude(submitted_at=None).select_related("submitted_by").first()
    if version is None:
        raise Http404
    version.report = report
    return version


def record(report, user, page):
    """Write down that `user` opens this; what has not been begun has nothing to see."""
    if report.pk:
        AccessLog.objects.note(AccessLog.Action.VIEWED, report, by=user, detail=page)


def is_contact(user, region):
    """Say which links to show; the pages they lead to decide for themselves."""
    return any(own.pk == region.pk and own.is_contact for own in user.regions)


def is_before(version, period):
    other = version.report.period
    return version.is_current and (other.year, other.quarter) < (period.year, period.quarter)
