"""What happens around every page."""

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from loket.middleware import own_not_found_page, quiet_headers
from loket.tlp import TLP
from tests.make import make_entry, make_tool
from tests.read import heading

QUIET = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def around(middleware, response):
    return middleware(lambda request: response)(RequestFactory().get("/"))


def test_the_browser_is_asked_for_none_of_its_sensors(db):
    for path in ("/", "/bestaat-niet/", "/robots.txt", "/faq/feed/"):
        assert Client().get(path).headers["Permissions-Policy"] == QUIET, path


def test_a_page_that_says_so_itself_is_left_alone():
    own = HttpResponse(headers={"Permissions-Policy": "camera=(self)"})

    assert around(quiet_headers, own).headers["Permissions-Policy"] == "camera=(self)"


PATHS = ["/", "/toolbox/", "/faq/", "/zoeken/?q=a", "/toolbox/feed/", "/faq/feed/",
         "/faq/afdrukken/", "/bestaat-niet/", "/sitemap.xml", "/account/logout/",
         "/privacy/"]  # fmt: skip


@pytest.mark.pages
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["outsider", "member", "contact", "staff"])
def test_nobody_keeps_a_page_made_for_somebody_who_is_logged_in(client_of, name, path):
    answer = client_of(name).get(path)

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Expires" not in answer.headers
    assert "Cookie" in answer.headers["Vary"]


def test_a_page_and_its_refusal_in_the_admin_are_not_kept_either(client_of):
    for path in ("/beheer/", "/beheer/toolbox/tool/add/", "/beheer/jsi18n/"):
        answer = client_of("staff").get(path)
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", ")), path


@pytest.mark.parametrize("path", PATHS)
def test_an_open_page_tells_caches_that_it_depends_on_who_asks(client_of, path):
    answer = client_of("visitor").get(path)

    assert "Cookie" in answer.headers["Vary"]
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_a_reader_who_lost_access_gets_no_old_copy_confirmed(cast, client_of, utrecht):
    """No ETag and no Last-Modified, so no 304 for somebody who may not read it any more."""
    tool, entry = make_tool(tlp=TLP.AMBER), make_entry(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])
    client = client_of("contact")

    for row in (tool, entry):
        answer = client.get(row.get_absolute_url())
        assert {"ETag", "Last-Modified"} & set(answer.headers) == set()
        utrecht.contact_group.user_set.remove(cast["contact"])
        again = client.get(
            row.get_absolute_url(), headers={"If-None-Match": "*", "Range": "bytes=0-"}
        )
        assert again.status_code == 404
        utrecht.contact_group.user_set.add(cast["contact"])


def test_in_a_demo_a_page_that_is_not_there_is_our_own_page():
    answer = around(own_not_found_page, HttpResponse("technisch", status=404))

    assert (answer.status_code, heading(answer)) == (404, "Pagina niet gevonden")
    assert "technisch" not in answer.content.decode()


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("goed"),
        HttpResponse("mis", status=500),
        JsonResponse({"fout": "weg"}, status=404),
        HttpResponse("weg", content_type="text/plain", status=404),
        HttpResponse(status=404, headers={"Content-Type": ""}),
    ],
    ids=["found", "broken", "json", "text", "nameless"],
)
def test_in_a_demo_every_other_answer_is_left_alone(response):
    assert around(own_not_found_page, response) is response
