"""Search says the same on both databases, except where PostgreSQL knows more Dutch."""

import pytest
from django.db import connection

from faq.models import Entry
from loket.search import MOST_WORDS
from tests.make import make_entry, make_tool
from toolbox.models import Tool


def found(text):
    return [tool.name for tool in Tool.objects.search(text)]


def test_a_word_is_found_in_every_text_of_a_tool(db):
    for column in ("name", "explanation", "purpose", "tlp_note", "whats_changed"):
        tool = make_tool(**{column: f"Iets over firewalls in {column}."})
        make_tool()
        assert [row.pk for row in Tool.objects.search("firewalls")] == [tool.pk], column
        tool.delete()


def test_a_word_is_found_in_question_and_answer(db):
    asked = make_entry(question="Wat is een firewall?")
    answered = make_entry(answer="Een **firewall** houdt tegen.")
    make_entry()

    assert set(Entry.objects.search("firewall")) == {asked, answered}


@pytest.mark.parametrize(
    "text", ["beveiliging", "beleid", "informatie", "beveiligingsb", "INFORMATIEB"]
)
def test_a_part_of_a_compound_is_found(db, text):
    make_tool(name="Informatiebeveiligingsbeleid")
    make_tool(name="Logging")

    assert found(text) == ["Informatiebeveiligingsbeleid"]


def test_a_hit_in_the_name_comes_before_one_in_the_text(db):
    make_tool(name="A handleiding", explanation="Over de firewall.")
    make_tool(name="Z firewall", explanation="Een handleiding.")
    make_tool(name="M gids", purpose="Kies een firewall.")

    assert found("firewall") == ["Z firewall", "A handleiding", "M gids"]


def test_hits_that_are_as_good_stand_by_name(db):
    for name in ("B firewall", "C firewall", "A firewall"):
        make_tool(name=name)

    assert found("firewall") == ["A firewall", "B firewall", "C firewall"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("firewall back-up", ["allebei", "verspreid"]),
        ("back-up firewall", ["allebei", "verspreid"]),
        ("  firewall   back-up  ", ["allebei", "verspreid"]),
        ("firewall", ["alleen", "allebei", "verspreid"]),
        ("firewall ontbreekt", []),
        ('"firewall back-up"', ["allebei", "verspreid"]),
        ("firewall or back-up", []),
        ("firewall OR back-up", []),
    ],
)
def test_every_word_must_be_there(db, text, names):
    make_tool(name="allebei", explanation="Een firewall en een back-up.")
    make_tool(name="verspreid", explanation="Een firewall.", purpose="Een back-up.")
    make_tool(name="alleen", explanation="Een firewall.")

    assert sorted(found(text)) == sorted(names)


@pytest.mark.parametrize(
    "text", ["coördinatie", "Coördinatie", "COÖRDINATIE", "coördinat", "geëvalueerd", "GEËVALUEERD"]
)
def test_letters_with_accents_are_letters(db, text):
    make_tool(name="Coördinatie", explanation="Hier staat hoe het is geëvalueerd.")
    make_tool(name="Logging")

    assert found(text) == ["Coördinatie"]


def test_accents_may_be_left_out_where_the_database_knows_dutch(db):
    make_tool(name="Continuïteit")

    is_found = connection.vendor == "postgresql"

    assert found("continuiteit") == (["Continuïteit"] if is_found else [])


@pytest.mark.parametrize("sign", ["%", "_", "\\", "100%", "a_b", "c\\d", "%%", "._."])
def test_signs_that_databases_read_as_wildcards_are_just_signs(db, sign):
    make_tool(name=f"Met {sign} erin")
    make_tool(name="Zonder")

    assert found(sign) == [f"Met {sign} erin"]


OPERATORS = [
    *('"', "'", '"open', 'dicht"', '""', "''", '" "', "-", "- -", "-firewall", "--", "or", "OR"),
    *("or or", "&", "|", "!", "!!", ":*", "firewall:*", "<->", "firewall <-> plan", "(", ")", "(("),
    *("a & | b", "\\", "*", "?", "[", "^$", ";", "--;", "/*", "'; DROP TABLE toolbox_tool; --"),
    *("{}", "%s", "%(a)s", "$1", "\u200b", "\u0301", "😀", "İ", "ß", "\x1f", "\x7f", "a" * 200),
]


@pytest.mark.parametrize("text", OPERATORS)
def test_quotes_and_operators_do_no_harm(db, text):
    make_tool(name="Plan")

    assert found(text) == []


def test_quotation_marks_are_not_searched_for(db):
    make_tool(name="Plan van aanpak")

    assert found('"plan van aanpak"') == ["Plan van aanpak"]


def test_words_beyond_the_most_that_are_read_are_left_out(db):
    words = [f"woord{number}" for number in range(MOST_WORDS)]
    make_tool(name=" ".join(words))

    assert len(found(" ".join(words))) == 1
    assert len(found(" ".join([*words, "ontbreekt"]))) == 1
    assert len(found(" ".join(["ontbreekt", *words]))) == 0


# What PostgreSQL finds by the stem of a Dutch word; SQLite finds a word or a part of it.
STEMS = {
    "beveiligen": "beveiliging",
    "incidenten": "incident",
    "maatregel": "maatregelen",
}


@pytest.mark.parametrize(("asked", "written"), STEMS.items())
def test_the_stem_of_a_word_is_found_where_the_database_knows_dutch(db, asked, written):
    make_tool(name=f"Gids voor {written}")
    make_tool(name="Logging")

    is_found = connection.vendor == "postgresql" or asked in written

    assert found(asked) == ([f"Gids voor {written}"] if is_found else [])


def test_a_word_by_its_stem_and_a_word_by_a_part_of_it_go_together(db):
    make_tool(name="Beveiliging van wachtwoordkluizen")
    make_tool(name="Beveiliging van gebouwen")

    is_found = connection.vendor == "postgresql"

    assert found("beveiligen wachtwoord") == (
        ["Beveiliging van wachtwoordkluizen"] if is_found else []
    )


def test_words_that_say_little_do_not_hide_what_is_asked_for(db):
    make_tool(name="Het plan van de regio")
    make_tool(name="Logging")

    assert found("het plan van de regio") == ["Het plan van de regio"]
    assert found("de") == ["Het plan van de regio"]


def test_what_is_found_follows_a_change_of_the_text(db):
    tool = make_tool(name="Firewall")

    tool.name = "Logging"
    tool.save()

    assert (found("firewall"), found("logging")) == ([], ["Logging"])


def test_search_stays_within_the_rows_it_is_asked_in(db):
    make_tool(name="Firewall", is_published=False)
    tool = make_tool(name="Firewall")

    assert list(Tool.objects.filter(is_published=True).search("firewall")) == [tool]
