"""The admin site under /beheer/: Django's own, with one front door and no side doors."""

from functools import update_wrapper

from django.contrib import admin, auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

LOG_LINES = 50


class AdminSite(admin.AdminSite):
    site_header = "Beheer van het implementatieloket"
    site_title = "Beheer implementatieloket"
    index_title = "Wat wilt u beheren?"
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        """Close every page of the admin with a 404 to those who are logged in but no staff."""
        inner = super().admin_view(view, cacheable)

        def closed(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            if any("\0" in value for value in request.GET.values()):
                raise BadRequest  # PostgreSQL keeps no NUL, and says so with a crash
            return inner(request, *args, **kwargs)

        return update_wrapper(closed, inner)

    def get_urls(self):
        """Leave out what we do not use: "view on site" answers for any row, visible or not."""
        urls = super().get_urls()
        unused = ("view_on_site", "autocomplete")
        return [url for url in urls if getattr(url, "name", "") not in unused]

    @login_not_required
    def login(self, request, extra_context=None):
        """Send everybody to the one login page, which counts wrong attempts."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        address = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(address, "account_login")

    @method_decorator(require_POST)
    def logout(self, request, extra_context=None):
        """Log out, and only when asked by our own form: a link elsewhere must not do it."""
        auth.logout(request)
        return redirect("home")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")


class DeskAdmin(admin.ModelAdmin):
    """Every list of the admin: by address it is filtered only on what its own filters offer.

    Django allows any look-up of one step, also backwards: the source, audiences, controls and
    region of a hidden tool (?tools=7), or a password letter by letter (?password__startswith=).
    """

    # Django's page that confirms it names related rows in technical English; delete one by one.
    actions = None

    def get_changeform_initial_data(self, request):
        """Fill in nothing from the address: a mailed link must not tick a box."""
        return {}

    def lookup_allowed(self, lookup, value, request):
        return any(
            lookup in (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull")
            for name in map(filter_name, self.get_list_filter(request))
        )


def filter_name(item):
    """Return the name that a filter of `list_filter` has in the address."""
    match item:
        case str():
            return item
        case (str() as name, _filter_class):
            return name
    return item.parameter_name


def log_lines(lines):
    """Return the newest lines of an audit trail as a list."""
    rows = (
        (
            f"{localtime(line.at):%d-%m-%Y %H:%M}",
            line.get_action_display(),
            line.user or "–",
            line.detail,
        )
        for line in lines.select_related("user")[:LOG_LINES]
    )
    items = format_html_join("", "<li>{} · {} · {} {}</li>", rows)
    return format_html("<ul>{}</ul>", items) if items else "Nog niets."
