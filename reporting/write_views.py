"""The 20-minute report, in three pages: confirm the categories, tell the story, submit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from loket.models import AccessLog
from reporting.addresses import report_address, report_at
from reporting.forms import NarrativeForm
from reporting.models import Bottleneck, ProgressReport
from reporting.preparation import anchor, prepare, reviews
from reporting.writing import (
    bottlenecks_of,
    by_theme,
    confirm,
    content_of,
    mark_of,
    submit,
    write,
)
from selfassessment.addresses import key_of_edition
from selfassessment.views import require_form

UNKNOWN_CATEGORY = "Deze categorie is er niet. Kies er een uit de lijst."
CHANGED_MEANWHILE = (
    "Categorie {} is gewijzigd nadat u de pagina opende. Er is niets bevestigd. Kijk de categorie "
    "nog eens na en bevestig dan."
)
ALL_CONFIRMED = "Alle categorieën zijn bevestigd. Kijk nu of uw verhaal nog klopt."
KEPT = "Uw verhaal is bewaard."
SUBMITTED = (
    "Uw rapportage is ingediend. De aanspreekpunten van uw regio krijgen een e-mail als bewijs."
)
TRY_AGAIN = "Uw verhaal is niet bewaard. Wat u typte, staat er nog. Verbeter dit en bewaar opnieuw:"


@require_form
def report_prepare(request, quarter, code):
    """What changed since the last report, per category, each to be confirmed."""
    report = report_at(quarter, code, request.user, to_edit=True)
    if is_submitted(report):
        return redirect(report_address(report))
    if request.method == "POST":
        return confirm_category(request, report)
    return prepare_page(request, report)


def is_submitted(report):
    return report.state == ProgressReport.State.SUBMITTED


def confirm_category(request, report):
    """Confirm one category as its reader saw it, and go to the next that is open."""
    preparation = prepare(report, request.user, localdate())
    here = report_address(report, "report_prepare")
    chapter = preparation.chapter(request.POST.get("confirm", ""))
    if chapter is None:
        messages.error(request, UNKNOWN_CATEGORY)
        return redirect(here)
    if request.POST.get("seen") != str(chapter.seen):
        messages.warning(request, CHANGED_MEANWHILE.format(chapter.category))
        return redirect(here + anchor(chapter))
    try:
        confirm(report, chapter, by=request.user)
    except ValidationError as refusal:
        return prepare_page(request, report, refusal)
    following = following_open(preparation, chapter)
    if following is None:
        messages.success(request, ALL_CONFIRMED)
        return redirect(report_address(report, "report_narrative"))
    return redirect(here + anchor(following))


def following_open(preparation, chapter):
    """Return the first open chapter after this one, and round again; None when it was the last."""
    others = [other for other in preparation.unconfirmed if other is not chapter]
    after = [other for other in others if other.category.number > chapter.category.number]
    return next(iter(after + others), None)


def prepare_page(request, report, refusal=None):
    today = localdate()
    preparation = prepare(report, request.user, today)
    context = {
        **frame(preparation, "report_prepare", refusal),
        "reviews": reviews(preparation, request.user, today),
        "key": preparation.assessment and key_of_edition(preparation.assessment),
    }
    note_view(request, preparation, "invullen", preparation.assessment)
    return render(request, "reporting/report_prepare.html", context)


def frame(preparation, here, refusal):
    """Return what all three pages show; `refusal` is why nothing can be written, or None."""
    refusal = refusal or refusal_of(preparation.report)
    return {
        "report": preparation.report,
        "preparation": preparation,
        "here": here,
        "refusal": refusal and " ".join(refusal.messages),
    }


def refusal_of(report):
    """Return why the region cannot report on this quarter now, or None."""
    try:
        report.period.check_running()
    except ValidationError as refusal:
        return refusal
    return None


def note_view(request, preparation, page, *others):
    """Put on record who reads this report; while not begun, it is the last one that is read."""
    report, earlier = preparation.report, preparation.earlier
    if report.pk is None:
        report = earlier and ProgressReport(pk=earlier.report_id)
    rows = [row for row in (report, *others) if row]
    detail = f"rapportage {preparation.report.period}, {page}"
    AccessLog.objects.note_views(rows, by=request.user, detail=detail)


@require_form
def report_narrative(request, quarter, code):
    """The text of a report, to begin with that of last quarter."""
    report = report_at(quarter, code, request.user, to_edit=True)
    if request.method == "POST":
        return keep_narrative(request, report)
    if is_submitted(report):
        return redirect(report_address(report))
    preparation = prepare(report, request.user, localdate())
    content = content_of(preparation.text, bottlenecks_of(preparation.text, request.user))
    return narrative_page(request, preparation, NarrativeForm(initial=content), mark_of(content))


def keep_narrative(request, report):
    """Keep what was typed; or show it again, with what is wrong or what somebody else wrote."""
    form, seen, refusal = NarrativeForm(request.POST), request.POST.get("seen", ""), None
    if form.is_valid():
        try:
            stored = write(report, form.cleaned_data, seen=seen, by=request.user)
        except ValidationError as error:
            refusal = error
        else:
            if stored is None:
                messages.success(request, KEPT)
                return redirect(report_address(report, "report_submit"))
            form.meet(stored)
            seen = mark_of(stored)
    preparation = prepare(report, request.user, localdate())
    return narrative_page(request, preparation, form, seen, refusal)


def narrative_page(request, preparation, form, seen, refusal=None):
    context = {
        **frame(preparation, "report_narrative", refusal),
        "form": form,
        "seen": seen,
        "try_again": TRY_AGAIN,
    }
    note_view(request, preparation, "verhaal")
    return render(request, "reporting/report_narrative.html", context)


@require_form
def report_submit(request, quarter, code):
    """A summary to check, what is still open, and the button that submits."""
    report = report_at(quarter, code, request.user, to_edit=True)
    if is_submitted(report):
        return redirect(report_address(report))
    if request.method != "POST":
        return submit_page(request, prepare(report, request.user, localdate()))
    try:
        still_open = submit(report, by=request.user, today=localdate())
    except ValidationError as refusal:
        return submit_page(request, prepare(report, request.user, localdate()), refusal)
    if still_open:
        return submit_page(request, still_open)
    messages.success(request, SUBMITTED)
    return redirect(report_address(report))


def submit_page(request, preparation, refusal=None):
    content = content_of(preparation.text, bottlenecks_of(preparation.text, request.user))
    labels = dict(Bottleneck.Theme.choices)
    context = {
        **frame(preparation, "report_submit", refusal),
        "themes": [(labels[theme], *texts) for theme, *texts in by_theme(content) if any(texts)],
    }
    note_view(request, preparation, "indienen", preparation.assessment)
    return render(request, "reporting/report_submit.html", context)
