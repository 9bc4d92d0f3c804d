"""Pages of the FAQ."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from faq.forms import EntryFilterForm
from faq.models import LONGEST_ANSWER, Entry
from faq.references import Answers
from faq.versions import versions
from loket.paging import page_of

VOTES = {"ja": True, "nee": False}


@login_not_required
@require_safe
def entry_list(request):
    """The questions this reader may see, by topic, or by how well they match the search."""
    form = EntryFilterForm(request.GET, Entry.objects.visible_to(request.user))
    page, notice = page_of(request, form.rows().select_related("topic"))
    context = {"form": form, "page": page, "notice": notice}
    return render(request, "faq/entry_list.html", context)


@login_not_required
@require_safe
def entry_detail(request, pk):
    """One question with its answer."""
    entry = visible_entry(request, pk)
    entry.record_view(request.user)
    context = {
        "entry": entry,
        "answer": Answers([entry], request.user).html(entry),
        "vote": request.session.get("votes", {}).get(str(pk)),
        "address": request.build_absolute_uri(entry.get_absolute_url()),
    }
    return render(request, "faq/entry_detail.html", context)


@login_not_required
@require_safe
def entry_print(request):
    """Everything on one page, for paper: the living document as it stands now."""
    entries = list(
        Entry.objects.visible_to(request.user).filter(is_published=True).select_related("topic")
    )
    Entry.record_views(entries, request.user)
    answers = Answers(entries, request.user)
    for entry in entries:
        entry.html = answers.html(entry)
    return render(request, "faq/entry_print.html", {"entries": entries})


@login_not_required
@require_POST
def entry_vote(request, pk):
    """Keep whether the answer was helpful; once per visitor, who may change their mind."""
    entry = visible_entry(request, pk)
    choice = request.POST.get("nuttig")
    if choice not in VOTES:
        messages.error(request, "Kies of het antwoord nuttig was: ja of nee.")
        return redirect(entry)
    visitor = request.session.setdefault("visitor", secrets.token_hex(16))
    entry.vote(visitor, is_helpful=VOTES[choice])
    request.session["votes"] = {**request.session.get("votes", {}), str(pk): choice}
    messages.success(request, "Dank u wel. Uw mening helpt ons dit antwoord te verbeteren.")
    return redirect(entry)


@require_safe
def entry_history(request, pk):
    """What changed in an entry, when and by whom; for those who edit it."""
    entry = get_object_or_404(Entry.objects.editable_by(request.user), pk=pk)
    entry.record_view(request.user)
    page, notice = page_of(request, versions(entry))
    context = {"entry": entry, "page": page, "notice": notice}
    return render(request, "faq/entry_history.html", context)


def entry_preview(request):
    """Show an editor what an answer will look like; for everybody else this is not here."""
    if not may_write(request.user):
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    text = request.POST.get("content", "")
    if len(text) > LONGEST_ANSWER:
        return HttpResponseBadRequest("Dit antwoord is te lang voor een voorbeeld.")
    entry = Entry(answer=text)
    return HttpResponse(Answers([entry], request.user).html(entry))


def visible_entry(request, pk):
    """Fetch an entry that this reader may see, or answer 404."""
    return get_object_or_404(Entry.objects.visible_to(request.user).select_related("topic"), pk=pk)


def may_write(user):
    return user.is_staff and (user.has_perm("faq.change_entry") or user.has_perm("faq.add_entry"))
