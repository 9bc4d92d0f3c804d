"""Was this answer helpful? One voice per visit, without a name."""

import pytest
from django.test import Client
from django.urls import reverse

from faq.models import Entry
from loket.tlp import TLP
from tests.make import make_entry
from tests.read import main_text

THANKS = "Dank u wel. Uw mening helpt ons dit antwoord te verbeteren."
CHOOSE = "Kies of het antwoord nuttig was: ja of nee."


@pytest.fixture
def entry(db):
    return make_entry()


def vote(client, entry, choice):
    address = reverse("faq:entry_vote", args=[entry.pk])
    return client.post(address, {"nuttig": choice}, follow=True)


def votes_on(entry):
    """How many found the entry helpful, and how many did not."""
    counted = Entry.objects.with_votes().get(pk=entry.pk)
    return counted.helpful, counted.unhelpful


def test_a_visitor_votes_without_an_account(entry):
    page = vote(Client(), entry, "ja")

    assert votes_on(entry) == (1, 0)
    assert page.redirect_chain == [(entry.get_absolute_url(), 302)]
    assert f"Gelukt: {THANKS}" in main_text(page)
    assert "U koos: ja. U kunt uw keuze nog veranderen." in main_text(page)


def test_before_a_vote_the_page_names_no_choice(entry):
    assert "U koos" not in main_text(Client().get(entry.get_absolute_url()))


def test_voting_again_changes_the_vote_and_adds_none(entry):
    client = Client()

    vote(client, entry, "ja")
    vote(client, entry, "ja")
    page = vote(client, entry, "nee")

    assert votes_on(entry) == (0, 1)
    assert "U koos: nee." in main_text(page)


def test_two_visitors_have_two_votes(entry):
    vote(Client(), entry, "ja")
    vote(Client(), entry, "nee")

    assert votes_on(entry) == (1, 1)


def test_a_vote_counts_for_one_entry(entry):
    client, other = Client(), make_entry()

    vote(client, entry, "ja")
    vote(client, other, "nee")

    assert (votes_on(entry), votes_on(other)) == ((1, 0), (0, 1))


def test_a_vote_names_nobody(client_of, entry):
    vote(client_of("contact"), entry, "nee")

    (kept,) = entry.votes.all()

    assert {field.name for field in kept._meta.fields} == {
        "id", "entry", "visitor", "is_helpful", "at",
    }  # fmt: skip
    assert len(kept.visitor) == 32


@pytest.mark.parametrize("choice", ["", "misschien", "JA", "1", "ja\0", "j" * 10_000])
def test_another_answer_than_yes_or_no_is_refused_in_words(entry, choice):
    page = vote(Client(), entry, choice)

    assert votes_on(entry) == (0, 0)
    assert f"Fout: {CHOOSE}" in main_text(page)


def test_no_answer_at_all_is_refused_in_words(entry):
    page = Client().post(reverse("faq:entry_vote", args=[entry.pk]), follow=True)

    assert votes_on(entry) == (0, 0)
    assert f"Fout: {CHOOSE}" in main_text(page)


@pytest.mark.parametrize("fields", [{"tlp": TLP.AMBER}, {"is_published": False}])
def test_nobody_votes_on_what_they_may_not_read(client_of, fields):
    hidden = make_entry(**fields)

    for name in ("visitor", "outsider", "member"):
        assert vote(client_of(name), hidden, "ja").status_code == 404, name

    assert votes_on(hidden) == (0, 0)


def test_nobody_votes_on_what_is_not_there(entry):
    entry.pk += 1000

    assert vote(Client(), entry, "ja").status_code == 404


def test_a_link_casts_no_vote(entry):
    answer = Client().get(reverse("faq:entry_vote", args=[entry.pk]), {"nuttig": "ja"})

    assert answer.status_code == 405
    assert votes_on(entry) == (0, 0)


def test_another_website_casts_no_vote(entry):
    answer = vote(Client(enforce_csrf_checks=True), entry, "ja")

    assert answer.status_code == 403
    assert votes_on(entry) == (0, 0)


@pytest.fixture
def judged(db):
    """Entries by how many found them helpful and how many did not."""
    entries = {}
    for name, helpful, unhelpful in [("goed", 2, 0), ("matig", 2, 1), ("slecht", 1, 2)]:
        entries[name] = make_entry(question=name)
        for number, is_helpful in enumerate([True] * helpful + [False] * unhelpful):
            entries[name].vote(f"bezoeker {number}", is_helpful=is_helpful)
    make_entry(question="geen stem")
    return entries


@pytest.mark.parametrize(
    ("choice", "found"),
    [("nee", ["slecht"]), ("soms", ["matig", "slecht"]), ("onzin", None), ("", None)],
)
def test_an_editor_finds_what_readers_found_unhelpful(client_of, judged, choice, found):
    address = reverse("admin:faq_entry_changelist")

    listed = client_of("staff").get(address, {"nuttig": choice} if choice else {}).context["cl"]

    expected = found or ["goed", "matig", "slecht", "geen stem"]
    assert sorted(entry.question for entry in listed.result_list) == sorted(expected)


def test_an_editor_sees_the_counts_beside_each_entry(client_of, judged):
    listed = client_of("staff").get(reverse("admin:faq_entry_changelist")).context["cl"]

    counts = {entry.question: (entry.helpful, entry.unhelpful) for entry in listed.result_list}

    assert counts == {"goed": (2, 0), "matig": (2, 1), "slecht": (1, 2), "geen stem": (0, 0)}
