"""Filling in a category: saving, mistakes, two people at once, evidence."""

import re

import pytest
from django.urls import reverse

from loket.models import AccessLog
from loket.tlp import TLP
from selfassessment.models import Answer, Evidence
from tests.make import make_answer, make_assessment, make_region, make_tool
from tests.read import main_html, main_text, words_of

PAGE = "/zelfevaluatie/VR09/1/"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def client(client_of):
    return client_of("contact")


def answer_to(assessment, number):
    return assessment.answers.get(control__number=number)


def summary(page):
    """The words of the error summary."""
    found = re.search(r'class="error-summary".*?</div>', page.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def test_the_page_shows_every_control_of_the_category_and_of_no_other(client, assessment):
    make_answer(assessment, "1.2", note="Onze werkwijze", action_owner="CISO")
    make_answer(assessment, "2.1", note="Van een andere categorie")

    text = main_text(client.get(PAGE))

    assert [number for number in ("1.1", "1.2", "1.3", "2.1") if f"Control {number}" in text] == [
        "1.1",
        "1.2",
        "1.3",
    ]
    assert "Onze werkwijze" in text
    assert "Van een andere categorie" not in text


def test_each_control_says_what_was_reported_of_it_last(client, assessment):
    make_answer(assessment, "1.1", status="planned", maturity=2)
    assessment.answers.filter(control__number__in=["1.1", "1.2"]).mark_reported("2026-Q3")
    make_answer(assessment, "1.1", status="implemented", maturity=4)

    told = main_text(client.get("/zelfevaluatie/VR09/1/"))
    assert "Gerapporteerd over 2026-Q3: Gepland, niveau Herhaalbaar." in told
    assert "Gerapporteerd over 2026-Q3: Niet gestart." in told
    assert told.count("Gerapporteerd over") == 2


def test_every_view_is_on_record_before_the_answer_goes_out(client, cast, assessment):
    client.get(PAGE)

    [line] = AccessLog.objects.about(assessment)
    assert (line.action, line.user, line.detail) == ("viewed", cast["contact"], "categorie 1")


def test_saving_changes_what_was_changed_and_nothing_else(client, cast, assessment, form_of):
    data = form_of(assessment, 1, {"1.2": {"status": "planned", "target_date": "2027-03-01"}})

    page = client.post(PAGE, data)

    assert page.headers["Location"] == "/zelfevaluatie/VR09/1/?bewaard=1"
    changed = answer_to(assessment, "1.2")
    assert (changed.status, changed.target_date.isoformat(), changed.version) == (
        "planned",
        "2027-03-01",
        2,
    )
    assert set(assessment.answers.values_list("control__number", "version")) == {
        ("1.2", 2),
        *((number, 1) for number in ("1.1", "1.3", "2.1", "2.2", "2.3")),
    }
    assert changed.as_of(2).history_user == cast["contact"]
    assert "uw wijzigingen zijn bewaard" in main_text(client.get(page.headers["Location"]))


@pytest.mark.parametrize(
    ("button", "place"),
    [
        ("1.2", "/zelfevaluatie/VR09/1/?bewaard=0&bij=1.2#c-1.2"),
        ("open-1.2", "/zelfevaluatie/VR09/volgende/?na=1.2"),
        ("", "/zelfevaluatie/VR09/1/?bewaard=0"),
        (
            "\r\nx: y&z",
            "/zelfevaluatie/VR09/1/?bewaard=0&bij=%0D%0Ax%3A+y%26z#c-%0D%0Ax%3A%20y%26z",
        ),
    ],
)
def test_a_button_leads_on(client, assessment, form_of, button, place):
    answer = client.post(PAGE, form_of(assessment, 1) | {"next": button})

    assert answer.headers["Location"] == place


def test_a_mistake_is_named_and_the_rest_is_saved(client, assessment, form_of):
    data = form_of(
        assessment,
        1,
        {"1.1": {"status": "not_applicable"}, "1.2": {"note": "Goed"}, "1.3": {"maturity": "9"}},
    )

    page = client.post(PAGE, data)

    assert page.status_code == 200
    assert "<title>Fout: " in page.content.decode()
    assert "1.1: Schrijf bij “Niet van toepassing” in de toelichting waarom" in summary(page)
    assert "1.3: Deze keuze kennen we niet" in summary(page)
    assert (answer_to(assessment, "1.1").version, answer_to(assessment, "1.3").version) == (1, 1)
    assert answer_to(assessment, "1.2").note == "Goed"
    selected = re.findall(r'<option value="(\w+)" selected>', page.content.decode())
    assert selected[0] == "not_applicable"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("note", "x" * 5001, "gebruik hoogstens 5000 tekens. U gebruikt er 5001"),
        ("note", "a\0b", "Hierin staat een teken dat niet kan"),
        ("action_owner", "x" * 151, "gebruik hoogstens 150 tekens"),
        ("target_date", "morgen", "Vul een dag in zoals 31-12-2026"),
        ("target_date", "2026-02-30", "Vul een dag in zoals 31-12-2026"),
        ("target_date", "0026-03-01", "Kies een jaar van 2000 tot en met 2199"),
        ("target_date", "2200-01-01", "Kies een jaar van 2000 tot en met 2199"),
        ("status", "klaar", "Deze keuze kennen we niet"),
        ("status", "", "Kies een status"),
        ("maturity", "0", "Deze keuze kennen we niet"),
        ("maturity", "'", "Deze keuze kennen we niet"),
    ],
)
def test_bad_input_gets_a_sentence_and_saves_nothing(
    client, assessment, form_of, field, value, words
):
    page = client.post(PAGE, form_of(assessment, 1, {"1.1": {field: value}}))

    assert page.status_code == 200
    assert words in summary(page)
    assert answer_to(assessment, "1.1").version == 1


