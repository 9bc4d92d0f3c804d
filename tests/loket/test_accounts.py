"""Logging in and out, and passwords: in plain words, and the same words for everybody."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client

from loket.models import User
from tests.browse import LOGIN, fill_in, log_in
from tests.make import PASSWORD, make_user
from tests.read import heading, links_of, main_html, main_text, words_of

CHANGE = "/account/password/change/"
RESET = "/account/password/reset/"
NEW = "een-heel-ander-wachtwoord"
WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze en probeer het opnieuw."
TOO_OFTEN = "U probeerde te vaak in te loggen. Wacht een paar minuten en probeer het dan opnieuw."
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def person(db):
    return make_user("ciso.vr09@loket.example")


def is_logged_in(client):
    return "_auth_user_id" in client.session


def errors_of(answer):
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def without(answer, address):
    """The page, less what differs by itself: the form's token and the address that was typed."""
    return TOKEN.sub("", main_html(answer)).replace(address, "…")


# --- logging in


@pytest.mark.parametrize(
    "typed", ["ciso.vr09@loket.example", "CISO.VR09@Loket.Example", " ciso.vr09@loket.example "]
)
def test_one_logs_in_with_the_address_in_any_case(person, typed):
    client, answer = log_in(typed)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    page = client.get("/")
    assert page.context["user"] == person
    assert "Gelukt: U bent ingelogd." in main_text(page)


