"""The page on which a contact takes a region's answers along to the next edition of the norm."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from selfassessment.addresses import assessment_at, key_of_edition
from selfassessment.carry_over import editions_after, plan_for, take_over
from selfassessment.models import Assessment
from selfassessment.views import require_form

NOTHING_CHOSEN = "Vink aan welke controls u wilt overnemen. Er is nog niets opgeslagen."
CHANGED = (
    "De oude zelfevaluatie is gewijzigd terwijl u deze pagina bekeek. Er is niets opgeslagen. "
    "Bekijk het voorstel opnieuw en neem het dan over."
)


@require_form
def carry_over(request, key, framework):
    """What the old answers become on a next edition, and the contact's consent to it."""
    old = assessment_at(key, Assessment.objects.editable_by(request.user))
    edition = get_object_or_404(editions_after(old), pk=framework)
    old.record_view(request.user, "overnemen")
    plan = plan_for(old, edition, request.user)
    chosen, fault = {str(proposal.control.pk) for proposal in plan.offered}, ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("control"))
        wanted = [p for p in plan.proposals if p.is_filled and str(p.control.pk) in chosen]
        fault = fault_in(request.POST, plan, wanted)
        if not fault:
            return taken(request, old, edition, wanted)
    context = {
        "assessment": old,
        "edition": edition,
        "plan": plan,
        "chosen": chosen,
        "fault": fault,
    }
    return render(request, "selfassessment/carry_over.html", context)


def fault_in(posted, plan, wanted):
    """Return why this consent cannot be carried out, or ""."""
    if posted.get("seen") != plan.seen:
        return CHANGED
    return "" if wanted else NOTHING_CHOSEN


def taken(request, old, edition, wanted):
    """Carry over what was wanted, and say how much of it was still open."""
    new, count = take_over(old, edition, wanted, by=request.user)
    text = f"{count} control{'' if count == 1 else 's'} overgenomen uit {old.framework.name}."
    if kept := len(wanted) - count:
        text += f" Bij {kept} was al iets ingevuld; dat is zo gebleven."
    messages.success(request, text)
    new = assessment_at(key_of_edition(new), Assessment.objects.editable_by(request.user))
    return redirect("selfassessment:assessment_detail", key=new.key)