def test_what_was_typed_stays_on_the_page_after_a_mistake(client, assessment, form_of):
    typed = {"status": "not_applicable", "action_owner": "Een <b>naam</b>", "maturity": "3"}

    page = client.post(PAGE, form_of(assessment, 1, {"1.1": typed})).content.decode()

    assert 'value="Een &lt;b&gt;naam&lt;/b&gt;"' in page
    assert 'value="3" selected' in page


def test_a_level_without_a_status_is_fine_and_can_be_taken_back(client, assessment, form_of):
    client.post(PAGE, form_of(assessment, 1, {"1.1": {"maturity": "4"}}))
    assert answer_to(assessment, "1.1").maturity == 4

    client.post(PAGE, form_of(assessment, 1, {"1.1": {"maturity": ""}}))
    assert answer_to(assessment, "1.1").maturity is None


def test_line_ends_and_spaces_around_a_note_are_no_change(client, assessment, form_of):
    make_answer(assessment, "1.1", note="een\ntwee")

    client.post(PAGE, form_of(assessment, 1, {"1.1": {"note": "een\r\ntwee  "}}))

    assert answer_to(assessment, "1.1").version == 1


# --- two people at once


@pytest.fixture
def both(client_of, cast, utrecht):
    """Two browsers of two contacts of the same region."""
    cast["member"].groups.add(utrecht.contact_group)
    return client_of("contact"), client_of("member")


def test_the_second_save_of_one_control_shows_both_texts_and_loses_neither(
    both, cast, assessment, form_of
):
    first, second = both
    opened = form_of(assessment, 1)
    key = answer_to(assessment, "1.1").pk
    first.post(PAGE, opened | {f"{key}-note": "Van de eerste", f"{key}-status": "planned"})

    page = second.post(PAGE, opened | {f"{key}-note": "Van de tweede"})

    text = main_text(page)
    assert page.status_code == 200
    assert "1.1: iemand anders was u voor. Kies welke tekst blijft." in summary(page)
    assert f"{cast['contact']} heeft deze control gewijzigd" in text
    assert "Toelichting Van de tweede Van de eerste" in text
    # what the second did not touch is the first one's: nothing to choose there
    [table] = re.findall(r"<tbody>.*?</tbody>", main_html(page))
    assert words_of(table) == "Toelichting Van de tweede Van de eerste"
    assert "\nVan de tweede</textarea>" in page.content.decode()
    assert answer_to(assessment, "1.1").note == "Van de eerste"


def test_the_second_may_choose_the_own_text_or_the_other(both, assessment, form_of):
    first, second = both
    opened = form_of(assessment, 1)
    key = answer_to(assessment, "1.1").pk
    mine = opened | {f"{key}-note": "Van de tweede"}
    first.post(PAGE, opened | {f"{key}-note": "Van de eerste"})

    second.post(PAGE, mine)
    assert answer_to(assessment, "1.1").note == "Van de eerste"
    second.post(PAGE, mine | {f"{key}-choice": "theirs-2"})
    assert (answer_to(assessment, "1.1").note, answer_to(assessment, "1.1").version) == (
        "Van de eerste",
        2,
    )
    second.post(PAGE, mine | {f"{key}-choice": "mine-2"})
    assert (answer_to(assessment, "1.1").note, answer_to(assessment, "1.1").version) == (
        "Van de tweede",
        3,
    )


