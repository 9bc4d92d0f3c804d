"""Keys with which somebody of the programme lets a dashboard read the national figures."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from reporting.models import Period, Token
from reporting.staff_forms import TokenForm
from reporting.staff_views import staff_only
from selfassessment.views import require_form


@require_form
@staff_only
def token_list(request):
    """One's own keys, and making one; its secret is on the answer and never again."""
    form, secret = TokenForm(request.POST or None), ""
    if form.is_valid():
        secret = Token.make(name=form.cleaned_data["name"], by=request.user)
        form = TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "tokens": Token.objects.of(request.user),
        "newest": Period.objects.visible_to(request.user).newest_first().first(),
    }
    return render(request, "reporting/token_list.html", context)


@require_POST
@staff_only
def token_revoke(request, pk):
    """End one of one's own keys; twice is once."""
    token = get_object_or_404(Token.objects.filter(user=request.user), pk=pk)
    if token.revoked_at is None:
        token.revoke()
    messages.success(request, f"De sleutel ‘{token.name}’ is ingetrokken en werkt niet meer.")
    return redirect("reporting:token_list")
