"""An assessment as a spreadsheet: download it, and read a sheet back in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.downloads import csv_response, xlsx_response
from selfassessment import sheets
from selfassessment.addresses import assessment_at
from selfassessment.models import Answer, Assessment
from selfassessment.reading_in import propose, save
from selfassessment.sheet_forms import ConfirmForm, UploadForm, as_json
from selfassessment.views import require_form

# What the page posts for an answer in conflict: keuze-9.1.2=bestand, or =portaal.
CHOICE, FROM_FILE = "keuze-", "bestand"


@require_safe
def assessment_xlsx(request, key):
    """The answers this reader may see, in a workbook to fill in."""
    assessment, rows, today = rows_to_take(request, key, "xlsx")
    name = sheets.file_name(assessment, today, "xlsx")
    return xlsx_response(name, lambda book: sheets.draw(book, assessment, rows, today))


@require_safe
def assessment_csv(request, key):
    """The answers this reader may see, as plain rows."""
    assessment, rows, today = rows_to_take(request, key, "csv")
    header = [column.header for column in sheets.COLUMNS]
    return csv_response(sheets.file_name(assessment, today, "csv"), [header, *rows])


def rows_to_take(request, key, kind):
    """Return an assessment, the rows of it that this reader may see, and today."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    assessment.record_view(request.user, f"download {kind}")
    answers = Answer.objects.visible_to(request.user).filter(assessment=assessment)
    rows = sheets.rows_of(answers.in_order_of_the_norm().with_proofs())
    return assessment, rows, timezone.localdate()


@require_form
def answer_upload(request, key):
    """Read a sheet in: choose it, look at what changes, confirm. Nothing is kept in between."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    assessment.record_view(request.user, "inlezen")
    if "lines" in request.POST:
        return answer_confirm(request, assessment)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():
        return choose_file(request, assessment, form)
    sheet = form.cleaned_data["file"]
    proposal = propose(sheet.lines, answers_in(request, assessment))
    return preview(request, assessment, proposal, unknown=sheet.unknown)


def answer_confirm(request, assessment):
    """Save what somebody confirmed, or show it anew when that is not what they would get."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        problems = [error for errors in form.errors.values() for error in errors]
        return choose_file(request, assessment, UploadForm(), problems)
    taken = {
        name.removeprefix(CHOICE) for name, value in request.POST.items() if value == FROM_FILE
    }
    answers = answers_in(request, assessment)
    proposal = save(form.cleaned_data["lines"], answers, taken=taken, by=request.user)
    if proposal.saved is None:
        return preview(request, assessment, proposal, is_stale=True)
    some = "1 antwoord is" if proposal.saved == 1 else f"{proposal.saved} antwoorden zijn"
    messages.success(request, f"{some} gewijzigd. De rest bleef zoals het was.")
    return redirect("selfassessment:assessment_detail", assessment.key)


def answers_in(request, assessment):
    """Return the answers of an assessment that this reader may change."""
    answers = Answer.objects.editable_by(request.user).filter(assessment=assessment)
    return answers.in_order_of_the_norm()


def choose_file(request, assessment, form, problems=()):
    context = {
        "assessment": assessment,
        "form": form,
        "problems": problems,
        "columns": sheets.CHOICES,
    }
    return render(request, "selfassessment/answer_upload.html", context)


def preview(request, assessment, proposal, *, unknown=(), is_stale=False):
    """Show what would change; with problems, only those, for then nothing can be confirmed."""
    try:
        lines = as_json(proposal.shown())
    except ValidationError as error:
        proposal.problems += error.messages
    if proposal.problems:
        return choose_file(request, assessment, UploadForm(), proposal.problems)
    context = {
        "assessment": assessment,
        "proposal": proposal,
        "lines": lines,
        "unknown": unknown,
        "is_stale": is_stale,
    }
    return render(request, "selfassessment/answer_upload_preview.html", context)