def test_choosing_the_own_text_keeps_what_the_other_did_to_other_fields(both, assessment, form_of):
    first, second = both
    opened = form_of(assessment, 1)
    key = answer_to(assessment, "1.1").pk
    first.post(PAGE, opened | {f"{key}-status": "implemented", f"{key}-note": "Eerst"})

    page = second.post(PAGE, opened | {f"{key}-note": "Van de tweede"})
    assert "Status" not in words_of(re.search(r"<tbody>.*?</tbody>", main_html(page))[0])
    second.post(PAGE, opened | {f"{key}-note": "Van de tweede", f"{key}-choice": "mine-2"})

    saved = answer_to(assessment, "1.1")
    assert (saved.note, saved.status, saved.version) == ("Van de tweede", "implemented", 3)


@pytest.mark.parametrize("typed", ["Wij hebben ", "Wij hebben\r\n", "  Wij hebben"])
def test_the_same_post_twice_is_no_conflict_with_oneself(client, assessment, form_of, typed):
    data = form_of(assessment, 1, {"1.1": {"note": typed}})

    answers = [client.post(PAGE, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (answer_to(assessment, "1.1").note, answer_to(assessment, "1.1").version) == (
        "Wij hebben",
        2,
    )


def test_a_choice_about_an_older_version_is_asked_again(both, assessment, form_of):
    first, second = both
    opened = form_of(assessment, 1)
    key = answer_to(assessment, "1.1").pk
    first.post(PAGE, opened | {f"{key}-note": "Eerst"})
    first.post(PAGE, form_of(assessment, 1, {"1.1": {"note": "Daarna"}}))

    page = second.post(PAGE, opened | {f"{key}-note": "Van de tweede", f"{key}-choice": "mine-2"})

    assert "iemand anders was u voor" in summary(page)
    assert answer_to(assessment, "1.1").note == "Daarna"


def test_different_controls_never_conflict(both, assessment, form_of):
    first, second = both
    opened = form_of(assessment, 1)
    keys = {number: answer_to(assessment, number).pk for number in ("1.1", "1.2")}
    first.post(PAGE, opened | {f"{keys['1.1']}-note": "Van de eerste"})

    answer = second.post(PAGE, opened | {f"{keys['1.2']}-note": "Van de tweede"})

    assert answer.status_code == 302
    assert answer_to(assessment, "1.1").note == "Van de eerste"
    assert answer_to(assessment, "1.2").note == "Van de tweede"


def test_an_unreadable_version_is_a_conflict_and_no_crash(client, assessment, form_of):
    for seen in ("", "x", "²", "-1", "9" * 40):
        page = client.post(
            PAGE, form_of(assessment, 1, {"1.1": {"seen": seen, "note": "Mijn tekst"}})
        )
        assert "iemand anders was u voor" in summary(page), seen
    assert answer_to(assessment, "1.1").version == 1


# --- by script


def test_the_script_saves_one_control_and_learns_its_version(client, assessment, form_of):
    key = answer_to(assessment, "1.2").pk
    data = form_of(assessment, 1, {"1.2": {"note": "Getypt"}})
    one = {name: value for name, value in data.items() if name.startswith(f"{key}-")}

    told = client.post(PAGE, one, headers=SCRIPT).json()

    assert told["rows"] == {str(key): {"state": "saved", "version": 2, "html": ""}}
    assert answer_to(assessment, "1.2").note == "Getypt"
    # the answer was lost on the way, and the script sends the same again
    again = client.post(PAGE, one, headers=SCRIPT).json()
    assert again["rows"] == {str(key): {"state": "", "version": 2, "html": ""}}


def test_the_script_is_given_the_conflict_to_show(both, assessment, form_of):
    first, second = both
    opened = form_of(assessment, 1)
    key = answer_to(assessment, "1.1").pk
    first.post(PAGE, opened | {f"{key}-note": "Van de eerste"})

    told = second.post(PAGE, opened | {f"{key}-note": "Van de tweede"}, headers=SCRIPT).json()

    row = told["rows"][str(key)]
    assert (row["state"], row["version"]) == ("conflict", "1")
    assert "Van de eerste" in row["html"]
    assert "Van de tweede" in row["html"]


def test_the_script_redraws_what_somebody_else_changed(both, assessment, form_of):
    """Or it would keep old fields under the new version, and overwrite with them later."""
    first, second = both
    opened = form_of(assessment, 1)
    key, other = answer_to(assessment, "1.1").pk, answer_to(assessment, "1.2").pk
    first.post(PAGE, opened | {f"{key}-note": "Van de eerste"})

    rows = second.post(PAGE, opened | {f"{other}-note": "Mijn tekst"}, headers=SCRIPT).json()[
        "rows"
    ]

    assert (rows[str(key)]["state"], rows[str(other)]["state"]) == ("renewed", "saved")
    assert "Van de eerste" in rows[str(key)]["html"]


# --- evidence


def test_evidence_is_added_and_taken_away_with_the_form(client, cast, assessment, form_of):
    key = answer_to(assessment, "1.1").pk
    piece = {
        f"{key}-evidence-name": "Beleid 2026",
        f"{key}-evidence-link": "intranet.example/beleid",
        f"{key}-evidence-valid_until": "2027-01-01",
    }

    client.post(PAGE, form_of(assessment, 1) | piece)
    client.post(PAGE, form_of(assessment, 1) | piece)  # a double click

    [evidence] = Evidence.objects.all()
    assert (evidence.name, evidence.link) == ("Beleid 2026", "https://intranet.example/beleid")
    assert "Beleid 2026 geldig tot en met 1 januari 2027" in main_text(client.get(PAGE))

    client.post(PAGE, form_of(assessment, 1, {"1.2": {"note": "ook"}}) | {"remove": evidence.pk})

    assert not Evidence.objects.exists()
    assert answer_to(assessment, "1.2").note == "ook"


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        ({"link": "https://x.example"}, "Schrijf op wat het bewijs is"),
        ({"name": "Beleid", "link": "javascript:alert(1)"}, "Dit is geen webadres"),
        ({"name": "Beleid", "valid_until": "31-31-2026"}, "Vul een dag in zoals 31-12-2026"),
        ({"name": "x" * 201}, "gebruik hoogstens 200 tekens"),
        ({"name": "Beleid", "valid_until": "0026-01-01"}, "Kies een jaar van 2000"),
    ],
)
def test_wrong_evidence_is_named_and_stays_on_the_page(client, assessment, form_of, piece, words):
    key = answer_to(assessment, "1.1").pk
    posted = {f"{key}-evidence-{name}": value for name, value in piece.items()}

    page = client.post(PAGE, form_of(assessment, 1) | posted)

    assert words in summary(page)
    assert all(f'value="{value}"' in page.content.decode() for value in piece.values())
    assert not Evidence.objects.exists()


