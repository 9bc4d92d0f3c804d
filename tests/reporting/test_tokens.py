"""Keys for dashboards: making, showing once, revoking, and whom they stand for."""

import pytest
from django.contrib.messages import get_messages
from django.utils.timezone import now

from reporting.models import Token
from reporting.models.tokens import PREFIX, digest_of
from tests.browse import form_of
from tests.make import make_framework, make_period
from tests.read import main_html, main_text

PAGE = "/rapportages/sleutels/"
NO_STAFF = ["outsider", "member", "contact", "other_contact"]


@pytest.fixture
def staff(client_of):
    return client_of("staff")


def revoke_address(token):
    return f"{PAGE}{token.pk}/intrekken/"


def told(answer):
    return [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]


def secret_on(page):
    """The secret that a page shows, or ""."""
    words = main_text(page).split()
    return next((word for word in words if word.startswith(PREFIX)), "")


def make(user, name="Bord"):
    """Make a token; return its row and its secret."""
    secret = Token.make(name=name, by=user)
    return Token.objects.get(digest=digest_of(secret)), secret


# --- who gets in


@pytest.mark.parametrize("name", NO_STAFF)
def test_for_who_is_no_staff_the_pages_are_not_there(client_of, cast, name):
    token, _secret = make(cast[name])
    client = client_of(name)

    answers = [client.get(PAGE), client.post(PAGE, {"name": "Bord"}),
               client.post(revoke_address(token))]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert list(Token.objects.values_list("pk", "revoked_at")) == [(token.pk, None)]


@pytest.mark.parametrize("name", ["visitor", "gone"])
def test_who_is_not_logged_in_is_sent_to_the_login_page(client_of, cast, name):
    token, _secret = make(cast["staff"])
    client = client_of(name)

    for answer in (client.get(PAGE), client.post(PAGE), client.post(revoke_address(token))):
        assert answer.headers["Location"].startswith("/account/login/?next=")
    assert Token.objects.get().revoked_at is None


def test_revoking_asks_for_the_button(staff, cast):
    token, _secret = make(cast["staff"])

    assert staff.get(revoke_address(token)).status_code == 405
    token.refresh_from_db()
    assert token.revoked_at is None


# --- making one


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_the_secret_is_shown_once_and_only_its_digest_is_kept(client_of, cast, name):
    client = client_of(name)

    page = client.post(PAGE, {"name": "Bord van de directie"})

    secret = secret_on(page)
    assert len(secret) > 40
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    token = Token.objects.get()
    assert (token.user, token.name) == (cast[name], "Bord van de directie")
    assert secret not in str(Token.objects.values().get())
    again = client.get(PAGE)
    assert "Bord van de directie" in main_text(again)
    assert (secret_on(again), form_of(page)["name"].value()) == ("", None)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Schrijf op waarvoor u de sleutel gebruikt."),
        ("  ", "Schrijf op waarvoor u de sleutel gebruikt."),
        ("x" * 101, "Dit is te lang: gebruik hoogstens 100 tekens. U gebruikt er 101."),
        ("Bord\0", "Hierin staat een teken dat niet kan. Typ de tekst opnieuw."),
    ],
)
def test_a_name_that_cannot_be_is_said_at_its_field_and_kept(staff, typed, error):
    page = staff.post(PAGE, {"name": typed})

    assert form_of(page).errors == {"name": [error]}
    assert form_of(page)["name"].value() == typed
    assert not Token.objects.exists()


def test_a_name_of_100_characters_fits(staff):
    assert secret_on(staff.post(PAGE, {"name": "x" * 100})).startswith(PREFIX)


def test_two_keys_of_one_name_are_two_keys(staff):
    secrets = {secret_on(staff.post(PAGE, {"name": "Bord"})) for _ in range(2)}

    assert len(secrets) == Token.objects.count() == 2


def test_the_list_is_ones_own_newest_first_without_those_revoked(staff, cast):
    make(cast["admin"], "Van een ander")
    make(cast["staff"], "Eerst")
    make(cast["staff"], "Later")
    make(cast["staff"], "Weg")[0].revoke()

    page = staff.get(PAGE)

    assert [token.name for token in page.context["tokens"]] == ["Later", "Eerst"]
    assert "Van een ander" not in page.content.decode()
    assert "Weg" not in main_html(page)


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_asks_little_however_many_keys(staff, cast, number, django_assert_max_num_queries):
    for year in range(2000, 2000 + number):
        make(cast["staff"])
        make_period(year, 1, framework=make_framework())
    staff.get(PAGE)

    with django_assert_max_num_queries(12):
        assert len(staff.get(PAGE).context["tokens"]) == number


# --- revoking one


def test_a_revoked_key_reads_nothing_any_more(staff, cast):
    token, secret = make(cast["staff"])
    other = make(cast["staff"], "Ander")[1]

    answer = staff.post(revoke_address(token))

    assert answer.headers["Location"] == PAGE
    assert told(answer) == [("success", "De sleutel ‘Bord’ is ingetrokken en werkt niet meer.")]
    assert Token.objects.reader(secret) is None
    assert Token.objects.reader(other) == cast["staff"]


def test_revoking_twice_is_once(staff, cast):
    token, _secret = make(cast["staff"])
    staff.post(revoke_address(token))
    token.refresh_from_db()
    first = token.revoked_at

    assert staff.post(revoke_address(token)).status_code == 302
    token.refresh_from_db()
    assert first <= now()
    assert token.revoked_at == first


def test_nobody_revokes_the_key_of_another(client_of, cast):
    token, secret = make(cast["staff"])

    assert client_of("admin").post(revoke_address(token)).status_code == 404
    assert Token.objects.reader(secret) == cast["staff"]


@pytest.mark.parametrize("pk", [987654, 10**30])
def test_a_key_that_is_not_there_is_not_found(staff, pk):
    assert staff.post(f"{PAGE}{pk}/intrekken/").status_code == 404


# --- whom a key stands for


def test_a_key_stands_for_who_made_it(cast):
    assert Token.objects.reader(make(cast["staff"])[1]) == cast["staff"]


@pytest.mark.parametrize("wrong", ["", "loket_", "loket_onbekend", "x" * 10_000, "é\0"])
def test_an_unknown_key_stands_for_nobody(cast, wrong):
    token, _secret = make(cast["staff"])

    assert Token.objects.reader(wrong) is None
    assert Token.objects.reader(token.digest) is None


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_the_key_of_who_left_the_programme_stands_for_nobody(cast, lost):
    _token, secret = make(cast["staff"])

    setattr(cast["staff"], lost, False)
    cast["staff"].save()

    assert Token.objects.reader(secret) is None


@pytest.mark.parametrize("name", ["outsider", "member", "contact"])
def test_a_key_of_who_is_no_staff_stands_for_nobody(cast, name):
    assert Token.objects.reader(make(cast[name])[1]) is None
