"""Who joins or leaves a region: on record, and told to that region's contacts."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from loket.models import AccessLog, User
from tests.make import PASSWORD, make_user
from tests.sending import change

Action = AccessLog.Action


def trail(region):
    return list(AccessLog.objects.about(region).values_list("action", "user__email", "detail"))


def test_moving_a_contact_is_on_record_with_both_regions(cast, client_of, utrecht, rijnmond):
    change(client_of("staff"), cast["contact"], contact_of=[rijnmond.pk])

    person, by = "aanspreekpunt.vr09@loket.example", "redactie@loket.example"
    assert trail(utrecht) == [(Action.LEFT, by, f"{person}, VR09 aanspreekpunten")]
    assert trail(rijnmond) == [(Action.JOINED, by, f"{person}, VR17 aanspreekpunten")]


def test_saving_without_a_change_puts_nothing_on_record(cast, client_of, utrecht):
    change(client_of("staff"), cast["contact"], name="Andere naam")

    assert trail(utrecht) == []


def test_the_contacts_of_a_region_hear_of_a_new_one(
    cast, utrecht, django_capture_on_commit_callbacks
):
    newcomer = make_user("nieuw@loket.example")

    with django_capture_on_commit_callbacks(execute=True):
        newcomer.work_for([utrecht.contact_group], by=cast["staff"])

    assert [message.to for message in mail.outbox] == [["aanspreekpunt.vr09@loket.example"]]
    assert "nieuw@loket.example is nu aanspreekpunt" in mail.outbox[0].body


def test_nobody_hears_of_a_new_member(cast, utrecht, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_user().work_for([utrecht.member_group], by=cast["staff"])

    assert mail.outbox == []


def test_other_groups_stay(cast, utrecht, rijnmond):
    cast["member"].work_for([rijnmond.member_group], by=cast["staff"])

    assert list(cast["member"].groups.all()) == [rijnmond.member_group]


@pytest.fixture
def moved(cast, client_of):
    """An account that passed from one address to another, after a reset with the old one."""
    user = make_user("oud@loket.example")
    Client().post(reverse("account_reset_password"), {"email": user.email})
    mail.outbox.clear()
    session = Client()
    session.force_login(user)
    change(client_of("staff"), user, email="nieuw@loket.example")
    return User.objects.get(pk=user.pk), session


def test_the_old_address_of_an_account_opens_nothing(moved):
    user, session = moved

    for email in ("oud@loket.example", "nieuw@loket.example"):
        answer = Client().post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert answer.status_code == 200
    assert not session.get(reverse("home")).context["user"].is_authenticated
    assert not EmailAddress.objects.filter(email="oud@loket.example").exists()
    assert user.email == "nieuw@loket.example"


def test_a_reset_asked_with_the_old_address_is_about_nobodys_account(moved):
    Client().post(reverse("account_reset_password"), {"email": "oud@loket.example"})

    assert ["/password/reset/key/" in message.body for message in mail.outbox] == [False]
