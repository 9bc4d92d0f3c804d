"""Pages about one category: the form, the same answer for many controls, a control's history."""

import re
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from selfassessment.addresses import assessment_at, category_address
from selfassessment.answering import Row, posted_keys
from selfassessment.forms import FillForm
from selfassessment.history import changes_of
from selfassessment.models import Answer, Assessment, Evidence, Section
from selfassessment.scale import Maturity, Status
from selfassessment.scoring import Score
from selfassessment.views import require_form
from toolbox.models import Tool

FROM_SCRIPT = "application/json"
LEFT = (
    "Niet gewijzigd: {}. Iemand anders was u daar voor, of de toelichting wordt er te lang. "
    "Kijk deze controls zelf na."
)
KEY = re.compile(r"[0-9]{1,18}")


@require_form
def category_form(request, key, number):
    """All controls of a category on one page, saved together or, by script, one by one."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    if request.method != "POST":
        return category_page(request, assessment, number, {})
    answers = answers_of(request, assessment, number)
    posted = answers.filter(pk__in=posted_keys(request.POST)).select_related("control__category")
    rows = {answer.pk: Row(answer) for answer in posted}
    if not rows:
        raise Http404
    for row in rows.values():
        row.take(request.POST, by=request.user)
    following = request.POST.get("next", "")
    if "remove" in request.POST:
        following = remove_evidence(request, rows)
    address = after_saving(assessment, number, rows, following)
    if request.headers.get("Accept") == FROM_SCRIPT:
        told = rows_told(request, assessment, number, rows)
        return JsonResponse({"rows": told, "location": address})
    if any(row.is_unfinished for row in rows.values()):
        return category_page(request, assessment, number, rows)
    return redirect(address)


def answers_of(request, assessment, number):
    """Return the answers of one category that this reader may fill in."""
    answers = Answer.objects.editable_by(request.user)
    return answers.filter(assessment=assessment, control__category__number=number)


def remove_evidence(request, rows):
    """Take away the piece of evidence whose button was pressed; return its control's number.

    A piece that is gone already, by a second click or another person, is no mistake.
    """
    pieces = Evidence.objects.visible_to(request.user).filter(answer__in=rows)
    key = request.POST["remove"]
    evidence = pieces.filter(pk=key).first() if KEY.fullmatch(key) else None
    if evidence is None:
        return ""
    row = rows[evidence.answer_id]
    row.drop_evidence(evidence, by=request.user)
    return row.answer.control.number


def after_saving(assessment, number, rows, following):
    """Return where to go on: the next control, the next open one, or this page."""
    saved = sum(row.state == "saved" for row in rows.values())
    if following.startswith("open-"):
        after = urlencode({"na": following.removeprefix("open-")})
        return reverse("selfassessment:next_open", args=[assessment.key]) + f"?{after}"
    # said again where one lands: the message at the top is out of sight there
    there = f"&{urlencode({'bij': following})}#c-{quote(following)}" if following else ""
    return f"{category_address(assessment, number)}?bewaard={saved}{there}"


def category_page(request, assessment, number, posted):
    """Draw the form; `posted` holds the rows, by key, that were just posted."""
    context = category_context(request, assessment, number, posted)
    assessment.record_view(request.user, f"categorie {number}")
    return render(request, "selfassessment/category_form.html", context)


def category_context(request, assessment, number, posted):
    """Return what the form draws; raise 404 for a category that is not this reader's."""
    sections = Section.objects.visible_to(request.user).filter(assessment=assessment)
    sections = list(sections.select_related("category"))
    numbers = [section.category.number for section in sections]
    if number not in numbers:
        raise Http404
    here = numbers.index(number)
    rows = rows_of(request, assessment, number, posted)
    return {
        "assessment": assessment,
        "section": sections[here],
        "before": sections[here - 1] if here else None,
        "after": sections[here + 1] if here + 1 < len(sections) else None,
        "rows": rows,
        "score": sum((row.answer.score for row in rows), start=Score()),
        "troubled": [row for row in rows if row.is_unfinished],
        "saved": request.GET.get("bewaard", ""),
        "arrived": request.GET.get("bij", ""),
        "statuses": Status,
        "levels": Maturity,
    }


def rows_of(request, assessment, number, posted):
    """Return all rows of the page, each with its evidence and the tools that help."""
    answers = answers_of(request, assessment, number).with_evidence(timezone.localdate())
    answers = list(answers.in_order_of_the_norm().with_proofs())
    controls = [answer.control for answer in answers]
    tools = Tool.objects.visible_to(request.user).by_control(controls)
    rows = []
    for index, answer in enumerate(answers):
        row = posted.get(answer.pk) or Row(answer)
        row.answer, row.aids = answer, tools.get(answer.control_id, [])
        row.following = controls[index + 1] if index + 1 < len(controls) else None
        rows.append(row)
    return rows


def rows_told(request, assessment, number, posted):
    """Return what the script needs to know of each posted row, by key.

    `html` is there when something must look different now: errors, a conflict, other evidence.
    """
    needs_html = any(row.looks_different for row in posted.values())
    if needs_html:
        assessment.record_view(request.user, f"categorie {number}")
    rows = rows_of(request, assessment, number, posted) if needs_html else posted.values()
    return {
        row.answer.pk: {
            "state": row.state,
            "version": row.seen,
            "html": drawn(request, assessment, row) if needs_html else "",
        }
        for row in rows
        if row.answer.pk in posted
    }


def drawn(request, assessment, row):
    """Return one control as it stands on the page."""
    context = {"row": row, "assessment": assessment, "statuses": Status, "levels": Maturity}
    return render_to_string("selfassessment/_answer.html", context, request)


@require_form
def category_fill(request, key, number):
    """The same answer for all controls of a category, or for those still open."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    sections = Section.objects.visible_to(request.user).filter(assessment=assessment)
    section = get_object_or_404(sections.select_related("category"), category__number=number)
    answers = answers_of(request, assessment, number).in_order_of_the_norm()
    shown = " ".join(f"{answer.pk}-{answer.version}" for answer in answers)
    form = FillForm(request.POST or None, initial={"seen": shown})
    if form.is_valid():
        chosen = answers.open() if form.cleaned_data["scope"] == "open" else answers
        changed, left = chosen.fill(**form.answer(), by=request.user)
        tell_filled(request, changed, left)
        return redirect(category_address(assessment, number))
    assessment.record_view(request.user, f"categorie {number}")
    context = {"assessment": assessment, "section": section, "form": form, "answers": answers}
    return render(request, "selfassessment/category_fill.html", context)


def tell_filled(request, changed, left):
    """Say how many controls were filled in, and which were not and why."""
    some = "1 control is" if changed == 1 else f"{changed} controls zijn"
    messages.success(request, f"{some} ingevuld.")
    if left:
        numbers = ", ".join(sorted(answer.control.number for answer in left))
        messages.warning(request, LEFT.format(numbers))


@require_safe
def control_history(request, key, number, control):
    """Who changed what of one control, and when."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    answers = Answer.objects.visible_to(request.user).filter(assessment=assessment)
    answers = answers.filter(control__category__number=number).select_related("control__category")
    answer = get_object_or_404(answers, control__number=control)
    assessment.record_view(request.user, f"geschiedenis van {answer.control.number}")
    context = {"assessment": assessment, "answer": answer, "changes": changes_of(answer)}
    return render(request, "selfassessment/control_history.html", context)
