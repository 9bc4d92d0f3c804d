"""The admin site under /beheer/: Django's own, with one front door and no side doors."""

from functools import update_wrapper

from django.contrib import admin, auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST


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
            return inner(request, *args, **kwargs)

        return update_wrapper(closed, inner)

    def get_urls(self):
        """Leave out "view on site": it answers for any row of any model, visible or not."""
        urls = super().get_urls()
        return [url for url in urls if getattr(url, "name", "") != "view_on_site"]

    @login_not_required
    def login(self, request, extra_context=None):
        """Send everybody to the one login page, which counts wrong attempts."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or request.path, "account_login")

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
