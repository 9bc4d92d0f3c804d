"""Pages about reminders: sending one now, and wanting fewer of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from loket.models import Region
from reporting.addresses import period_at
from reporting.models import FewerReminders, Period
from reporting.reminding import remind_now
from reporting.staff_forms import ReminderForm
from selfassessment.views import require_form

ALL_REMINDED = "Iedereen die nog moet indienen, kreeg vandaag al een herinnering."
NOBODY_LEFT = (
    "Er is niemand om te herinneren: elke regio heeft ingediend, of heeft geen aanspreekpunt met "
    "een actief account."
)


@require_POST
def period_remind(request, quarter):
    """Remind whoever must still submit, at once."""
    period = period_at(quarter, Period.objects.editable_by(request.user))
    try:
        period.check_running()
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        tell(request, remind_now(period, timezone.localdate()))
    return redirect("reporting:period_status", period)


def tell(request, outcome):
    """Say how many mails went out and how many did not; if none, why."""
    if outcome.failed:
        some = "1 herinnering is" if outcome.failed == 1 else f"{outcome.failed} herinneringen zijn"
        messages.error(
            request, f"{some} niet verstuurd: de e-mail lukte niet. Probeer het later opnieuw."
        )
    if outcome.sent:
        some = "1 herinnering is" if outcome.sent == 1 else f"{outcome.sent} herinneringen zijn"
        messages.success(request, f"{some} verstuurd.")
    elif not outcome.failed:
        messages.info(request, ALL_REMINDED if outcome.already else NOBODY_LEFT)


@require_form
def reminder_choice(request):
    """Whether a contact gets the early reminders too."""
    if not Region.objects.represented_by(request.user).exists():
        raise Http404
    fewer = FewerReminders.objects.filter(user=request.user)
    # an empty form is an answer too: no tick
    posted = request.POST if request.method == "POST" else None
    form = ReminderForm(posted, initial={"early": not fewer.exists()})
    if form.is_valid():
        if form.cleaned_data["early"]:
            fewer.delete()
        else:
            FewerReminders.objects.get_or_create(user=request.user)
        messages.success(request, "Uw keuze is bewaard.")
        return redirect("reporting:reminder_choice")
    return render(request, "reporting/reminder_choice.html", {"form": form})
