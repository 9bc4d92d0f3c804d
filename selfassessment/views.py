"""Pages about a whole assessment: all of them, one region's, its controls, who helps, its aims."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loket.models import Region
from loket.paging import page_of
from selfassessment.addresses import assessment_at, control_address, key_of_edition, with_keys
from selfassessment.forms import AmbitionForm, ColleagueForm, ControlFilterForm, StartForm
from selfassessment.models import Answer, Assessment, Section
from selfassessment.offers import offers_for
from selfassessment.overview import overview

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def assessment_list(request):
    """The assessments this reader may open, and what a contact can begin with."""
    assessments = with_keys(list(Assessment.objects.visible_to(request.user).newest_first()))
    regions = Region.objects.represented_by(request.user)
    context = {"assessments": assessments, "offers": offers_for(regions, assessments)}
    return render(request, "selfassessment/assessment_list.html", context)


@require_POST
def assessment_start(request):
    """Begin an assessment; twice is the same one."""
    form = StartForm(request.POST, regions=Region.objects.represented_by(request.user))
    if not form.is_valid():
        raise Http404
    region, framework = form.cleaned_data["region"], form.cleaned_data["framework"]
    assessment = Assessment.start(region, framework, by=request.user)
    return redirect("selfassessment:assessment_detail", key=key_of_edition(assessment))


@require_safe
def assessment_detail(request, key):
    """One region at a glance; a colleague sees the categories that were delegated."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    assessment.record_view(request.user, "overzicht")
    context = {
        "assessment": assessment,
        "overview": overview(assessment, request.user, timezone.localdate()),
        "is_contact": Assessment.objects.editable_by(request.user)
        .filter(pk=assessment.pk)
        .exists(),
    }
    return render(request, "selfassessment/assessment_detail.html", context)


@require_safe
def control_list(request, key):
    """The controls that answer to a question; a control's own number leads straight to it."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    form = ControlFilterForm(request.GET)
    answers = Answer.objects.visible_to(request.user).filter(assessment=assessment)
    rows = form.rows(answers, timezone.localdate()).in_order_of_the_norm()
    exact = rows.filter(control__number=form.chosen().get("q", "")).first()
    if exact:
        return redirect(control_address(assessment, exact.control))
    assessment.record_view(request.user, "controls")
    page, notice = page_of(request, rows)
    context = {"assessment": assessment, "form": form, "page": page, "notice": notice}
    return render(request, "selfassessment/control_list.html", context)


@require_safe
def next_open(request, key):
    """Go to the first control after `?na=` in which nothing is filled in, and round again."""
    assessment = assessment_at(key, Assessment.objects.visible_to(request.user))
    answers = Answer.objects.visible_to(request.user).filter(assessment=assessment)
    answer = next_open_answer(list(answers.in_order_of_the_norm()), request.GET.get("na", ""))
    if answer is None:
        messages.success(request, "U heeft bij elke control iets ingevuld.")
        return redirect("selfassessment:assessment_detail", key=assessment.key)
    return redirect(control_address(assessment, answer.control))


def next_open_answer(answers, after):
    """Return the first open answer after the control of this number, else the first of all."""
    passed = [index for index, answer in enumerate(answers) if answer.control.number == after]
    start = passed[0] + 1 if passed else 0
    return next((a for a in answers[start:] + answers[:start] if a.is_open), None)


@require_form
def ambition_edit(request, key):
    """How mature the region wants to be, per category."""
    assessment = assessment_at(key, Assessment.objects.editable_by(request.user))
    assessment.record_view(request.user, "ambitie")
    sections = Section.objects.visible_to(request.user).filter(assessment=assessment)
    form = AmbitionForm(request.POST or None, sections=list(sections.select_related("category")))
    if form.is_valid():
        assessment.aim(form.levels())
        messages.success(request, "Uw ambitie is bewaard.")
        return redirect("selfassessment:assessment_detail", key=assessment.key)
    context = {"assessment": assessment, "form": form}
    return render(request, "selfassessment/ambition_edit.html", context)


@require_form
def colleague_list(request, key):
    """Who helps to fill in which categories; for the colleague chosen with `?wie=`, a form."""
    assessment = assessment_at(key, Assessment.objects.editable_by(request.user))
    assessment.record_view(request.user, "collega’s")
    wanted = request.GET.get("wie", "")
    helpers = assessment.helpers()
    chosen = next((person for person, _held in helpers if str(person.pk) == wanted), None)
    form = chosen and colleague_form(request, assessment, dict(helpers)[chosen])
    if form and form.is_valid():
        assessment.delegate_only(chosen, form.wanted(), by=request.user)
        messages.success(request, f"De keuze voor {chosen} is bewaard.")
        return redirect("selfassessment:colleague_list", key=assessment.key)
    context = {"assessment": assessment, "helpers": helpers, "chosen": chosen, "form": form}
    return render(request, "selfassessment/colleague_list.html", context)


def colleague_form(request, assessment, held):
    sections = Section.objects.visible_to(request.user).filter(assessment=assessment)
    sections = sections.select_related("category")
    return ColleagueForm(request.POST or None, sections=sections, held=held)
