"""What one may send along that no form asks for: protected fields, and rows of others."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from faq.models import Entry, Topic, Vote
from loket.models import User
from loket.tlp import TLP
from tests.canaries import CANARIES, PEOPLE, make_canary
from tests.make import PASSWORD, make_entry, make_tool, make_topic
from tests.sending import RIGHTS, change, values_of
from toolbox.models import Tool


@pytest.mark.parametrize("person", ["staff", "admin"])
def test_a_tool_keeps_its_owner_code_and_moments(client_of, utrecht, person):
    tool = make_tool(name="Plan")
    before = values_of(tool)

    answer = change(
        client_of(person),
        tool,
        name="Nieuw plan",
        owner=utrecht.pk,
        owner_id=utrecht.pk,
        is_open_to_programme="on",
        code="gekozen1",
        id="987654",
        pk="987654",
        published_at_0="2001-01-01",
        published_at_1="00:00",
        published_at="2001-01-01",
        search="gekozen",
    )

    assert answer.status_code == 302
    after = values_of(tool)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"name", "changed_at", "search"}
    assert "gekozen" not in str(after["search"])


def test_an_entry_keeps_its_moments_its_words_and_its_votes(client_of):
    entry = make_entry(question="Oud?")
    entry.vote("een bezoeker", is_helpful=True)
    before = values_of(entry)

    answer = change(
        client_of("staff"),
        entry,
        question="Nieuw?",
        published_at="2001-01-01",
        changed_at="2001-01-01",
        words="gekozen",
        search="gekozen",
        votes="",
        versions="",
        history="",
    )

    assert answer.status_code == 302
    after = values_of(entry)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"question", "changed_at", "search"}
    assert after["changed_at"].year > 2001
    assert (entry.votes.count(), entry.versions.count()) == (1, 2)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_vote_changes_nothing_but_the_vote(client_of, person):
    entry, other = make_entry(), make_entry()
    before = values_of(entry)
    client = client_of(person)
    extra = {
        "tlp": "amber",
        "is_published": "",
        "question": "Gekaapt?",
        "answer": "Gekaapt.",
        "visitor": "een ander",
        "entry": other.pk,
        "pk": other.pk,
        "at": "2001-01-01",
    }

    client.post(reverse("faq:entry_vote", args=[entry.pk]), extra | {"nuttig": "ja"})

    vote = Vote.objects.get()
    assert (vote.entry, vote.is_helpful) == (entry, True)
    assert vote.visitor != "een ander"
    assert vote.at.year > 2001
    assert values_of(entry) == before


@pytest.mark.parametrize("name", ["amber_entry", "draft_entry"])
def test_a_vote_on_what_one_may_not_see_is_not_counted(cast, client_of, utrecht, name):
    entry = make_canary(name, cast, utrecht)
    page = reverse("faq:entry_vote", args=[entry.pk])

    counted = {
        person
        for person in PEOPLE
        if client_of(person).post(page, {"nuttig": "ja"}).status_code == 302
    }
    assert counted == CANARIES[name].people
    assert entry.votes.count() == len(CANARIES[name].people)


def test_changing_a_password_changes_only_that(client_of, cast, utrecht):
    client, new = client_of("member"), "een-heel-ander-wachtwoord"
    before = values_of(cast["member"])
    groups = {"groups": [utrecht.contact_group.pk], "contact_of": [utrecht.pk]}
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    client.post(
        reverse("account_change_password"),
        RIGHTS | groups | form | {"email": "ander@loket.example"},
    )

    after = values_of(cast["member"])
    assert {name for name in before if before[name] != after[name]} == {"password"}
    assert User.objects.get(pk=cast["member"].pk).check_password(new)


def test_logging_in_changes_only_when_that_was(cast):
    before = values_of(cast["member"])

    Client().post(
        reverse("account_login"), RIGHTS | {"login": cast["member"].email, "password": PASSWORD}
    )

    after = values_of(cast["member"])
    assert {name for name in before if before[name] != after[name]} == {"last_login"}


def test_nobody_signs_up(cast):
    count = User.objects.count()
    form = {"email": "nieuw@loket.example", "password1": PASSWORD, "password2": PASSWORD}

    Client().post(reverse("account_signup"), RIGHTS | form)

    assert User.objects.count() == count


def everything_hidden(cast, utrecht):
    return [make_canary(name, cast, utrecht) for name in ("own", "strict", "red")]


@pytest.mark.parametrize("person", PEOPLE)
def test_what_one_may_not_edit_stays_as_it_is(cast, client_of, utrecht, person):
    rows = everything_hidden(cast, utrecht)
    lent = make_tool(tlp=TLP.AMBER, owner=utrecht)
    lent.open_to(None, by=cast["contact"])
    before = [values_of(row) for row in [*rows, lent]]
    client = client_of(person)
    form = {"name": "Gekaapt", "tlp": "clear", "reason": "Zomaar.", "is_published": "on"}

    answers = {
        client.post(reverse(f"admin:toolbox_tool_{act}", args=[row.pk]), form | {"post": "yes"})
        for row in [*rows, lent]
        for act in ("change", "delete")
    }
    client.post(reverse("admin:toolbox_tool_add"), form | {"id": rows[0].pk, "pk": rows[0].pk})

    refused = {302} if person == "visitor" else {403, 404}
    assert {answer.status_code for answer in answers} <= refused
    assert [values_of(row) for row in [*rows, lent]] == before


def test_a_list_saves_only_the_field_it_shows(client_of):
    topic = make_topic(name="Oud", position=1)
    other = make_topic(name="Blijft", position=2)
    keys = [topic.pk, other.pk]
    form = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Opslaan"}
    for number, key in enumerate(keys):
        form |= {f"form-{number}-id": key, f"form-{number}-position": 7 + number}
        form |= {f"form-{number}-name": "Gekaapt"}

    client_of("staff").post(reverse("admin:faq_topic_changelist"), form)

    saved = Topic.objects.order_by("pk").values_list("pk", "name", "position")
    assert list(saved) == [(topic.pk, "Oud", 7), (other.pk, "Blijft", 8)]


@pytest.mark.parametrize("person", ["staff", "admin"])
def test_a_list_of_protected_rows_saves_nothing(cast, client_of, utrecht, person):
    rows = [*everything_hidden(cast, utrecht), make_tool()]
    before = [values_of(row) for row in rows]
    form = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4, "_save": "Opslaan"}
    for number, row in enumerate(rows):
        form |= {f"form-{number}-id": row.pk, f"form-{number}-tlp": "clear"}
        form |= {f"form-{number}-is_published": "", f"form-{number}-name": "Gekaapt"}

    client_of(person).post(reverse("admin:toolbox_tool_changelist"), form)

    assert [values_of(row) for row in rows] == before


def test_an_editor_who_may_only_look_changes_nothing(cast, client_of):
    """The rights that the admin asks for still count: staff without any is staff that reads."""
    tool, entry, topic = make_tool(), make_entry(), make_topic()
    cast["staff"].user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    before = [values_of(row) for row in (tool, entry, topic)]
    client = client_of("staff")

    answers = [
        client.post(
            reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{act}", args=[row.pk])
        )
        for row in (tool, entry, topic)
        for act in ("change", "delete")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert [values_of(row) for row in (tool, entry, topic)] == before
    assert client.post(reverse("entry_preview"), {"content": "a"}).status_code == 404
    assert (Tool.objects.count(), Entry.objects.count()) == (1, 1)
