"""What the programme does with a quarter: open it, follow it, reopen a report, close it."""

from collections import Counter
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from loket.models import AccessLog
from reporting.addresses import period_at, report_at
from reporting.models import Period, ProgressReport
from reporting.models.reports import NOT_SUBMITTED
from reporting.reminding import open_regions
from reporting.staff_forms import IS_THERE, PeriodForm, ReopenForm, proposal
from selfassessment.views import require_form

State = ProgressReport.State
MADE = "{} staat klaar: open vanaf {}, indienen uiterlijk op {}."
CLOSED = "{} is afgesloten. Wat er nu staat, verandert niet meer."
REOPENED = "De rapportage van {} is weer open. De aanspreekpunten krijgen daarover een e-mail."


def staff_only(view):
    """For anybody but the programme this page is not there."""

    @wraps(view)
    def closed(request, *args, **kwargs):
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return closed


@require_form
@staff_only
def period_open(request):
    """A new quarter, proposed: the one after the newest."""
    newest = Period.objects.editable_by(request.user).newest_first().first()
    form = PeriodForm(request.POST or None, initial=proposal(newest, timezone.localdate()))
    if form.is_valid() and saved_once(form):
        period = form.instance
        days = [date_format(day, "j F Y") for day in (period.opens_on, period.deadline)]
        messages.success(request, MADE.format(period, *days))
        return redirect("reporting:period_status", period)
    return render(request, "reporting/period_open.html", {"form": form})


def saved_once(form):
    """Save a new quarter; say on the form when somebody made it in the same moment."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("quarter", IS_THERE.format(form.instance))
        return False
    return True


@require_safe
def period_status(request, quarter):
    """Which regions have begun, submitted or reopened their report, and which have not."""
    period = period_at(quarter, Period.objects.editable_by(request.user))
    regions = list(period.standing())
    counts = Counter(region.state for region in regions)
    context = {
        "period": period,
        "regions": regions,
        "submitted": counts[State.SUBMITTED],
        "reopened": counts[State.REOPENED],
        "begun": counts[State.CONCEPT],
        "not_begun": counts[""],
        "is_running": period.is_running(timezone.localdate()),
    }
    return render(request, "reporting/period_status.html", context)


@require_form
def period_close(request, quarter):
    """What closing means, and who has not submitted; then closing, for good."""
    period = period_at(quarter, Period.objects.editable_by(request.user))
    if request.method == "POST":
        close(request, period)
        return redirect("reporting:period_status", period)
    regions = list(open_regions(period))
    context = {
        "period": period,
        "missing": [region for region in regions if region.state != State.REOPENED],
        "reopened": [region for region in regions if region.state == State.REOPENED],
        "is_running": period.is_running(timezone.localdate()),
    }
    return render(request, "reporting/period_close.html", context)


def close(request, period):
    """Close a quarter that is open, and say what became of it."""
    try:
        period.check_running()
        period.close(by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, CLOSED.format(period))


@require_form
@staff_only
def report_reopen(request, quarter, code):
    """Let a region change what it submitted, for a reason."""
    report = report_at(quarter, code, request.user)
    form = ReopenForm(request.POST or None)
    if form.is_valid() and reopened(report, form, by=request.user):
        messages.success(request, REOPENED.format(report.region.organisation))
        return redirect("reporting:period_status", report.period)
    if report.pk:
        AccessLog.objects.note(AccessLog.Action.VIEWED, report, by=request.user, detail="heropenen")
    is_running = report.period.is_running(timezone.localdate())
    can_reopen = is_running and report.state == State.SUBMITTED
    # a form that was sent stays, with what was typed
    context = {"report": report, "form": form, "shows_form": can_reopen or form.is_bound}
    return render(request, "reporting/report_reopen.html", context)


def reopened(report, form, *, by):
    """Reopen a report; when that cannot be, say on the form why not."""
    try:
        if report.pk is None:
            raise ValidationError(NOT_SUBMITTED)
        report.reopen(reason=form.cleaned_data["reason"], by=by)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
