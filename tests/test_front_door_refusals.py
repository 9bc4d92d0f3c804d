"""What the front door says to requests that want too much: other sites, hosts and insides."""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from loket import views
from loket.models import User
from tests.make import PASSWORD, make_tool

ELSEWHERE = [
    "https://kwaad.example/",
    "//kwaad.example/",
    "///kwaad.example/",
    "/\\kwaad.example/",
    "\\\\kwaad.example/",
    "https:kwaad.example",
    "http:///kwaad.example/",
    "javascript:alert(1)",
    "//testserver@kwaad.example/",
    "\thttps://kwaad.example/",
]


def test_login_sends_nobody_to_another_site(cast):
    login = reverse("account_login")
    data = {"login": cast["member"].email, "password": PASSWORD}

    posted = [Client().post(login, data | {"next": address}) for address in ELSEWHERE]
    asked = [
        Client().post(f"{login}?{urlencode({'next': address})}", data) for address in ELSEWHERE
    ]

    assert {answer.headers["Location"] for answer in posted + asked} == {"/"}


def test_login_sends_a_reader_back_to_our_own_page(cast):
    data = {"login": cast["member"].email, "password": PASSWORD, "next": "/faq/?q=soc"}

    response = Client().post(reverse("account_login"), data)

    assert response.headers["Location"] == "/faq/?q=soc"


@pytest.mark.parametrize("name", ["account_logout", "admin:logout"])
def test_logout_sends_nobody_to_another_site(client_of, name):
    answers = [client_of("staff").post(reverse(name), {"next": address}) for address in ELSEWHERE]

    assert {answer.headers["Location"] for answer in answers} == {"/"}


def test_the_login_of_the_admin_leads_to_no_other_site(cast):
    data = {"login": cast["staff"].email, "password": PASSWORD}
    page = reverse("admin:login")

    sent_on = [Client().get(page, {"next": address}).headers["Location"] for address in ELSEWHERE]

    assert {address.partition("=")[0] for address in sent_on} == {"/account/login/?next"}
    assert {Client().post(address, data).headers["Location"] for address in sent_on} == {"/"}


def test_an_unknown_host_is_refused(cast):
    mail.outbox.clear()
    reset = reverse("account_reset_password")

    answers = [
        Client().get("/", headers={"host": "kwaad.example"}),
        Client().post(reset, {"email": cast["member"].email}, headers={"host": "kwaad.example"}),
    ]

    assert [response.status_code for response in answers] == [400, 400]
    assert [b"kwaad.example" in response.content for response in answers] == [False, False]
    assert mail.outbox == []


@pytest.mark.parametrize("header", ["x-forwarded-host", "forwarded", "x-host", "x-original-url"])
def test_no_other_header_names_the_host(cast, header):
    make_tool()
    named = {header: "host=kwaad.example" if header == "forwarded" else "kwaad.example"}
    pages = ["sitemap_xml", "robots_txt", "toolbox:tool_feed", "faq:entry_feed", "account_login"]

    bodies = [Client().get(reverse(page), headers=named).content.decode() for page in pages]
    Client().post(reverse("account_reset_password"), {"email": cast["member"].email}, headers=named)

    assert "http://testserver/" in mail.outbox[-1].body
    assert "http://testserver/" in bodies[0]
    assert "kwaad" not in "".join([*bodies, mail.outbox[-1].body])


def test_a_link_to_choose_a_password_works_once(cast):
    user = cast["member"]
    key = default_token_generator.make_token(user)
    page = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    client = Client()
    chosen = {"password1": "nog-een-lang-wachtwoord", "password2": "nog-een-lang-wachtwoord"}

    form = client.get(page).headers["Location"]
    client.post(form, chosen)

    assert User.objects.get(pk=user.pk).check_password(chosen["password1"])
    assert "Deze link werkt niet meer" in Client().get(page).content.decode()


def broken(*args, **kwargs):
    raise RuntimeError("kanarie in een foutmelding")


@pytest.mark.parametrize("person", ["visitor", "admin"])
def test_an_error_page_tells_nothing_of_what_is_inside(client_of, monkeypatch, person):
    monkeypatch.setattr(views, "render", broken)
    client = client_of(person)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "Er ging iets mis bij ons" in response.content.decode()
    assert_no_internals(response)


@pytest.mark.parametrize(
    ("status", "address"),
    [
        (404, "/bestaat/niet/"),
        (404, "/toolbox/987654/"),
        (404, "/beheer/toolbox/tool/987654/change/"),
        (404, "/sitemap.xml?p=99"),
        (400, "/beheer/toolbox/tool/?owner__code=VR09"),
        (404, "/beheer/autocomplete/"),
        (400, "/beheer/toolbox/tool/?tlp__exact=%00"),
        (403, "/beheer/loket/user/add/"),
    ],
)
def test_a_refusal_tells_nothing_of_what_is_inside(client_of, cast, status, address):
    client = client_of("staff")
    cast["staff"].user_permissions.remove(
        *cast["staff"].user_permissions.filter(codename="add_user")
    )

    response = client.get(address)

    assert response.status_code == status
    assert_no_internals(response)


def test_a_form_without_its_token_is_refused_and_tells_nothing(cast):
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("account_login"), {"login": cast["member"].email})

    assert response.status_code == 403
    assert "Dit formulier is verlopen" in response.content.decode()
    assert_no_internals(response)


def assert_no_internals(response):
    body = response.content.decode()
    inside = ["kanarie", "Traceback", "Exception", "Error", "DoesNotExist", "/loket/", ".py"]
    inside += ["SECRET", "django", "python", "CSRF verification", "Page 99", "owner__code"]

    assert [word for word in inside if word.lower() in body.lower()] == []
    assert {"Server", "X-Powered-By"} & set(response.headers) == set()
