"""What changed in an answer, word by word, when and by whom; for those who edit it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from faq.versions import Piece, pieces, versions
from loket.tlp import TLP
from tests.browse import fill_in
from tests.make import make_entry, make_topic
from tests.read import main_html, main_text


@pytest.fixture
def entry(db):
    return make_entry(question="Hoeveel controls zijn er?", answer="Er zijn 114 controls.")


def history_of(entry):
    return reverse("faq:entry_history", args=[entry.pk])


def edit(client, entry, **changes):
    """Change an entry as an editor does: in the form of the admin."""
    answer = fill_in(client, reverse("admin:faq_entry_change", args=[entry.pk]), **changes)
    assert answer.status_code == 302, answer.context["errors"]


def texts(change):
    return [(piece.kind, piece.text) for piece in change.pieces]


def test_the_differences_are_told_word_by_word(client_of, entry):
    edit(client_of("staff"), entry, answer="Er zijn 110 controls in 16 categorieën.")

    latest, first = versions(entry)

    assert [change.label for change in latest.changes] == ["antwoord"]
    assert texts(latest.changes[0]) == [
        ("same", "Er zijn "),
        ("old", "114 controls."),
        ("new", "110 controls in 16 categorieën."),
    ]
    assert first.is_first and first.changes == []


def test_the_page_marks_what_went_and_what_came(client_of, entry):
    edit(client_of("staff"), entry, question="Hoeveel maatregelen zijn er?")

    page = main_html(client_of("staff").get(history_of(entry)))

    assert "<p>Hoeveel <del>controls </del><ins>maatregelen </ins>zijn er?</p>" in page


def test_a_version_says_who_changed_it_and_when(client_of, entry):
    edit(client_of("staff"), entry, answer="Er zijn 110 controls.")
    entry.versions.update(history_date=datetime(2026, 7, 1, 10, 30, tzinfo=UTC))

    page = main_text(client_of("admin").get(history_of(entry)))

    assert "1 juli 2026, 12:30 door redactie@loket.example" in page
    assert "1 juli 2026, 12:30 door het systeem De eerste versie." in page


def test_a_version_names_a_person_by_name_and_address(cast, client_of, entry):
    cast["staff"].name = "Noor Bakker"
    cast["staff"].save()

    edit(client_of("staff"), entry, answer="Er zijn 110 controls.")

    assert versions(entry)[0].by == "Noor Bakker (redactie@loket.example)"


def test_versions_that_did_not_change_are_left_out(client_of, entry):
    edit(client_of("staff"), entry)
    entry.save()

    assert [version.is_first for version in versions(entry)] == [True]


def test_topic_class_and_publication_are_told_in_words(client_of, entry):
    topic = make_topic(name="SOC/CERT")
    old_topic = entry.topic.name

    edit(client_of("staff"), entry, topic=topic.pk, tlp=TLP.GREEN, is_published="")

    told = {
        change.label: texts(change) for version in versions(entry) for change in version.changes
    }
    assert told == {
        "onderwerp": texts_of_change(old_topic, "SOC/CERT"),
        "classificatie": [("old", "TLP:CLEAR"), ("new", "TLP:GREEN")],
        "gepubliceerd": [("old", "ja"), ("new", "nee")],
    }


def texts_of_change(old, new):
    return [(piece.kind, piece.text) for piece in pieces(old, new)]


def test_versions_are_listed_newest_first_in_pages_of_25(client_of, entry):
    for number in range(30):
        entry.answer = f"Versie {number}."
        entry.save()

    first = client_of("staff").get(history_of(entry)).context["page"]
    second = client_of("staff").get(history_of(entry), {"pagina": "2"}).context["page"]

    moments = [version.at for version in [*first, *second]]
    assert (len(first), len(second)) == (25, 6)
    assert moments == sorted(moments, reverse=True)


def test_only_the_programme_reads_the_history(cast, client_of, entry):
    status = {name: client_of(name).get(history_of(entry)).status_code for name in cast}

    assert status == {
        "visitor": 302,  # to the login page, whatever the number
        "outsider": 404,
        "gone": 302,
        "member": 404,
        "contact": 404,
        "other_contact": 404,
        "staff": 200,
        "admin": 200,
    }


def test_a_stranger_learns_nothing_from_the_number(client_of, entry):
    for number in (entry.pk, entry.pk + 1000):
        address = reverse("faq:entry_history", args=[number])
        answer = client_of("visitor").get(address)
        assert answer.headers["Location"] == f"/account/login/?next={address}"


def test_what_was_written_is_shown_and_never_run(client_of, entry):
    edit(client_of("staff"), entry, answer="<script>alert(1)</script>")

    page = main_html(client_of("staff").get(history_of(entry)))

    assert "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>" in page
    assert "<script" not in page


TEXTS = st.text(alphabet=st.sampled_from("ab \n."), max_size=40)


@given(old=TEXTS, new=TEXTS)
def test_the_pieces_add_up_to_both_texts(old, new):
    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "old") == new


@given(text=TEXTS.filter(bool))
def test_a_text_that_stayed_is_one_piece(text):
    assert pieces(text, text) == [Piece("same", text)]