def test_an_address_that_was_made_with_capitals_works_too(db):
    make_user("Aanspreekpunt.VR09@Loket.Example")

    client, _answer = log_in("aanspreekpunt.vr09@loket.example")

    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/toolbox/?q=plan", "/toolbox/?q=plan"),
        ("https://kwaad.example/", "/"),
        ("//kwaad.example/", "/"),
        ("/\\kwaad.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_logging_in_one_goes_where_one_was_going_within_the_portal(person, wanted, given):
    data = {"login": person.email, "password": PASSWORD, "next": wanted}

    assert Client().post(LOGIN, data).headers["Location"] == given


def test_a_closed_page_leads_by_way_of_the_login_page(client_of):
    answer = client_of("visitor").get("/toolbox/werklijst/")

    assert answer.headers["Location"] == "/account/login/?next=/toolbox/werklijst/"


def test_a_wrong_password_is_said_and_the_address_is_still_there(person):
    client, answer = log_in(person.email, "verkeerd")

    assert errors_of(answer) == {"__all__": [WRONG]}
    assert f'value="{person.email}"' in main_html(answer)
    assert "verkeerd" not in main_html(answer)
    assert not is_logged_in(client)


def test_an_empty_form_says_what_is_missing(db):
    answer = Client().post(LOGIN, {})

    assert errors_of(answer) == {
        "login": ["Dit veld is verplicht."],
        "password": ["Dit veld is verplicht."],
    }


@pytest.mark.parametrize("typed", ["geen adres", "a" * 10_000, "a\0@b.nl", "' OR 1=1 --"])
def test_what_is_no_address_is_refused_in_words(person, typed):
    client, answer = log_in(typed)

    assert answer.status_code == 200
    assert list(errors_of(answer)) == ["login"]
    assert not is_logged_in(client)


def test_a_known_and_an_unknown_address_get_the_same_answer(person):
    _client, known = log_in(person.email, "verkeerd")
    _client, unknown = log_in("niemand@loket.example", "verkeerd")

    assert known.status_code == unknown.status_code == 200
    assert without(known, person.email) == without(unknown, "niemand@loket.example")


def test_who_is_logged_in_already_goes_on(person):
    client, _answer = log_in(person.email)

    assert client.get(LOGIN).headers["Location"] == "/"


# --- too often


def test_after_five_wrong_passwords_an_account_waits_even_with_the_right_one(person):
    for _ in range(5):
        _client, answer = log_in(person.email, "verkeerd")
        assert errors_of(answer) == {"__all__": [WRONG]}

    client, answer = log_in(person.email)

    assert errors_of(answer) == {"__all__": [TOO_OFTEN]}
    assert not is_logged_in(client)


def test_an_address_without_an_account_waits_in_the_same_words(db):
    for _ in range(5):
        log_in("niemand@loket.example", "verkeerd")

    _client, answer = log_in("niemand@loket.example", "verkeerd")

    assert errors_of(answer) == {"__all__": [TOO_OFTEN]}


def test_one_account_that_waits_does_not_keep_another_out(person):
    for _ in range(5):
        log_in("niemand@loket.example", "verkeerd")

    client, _answer = log_in(person.email)

    assert is_logged_in(client)


def test_a_visitor_who_guesses_does_not_keep_other_visitors_out(person):
    """Behind the proxy every visitor has the proxy's address; the header tells them apart."""
    for number in range(12):
        log_in(f"niemand.{number}@loket.example", "verkeerd", HTTP_X_FORWARDED_FOR="192.0.2.1")

    guesser, answer = log_in(person.email, HTTP_X_FORWARDED_FOR="192.0.2.1")
    other, _answer = log_in(person.email, HTTP_X_FORWARDED_FOR="192.0.2.2")

    assert (is_logged_in(guesser), is_logged_in(other)) == (False, True)
    assert errors_of(answer) == {"__all__": [TOO_OFTEN]}


def test_asking_for_mail_too_often_gets_a_page_that_says_so(person):
    answers = [Client().post(RESET, {"email": person.email}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert heading(answers[-1]) == "Even wachten"
    assert len(mail.outbox) == 5


# --- logging out


def test_logging_out_takes_a_press_on_the_button(person):
    client, _answer = log_in(person.email)

    asked = client.get("/account/logout/")
    assert (heading(asked), is_logged_in(client)) == ("Uitloggen", True)

    done = client.post("/account/logout/", follow=True)
    assert (done.redirect_chain, is_logged_in(client)) == ([("/", 302)], False)
    assert "Gelukt: U bent uitgelogd." in main_text(done)


def test_logging_out_of_the_admin_takes_a_press_on_the_button_too(client_of):
    client = client_of("staff")

    assert (client.get("/beheer/logout/").status_code, is_logged_in(client)) == (405, True)

    assert client.post("/beheer/logout/").headers["Location"] == "/"
    assert not is_logged_in(client)


def test_another_website_cannot_log_somebody_out(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["staff"])

    for address in ("/account/logout/", "/beheer/logout/"):
        assert client.post(address).status_code == 403, address

    assert is_logged_in(client)


# --- a new password by mail


def ask_for_mail(address):
    """Ask for a new password; return the answer and the one mail that it sent."""
    mail.outbox.clear()
    answer = Client().post(RESET, {"email": address}, follow=True)
    (message,) = mail.outbox
    return answer, message


def link_in(message):
    return re.search(r"http://testserver(/account/\S+)", message.body)[1]


def choose(link, password=NEW, again=NEW):
    """Open the link of the mail, and send the form it leads to."""
    client = Client()
    page = client.get(link, follow=True)
    address = page.request["PATH_INFO"]
    return client.post(address, {"password1": password, "password2": again}, follow=True)


def test_from_a_forgotten_password_to_being_logged_in(person):
    asked, message = ask_for_mail(person.email)
    assert heading(asked) == "Kijk in uw mail"
    assert message.to == [person.email]
    assert message.from_email == "programmaiv@ifv.nl"
    assert message.subject == "Implementatieloket: Nieuw wachtwoord kiezen"

    done = choose(link_in(message))
    assert heading(done) == "Uw wachtwoord is gewijzigd"

    assert [is_logged_in(log_in(person.email, word)[0]) for word in (PASSWORD, NEW)] == [
        False, True,
    ]  # fmt: skip


def test_a_person_without_a_password_gets_their_first_one_by_mail(db):
    person = User.objects.create_user("nieuw@loket.example")
    assert not person.has_usable_password()

    choose(link_in(ask_for_mail(person.email)[1]))

    assert is_logged_in(log_in(person.email, NEW)[0])


def test_the_address_may_be_typed_in_any_case(person):
    _asked, message = ask_for_mail("CISO.VR09@LOKET.EXAMPLE")

    assert "/account/password/reset/key/" in message.body


def test_the_owner_is_told_that_the_password_changed_and_from_where(person):
    _asked, message = ask_for_mail(person.email)
    mail.outbox.clear()

    client = Client(HTTP_X_FORWARDED_FOR="192.0.2.7")
    page = client.get(link_in(message), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    (told,) = mail.outbox
    assert told.to == [person.email]
    assert told.subject == "Implementatieloket: Uw wachtwoord is gewijzigd"
    assert "Vanaf IP-adres: 192.0.2.7" in told.body


def test_a_link_works_once(person):
    link = link_in(ask_for_mail(person.email)[1])
    choose(link)

    again = Client().get(link, follow=True)

    assert heading(again) == "Deze link werkt niet meer"
    assert RESET in links_of(again)


@pytest.mark.parametrize("key", ["1-abc", "zzz-abc", "0", "1-" + "a" * 5000, "%00-%00", "1-%F0%9F"])
def test_a_link_that_was_made_up_is_refused_in_words(person, key):
    page = Client().get(f"{RESET}key/{key}/", follow=True)

    assert page.status_code in (200, 404)
    assert heading(page) in ("Deze link werkt niet meer", "Pagina niet gevonden")


def test_a_new_password_ends_the_sessions_elsewhere(person):
    elsewhere, _answer = log_in(person.email)

    choose(link_in(ask_for_mail(person.email)[1]))

    assert elsewhere.get("/").context["user"] == AnonymousUser()


@pytest.mark.parametrize(
    ("password", "again", "errors"),
    [
        ("kort", "kort",
         {"password1": ["Dit wachtwoord is te kort. Gebruik minstens 12 tekens."]}),
        (NEW, NEW + "x",
         {"password2": ["De twee wachtwoorden zijn niet gelijk. Typ twee keer hetzelfde "
                        "wachtwoord."]}),
        ("", "", {"password1": ["Dit veld is verplicht."],
                  "password2": ["Dit veld is verplicht."]}),
    ],
)  # fmt: skip
def test_a_password_that_will_not_do_is_refused_in_words(person, password, again, errors):
    page = choose(link_in(ask_for_mail(person.email)[1]), password, again)

    assert errors_of(page) == errors
    assert not is_logged_in(log_in(person.email, password or NEW)[0])


@pytest.mark.parametrize("password", ["123456789012", "ciso.vr09@loket.example"])
def test_a_password_that_is_easy_to_guess_is_refused(person, password):
    page = choose(link_in(ask_for_mail(person.email)[1]), password, password)

    assert list(errors_of(page)) == ["password1"]


def test_known_unknown_and_inactive_addresses_get_the_same_answer_and_a_mail(person):
    off = make_user("weg@loket.example", is_active=False)
    answers, messages = zip(
        *map(ask_for_mail, [person.email, "niemand@loket.example", off.email]), strict=True
    )

    assert len({main_html(answer) for answer in answers}) == 1
    assert len({str(answer.redirect_chain) for answer in answers}) == 1
    assert len({message.subject for message in messages}) == 1
    assert ["/key/" in message.body for message in messages] == [True, False, False]


def test_the_mail_to_an_unknown_address_says_what_to_do(db):
    _asked, message = ask_for_mail("niemand@loket.example")

    assert "Bij dit adres hoort geen account." in message.body
    assert "Vraag het aan bij programmaiv@ifv.nl." in message.body


# --- changing one's password


@pytest.fixture
def at_work(person):
    return log_in(person.email)[0]


def test_a_changed_password_keeps_this_session_and_ends_the_others(person, at_work):
    elsewhere, _answer = log_in(person.email)

    done = fill_in(at_work, CHANGE, oldpassword=PASSWORD, password1=NEW, password2=NEW)

    assert done.status_code == 302
    assert at_work.get("/").context["user"] == person
    assert elsewhere.get("/").context["user"] == AnonymousUser()
    assert [message.subject for message in mail.outbox] == [
        "Implementatieloket: Uw wachtwoord is gewijzigd"
    ]


def test_changing_a_password_takes_the_old_one(person, at_work):
    refused = fill_in(at_work, CHANGE, oldpassword="fout", password1=NEW, password2=NEW)

    assert errors_of(refused) == {
        "oldpassword": ["Dit is niet uw huidige wachtwoord. Vul het opnieuw in."]
    }
    assert is_logged_in(log_in(person.email)[0])


def test_changing_a_password_is_for_who_is_logged_in(db):
    assert Client().get(CHANGE).headers["Location"] == f"{LOGIN}?next={CHANGE}"


def test_the_admin_has_no_password_page_of_its_own(client_of):
    assert client_of("staff").get("/beheer/password_change/").headers["Location"] == CHANGE


# --- accounts that are off, and accounts that one cannot make


def test_an_account_that_is_off_cannot_log_in_and_is_told_whom_to_mail(db):
    person = make_user(is_active=False)

    client, answer = log_in(person.email)

    page = client.get(answer.headers["Location"])
    assert heading(page) == "Dit account staat uit"
    assert links_of(page) == ["mailto:programmaiv@ifv.nl"]
    assert not is_logged_in(client)


def test_who_does_not_know_the_password_does_not_learn_that_an_account_is_off(db, person):
    off = make_user(is_active=False)

    _client, answer = log_in(off.email, "verkeerd")
    _client, usual = log_in(person.email, "verkeerd")

    assert without(answer, off.email) == without(usual, person.email)


def test_switching_an_account_off_ends_its_sessions(person, at_work):
    User.objects.update(is_active=False)

    assert at_work.get("/").context["user"] == AnonymousUser()


def test_nobody_makes_an_account_for_themselves(db):
    page = Client().get("/account/signup/")
    assert heading(page) == "Een account aanvragen"

    data = {"email": "nieuw@loket.example", "password1": NEW, "password2": NEW}
    Client().post("/account/signup/", data)

    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "reauthenticate/", "login/code/"])
def test_pages_this_desk_does_not_use_are_not_there(at_work, path):
    assert at_work.get(f"/account/{path}").status_code == 404


# --- as whom


def test_the_page_says_as_whom_one_is_logged_in(cast, client_of, utrecht, rijnmond):
    cast["two"] = make_user(contact_of=[utrecht], member_of=[rijnmond, utrecht])

    lines = {name: user.role_line for name, user in cast.items() if user.is_authenticated}

    assert lines == {
        "outsider": "",
        "gone": "",
        "member": "Medewerker · Veiligheidsregio Utrecht",
        "contact": "Aanspreekpunt · Veiligheidsregio Utrecht",
        "other_contact": "Aanspreekpunt · Rotterdam-Rijnmond",
        "staff": "Medewerker van het programma",
        "admin": "Medewerker van het programma",
        "two": "Aanspreekpunt · Veiligheidsregio Utrecht, Medewerker · Rotterdam-Rijnmond",
    }
    for name in ("member", "contact", "staff", "two"):
        assert f" {lines[name]} " in words_of(client_of(name).get("/").content.decode())
