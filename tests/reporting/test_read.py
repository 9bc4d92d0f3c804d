"""The pages about what one region submitted: who reads them, and what they say."""

from datetime import date

import pytest

from loket.models import AccessLog
from reporting.models import Bottleneck, ProgressReport
from tests.make import (
    make_answer,
    make_assessment,
    make_framework,
    make_period,
    make_region,
    make_report,
    make_user,
)
from tests.read import heading, links_of, main_text

BASE = "/rapportages/2026-Q3/VR09/"
PAGES = ["", "versie/1/", "vergelijken/", "spiegel/"]
FILES = ["rapportage.xlsx", "rapportage.csv", "rapportage.pdf"]
CANARY = "Kanariepiet"
# Session, account and the note in the trail included.
MOST = 12


@pytest.fixture
def assessment(utrecht):
    """Utrecht's assessment of nine controls in three categories, one of them proven."""
    assessment = make_assessment(utrecht, categories=3)
    proven = make_answer(assessment, "1.1", status="implemented", maturity=4, note=CANARY)
    proven.add_evidence(name="Beleid", by=None)
    make_answer(assessment, "1.2", status="not_applicable", note="Doen wij niet.")
    make_answer(
        assessment, "2.1", status="planned", maturity=1, action_owner="CISO",
        target_date=date(2026, 12, 1),
    )  # fmt: skip
    return assessment


@pytest.fixture
def period(assessment):
    return make_period(framework=assessment.framework)


@pytest.fixture
def report(assessment, period, utrecht, cast):
    """Utrecht's submitted report, with a text that could leak."""
    report = ProgressReport.objects.create(region=utrecht, period=period)
    draft = report.draft
    draft.results, draft.fte, draft.budget = f"Gedaan: {CANARY}.", "0.20", 12500
    draft.save()
    Bottleneck.objects.create(version=draft, theme="money", text=CANARY, help_wanted="Advies.")
    report.submit(by=cast["contact"])
    return report


def say(report, user):
    """What the trail says this person opened of a report, in that order."""
    notes = AccessLog.objects.about(report).filter(user=user).order_by("pk")
    return [note.detail for note in notes]


# --- who


@pytest.mark.parametrize("path", PAGES + FILES)
@pytest.mark.parametrize("name", ["contact", "staff", "admin"])
def test_own_contacts_and_the_programme_read_everything(report, client_of, name, path):
    assert client_of(name).get(BASE + path).status_code == 200


@pytest.mark.parametrize("path", PAGES + FILES)
@pytest.mark.parametrize("name", ["outsider", "member", "other_contact"])
def test_for_everybody_else_it_is_not_there(report, client_of, cast, name, path):
    response = client_of(name).get(BASE + path)

    assert response.status_code == 404
    assert CANARY not in response.content.decode()
    assert say(report, cast[name]) == []