# --- what helps


def test_a_control_names_the_tools_that_help_as_far_as_the_reader_sees_them(
    client, cast, assessment, rijnmond
):
    control = answer_to(assessment, "1.1").control
    mine, secret = make_tool(name="Open gids"), make_tool(name="Geheime gids", tlp=TLP.AMBER)
    opened = make_tool(name="Gids voor ons", tlp=TLP.AMBER)
    opened.open_to(assessment.region, by=cast["staff"])
    secret.open_to(rijnmond, by=cast["staff"])
    for tool in (mine, secret, opened, make_tool(name="Concept", is_published=False)):
        tool.controls.add(control)
    make_tool(name="Helpt ergens anders").controls.add(answer_to(assessment, "2.1").control)

    text = main_text(client.get(PAGE))

    assert "Hulpmiddelen: Gids voor ons, Open gids." in text
    assert [name for name in ("Geheime", "Concept", "ergens anders") if name in text] == []


def test_a_tool_for_an_earlier_edition_helps_with_what_came_of_the_control(
    client, assessment, utrecht
):
    newer = make_assessment(utrecht)
    newer.framework.position = 2
    newer.framework.save()
    old, new = answer_to(assessment, "1.1").control, answer_to(newer, "1.2").control
    new.predecessors.add(old)
    make_tool(name="Oude gids").controls.add(old)

    page = client.get(PAGE).content.decode()

    assert page.index("Oude gids") > page.index("Control 1.2")
    assert page.index("Oude gids") < page.index("Control 1.3")


# --- who gets in


@pytest.mark.parametrize("person", ["outsider", "member", "other_contact", "staff", "admin"])
def test_nobody_else_finds_the_form_or_can_post_to_it(client_of, assessment, form_of, person):
    data = form_of(assessment, 1, {"1.1": {"note": "Van buiten"}})

    assert client_of(person).get(PAGE).status_code == 404
    assert client_of(person).post(PAGE, data).status_code == 404
    assert client_of(person).post(PAGE, data, headers=SCRIPT).status_code == 404
    assert answer_to(assessment, "1.1").version == 1


