"""The overview, the list of controls, colleagues, ambition, and beginning."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from loket.models import AccessLog
from selfassessment.models import Assessment, Section
from tests.make import make_answer, make_assessment, make_framework, make_region, make_user
from tests.read import links_of, listed, main_html, main_text, words_of

PAGE = "/zelfevaluatie/VR09/"
NOBODY_ELSE = ["outsider", "member", "other_contact", "staff", "admin"]


@pytest.fixture
def client(client_of):
    return client_of("contact")


@pytest.fixture
def today():
    return timezone.localdate()


def row_of(page, name):
    """The cells of one category in the table of the overview."""
    rows = re.findall(r"<tr>.*?</tr>", main_html(page), re.DOTALL)
    [row] = [row for row in rows if name in row]
    cells = re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def section_of(page, name):
    """The words under one heading of what asks for attention."""
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', main_html(page), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def numbers_in(text):
    """The numbers of the controls that a text names."""
    return re.findall(r"(\d\.\d) Control", text)


# --- the overview


def test_the_overview_counts_per_category_and_in_all(client, assessment):
    make_answer(assessment, "1.1", status="implemented", maturity=4).add_evidence(
        name="Beleid", by=None
    )
    make_answer(assessment, "1.2", status="implemented", maturity=3)
    make_answer(assessment, "2.1", status="planned")
    make_answer(assessment, "2.2", status="not_applicable", note="Niet bij ons", maturity=5)
    assessment.sections.filter(category__number=1).update(ambition=3)

    page = client.get(PAGE)

    assert row_of(page, "Hoofdstuk 1") == ["2 van 3", "2", "1", "3,5", "3"]
    assert row_of(page, "Hoofdstuk 2") == ["1 van 2", "0", "0", "–", "–"]
    text = main_text(page)
    assert "Ingevuld 3 van 5" in text
    assert "Op orde 40% 2 van 5" in text
    assert "Aantoonbaar 20% 1 van 5" in text
    assert "Volwassenheid 3,5 gemiddeld over 2 controls" in text
    assert "De 1 control die niet van toepassing is, telt niet mee" in text


def test_a_category_that_does_not_apply_has_no_shares(client, assessment):
    for number in ("1.1", "1.2", "1.3"):
        make_answer(assessment, number, status="not_applicable", note="Niet bij ons")

    assert row_of(client.get(PAGE), "Hoofdstuk 1") == ["n.v.t.", "0", "0", "–", "–"]


def test_the_overview_of_nothing_filled_in_divides_by_nothing(client, assessment):
    text = main_text(client.get(PAGE))

    assert "Ingevuld 0 van 6" in text
    assert "Op orde 0%" in text
    assert "Volwassenheid – gemiddeld over 0 controls" in text
    assert "Begin met invullen" in text


def test_what_asks_for_attention_is_listed_and_leads_into_the_form(client, assessment, today):
    late, done = today - timedelta(days=1), today - timedelta(days=9)
    make_answer(assessment, "1.1", status="planned", target_date=late)
    make_answer(assessment, "1.2", status="implemented", target_date=done)
    make_answer(assessment, "1.3", status="planned", target_date=today)
    proven = make_answer(assessment, "2.1", status="implemented")
    proven.add_evidence(name="Loopt af", valid_until=today + timedelta(days=90), by=None)
    expired = make_answer(assessment, "2.2", status="implemented")
    expired.add_evidence(name="Is voorbij", valid_until=late, by=None)
    lasting = make_answer(assessment, "2.3", status="implemented")
    lasting.add_evidence(name="Blijft", valid_until=today + timedelta(days=91), by=None)

    page = client.get(PAGE)

    overdue, expiring, unproven = (
        section_of(page, name) for name in ("overdue", "expiring", "unproven")
    )
    assert numbers_in(overdue) == ["1.1"]
    assert "(2)" in expiring
    assert expiring.index("Is voorbij verlopen sinds") < expiring.index("Loopt af geldig tot")
    assert numbers_in(unproven) == ["1.2", "2.2"]
    assert f"{PAGE}2/#c-2.2" in links_of(page)


def test_evidence_counts_through_its_last_day(client, assessment, today):
    make_answer(assessment, "1.1", status="implemented").add_evidence(
        name="Vandaag", valid_until=today, by=None
    )

    assert row_of(client.get(PAGE), "Hoofdstuk 1")[2] == "1"


def test_the_radar_draws_what_the_table_says_and_leaves_out_what_is_unknown(client, utrecht):
    assessment = make_assessment(utrecht, categories=4)
    make_answer(assessment, "1.1", maturity=5)
    make_answer(assessment, "3.1", maturity=5)
    assessment.sections.update(ambition=5)

    page = main_html(client.get(PAGE))

    own, ambition = re.findall(r'<g class="radar-line-\d">(.*?)</g>', page)
    assert re.findall(r'cx="(\S+)" cy="(\S+)"', own) == [("200.0", "40.0"), ("200.0", "360.0")]
    assert re.search(r'points="(.*?)"', ambition)[1] == (
        "200.0,40.0 360.0,200.0 200.0,360.0 40.0,200.0"
    )
    assert re.search(
        r'<svg class="radar" role="img" aria-labelledby="radar-title radar-desc"', page
    )


def test_two_categories_make_no_radar(client, assessment):
    assert "<svg" not in main_html(client.get(PAGE))


def test_a_colleague_sees_figures_of_the_delegated_part_only(client_of, cast, utrecht, today):
    assessment = make_assessment(utrecht, categories=4)
    for number in ("1.1", "2.1"):
        answer = make_answer(
            assessment, number, status="implemented", maturity=5, note="kanarie", version=2
        )
        answer.add_evidence(name=f"Bewijs {number}", valid_until=today, by=None)
        make_answer(assessment, f"{number[0]}.2", status="planned", target_date=date(2020, 1, 1))
    assessment.delegate_only(
        cast["member"], assessment.sections.filter(category__number=2), by=cast["contact"]
    )

    page = client_of("member").get(PAGE)

    text = main_text(page)
    assert "Ingevuld 2 van 3" in text
    assert "Volwassenheid 5,0 gemiddeld over 1 control" in text
    assert numbers_in(section_of(page, "overdue")) == ["2.2"]
    assert "Bewijs 2.1" in section_of(page, "expiring")
    assert [word for word in ("Hoofdstuk 1", "Bewijs 1.1", "<svg") if word in main_html(page)] == []
    assert [link for link in links_of(page) if "ambitie" in link or "collegas" in link] == []


@pytest.mark.parametrize("person", NOBODY_ELSE)
@pytest.mark.parametrize(
    "place", ["", "controls/", "volgende/", "collegas/", "ambitie/", "1/", "1/alles/", "1/1.1/"]
)
def test_nobody_else_finds_a_page_of_it(client_of, assessment, person, place):
    assert client_of(person).get(PAGE + place).status_code == 404
    assert not AccessLog.objects.about(assessment).exists()


def test_a_view_of_each_page_is_on_record(client, assessment):
    places = ("", "controls/", "1/", "1/alles/", "1/1.1/", "ambitie/", "collegas/")
    for place in places:
        client.get(PAGE + place)

    details = [line.detail for line in AccessLog.objects.about(assessment)]
    category = "categorie 1"
    told = ["geschiedenis van 1.1", category, category, "controls", "overzicht"]
    assert details == ["collega’s", "ambitie", *told]


# --- controls


def test_the_list_answers_to_words_and_to_what_is_missing(client, assessment, today):
    make_answer(assessment, "1.1", status="planned", target_date=today - timedelta(days=1))
    make_answer(assessment, "1.2", status="implemented", note="Zie het draaiboek")
    make_answer(assessment, "2.1", maturity=1).add_evidence(
        name="Loopt af", valid_until=today, by=None
    )

    def numbers(query):
        rows = client.get(f"{PAGE}controls/?{query}").context["page"]
        return [answer.control.number for answer in rows]

    assert numbers("") == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    assert numbers("toon=open") == ["1.3", "2.2", "2.3"]
    assert numbers("toon=te-laat") == ["1.1"]
    assert numbers("toon=zonder-bewijs") == ["1.2"]
    assert numbers("toon=verloopt") == ["2.1"]
    assert numbers("q=draaiboek") == ["1.2"]
    assert numbers("q=control 2.") == ["2.1", "2.2", "2.3"]
    assert numbers("q=bestaat-niet") == []


def test_a_number_leads_straight_to_the_control(client, assessment):
    answer = client.get(f"{PAGE}controls/?q=2.1")

    assert answer.headers["Location"] == f"{PAGE}2/#c-2.1"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("toon=geheim", "Deze keuze kennen we niet"),
        (f"q={'x' * 300}", "Uw zoekvraag is te lang"),
        ("q=a%00b", "een teken dat niet kan"),
        ("pagina=9", "Die pagina bestaat niet"),
    ],
)
def test_a_wrong_question_gets_a_sentence(client, assessment, query, words):
    page = client.get(f"{PAGE}controls/?{query}")

    assert page.status_code == 200
    assert words in main_text(page)


def test_a_long_norm_comes_in_pages(client, utrecht):
    make_assessment(utrecht, categories=2, controls=20)

    assert len(listed(client.get(f"{PAGE}controls/"))) == 25
    assert len(listed(client.get(f"{PAGE}controls/?pagina=2"))) == 15


def test_the_next_open_control_comes_after_this_one_and_then_from_the_start(client, assessment):
    for number in ("1.2", "2.1", "2.2", "2.3"):
        make_answer(assessment, number, status="planned")

    def after(number):
        return client.get(f"{PAGE}volgende/?na={number}").headers["Location"]

    assert after("") == f"{PAGE}1/#c-1.1"
    assert after("1.1") == f"{PAGE}1/#c-1.3"
    assert after("1.3") == f"{PAGE}1/#c-1.1"
    assert after("x\0y") == f"{PAGE}1/#c-1.1"


def test_when_nothing_is_open_it_says_so(client, assessment):
    assessment.answers.update(status="planned")

    page = client.get(f"{PAGE}volgende/", follow=True)

    assert page.redirect_chain[-1][0] == PAGE
    assert "U heeft bij elke control iets ingevuld" in main_text(page)


# --- colleagues


def delegate(client, person, sections):
    address = f"{PAGE}collegas/?wie={person.pk}"
    page = client.get(address)
    shown = page.context["form"]["shown"].value() if page.context["form"] else ""
    return client.post(address, {"parts": [part.pk for part in sections], "shown": shown})


def test_a_contact_delegates_and_takes_back(client, cast, assessment):
    first, second = assessment.sections.all()

    page = delegate(client, cast["member"], [first, second])
    assert page.status_code == 302
    assert list(Section.objects.visible_to(cast["member"])) == [first, second]
    text = main_text(client.get(f"{PAGE}collegas/"))
    assert f"{cast['member']} 1 Hoofdstuk 1; 2 Hoofdstuk 2" in text
    chosen = main_html(client.get(f"{PAGE}collegas/?wie={cast['member'].pk}"))
    assert chosen.count("checked") == 2

    delegate(client, cast["member"], [])
    assert not Section.objects.visible_to(cast["member"]).exists()


def test_only_members_of_the_own_region_are_offered(client, cast, assessment, utrecht, rijnmond):
    theirs = make_user("ciso.vr17@loket.example", member_of=[rijnmond])
    make_user("vertrokken@loket.example", member_of=[utrecht], is_active=False)
    section = assessment.sections.first()

    offered = main_html(client.get(f"{PAGE}collegas/"))
    assert [person for person in (theirs, cast["staff"]) if person.email in offered] == []
    assert "vertrokken@loket.example account uitgezet" in words_of(offered)

    for person in (theirs, cast["staff"], cast["other_contact"]):
        address = f"{PAGE}collegas/?wie={person.pk}"
        page = client.post(address, {"parts": [section.pk], "shown": ""})
        assert page.status_code == 200
        assert person.email not in main_html(page)
        assert not Section.objects.visible_to(person).exists()


def test_what_another_contact_ticked_meanwhile_stays(client, cast, assessment):
    first, second = assessment.sections.all()
    address = f"{PAGE}collegas/?wie={cast['member'].pk}"
    shown = client.get(address).context["form"]["shown"].value()
    assessment.delegate_only(cast["member"], [first], by=cast["contact"])

    client.post(address, {"parts": [second.pk], "shown": shown})

    assert list(Section.objects.visible_to(cast["member"])) == [first, second]


def test_a_colleague_whose_account_is_off_can_be_withdrawn(client, cast, assessment):
    delegate(client, cast["member"], assessment.sections.all())
    cast["member"].is_active = False
    cast["member"].save()

    delegate(client, cast["member"], [])

    cast["member"].is_active = True
    cast["member"].save()
    assert not Section.objects.visible_to(cast["member"]).exists()


def test_sections_of_another_assessment_cannot_be_delegated(client, cast, assessment, rijnmond):
    theirs = make_assessment(rijnmond, assessment.framework).sections.first()

    page = delegate(client, cast["member"], [theirs])

    assert page.status_code == 200
    assert "Kies categorieën uit de lijst" in main_text(page)
    assert not Section.objects.visible_to(cast["member"]).exists()


def test_a_colleague_cannot_delegate(client_of, cast, assessment):
    assessment.delegate_only(cast["member"], assessment.sections.all(), by=cast["contact"])

    assert client_of("member").get(f"{PAGE}collegas/").status_code == 404
    address = f"{PAGE}collegas/?wie={cast['member'].pk}"
    assert client_of("member").post(address, {"parts": []}).status_code == 404
    assert client_of("member").get(f"{PAGE}ambitie/").status_code == 404
    assert Section.objects.visible_to(cast["member"]).count() == 2


def test_a_region_without_members_hears_what_to_do(client_of, rijnmond):
    make_assessment(rijnmond)

    page = client_of("other_contact").get("/zelfevaluatie/VR17/collegas/")

    assert "Er zijn nog geen collega’s met een account" in main_text(page)


@pytest.mark.parametrize("wie", ["x", "999999", "\0", "9" * 40])
def test_a_colleague_who_is_not_there_is_nobody(client, assessment, wie):
    page = client.get(f"{PAGE}collegas/", {"wie": wie})

    assert page.status_code == 200
    assert "checked" not in main_html(page)


# --- ambition


def test_the_ambition_is_kept_per_category_or_for_all(client, assessment):
    first, second = assessment.sections.all()
    client.post(
        f"{PAGE}ambitie/",
        {f"section-{first.pk}": "2", f"section-{second.pk}": "", "everywhere": ""},
    )
    assert list(assessment.sections.values_list("ambition", flat=True)) == [2, None]

    client.post(f"{PAGE}ambitie/", {f"section-{first.pk}": "2", "everywhere": "4"})
    assert list(assessment.sections.values_list("ambition", flat=True)) == [4, 4]


def test_an_ambition_that_is_no_level_is_refused(client, assessment):
    section = assessment.sections.first()

    page = client.post(f"{PAGE}ambitie/", {f"section-{section.pk}": "6"})

    assert "Deze keuze kennen we niet" in main_text(page)
    assert not assessment.sections.exclude(ambition=None).exists()


# --- beginning, and editions


def test_a_contact_begins_an_assessment_once(client, cast, utrecht):
    framework = make_framework(name="Norm van nu")
    assert "Norm van nu" in main_text(client.get("/zelfevaluatie/"))

    for _ in range(2):
        page = client.post(
            "/zelfevaluatie/beginnen/", {"region": "VR09", "framework": framework.pk}, follow=True
        )

    assert Assessment.objects.count() == 1
    assert "Zelfevaluatie van Veiligheidsregio Utrecht" in main_text(page)


@pytest.mark.parametrize(
    "data",
    [
        {"region": "VR17"},
        {"region": "VR99"},
        {"region": "\0"},
        {"framework": "x"},
        {"framework": "999999"},
        {"framework": ""},
    ],
)
def test_nothing_begins_for_another_region_or_on_no_norm(client, utrecht, rijnmond, data):
    right = {"region": "VR09", "framework": make_framework().pk}

    assert client.post("/zelfevaluatie/beginnen/", right | data).status_code == 404
    assert Assessment.objects.count() == 0


@pytest.mark.parametrize("person", ["outsider", "member", "staff", "admin"])
def test_somebody_without_an_assessment_is_told_why(client_of, assessment, person):
    make_framework(position=2)

    text = main_text(client_of(person).get("/zelfevaluatie/"))

    assert "Utrecht" not in text
    assert ("U ziet hier geen zelfevaluaties" in text) == (person in ("staff", "admin"))
    assert ("Vraag uw aanspreekpunt" in text) == (person not in ("staff", "admin"))


def test_an_older_edition_stays_readable_and_a_newer_one_is_offered(client, assessment, utrecht):
    newer = make_framework(position=2, name="Norm van straks", categories=1)
    assert "Norm van straks" in main_text(client.get("/zelfevaluatie/"))

    make_assessment(utrecht, newer)

    assert "Norm: Norm van straks" in main_text(client.get(PAGE))
    old = f"/zelfevaluatie/VR09.{assessment.framework_id}/"
    assert old in links_of(client.get(PAGE))
    assert f"Norm: {assessment.framework}" in main_text(client.get(old))
    assert client.get(f"{old}2/").status_code == 200
    assert client.get(f"{PAGE}2/").status_code == 404
    assert f"{old}2/" in links_of(client.get(old))


def test_a_colleague_of_the_older_edition_finds_that_one(client_of, cast, assessment, utrecht):
    make_assessment(utrecht, make_framework(position=2))
    assessment.delegate_only(cast["member"], assessment.sections.all(), by=cast["contact"])

    text = main_text(client_of("member").get(PAGE))

    assert f"Norm: {assessment.framework}" in text


def test_the_assessment_of_a_region_nobody_represents_is_nobodys(client_of, db, cast):
    make_assessment(make_region(code="VR25"))

    for person in cast:
        if person != "visitor":
            assert client_of(person).get("/zelfevaluatie/VR25/").status_code in (302, 404), person
    assert client_of("contact").get("/zelfevaluatie/VR25/").status_code == 404


# --- the start page


def test_the_start_page_tells_a_contact_what_is_due(client, assessment, today):
    make_answer(assessment, "1.1", status="planned", target_date=today - timedelta(days=1))
    make_answer(assessment, "1.2", status="implemented", target_date=today - timedelta(days=1))

    page = client.get("/")

    assert "bij 1 control is de streefdatum voorbij" in main_text(page)
    assert {PAGE, f"{PAGE}controls/?toon=te-laat"} <= set(links_of(page))


def test_the_start_page_counts_for_a_colleague_what_was_delegated(
    client_of, cast, assessment, today
):
    for number in ("1.1", "1.2", "2.1"):
        make_answer(assessment, number, status="planned", target_date=today - timedelta(days=1))
    assessment.delegate_only(
        cast["member"], assessment.sections.filter(category__number=2), by=cast["contact"]
    )

    assert "bij 1 control is" in main_text(client_of("member").get("/"))
    for person in ("outsider", "other_contact", "staff", "admin"):
        assert "Uw zelfevaluatie" not in main_text(client_of(person).get("/")), person