@pytest.mark.parametrize("path", PAGES + FILES)
@pytest.mark.parametrize("name", ["visitor", "gone"])
def test_who_is_not_logged_in_is_asked_to(report, client_of, name, path):
    response = client_of(name).get(BASE + path)

    assert (response.status_code, response.url.split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("path", PAGES + FILES)
@pytest.mark.parametrize("address", ["2026-Q2/VR09/", "2026-Q3/VR99/", "2026-Q3/VR17/"])
def test_an_unknown_quarter_or_another_region_is_not_there(
    report, period, rijnmond, client_of, address, path
):
    make_report(rijnmond, period, results=CANARY)

    response = client_of("contact").get(f"/rapportages/{address}{path}")

    assert response.status_code == 404


def test_a_delegate_who_fills_in_does_not_read_the_report(report, assessment, client_of, cast):
    assessment.delegate_only(cast["member"], assessment.sections.all(), by=cast["contact"])

    assert [client_of("member").get(BASE + path).status_code for path in PAGES + FILES] == [404] * 7


def test_who_is_no_contact_any_more_reads_nothing(report, client_of, cast, utrecht):
    client = client_of("contact")
    cast["contact"].groups.remove(utrecht.contact_group)

    assert client.get(BASE).status_code == 404


@pytest.mark.parametrize("path", PAGES + FILES)
def test_pages_only_answer_to_reading(report, client_of, path):
    assert client_of("contact").post(BASE + path).status_code == 405


def test_every_page_and_file_is_on_record_and_never_by_its_words(report, client_of, cast):
    client = client_of("contact")
    for path in PAGES + FILES:
        client.get(BASE + path)

    assert say(report, cast["contact"]) == [
        "rapportage",
        "versie 1",
        "vergelijken",
        "spiegel",
        "download xlsx",
        "download csv",
        "download pdf",
    ]


# --- not yet submitted


@pytest.mark.parametrize("path", [*FILES, "versie/1/"])
@pytest.mark.parametrize("is_begun", [False, True])
def test_before_submitting_there_is_nothing_to_take_or_to_read(
    assessment, period, utrecht, client_of, is_begun, path
):
    if is_begun:
        ProgressReport.begin(utrecht, period)

    for name in ("contact", "staff"):
        assert client_of(name).get(BASE + path).status_code == 404


@pytest.mark.parametrize(
    ("is_begun", "title", "button"),
    [(False, "Nog niet begonnen", "Begin met"), (True, "Nog niet ingediend", "Ga verder met")],
)
def test_a_contact_is_led_to_the_form(
    assessment, period, utrecht, client_of, is_begun, title, button
):
    if is_begun:
        ProgressReport.begin(utrecht, period)

    page = client_of("contact").get(BASE)

    assert title in main_text(page)
    assert f"{button} de rapportage" in main_text(page)
    assert "Dien in uiterlijk op 15 oktober 2026." in main_text(page)
    assert BASE + "invullen/" in links_of(page)


def test_the_programme_sees_that_nothing_was_submitted_and_not_what_is_written(
    assessment, period, utrecht, client_of
):
    draft = ProgressReport.begin(utrecht, period).draft
    draft.results = CANARY
    draft.save()

    page = client_of("staff").get(BASE)

    assert "heeft over 2026-Q3 nog niets ingediend" in main_text(page)
    assert CANARY not in page.content.decode()
    assert not any("invullen" in link or "heropenen" in link for link in links_of(page))


def test_what_has_not_been_begun_leaves_no_trail(assessment, period, client_of, cast):
    client_of("contact").get(BASE)

    assert not AccessLog.objects.filter(user=cast["contact"]).exists()


def test_a_closed_quarter_without_a_report_says_so_and_offers_nothing(
    assessment, period, client_of, cast
):
    period.close(by=cast["staff"])

    page = client_of("contact").get(BASE)

    assert "2026-Q3 is afgesloten. Veiligheidsregio Utrecht heeft hierover niets" in main_text(page)
    assert not any("invullen" in link for link in links_of(page))


def test_without_a_report_the_last_one_is_offered(report, assessment, utrecht, client_of):
    make_period(2026, 4, framework=assessment.framework, opens_on=date(2026, 10, 1))

    page = client_of("contact").get("/rapportages/2026-Q4/VR09/")

    assert BASE in links_of(page)


def test_comparing_before_submitting_says_what_to_do(assessment, period, client_of):
    page = client_of("contact").get(BASE + "vergelijken/")

    assert "Deze rapportage is nog niet ingediend." in main_text(page)


# --- submitted


def test_the_page_says_when_and_by_whom_and_what(report, client_of):
    page = main_text(client_of("staff").get(BASE))

    assert "door aanspreekpunt.vr09@loket.example. Dit is versie 1." in page
    assert "Op orde 12% 1 van 8" in page
    assert "Aantoonbaar 12% 1 van 8" in page
    assert "Niveau 2,5 gemiddeld over 2 controls" in page
    assert "De 1 control die niet van toepassing is, telt niet mee." in page
    assert f"Gedaan: {CANARY}." in page
    assert "Mensen 0,20 fte Budget dit jaar € 12.500" in page
    assert f"Geld {CANARY} Gevraagde hulp: Advies." in page


def test_the_page_has_last_quarters_numbers_beside_them(assessment, utrecht, client_of, cast):
    first = make_period(2026, 2, framework=assessment.framework)
    make_report(utrecht, first)
    make_answer(assessment, "2.1", status="implemented", maturity=3)
    make_report(utrecht, make_period(framework=assessment.framework))

    page = main_text(client_of("contact").get(BASE))

    assert "Op orde 25% 2 van 8, was 12%" in page
    assert "2 Hoofdstuk 2 1 van 3 was 0 van 3 0 van 3 was 0 van 3 3,0 was 1,0" in page
    assert "2026-Q2 12% (1 van 8) 12% (1 van 8) 2,5" in page
    assert "2026-Q3 25% (2 van 8) 12% (1 van 8) 3,5" in page


def test_a_quarter_without_a_report_is_a_gap(assessment, utrecht, client_of, cast):
    for quarter in (1, 2, 3):
        period = make_period(2026, quarter, framework=assessment.framework)
        if quarter != 2:
            make_report(utrecht, period)

    page = client_of("contact").get(BASE)

    assert "2026-Q2 niets ingediend" in main_text(page)
    # two dots that no line joins
    assert "<polyline" not in page.content.decode()


def test_ambition_is_the_regions_own(assessment, report, client_of):
    [first, *_] = assessment.sections.all()
    assessment.aim({first.pk: 4})

    assert "Ambitie" in main_text(client_of("contact").get(BASE))
    assert "Ambitie" not in main_text(client_of("staff").get(BASE))


def test_only_the_programme_is_offered_to_reopen(report, client_of, cast):
    reopen = BASE + "heropenen/"

    assert reopen in links_of(client_of("staff").get(BASE))
    assert reopen not in links_of(client_of("contact").get(BASE))
    report.period.close(by=cast["staff"])
    assert reopen not in links_of(client_of("staff").get(BASE))


def test_after_reopening_the_old_figures_stand_with_the_reason_and_the_way_on(
    report, assessment, client_of, cast
):
    report.reopen(reason="Cijfer klopt niet.", by=cast["staff"])
    make_answer(assessment, "1.3", status="implemented", maturity=5)

    page = client_of("contact").get(BASE)
    text = main_text(page)
    assert "Cijfer klopt niet. Tot u opnieuw indient, geldt wat u hieronder leest." in text
    assert "Op orde 12% 1 van 8" in text
    assert BASE + "invullen/" in links_of(page)

    page = client_of("staff").get(BASE)
    assert "Cijfer klopt niet. Tot de regio opnieuw indient" in main_text(page)
    assert not {BASE + "invullen/", BASE + "heropenen/"} & set(links_of(page))


def test_all_versions_stay_readable_and_only_what_was_submitted(
    report, assessment, client_of, cast
):
    version = report.reopen(reason="Cijfer klopt niet.", by=cast["staff"])
    version.results = "Nu anders."
    version.save()
    client = client_of("contact")
    assert client.get(BASE + "versie/2/").status_code == 404

    make_answer(assessment, "1.1", note="Andere tekst.")
    ProgressReport.objects.get(pk=report.pk).submit(by=None)

    first, second = (main_text(client.get(f"{BASE}versie/{n}/")) for n in (1, 2))
    assert CANARY in first
    assert "Andere tekst." not in first
    assert "Er is een latere versie, die geldt" in first
    assert "Andere tekst." in second
    assert "Nu anders." in second
    assert "De reden: Cijfer klopt niet." in second
    assert "Deze versie geldt." in second
    page = client.get(BASE)
    assert {BASE + "versie/1/", BASE + "versie/2/"} <= set(links_of(page))
    assert "Op orde 12% 1 van 8" in main_text(page)


def test_a_version_has_every_line_per_category(report, client_of):
    page = client_of("contact").get(BASE + "versie/1/")

    assert heading(page) == ("Versie 1 van de rapportage van Veiligheidsregio Utrecht over 2026-Q3")
    text = main_text(page)
    assert f"1.1 Control 1.1 Ingevoerd 4 ja {CANARY}" in text
    assert "1.2 Control 1.2 Niet van toepassing – nee Doen wij niet." in text
    assert "2.1 Control 2.1 Gepland 1 nee – CISO, 1 december 2026" in text
    places = [text.index(f"{n} Hoofdstuk {n}") for n in (1, 2, 3)]
    assert places == sorted(places)


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999999"])
def test_a_version_that_is_not_there(report, client_of, number):
    assert client_of("contact").get(f"{BASE}versie/{number}/").status_code == 404


def test_what_was_typed_as_html_stays_text(assessment, period, utrecht, client_of):
    make_answer(assessment, "1.3", note="<script>alert(1)</script>")
    make_report(utrecht, period, results="<b>vet</b>")

    for path in ("", "versie/1/"):
        html = client_of("contact").get(BASE + path).content.decode()
        assert "<script>alert" not in html
        assert "&lt;b&gt;vet" in html


# --- queries


def fill_quarters(region, framework, first, last):
    """Reports on so many quarters, from 2000-Q1 on."""
    for index in range(first, last):
        make_report(region, make_period(2000 + index // 4, 1 + index % 4, framework=framework))


@pytest.mark.parametrize("name", ["contact", "staff"])
def test_no_page_asks_more_for_many_quarters_and_regions(
    assessment, utrecht, cast, client_of, name, django_assert_max_num_queries
):
    framework = assessment.framework
    for quarters, regions in ((2, 1), (20, 7)):
        fill_quarters(utrecht, framework, 0 if quarters == 2 else 2, quarters)
        last = ProgressReport.objects.order_by("period__year", "period__quarter").last()
        for _ in range(regions):
            make_report(make_region(), last.period)
        last.reopen(reason="Zo.", by=cast["staff"])
        client = client_of(name)
        for path in PAGES + FILES:
            address = f"/rapportages/{last.period}/VR09/{path}"
            with django_assert_max_num_queries(MOST):
                assert client.get(address).status_code == 200


# --- the mirror


def others(period, levels=(1, 2, 3, 4, 5), **fields):
    """As many other regions with a report on this quarter, each on its level in each category."""
    made = []
    for level in levels:
        region = make_region()
        assessment = make_assessment(region, period.framework)
        for number in ("1.1", "2.1", "3.1"):
            make_answer(assessment, number, status="implemented", maturity=level)
        made.append(make_report(region, period, **fields))
    return made


@pytest.mark.parametrize("name", ["contact", "staff"])
def test_with_four_others_the_mirror_says_why_it_shows_nothing(report, client_of, name):
    others(report.period, [1, 2, 3, 4])

    page = client_of(name).get(BASE + "spiegel/")

    assert "hun cijfers delen: 4. Er zijn er minstens 5 nodig" in main_text(page)
    assert "<table" not in page.content.decode()
    assert "quartiles" not in page.content.decode()


@pytest.mark.parametrize("name", ["contact", "staff"])
@pytest.mark.parametrize(
    ("levels", "row"),
    [([1, 2, 3, 4, 5], "4,0 2,0 3,0 4,0 5"), ([5, 1, 2, 4, 4, 2], "4,0 2,0 3,0 4,0 6")],
)
def test_from_five_others_on_the_mirror_shows_the_middle_of_the_others(
    report, client_of, name, levels, row
):
    others(report.period, levels)

    page = client_of(name).get(BASE + "spiegel/")

    assert f"1 Hoofdstuk 1 {row} 2 Hoofdstuk 2 1,0 " in main_text(page)
    assert 'class="quartiles"' in page.content.decode()


@pytest.mark.parametrize("name", ["contact", "staff"])
def test_a_region_that_does_not_share_is_in_no_number(report, client_of, name):
    others(report.period, [1, 2, 3, 4])
    others(report.period, [5, 5, 5], shares_figures=False)

    assert "hun cijfers delen: 4." in main_text(client_of(name).get(BASE + "spiegel/"))


def test_a_region_without_a_level_in_a_category_is_not_counted_there(report, client_of):
    others(report.period, [1, 2, 2, 4, 4])
    assessment = make_assessment(make_region(), report.period.framework)
    make_answer(assessment, "1.1", status="implemented", maturity=5)
    make_report(assessment.region, report.period)

    text = main_text(client_of("contact").get(BASE + "spiegel/"))

    assert (
        "1 Hoofdstuk 1 4,0 2,0 3,0 4,0 6 2 Hoofdstuk 2 1,0 2,0 2,0 4,0 5 "
        "3 Hoofdstuk 3 – 2,0 2,0 4,0 5"
    ) in text


def test_one_category_below_five_shows_nothing_of_itself(report, client_of):
    others(report.period, [1, 2, 3, 4])
    region = make_region()
    assessment = make_assessment(region, report.period.framework)
    make_answer(assessment, "1.1", status="implemented", maturity=5)
    make_report(region, report.period)

    text = main_text(client_of("contact").get(BASE + "spiegel/"))

    assert "1 Hoofdstuk 1 4,0 2,0 3,0 4,0 5 2 Hoofdstuk 2 1,0 Nog te weinig regio’s" in text


def test_the_mirror_names_no_other_region(report, client_of):
    made = others(report.period)

    page = client_of("contact").get(BASE + "spiegel/").content.decode()

    assert not any(other.region.code in page or other.region.name in page for other in made)


def test_without_an_own_report_the_mirror_shows_the_others(assessment, period, client_of):
    others(period)

    text = main_text(client_of("contact").get(BASE + "spiegel/"))

    assert "haar eigen niveau ontbreekt nog" in text
    assert "1 Hoofdstuk 1 – 2,0 3,0 4,0 5" in text


def test_what_others_reported_on_another_quarter_is_not_in_the_mirror(
    report, assessment, client_of
):
    others(make_period(2026, 2, framework=assessment.framework))

    assert "delen: 0." in main_text(client_of("contact").get(BASE + "spiegel/"))


def test_an_older_version_of_others_is_not_in_the_mirror(report, client_of, cast):
    for other in others(report.period):
        other.reopen(reason="Zo.", by=cast["staff"])
        draft = other.draft
        draft.shares_figures = False
        draft.save()
        other.submit(by=None)

    assert "delen: 0." in main_text(client_of("contact").get(BASE + "spiegel/"))


# --- another edition of the norm


def test_another_norm_last_quarter_is_said_and_not_compared_per_category(
    assessment, utrecht, client_of
):
    old = make_framework(categories=3)
    make_report(utrecht, make_period(2026, 2, framework=old))
    make_report(utrecht, make_period(framework=assessment.framework))

    text = main_text(client_of("contact").get(BASE))

    assert "Over 2026-Q2 gold een andere uitgave van de norm." in text
    assert "1 Hoofdstuk 1 1 van 2 1 van 2 4,0 2 Hoofdstuk 2" in text


def test_a_contact_of_two_regions_reads_both(report, rijnmond, utrecht, period, client_of, cast):
    make_report(rijnmond, period)
    both = make_user("beide@loket.example", contact_of=[utrecht, rijnmond])
    client = client_of("contact")
    client.force_login(both)

    for code in ("VR09", "VR17"):
        assert client.get(f"/rapportages/2026-Q3/{code}/").status_code == 200
