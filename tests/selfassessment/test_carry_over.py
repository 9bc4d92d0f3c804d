"""Taking a region's answers along to the next edition: what is proposed, and what is saved."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from loket.models import AccessLog, Category, Control
from selfassessment.carry_over import CUT, merged
from selfassessment.models import LONGEST_NOTE, Answer, Assessment, Evidence
from selfassessment.scale import Status
from tests.make import make_answer, make_assessment, make_framework, make_region
from tests.read import heading, main_html, main_text, tags_of

# old control → new controls; the old norm has 1.1 to 2.3
NEXT = {"A.1": ["1.1", "1.2"], "A.2": ["1.3"], "A.3": ["1.3"], "A.4": []}
BUSY, DONE, NOT_OURS = Status.IN_PROGRESS, Status.IMPLEMENTED, Status.NOT_APPLICABLE


def make_successor(framework, links, name="Norm van morgen"):
    """The next edition: one category, of which each control takes over from old ones."""
    edition = make_framework(categories=0, name=name, position=framework.position + 1)
    category = Category.objects.create(framework=edition, number=5, name="Organisatie")
    for position, (number, olds) in enumerate(links.items()):
        control = Control.objects.create(
            category=category, number=number, title=f"Nieuwe {number}", position=position
        )
        control.predecessors.set(
            Control.objects.filter(category__framework=framework, number__in=olds)
        )
    return edition


@pytest.fixture
def old(utrecht):
    return make_assessment(utrecht, make_framework(name="Norm van vandaag"))


@pytest.fixture
def edition(old):
    return make_successor(old.framework, NEXT)


@pytest.fixture
def contact(client_of):
    return client_of("contact")


def address(old, edition, key="VR09"):
    """The page of an assessment, which is on the newest edition until the next one is begun."""
    return f"/zelfevaluatie/{key}/overnemen/{edition.pk}/"


def of_old(old):
    return f"VR09.{old.framework_id}"


def page_of(contact, old, edition):
    return contact.get(address(old, edition, of_old(old)))


def rows_on(page):
    """What the page says per control: [number and title, earlier, proposal, may it be ticked]."""
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", main_html(page), re.DOTALL)
    cells = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return {words(title).split()[0]: [words(cell) for cell in rest] for title, *rest in cells}


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def ticked(page):
    """What a browser sends when a person only presses the button."""
    fields = [attributes for tag, attributes in tags_of(main_html(page)) if tag == "input"]
    return {
        "seen": next(field["value"] for field in fields if field["name"] == "seen"),
        "control": [f["value"] for f in fields if f["name"] == "control" and "checked" in f],
    }


def offered(page):
    """The numbers of the controls that can be ticked."""
    return [number for number, cells in rows_on(page).items() if cells[-1] != "–"]


def confirm(contact, old, edition, **changes):
    data = ticked(page_of(contact, old, edition)) | changes
    return contact.post(address(old, edition, of_old(old)), data)


def new_answer(edition, number, region="VR09"):
    return Answer.objects.get(
        assessment__region__code=region, control__category__framework=edition,
        control__number=number,
    )  # fmt: skip


def fields_of(answer):
    return (answer.status, answer.maturity, answer.note, answer.action_owner, answer.target_date)


def everything():
    models = [Assessment, Answer, Evidence, Answer.history.model, Evidence.history.model]
    return [list(model.objects.order_by("pk").values()) for model in models]


# --- merging, without a database


def answer(number="1.1", **fields):
    return Answer(control=Control(number=number), **fields)


@pytest.mark.parametrize(
    ("olds", "status", "maturity"),
    [
        ([(DONE, 4)], DONE, 4),
        ([(DONE, 4), (BUSY, 2)], BUSY, 2),
        ([(DONE, 2), (BUSY, 4)], BUSY, 2),
        ([(Status.PLANNED, None), (Status.NOT_STARTED, None)], Status.NOT_STARTED, None),
        ([(DONE, 4), (DONE, None)], DONE, None),
        ([(DONE, 4), (NOT_OURS, None)], DONE, 4),
        ([(NOT_OURS, None), (NOT_OURS, 2)], NOT_OURS, None),
    ],
)
def test_the_most_cautious_of_what_applies_is_proposed(olds, status, maturity):
    fields = merged([answer(status=s, maturity=m, note="Reden.") for s, m in olds])

    assert (fields["status"], fields["maturity"]) == (status, maturity)


def test_each_note_is_kept_after_the_number_of_its_control():
    assert merged([answer(note="Een.")])["note"] == "Een."
    both = merged([answer("1.1", note="Een."), answer("1.2", note="Twee."), answer("1.3")])
    assert both["note"] == "1.1: Een.\n\n1.2: Twee."
    assert (
        merged([answer("1.1", note="Zelfde."), answer("1.2", note="Zelfde.")])["note"] == "Zelfde."
    )


def test_notes_that_are_too_long_together_are_cut_where_one_can_see_it():
    fits = merged([answer(note="a" * LONGEST_NOTE)])["note"]
    cut = merged([answer("1.1", note="a" * 3000), answer("1.2", note="b" * 3000)])["note"]

    assert fits == "a" * LONGEST_NOTE
    assert len(cut) == LONGEST_NOTE
    assert cut.startswith("1.1: aaa") and cut.endswith("bbb" + CUT)


@pytest.mark.parametrize(
    ("owners", "owner"),
    [(["Jurist"], "Jurist"), (["Jurist", "Jurist"], "Jurist"), (["Jurist", ""], "Jurist"),
     (["Jurist", "CISO"], ""), ([""], "")],
)  # fmt: skip
def test_an_action_owner_goes_along_when_there_is_one(owners, owner):
    assert merged([answer(action_owner=name) for name in owners])["action_owner"] == owner


def test_the_earliest_date_of_what_is_not_finished_goes_along():
    early, late = date(2026, 1, 1), date(2027, 1, 1)

    def merged_date(*olds):
        return merged([answer(status=s, target_date=d, note="Reden.") for s, d in olds])[
            "target_date"
        ]

    assert merged_date((BUSY, late), (BUSY, early), (BUSY, None)) == early
    assert merged_date((BUSY, late), (DONE, early)) == late
    assert merged_date((DONE, late), (DONE, early)) == early
    assert merged_date((BUSY, None), (NOT_OURS, early)) is None


anything = st.builds(
    answer,
    number=st.sampled_from(["1.1", "1.2", "2.1"]),
    status=st.sampled_from(Status.values),
    maturity=st.none() | st.integers(1, 5),
    note=st.text(min_size=1, max_size=50) | st.just("n" * LONGEST_NOTE),
)


@given(st.lists(anything, min_size=1, max_size=6))
def test_a_proposal_never_says_more_than_an_old_answer_that_applies(olds):
    fields = merged(olds)

    counting = [old for old in olds if old.status != NOT_OURS] or olds
    for old in counting:
        assert Status.values.index(fields["status"]) <= Status.values.index(old.status)
        assert (fields["maturity"] or 0) <= (old.maturity or 0)
    assert (fields["status"] == NOT_OURS) == all(old.status == NOT_OURS for old in olds)
    assert 0 < len(fields["note"]) <= LONGEST_NOTE


# --- the page


def test_the_page_proposes_something_per_control(old, edition, contact):
    make_answer(old, "1.1", status=DONE, maturity=4)
    make_answer(old, "1.2", status=BUSY, maturity=2, note="Loopt.")

    page = page_of(contact, old, edition)

    assert heading(page) == "Neem uw antwoorden over naar Norm van morgen"
    assert rows_on(page) == {
        "A.1": [
            "1.1 Control 1.1: ingevoerd, niveau 4 1.2 Control 1.2: in uitvoering, niveau 2",
            "in uitvoering, niveau 2 verschillend Wat gaat er mee bij A.1? Toelichting: Loopt.",
            "Neem over : A.1",
        ],
        "A.2": [
            "1.3 Control 1.3: niet gestart, nog niet beoordeeld",
            "Nog niets ingevuld: begint leeg.",
            "–",
        ],
        "A.3": [
            "1.3 Control 1.3: niet gestart, nog niet beoordeeld",
            "Nog niets ingevuld: begint leeg.",
            "–",
        ],
        "A.4": ["–", "Nieuw: begint leeg.", "–"],
    }


def test_the_same_answers_are_not_called_different(old, edition, contact):
    for number in ("1.1", "1.2"):
        make_answer(old, number, status=DONE, maturity=3, note=f"Noot bij {number}.")

    assert rows_on(page_of(contact, old, edition))["A.1"][1].startswith("ingevoerd, niveau 3 Wat")


def test_what_does_not_apply_makes_no_difference(old, edition, contact):
    make_answer(old, "1.1", status=DONE, maturity=3)
    make_answer(old, "1.2", status=NOT_OURS, note="Geen eigen datacentrum.")

    _olds, proposal, _tick = rows_on(page_of(contact, old, edition))["A.1"]

    assert proposal == (
        "ingevoerd, niveau 3 Wat gaat er mee bij A.1? Toelichting: Geen eigen datacentrum."
    )


def test_the_page_shows_all_that_goes_along_as_text(old, edition, contact):
    proven = make_answer(
        old, "1.3", status=BUSY, note="Zie <b>map</b>", action_owner="CISO",
        target_date=date(2026, 12, 1),
    )  # fmt: skip
    proven.add_evidence(
        name="Besluit", link="https://example.org/b", valid_until=date(2027, 1, 1), by=None
    )

    page = page_of(contact, old, edition)

    told = main_text(page)
    for text in ("Zie <b>map</b>", "Actiehouder: CISO", "Streefdatum: 1 december 2026",
                 "Besluit (https://example.org/b), geldig tot en met 1 januari 2027"):  # fmt: skip
        assert told.count(text) == 2  # 1.3 goes to A.2 and to A.3
    assert "<b>map" not in page.content.decode()


def test_a_cut_is_said(old, edition, contact):
    make_answer(old, "1.1", status=BUSY, note="a" * 3000)
    make_answer(old, "1.2", status=BUSY, note="b" * 3000)
    make_answer(old, "1.3", status=BUSY, note="c")

    rows = rows_on(page_of(contact, old, edition))

    warning = "de toelichtingen samen zijn te lang"
    assert [number for number, cells in rows.items() if warning in cells[1]] == ["A.1"]


def test_answers_that_go_nowhere_are_named(old, edition, contact):
    make_answer(old, "2.2", status=DONE, maturity=5)

    told = main_text(page_of(contact, old, edition))

    assert "Gaat nergens naartoe" in told
    assert "2.2 Control 2.2: ingevoerd, niveau 5" in told
    assert "2.1 Control 2.1" not in told


def test_with_nothing_to_carry_over_there_is_no_button(old, edition, contact):
    page = page_of(contact, old, edition)

    assert offered(page) == []
    assert "Er is niets om over te nemen." in main_text(page)
    assert "<button" not in main_html(page)


def test_looking_and_confirming_are_on_record(old, edition, contact, cast):
    make_answer(old, "1.3", status=DONE)

    page_of(contact, old, edition)
    lines = AccessLog.objects.about(old).values_list("action", "user__email", "detail")
    assert list(lines) == [("viewed", "aanspreekpunt.vr09@loket.example", "overnemen")]

    confirm(contact, old, edition)
    assert AccessLog.objects.about(old).count() == 3


# --- confirming


def test_confirming_begins_the_new_assessment_with_the_old_answers(old, edition, contact, cast):
    until = date(2027, 1, 1)
    first = make_answer(old, "1.1", status=DONE, maturity=4, note="Een.", action_owner="CISO")
    make_answer(old, "1.2", status=BUSY, maturity=3, note="Twee.", target_date=until)
    first.add_evidence(name="Besluit", link="https://example.org/", valid_until=until, by=None)
    old.sections.update(ambition=4)
    before = [list(rows.values()) for rows in (old.answers.order_by("pk"), first.evidence.all())]

    page = confirm(contact, old, edition)

    assert (page.status_code, page.url) == (302, "/zelfevaluatie/VR09/")
    new = Assessment.objects.get(framework=edition)
    answer = new_answer(edition, "A.1")
    assert fields_of(answer) == (BUSY, 3, "1.1: Een.\n\n1.2: Twee.", "CISO", until)
    assert answer.version == 2
    [proof] = answer.evidence.all()
    assert (proof.name, proof.link, proof.valid_until) == ("Besluit", "https://example.org/", until)
    records = [answer.versions.get(version=2), proof.versions.get()]
    assert {record.history_user for record in records} == {cast["contact"]}
    assert set(new.sections.values_list("ambition", flat=True)) == {None}
    assert set(new.answers.exclude(pk=answer.pk).values_list("version", "status")) == {
        (1, "not_started")
    }
    old_rows = [list(rows.values()) for rows in (old.answers.order_by("pk"), first.evidence.all())]
    assert old_rows == before


def test_the_person_hears_how_many_were_carried_over(old, edition, contact):
    make_answer(old, "1.3", status=DONE)
    make_answer(old, "1.1", status=DONE)

    assert message_of(contact, old, edition) == "3 controls overgenomen uit Norm van vandaag."


def message_of(contact, old, edition, **changes):
    page = confirm(contact, old, edition, **changes)
    assert page.status_code == 302
    [message] = contact.get(page.url).context["messages"]
    return str(message)


def test_only_what_is_ticked_is_carried_over(old, edition, contact):
    make_answer(old, "1.3", status=DONE, note="Klaar.")
    chosen = Control.objects.get(number="A.3").pk

    assert message_of(contact, old, edition, control=[chosen]).startswith("1 control overgenomen")

    assert new_answer(edition, "A.3").note == "Klaar."
    assert new_answer(edition, "A.2").version == 1


@pytest.mark.parametrize("number", ["A.2", "A.4"])
def test_what_is_not_offered_cannot_be_ticked(old, edition, contact, number):
    make_answer(old, "1.1", status=DONE)
    pk = Control.objects.get(number=number).pk

    page = confirm(contact, old, edition, control=[pk, "x", "9" * 5000, "\0"])

    assert "Vink aan welke controls u wilt overnemen" in main_text(page)
    assert not Assessment.objects.filter(framework=edition).exists()


def test_nothing_ticked_is_said_and_nothing_begins(old, edition, contact):
    make_answer(old, "1.3", status=DONE)

    page = confirm(contact, old, edition, control=[])

    assert "Vink aan welke controls u wilt overnemen" in main_text(page)
    assert "<title>Fout: " in page.content.decode()
    assert offered(page) == ["A.2", "A.3"]
    assert ticked(page)["control"] == []
    assert not Assessment.objects.filter(framework=edition).exists()


def change_an_answer(old):
    old.answers.get(control__number="1.3").change({"note": "Anders."}, seen=1, by=None)


def add_evidence(old):
    old.answers.get(control__number="1.3").add_evidence(name="Nieuw", by=None)


def change_what_goes_nowhere(old):
    old.answers.get(control__number="2.2").change({"note": "Anders."}, seen=1, by=None)


def link_otherwise(old):
    Control.objects.get(number="A.4").predecessors.add(Control.objects.get(number="2.1"))


@pytest.mark.parametrize(
    "happens", [change_an_answer, add_evidence, change_what_goes_nowhere, link_otherwise]
)
def test_what_changed_while_the_person_read_is_shown_first(old, edition, contact, happens):
    make_answer(old, "1.1", status=DONE)
    make_answer(old, "1.3", status=DONE)
    data = ticked(page_of(contact, old, edition))
    data["control"] = data["control"][:2]
    happens(old)
    before = everything()

    page = contact.post(address(old, edition, of_old(old)), data)

    assert everything() == before
    assert "is gewijzigd terwijl u deze pagina bekeek" in main_text(page)
    assert "<title>Fout: " in page.content.decode()
    assert ticked(page)["control"] == data["control"]

    again = contact.post(address(old, edition, of_old(old)), ticked(page))
    assert again.status_code == 302
    assert Answer.objects.filter(assessment__framework=edition, version=2).count() == 2


@pytest.mark.parametrize("seen", [None, "", "x", "\0"])
def test_a_post_that_saw_nothing_saves_nothing(old, edition, contact, seen):
    make_answer(old, "1.3", status=DONE)
    data = ticked(page_of(contact, old, edition)) | {"seen": seen}

    page = contact.post(
        address(old, edition, of_old(old)), {k: v for k, v in data.items() if v is not None}
    )

    assert "is gewijzigd terwijl u deze pagina bekeek" in main_text(page)
    assert not Assessment.objects.filter(framework=edition).exists()


def test_posting_twice_makes_nothing_double(old, edition, contact):
    make_answer(old, "1.3", status=DONE).add_evidence(name="Besluit", by=None)
    data = ticked(page_of(contact, old, edition))
    contact.post(address(old, edition, of_old(old)), data)
    before = everything()

    page = contact.post(address(old, edition, of_old(old)), data)

    assert everything() == before
    assert page.url == "/zelfevaluatie/VR09/"
    [*_first, message] = map(str, contact.get(page.url).context["messages"])
    assert message == (
        "0 controls overgenomen uit Norm van vandaag. "
        "Bij 2 was al iets ingevuld; dat is zo gebleven."
    )


@pytest.mark.parametrize("how", ["changed", "emptied again", "evidence"])
def test_what_is_filled_in_already_is_left_alone(old, edition, contact, utrecht, how):
    make_answer(old, "1.3", status=DONE, maturity=4)
    make_assessment(utrecht, edition)
    data = ticked(page_of(contact, old, edition))
    mine = new_answer(edition, "A.2")
    if how == "evidence":
        mine.add_evidence(name="Van nu", by=None)
    else:
        mine.change({"note": "Van nu."}, seen=1, by=None)
    if how == "emptied again":
        mine.change({"note": ""}, seen=2, by=None)
    kept = Answer.objects.filter(pk=mine.pk).values().get()

    page = page_of(contact, old, edition)
    assert offered(page) == ["A.3"]
    assert rows_on(page)["A.2"][1] == "Al ingevuld: dat blijft zo."

    # also for somebody whose page is older than that
    contact.post(address(old, edition, of_old(old)), data)
    assert Answer.objects.filter(pk=mine.pk).values().get() == kept
    assert new_answer(edition, "A.3").status == DONE


def test_evidence_that_is_the_same_twice_is_copied_once(old, edition, contact):
    for number in ("1.1", "1.2"):
        filled = make_answer(old, number, status=DONE)
        filled.add_evidence(name="Besluit", by=None)
    filled.add_evidence(name="Besluit", valid_until=date(2027, 1, 1), by=None)

    confirm(contact, old, edition)

    copied = new_answer(edition, "A.1").evidence.values_list("name", "valid_until")
    assert list(copied) == [("Besluit", None), ("Besluit", date(2027, 1, 1))]


def test_not_applicable_goes_along_with_its_reason(old, edition, contact):
    for number in ("1.1", "1.2"):
        make_answer(old, number, status=NOT_OURS, note=f"Reden {number}")

    confirm(contact, old, edition)

    answer = new_answer(edition, "A.1")
    assert (answer.status, answer.note) == (NOT_OURS, "1.1: Reden 1.1\n\n1.2: Reden 1.2")


def test_a_long_list_of_notes_can_be_saved(old, edition, contact):
    make_answer(old, "1.1", status=BUSY, note="a" * LONGEST_NOTE)
    make_answer(old, "1.2", status=BUSY, note="b" * LONGEST_NOTE)

    confirm(contact, old, edition)

    note = new_answer(edition, "A.1").note
    assert len(note) == LONGEST_NOTE and note.endswith(CUT)


def test_a_failure_halfway_saves_nothing(old, edition, contact, monkeypatch):
    make_answer(old, "1.3", status=DONE).add_evidence(name="Besluit", by=None)
    data = ticked(page_of(contact, old, edition))
    before = everything()
    monkeypatch.setattr(
        "selfassessment.carry_over.bulk_create_with_history", lambda *_a, **_k: 1 / 0
    )

    with pytest.raises(ZeroDivisionError):
        contact.post(address(old, edition, of_old(old)), data)

    assert everything() == before


# --- who, and where from


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("visitor", 302),
        ("outsider", 404),
        ("gone", 302),
        ("member", 404),
        ("contact", 200),
        ("other_contact", 404),
        ("staff", 404),
        ("admin", 404),
    ],
)
def test_only_the_regions_contacts_carry_over(old, edition, client_of, rijnmond, name, status):
    make_answer(old, "1.3", status=DONE, note="Zeezicht")
    make_assessment(rijnmond, old.framework)
    client = client_of(name)

    page = page_of(client, old, edition)
    posted = client.post(address(old, edition, of_old(old)), {"control": ["1"], "seen": "x"})

    assert (page.status_code, posted.status_code) == (status, status)
    assert ("Zeezicht" in page.content.decode()) == (name == "contact")
    assert not Assessment.objects.filter(framework=edition).exists()


def test_a_colleague_with_every_category_does_not_carry_over(old, edition, cast, client_of):
    old.delegate_only(cast["member"], old.sections.all(), by=cast["contact"])

    assert page_of(client_of("member"), old, edition).status_code == 404


def test_a_page_of_one_region_holds_nothing_of_another(old, edition, contact, rijnmond):
    make_answer(old, "1.3", status=DONE)
    other = make_assessment(rijnmond, old.framework)
    make_answer(other, "1.1", status=DONE, note="Zeezicht")
    make_answer(other, "1.3", status=BUSY, note="Zeezicht").add_evidence(name="Zeezicht", by=None)
    make_answer(make_assessment(rijnmond, edition), "A.2", status=BUSY, note="Zeezicht")

    page = page_of(contact, old, edition)
    assert "Zeezicht" not in page.content.decode()
    assert offered(page) == ["A.2", "A.3"]

    confirm(contact, old, edition)
    assert [new_answer(edition, number).note for number in NEXT] == ["", "", "", ""]
    assert new_answer(edition, "A.2", "VR17").note == "Zeezicht"


def test_who_represents_two_regions_carries_over_each_by_itself(
    old, edition, contact, cast, rijnmond
):
    cast["contact"].groups.add(rijnmond.contact_group)
    make_answer(old, "1.3", status=DONE)
    make_answer(make_assessment(rijnmond, old.framework), "1.3", status=BUSY)
    make_answer(make_assessment(rijnmond, edition), "A.2", status=BUSY)

    assert offered(page_of(contact, old, edition)) == ["A.2", "A.3"]
    confirm(contact, old, edition)

    assert new_answer(edition, "A.2").status == DONE
    assert new_answer(edition, "A.2", "VR17").status == BUSY
    assert new_answer(edition, "A.3", "VR17").status == Status.NOT_STARTED


def test_only_an_edition_that_takes_over_is_offered(old, edition, contact):
    unrelated = make_framework(name="Iets anders", position=9)
    grandchild = make_successor(edition, {"B.1": ["A.1"]}, name="Norm van overmorgen")

    for framework in (unrelated, grandchild, old.framework):
        assert contact.get(address(old, framework)).status_code == 404


def test_an_older_edition_takes_over_nothing(old, edition, contact, utrecht):
    make_assessment(utrecht, edition)

    assert contact.get(address(old, old.framework)).status_code == 404


@pytest.mark.parametrize("number", ["0", "99999", "9" * 19, "9" * 30, "abc", "-1", "%00"])
def test_a_number_that_is_no_edition_is_a_404(old, edition, contact, number):
    assert contact.get(f"/zelfevaluatie/VR09/overnemen/{number}/").status_code == 404


@pytest.mark.parametrize("key", ["VR10", "VR09.99999", "vr09", "%00", "x" * 500])
def test_a_key_that_is_no_assessment_is_a_404(old, edition, contact, key):
    assert contact.get(address(old, edition, key)).status_code == 404


def test_other_methods_are_refused(old, edition, contact):
    assert contact.delete(address(old, edition)).status_code == 405


def test_the_page_is_not_kept_by_a_browser(old, edition, contact):
    cache = page_of(contact, old, edition).headers["Cache-Control"]

    assert "no-store" in cache and "private" in cache


def test_the_old_assessment_stays_readable(old, edition, contact):
    make_answer(old, "1.3", status=DONE)
    confirm(contact, old, edition)

    assert contact.get(f"/zelfevaluatie/{of_old(old)}/").status_code == 200


# --- how much it asks of the database


def filled_pair(region, size):
    """An assessment of this size, all of it filled in with evidence, and the next edition."""
    framework = make_framework(categories=2, controls=size)
    old = make_assessment(region, framework)
    for row in old.answers.all():
        row.change({"status": DONE, "note": "Klaar."}, seen=1, by=None)
        row.add_evidence(name="Besluit", by=None)
    numbers = Control.objects.filter(category__framework=framework).values_list("number", flat=True)
    links = {f"A.{number}": [number] for number in numbers}
    return old, make_successor(framework, links, name=f"Norm na {framework.name}")


def queries_for(client, old, edition, key):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(address(old, edition, key))
    assert page.status_code == 200
    with CaptureQueriesContext(connection) as posted:
        assert client.post(address(old, edition, key), ticked(page)).status_code == 302
    return len(asked), len(posted)


def test_a_larger_edition_takes_no_more_queries(client_of, cast):
    counts = []
    for size in (2, 12):
        region = make_region()
        cast["contact"].groups.set([region.contact_group])
        old, edition = filled_pair(region, size)
        client = client_of("contact")
        counts.append(queries_for(client, old, edition, region.code))

    assert counts[0] == counts[1]
    assert counts[0][0] <= 14