def test_answers_of_another_region_or_category_cannot_be_posted_here(
    client, assessment, form_of, rijnmond
):
    theirs = make_assessment(rijnmond, assessment.framework)
    data = form_of(assessment, 1, {"1.1": {"note": "Eigen"}})
    data |= form_of(theirs, 1, {"1.1": {"note": "Vreemd"}, "1.2": {"note": "Vreemd"}})
    data |= form_of(assessment, 2, {"2.1": {"note": "Andere categorie"}})

    rows = client.post(PAGE, data, headers=SCRIPT).json()["rows"]

    assert len(rows) == 3
    assert list(Answer.objects.exclude(note="").values_list("note", flat=True)) == ["Eigen"]


def test_evidence_of_another_region_cannot_be_removed_here(client, assessment, form_of, rijnmond):
    theirs = make_assessment(rijnmond, assessment.framework)
    evidence = answer_to(theirs, "1.1").add_evidence(name="Van Rijnmond", by=None)

    for key in (evidence.pk, "x", "", "9" * 30, "9" * 5000):
        answer = client.post(PAGE, form_of(assessment, 1) | {"remove": key})
        assert answer.headers["Location"] == f"{PAGE}?bewaard=0", key
    assert Evidence.objects.filter(pk=evidence.pk).exists()


def test_a_colleague_fills_in_the_delegated_category_and_finds_no_other(
    client_of, cast, assessment, form_of
):
    assessment.delegate_only(
        cast["member"], assessment.sections.filter(category__number=2), by=cast["contact"]
    )
    colleague = client_of("member")

    answer = colleague.post(
        "/zelfevaluatie/VR09/2/", form_of(assessment, 2, {"2.1": {"note": "Van de collega"}})
    )

    assert answer.status_code == 302
    assert answer_to(assessment, "2.1").note == "Van de collega"
    assert colleague.get("/zelfevaluatie/VR09/2/").status_code == 200
    assert "Hoofdstuk 1" not in colleague.get("/zelfevaluatie/VR09/2/").content.decode()
    assert colleague.get(PAGE).status_code == 404
    assert colleague.post(PAGE, form_of(assessment, 1)).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/zelfevaluatie/VR09/9/",
        "/zelfevaluatie/VR99/1/",
        "/zelfevaluatie/VR09.99999/1/",
        "/zelfevaluatie/VR09./1/",
        "/zelfevaluatie/VR09%00/1/",
        f"/zelfevaluatie/VR09/{'9' * 30}/",
        "/zelfevaluatie/VR09/1/9.9/",
        "/zelfevaluatie/VR09/1/2.1/",
        "/zelfevaluatie/VR09/9/alles/",
    ],
)
def test_an_address_that_means_nothing_is_not_found(client, assessment, address):
    assert client.get(address).status_code == 404


# --- one answer for many


def test_a_whole_category_is_answered_at_once(client, cast, assessment, fill):
    make_answer(assessment, "1.2", status="planned", note="Staat er al")

    page = fill(client, f"{PAGE}alles/", status="implemented")

    assert page.headers["Location"] == PAGE
    statuses = assessment.answers.values_list("control__number", "status", "version")
    assert set(statuses) == {
        ("1.1", "implemented", 2),
        ("1.2", "planned", 1),
        ("1.3", "implemented", 2),
        *((number, "not_started", 1) for number in ("2.1", "2.2", "2.3")),
    }
    assert answer_to(assessment, "1.1").as_of(2).history_user == cast["contact"]


def test_a_category_that_does_not_apply_keeps_its_notes_below_the_one_reason(
    client, assessment, fill
):
    make_answer(assessment, "1.2", note="Staat er al")
    reason = "Wij ontwikkelen niet"

    fill(client, f"{PAGE}alles/", status="not_applicable", scope="all", note=reason)

    notes = assessment.answers.filter(status="not_applicable").values_list(
        "control__number", "note"
    )
    assert set(notes) == {
        ("1.1", "Wij ontwikkelen niet"),
        ("1.2", "Wij ontwikkelen niet\nStaat er al"),
        ("1.3", "Wij ontwikkelen niet"),
    }


