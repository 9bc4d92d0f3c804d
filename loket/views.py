"""The front door: the start page, search over every room, and the pages each site must have."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from faq.models import Entry
from faq.references import Answers
from loket.forms import SearchForm
from reporting.reminding import due_for
from selfassessment.addresses import with_keys
from selfassessment.models import Assessment
from toolbox.models import Tool

INFORMATION = ["accessibility", "privacy", "security"]
NEWEST = 5
FOUND = 10


@login_not_required
@require_safe
def home(request):
    """What the desk is for, what is new and what is due for this reader, and where to ask."""
    user = request.user
    today = timezone.localdate()
    tools = Tool.objects.visible_to(user).filter(is_published=True)
    entries = Entry.objects.visible_to(user).filter(is_published=True).select_related("topic")
    context = {
        "form": SearchForm(),
        "tools": tools.order_by("-published_at", "-pk")[:NEWEST],
        "entries": entries.order_by("-changed_at", "-pk")[:NEWEST],
        "due": due_for(user, today),
        "today": today,
        "assessments": with_keys(Assessment.objects.visible_to(user).with_overdue(user, today)),
    }
    return render(request, "home.html", context)


@login_not_required
@require_safe
def search(request):
    """The best hits in toolbox and FAQ; each room's own list has the rest."""
    form = SearchForm(request.GET)
    text = form.chosen().get("q", "")
    tools, entries = [], []
    if text:
        tools = Tool.objects.visible_to(request.user).search(text).for_list()[: FOUND + 1]
        entries = Entry.objects.visible_to(request.user).search(text)
        entries = list(entries.select_related("topic")[: FOUND + 1])
    answers = Answers(entries, request.user)
    for entry in entries:
        entry.excerpt = "" if entry.is_confidential else answers.excerpt(entry)
    context = {"form": form, "text": text, "tools": tools, "entries": entries, "shown": FOUND}
    return render(request, "search.html", context)


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def privacy(request):
    return render(request, "pages/privacy.html")


@login_not_required
@require_safe
def security(request):
    return render(request, "pages/security.html")


@login_not_required
@require_safe
def security_txt(request):
    """Where to report a vulnerability (RFC 9116)."""
    expires = timezone.now().replace(microsecond=0) + timedelta(days=180)
    context = {
        "base_url": settings.LOKET_BASE_URL,
        "email": settings.PROGRAMME_EMAIL,
        "expires": expires.isoformat().replace("+00:00", "Z"),
    }
    return render(request, "security.txt", context, content_type="text/plain; charset=utf-8")


class PageSitemap(Sitemap):
    """The pages that are there for everybody, whatever the rooms hold."""

    def items(self):
        return ["home", "toolbox:tool_list", "faq:entry_list", *INFORMATION]

    def location(self, item):
        return reverse(item)


@login_not_required
@require_safe
def robots_txt(request):
    context = {"sitemap": request.build_absolute_uri(reverse("sitemap_xml"))}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def alive(request):
    """Answer as long as the program runs."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request):
    """Answer "ok" only when the database does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("de database antwoordt niet", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")
