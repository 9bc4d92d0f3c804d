"""What happens around every page: headers, and the demo's own error page."""

from django.http import Http404
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.defaults import page_not_found


def quiet_headers(get_response):
    """Ask the browser for none of its sensors: this portal needs none."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    return middleware


def private_pages(get_response):
    """Let nobody keep a page made for a logged-in reader: lists and counts differ per person.

    A stored copy would outlive a right that was taken away (DESIGN §3).
    """

    def middleware(request):
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            response.headers.pop("Expires", None)
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


def own_not_found_page(get_response):
    """Show the real 404 page where Django would show a developer's one."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 404 and response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            return page_not_found(request, Http404())
        return response

    return middleware