def test_what_somebody_changed_meanwhile_is_left_alone_and_named(
    client, client_of, assessment, form_of
):
    shown = client.get(f"{PAGE}alles/").context["form"]["seen"].value()
    client.post(PAGE, form_of(assessment, 1, {"1.1": {"status": "in_progress"}}))

    data = {"seen": shown, "scope": "all", "status": "not_started", "maturity": "1"}
    page = client.post(f"{PAGE}alles/", data, follow=True)

    assert "2 controls zijn ingevuld" in main_text(page)
    assert "Niet gewijzigd: 1.1." in main_text(page)
    assert answer_to(assessment, "1.1").status == "in_progress"
    assert answer_to(assessment, "1.2").maturity == 1


def test_no_note_is_cut_off_or_taken_for_the_reason(client, assessment, fill):
    make_answer(assessment, "1.1", note="x" * 4990)
    make_answer(assessment, "1.2", note="Geen idee of dit bij ons speelt")

    fill(client, f"{PAGE}alles/", status="not_applicable", scope="all", note="Geen datacentrum")

    assert answer_to(assessment, "1.1").note == "x" * 4990
    assert answer_to(assessment, "1.1").status == "not_started"
    assert answer_to(assessment, "1.2").note.startswith("Geen datacentrum\nGeen idee")


def test_the_same_reason_twice_stands_there_once(client, assessment, fill):
    for _ in range(2):
        fill(client, f"{PAGE}alles/", status="not_applicable", scope="all", note="Geen")

    assert answer_to(assessment, "1.1").note == "Geen"
    assert answer_to(assessment, "1.1").version == 2


@pytest.mark.parametrize("seen", ["x", "1-", "1-1-1", "\0", "9" * 40 + "-1"])
def test_versions_that_nobody_could_have_seen_change_nothing(client, assessment, seen):
    data = {"seen": seen, "scope": "all", "status": "implemented"}

    assert client.post(f"{PAGE}alles/", data).status_code == 200
    assert not assessment.answers.exclude(version=1).exists()


def test_one_reason_is_asked_for_all(client, assessment):
    page = client.post(f"{PAGE}alles/", {"status": "not_applicable", "scope": "all"})

    assert "Schrijf bij “Niet van toepassing”" in summary(page)
    assert not assessment.answers.exclude(version=1).exists()


@pytest.mark.parametrize("person", ["outsider", "member", "other_contact", "staff", "admin"])
def test_nobody_else_answers_a_category_at_once(client_of, assessment, person):
    data = {"status": "implemented", "scope": "all"}

    assert client_of(person).post(f"{PAGE}alles/", data).status_code == 404
    assert not assessment.answers.exclude(version=1).exists()


# --- history


def test_the_history_tells_who_changed_what(client, cast, assessment, form_of):
    key = answer_to(assessment, "1.1").pk
    client.post(PAGE, form_of(assessment, 1, {"1.1": {"status": "planned", "maturity": "2"}}))
    client.post(PAGE, form_of(assessment, 1) | {f"{key}-evidence-name": "Beleid"})
    client.post(PAGE, form_of(assessment, 1) | {"remove": Evidence.objects.get().pk})

    text = main_text(client.get(f"{PAGE}1.1/"))

    steps = [
        "Bewijs weggehaald: Beleid",
        "Bewijs toegevoegd: Beleid",
        "Status Niet gestart Gepland",
        "Zelfevaluatie begonnen",
    ]
    assert [step for step in steps if step in text] == steps
    assert sorted(steps, key=text.index) == steps
    assert "Volwassenheid leeg 2 Herhaalbaar" in text
    assert text.count(f"door {cast['contact']}") == 3


def test_the_history_of_one_region_holds_nothing_of_another(client, assessment, rijnmond):
    theirs = make_assessment(rijnmond, assessment.framework)
    make_answer(theirs, "1.1", note="kanarievogel", version=2)
    answer_to(theirs, "1.1").add_evidence(name="kanariepiet", by=None)

    assert "kanarie" not in client.get(f"{PAGE}1.1/").content.decode()


def test_the_form_of_another_region_is_the_same_page_as_none_at_all(client, rijnmond):
    make_assessment(rijnmond)
    make_region(code="VR25")

    there = client.get("/zelfevaluatie/VR17/1/")
    nowhere = client.get("/zelfevaluatie/VR25/1/")

    assert main_html(there) == main_html(nowhere)


def test_the_address_of_a_category_is_the_contract(assessment):
    assert reverse("selfassessment:category_form", args=["VR09", 1]) == PAGE
