"""The editor's form of an entry."""

import pytest
from django.urls import reverse

from loket.tlp import TLP
from tests.browse import fill_in
from tests.make import make_entry, make_tool


def save(client, entry, **fields):
    address = reverse("admin:faq_entry_change", args=[entry.pk])
    answer = fill_in(client, address, **fields)
    entry.refresh_from_db()
    return answer


def test_a_code_that_stands_for_a_tool_is_taken(client_of):
    make_tool(code="k3f9x2ab")
    entry = make_entry()

    save(client_of("staff"), entry, answer="Zie [[K3F9X2AB]].")

    assert entry.answer == "Zie [[K3F9X2AB]]."


@pytest.mark.parametrize("code", ["k3f9x2ab", "bestaatniet"])
def test_a_mistyped_and_a_hidden_code_are_refused_in_the_same_words(client_of, utrecht, code):
    make_tool(code="k3f9x2ab", tlp=TLP.AMBER, owner=utrecht)
    entry = make_entry(answer="Een antwoord.")

    answer = save(client_of("staff"), entry, answer=f"Zie [[{code}]].")

    form = answer.context["adminform"].form
    assert form.errors["answer"] == [
        f"Deze codes kennen we niet: {code}. De code van een hulpmiddel staat in het beheer van "
        "de toolbox."
    ]
    assert form["answer"].value() == f"Zie [[{code}]]."
    assert entry.answer == "Een antwoord."


def test_a_code_that_was_there_already_may_stay(client_of):
    entry = make_entry(answer="Zie [[verdwenen]].")

    save(client_of("staff"), entry, answer="Lees ook [[verdwenen]].")

    assert entry.answer == "Lees ook [[verdwenen]]."
