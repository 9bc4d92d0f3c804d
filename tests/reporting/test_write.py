"""The three pages on which a region writes its report."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loket.models import AccessLog
from reporting.models import Bottleneck, Confirmation, ProgressReport, ReportLine, ReportVersion
from tests.make import make_answer, make_assessment, make_framework, make_period, make_report
from tests.read import as_posted, heading, links_of, main_html, main_text, tags_of

REPORT = "/rapportages/2026-Q3/VR09/"
PREPARE, STORY, SUBMIT = REPORT + "invullen/", REPORT + "verhaal/", REPORT + "indienen/"
PAGES = [PREPARE, STORY, SUBMIT]
NOBODY_ELSE = ["outsider", "member", "other_contact", "staff", "admin"]
MOST_QUERIES = 12


@pytest.fixture
def client(client_of):
    return client_of("contact")


@pytest.fixture
def assessment(utrecht):
    return make_assessment(utrecht)


@pytest.fixture
def period(assessment):
    return make_period(framework=assessment.framework)


@pytest.fixture
def earlier(assessment, period, utrecht):
    """What was reported last quarter, with text."""
    return make_report(
        utrecht,
        make_period(2026, 2, framework=assessment.framework),
        results="Beleid vastgesteld.",
        fte=Decimal("0.20"),
        budget=12500,
        offers_help=True,
    )


@pytest.fixture
def begun(period, utrecht):
    return ProgressReport.objects.create(region=utrecht, period=period)


@pytest.fixture
def complete(begun, assessment):
    """A report of which all is confirmed and written."""
    draft = begun.draft
    draft.results = "Gedaan."
    draft.save()
    for category in assessment.framework.categories.all():
        Confirmation.objects.create(version=draft, number=category.number, seen=3)
    return begun


def confirmed():
    """What is confirmed, as {category number: seen}."""
    return dict(Confirmation.objects.values_list("number", "seen"))


def badges(page):
    return re.findall(r'<span class="badge.*?">(.*?)</span>', main_html(page))


def said(page):
    """The messages at the top of the page where one lands."""
    return [str(message) for message in page.context["messages"]]


def typed(client, **changes):
    """What a browser posts from the story page after these changes."""
    page = client.get(STORY)
    return {**as_posted(page.context["form"]), "seen": page.context["seen"], **changes}


def stored():
    """The draft as it is stored."""
    return ReportVersion.objects.get(submitted_at=None)


# --- for whom


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("name", NOBODY_ELSE)
def test_the_pages_are_for_the_contacts_of_the_region_alone(complete, client_of, name, address):
    client = client_of(name)

    assert client.get(address).status_code == 404
    assert client.post(address, {"confirm": "1", "seen": "3"}).status_code == 404
    assert stored().results == "Gedaan."


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_is_asked_to_log_in(complete, client_of, address):
    assert client_of("visitor").get(address)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("address", PAGES)
def test_a_colleague_who_helps_does_not_see_the_report(
    complete, assessment, cast, client_of, address
):
    assessment.delegate_only(cast["member"], list(assessment.sections.all()), by=None)

    assert client_of("member").get(address).status_code == 404


@pytest.mark.parametrize("end", ["invullen/", "verhaal/", "indienen/"])
@pytest.mark.parametrize("start", ["2026-Q5/VR09", "2020-Q1/VR09", "2199-Q1/VR09", "2026-Q3/VR99"])
def test_an_unknown_quarter_or_region_is_a_404(client, period, assessment, start, end):
    make_period(2199, 1, framework=assessment.framework)  # not open yet

    assert client.get(f"/rapportages/{start}/{end}").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_nothing_of_another_region_is_on_the_pages(
    client, complete, period, assessment, earlier, rijnmond, address
):
    theirs = make_assessment(rijnmond, assessment.framework)
    answer = make_answer(
        theirs, "1.1", status="planned", note="KANARIE", action_owner="KANARIE",
        target_date=date(2026, 7, 1),
    )  # fmt: skip
    answer.add_evidence(name="KANARIE", valid_until=date(2020, 1, 1), by=None)
    make_report(rijnmond, earlier.period, results="KANARIE")
    other = ProgressReport.objects.create(region=rijnmond, period=period).draft
    other.results = "KANARIE"
    other.save()
    Bottleneck.objects.create(version=other, theme="money", text="KANARIE", help_wanted="KANARIE")

    page = client.get(address)
    assert page.status_code == 200
    assert "KANARIE" not in page.content.decode()
    assert "VR17" not in main_html(page)


# --- on record


@pytest.mark.parametrize(
    ("address", "detail", "shows_answers"),
    [(PREPARE, "invullen", True), (STORY, "verhaal", False), (SUBMIT, "indienen", True)],
)
def test_each_view_is_on_record(client, cast, complete, assessment, address, detail, shows_answers):
    client.get(address)

    seen = [("viewed", cast["contact"].pk, f"rapportage 2026-Q3, {detail}")]
    trail = [
        list(AccessLog.objects.about(row).values_list("action", "user", "detail"))
        for row in (complete, assessment)
    ]
    assert trail == [seen, seen if shows_answers else []]


@pytest.mark.parametrize("address", PAGES)
def test_looking_begins_no_report(client, cast, period, earlier, address):
    client.get(address)

    assert not ProgressReport.objects.filter(period=period).exists()
    # what is read then is the last report
    trail = AccessLog.objects.about(earlier).values_list("user", flat=True)
    assert list(trail) == [cast["contact"].pk]


# --- step 1: the categories


def test_the_first_page_shows_what_happened_per_category(client, assessment, utrecht, period):
    make_answer(assessment, "1.1", status="planned", target_date=date(2026, 9, 1))
    make_report(utrecht, make_period(2026, 2, framework=assessment.framework))
    make_answer(assessment, "1.1", status="in_progress", action_owner="ICT")
    answer = make_answer(assessment, "2.1", maturity=2)
    answer.add_evidence(name="Oud beleid", valid_until=date(2020, 1, 31), by=None)

    page = client.get(PREPARE)

    text = main_text(page)
    assert heading(page) == "Rapportage 2026-Q3 van Veiligheidsregio Utrecht"
    assert "Gewijzigd sinds uw vorige rapportage: 1" in text
    assert (
        "1.1 Control 1.1. Status: was Gepland, nu In uitvoering. Actiehouder: was leeg, nu ICT."
        in (text)
    )
    assert (
        "Zou klaar zijn, en is dat nog niet: 1 1.1 Control 1.1 gepland voor 1 september 2026, "
        "nu in uitvoering, ICT" in text
    )
    assert "Bewijs verlopen: 1 2.1 Oud beleid geldig tot en met 31 januari 2020" in text
    assert "Nog niet ingevuld: 2 2.2, 2.3" in text
    assert "Stap 1: Categorieën nog 2 categorieën, meestal 10 minuten" in text
    key = f"VR09.{assessment.framework_id}"
    assert {
        f"/zelfevaluatie/{key}/1/",
        f"/zelfevaluatie/{key}/1/#c-1.1",
        f"/zelfevaluatie/{key}/2/#c-2.1",
        f"/zelfevaluatie/{key}/2/#c-2.3",
        STORY,
        SUBMIT,
    } <= set(links_of(page))
    assert client.get(f"/zelfevaluatie/{key}/2/").status_code == 200


def test_the_button_says_whether_anything_happened(client, assessment, period, utrecht):
    for answer in assessment.answers.select_related("control"):
        make_answer(assessment, answer.control.number, status="implemented")
    make_report(utrecht, make_period(2026, 2, framework=assessment.framework))
    make_answer(assessment, "2.2", maturity=4)

    html = main_html(client.get(PREPARE))
    words = re.findall(r'name="confirm" value="(\d)">(.*?)<span', html)
    assert words == [("1", "Ongewijzigd — bevestigen"), ("2", "Bekeken — bevestigen")]


def test_a_first_report_says_so(client, assessment, period):
    text = main_text(client.get(PREPARE))

    assert "Dit is uw eerste rapportage: er is nog niets om mee te vergelijken." in text
    assert text.count("Eerste rapportage: u rapporteert hier voor het eerst over.") == 2
    assert "Gewijzigd sinds" not in text


def test_without_an_assessment_the_page_leads_to_one(client, utrecht):
    make_period(framework=make_framework())

    page = client.get(PREPARE)

    assert "U heeft nog geen zelfevaluatie op deze norm" in main_text(page)
    assert "/zelfevaluatie/" in links_of(page)
    for address in (STORY, SUBMIT):
        assert client.get(address).status_code == 200


def test_confirming_begins_the_report_and_leads_to_the_next(client, assessment, period, utrecht):
    answer = client.post(PREPARE, {"confirm": "1", "seen": "3"})

    assert answer["Location"] == PREPARE + "#categorie-2"
    assert confirmed() == {1: 3}
    report = ProgressReport.objects.get(region=utrecht, period=period)
    assert (report.state, badges(client.get(PREPARE))) == ("concept", ["bevestigd", "nog open"])


def test_confirming_twice_is_once(client, assessment, period):
    for _time in range(2):
        answer = client.post(PREPARE, {"confirm": "1", "seen": "3"})

    assert answer["Location"] == PREPARE + "#categorie-2"
    assert confirmed() == {1: 3}


def test_after_the_last_category_comes_an_open_one_before_it(client, utrecht):
    make_period(framework=make_assessment(utrecht, categories=3).framework)

    client.post(PREPARE, {"confirm": "2", "seen": "3"})
    answer = client.post(PREPARE, {"confirm": "3", "seen": "3"})
    assert answer["Location"] == PREPARE + "#categorie-1"


def test_after_all_categories_comes_the_story(client, assessment, period):
    client.post(PREPARE, {"confirm": "2", "seen": "3"})
    page = client.post(PREPARE, {"confirm": "1", "seen": "3"}, follow=True)

    assert page.redirect_chain == [(STORY, 302)]
    assert said(page) == ["Alle categorieën zijn bevestigd. Kijk nu of uw verhaal nog klopt."]


def test_what_changed_since_the_page_was_opened_is_not_confirmed(client, assessment, begun):
    answer = assessment.answers.get(control__number="1.1")
    answer.change({"status": "planned"}, seen=answer.version, by=None)

    page = client.post(PREPARE, {"confirm": "1", "seen": "3"}, follow=True)

    assert page.redirect_chain == [(PREPARE + "#categorie-1", 302)]
    assert said(page) == [
        "Categorie 1 Hoofdstuk 1 is gewijzigd nadat u de pagina opende. Er is niets bevestigd. "
        "Kijk de categorie nog eens na en bevestig dan."
    ]
    assert confirmed() == {}


def test_what_changed_after_it_was_confirmed_is_open_again(client, assessment, begun):
    client.post(PREPARE, {"confirm": "1", "seen": "3"})
    answer = assessment.answers.get(control__number="1.1")
    answer.change({"status": "planned"}, seen=answer.version, by=None)

    assert badges(client.get(PREPARE)) == ["gewijzigd na uw bevestiging", "nog open"]
    client.post(PREPARE, {"confirm": "1", "seen": "4"})
    assert confirmed() == {1: 4}


@pytest.mark.parametrize(
    "posted", [{}, {"confirm": "3"}, {"confirm": "x"}, {"confirm": "9" * 5000}]
)
def test_an_unknown_category_is_said_and_begins_nothing(client, assessment, period, posted):
    page = client.post(PREPARE, {"seen": "3", **posted}, follow=True)

    assert said(page) == ["Deze categorie is er niet. Kies er een uit de lijst."]
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "-3", "2", "9" * 5000])
def test_a_mark_that_is_not_right_confirms_nothing(client, assessment, period, seen):
    client.post(PREPARE, {"confirm": "1", "seen": seen})

    assert confirmed() == {}


# --- step 2: the story


def test_the_story_begins_with_that_of_last_quarter(client, assessment, earlier, cast):
    version = earlier.reopen(reason="Zo.", by=cast["staff"])
    Bottleneck.objects.create(
        version=version, theme="money", text="Te weinig.", help_wanted="Geld."
    )
    earlier.submit(by=None)

    page = client.get(STORY)

    form = page.context["form"]
    assert {name: form[name].value() for name in ("results", "fte", "budget", "money_text")} == {
        "results": "Beleid vastgesteld.",
        "fte": Decimal("0.20"),
        "budget": 12500,
        "money_text": "Te weinig.",
    }
    assert 'value="0,20"' in main_html(page)
    assert [theme.label for theme in form.themes if theme.is_open] == ["Geld"]
    assert "Hieronder staat de tekst van uw vorige rapportage." in main_text(page)


def test_saving_keeps_all_fields_and_goes_on(client, assessment, earlier):
    posted = typed(
        client, results="Regel een.\r\nRegel twee.", fte="1,5", budget="€ 13.000",
        people_text="Te weinig handen.", money_help="Subsidie.", knowledge_text="  ",
    )  # fmt: skip
    posted.pop("offers_help")

    page = client.post(STORY, posted, follow=True)

    assert page.redirect_chain == [(SUBMIT, 302)]
    assert said(page) == ["Uw verhaal is bewaard."]
    draft = stored()
    assert (draft.results, draft.fte, draft.budget) == (
        "Regel een.\nRegel twee.",
        Decimal("1.50"),
        13000,
    )
    assert (draft.shares_figures, draft.offers_help) == (True, False)
    rows = Bottleneck.objects.filter(version=draft)
    assert [(row.theme, row.text, row.help_wanted) for row in rows] == [
        ("people", "Te weinig handen.", ""),
        ("money", "", "Subsidie."),
    ]
    # what was submitted before is as it was
    assert ReportVersion.objects.get(pk=earlier.current_id).results == "Beleid vastgesteld."


def test_emptied_fields_become_empty(client, begun, assessment):
    draft = begun.draft
    draft.results, draft.fte, draft.budget = "Oud.", 1, 1
    draft.save()
    Bottleneck.objects.create(version=draft, theme="money", text="Oud.")

    client.post(STORY, typed(client, results="", fte="", budget="", money_text=""))

    draft = stored()
    assert (draft.results, draft.fte, draft.budget) == ("", None, None)
    assert not Bottleneck.objects.exists()


WRONG_FTE = (
    "Vul een getal in zoals 0,5 of 2: hoogstens 999,99, met hoogstens twee cijfers na de komma."
)
WRONG_BUDGET = "Vul een bedrag in hele euro’s in, zoals 12500."
WRONG_CHARACTER = "Hierin staat een teken dat niet kan. Typ de tekst opnieuw."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("fte", "-1", "Vul 0 of meer in."),
        ("fte", "-0,01", "Vul 0 of meer in."),
        ("fte", "veel", WRONG_FTE),
        ("fte", "NaN", WRONG_FTE),
        ("fte", "Infinity", WRONG_FTE),
        ("fte", "1000", WRONG_FTE),
        ("fte", "1e400", WRONG_FTE),
        ("fte", "0,123", WRONG_FTE),
        ("budget", "-1", "Vul 0 of meer in."),
        ("budget", "12,50", WRONG_BUDGET),
        ("budget", "12.50", WRONG_BUDGET),
        ("budget", "veel", WRONG_BUDGET),
        ("budget", "9" * 5000, WRONG_BUDGET),
        ("budget", "2147483648", "Dit bedrag is te hoog. Kijk of er een cijfer te veel staat."),
        ("results", "Een\0twee", WRONG_CHARACTER),
        (
            "people_help",
            "x" * 20_001,
            "Dit is te lang: gebruik hoogstens 20000 tekens. U gebruikt er 20001.",
        ),
    ],
)
def test_bad_input_is_said_in_words_and_nothing_typed_is_lost(
    client, assessment, period, name, value, sentence
):
    posted = typed(client, **{"results": "Dit typte ik.", "money_text": "En dit.", name: value})
    page = client.post(STORY, posted)

    assert page.status_code == 200
    assert page.context["form"].errors == {name: [sentence]}
    assert page.context["seen"] == posted.pop("seen")
    assert {field: page.context["form"][field].value() for field in posted} == {
        **posted,
        "shares_figures": True,
    }
    assert f'href="#id_{name}"' in main_html(page)
    assert "<title>Fout:" in page.content.decode()
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize(
    ("posted", "fte", "budget"),
    [
        (("0", "0"), 0, 0),
        (("999,99", "2147483647"), Decimal("999.99"), 2147483647),
        (("0.5", "12.500"), Decimal("0.5"), 12500),
        ((" 2 ", "€12.500,-"), 2, 12500),
    ],
)
def test_numbers_as_people_write_them(client, assessment, period, posted, fte, budget):
    client.post(STORY, typed(client, fte=posted[0], budget=posted[1]))

    assert (stored().fte, stored().budget) == (fte, budget)


def test_a_text_of_exactly_the_maximum_is_kept(client, assessment, period):
    client.post(STORY, typed(client, results="é\r\n" * 10_000))

    # the last line end goes, as any space at the end
    assert stored().results == ("é\n" * 10_000).strip()


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_story_of_a_megabyte_is_refused_in_words_and_kept(client, assessment, period, letter):
    story = letter * 1_000_000

    page = client.post(STORY, typed(client, results=story))

    assert page.status_code == 200
    assert page.context["form"].errors["results"] == [
        "Dit is te lang: gebruik hoogstens 20000 tekens. U gebruikt er 1000000."
    ]
    assert story in page.content.decode()
    assert not ProgressReport.objects.exists()


def test_only_the_results_are_not_called_optional(client, assessment, period):
    labels = re.findall(
        r'<label for="id_(\w+)">([^<]*)(<span class="optional">)?', main_html(client.get(STORY))
    )

    assert [name for name, _words, is_optional in labels if not is_optional] == [
        "results",
        "shares_figures",
        "offers_help",
    ]


def test_no_box_cuts_off_what_is_pasted(client, assessment, period):
    boxes = [attrs for tag, attrs in tags_of(main_html(client.get(STORY))) if tag == "textarea"]

    assert len(boxes) == 13
    assert [attrs for attrs in boxes if "maxlength" in attrs] == []


def test_text_of_a_colleague_is_not_overwritten_unseen(client, assessment, begun):
    mine = typed(client, results="Van mij.", budget="100")
    client.post(STORY, typed(client, results="Van mijn collega.", fte="2", offers_help="on"))

    page = client.post(STORY, mine)

    assert page.status_code == 200
    assert stored().results == "Van mijn collega."
    form = page.context["form"]
    assert {name: form.piece(name).stored for name in form.stored} == {
        "results": "Van mijn collega.",
        "fte": "2,00",
        "budget": "leeg",
        "offers_help": "aan",
    }
    assert form["results"].value() == "Van mij."
    text = main_text(page)
    assert "Iemand anders was u voor" in text
    assert "Nu bewaard bij “Resultaten”: Van mijn collega." in text

    again = client.post(STORY, {**mine, "seen": page.context["seen"]})
    assert again["Location"] == SUBMIT
    assert (stored().results, stored().fte, stored().budget) == ("Van mij.", None, 100)


def test_text_that_changed_again_is_shown_again(client, assessment, begun):
    mine = typed(client, results="Van mij.")
    client.post(STORY, typed(client, results="Van mijn collega."))
    page = client.post(STORY, mine)
    client.post(STORY, typed(client, results="En nog eens."))

    page = client.post(STORY, {**mine, "seen": page.context["seen"]})
    assert page.context["form"].stored == {"results": "En nog eens."}


def test_a_bottleneck_of_a_colleague_is_not_overwritten_unseen(client, assessment, begun):
    mine = typed(client)
    client.post(STORY, typed(client, money_text="Van mijn collega."))

    page = client.post(STORY, mine)
    assert page.context["form"].stored == {"money_text": "Van mijn collega."}
    assert [theme.label for theme in page.context["form"].themes if theme.is_open] == ["Geld"]


def test_the_same_text_twice_is_no_quarrel(client, assessment, period):
    posted = typed(client, results="Van mij.", people_text="Te weinig.")

    assert [client.post(STORY, posted)["Location"] for _time in range(2)] == [SUBMIT, SUBMIT]
    assert (stored().results, Bottleneck.objects.count()) == ("Van mij.", 1)


def test_a_mistake_does_not_hide_what_a_colleague_saved(client, assessment, begun):
    mine = typed(client, results="Van mij.", fte="veel")
    client.post(STORY, typed(client, results="Van mijn collega."))
    page = client.post(STORY, mine)

    page = client.post(STORY, {**mine, "fte": "1", "seen": page.context["seen"]})
    assert page.context["form"].stored["results"] == "Van mijn collega."


def test_text_from_the_page_before_anybody_began_is_compared_too(client, assessment, earlier):
    mine = typed(client, results="Van mij.")
    client.post(PREPARE, {"confirm": "1", "seen": "3"})

    assert client.post(STORY, mine)["Location"] == SUBMIT
    assert stored().results == "Van mij."


# --- step 3: check and submit


def test_the_summary_shows_the_figures_and_the_story(client, assessment, utrecht, period):
    make_answer(assessment, "1.1", status="implemented", maturity=2)
    make_report(utrecht, make_period(2026, 2, framework=assessment.framework))
    make_answer(assessment, "1.1", maturity=4).add_evidence(name="Beleid", by=None)
    make_answer(assessment, "1.3", status="not_applicable", note="Niet bij ons.")
    client.post(
        STORY,
        typed(client, results="Eerst.\nDan.", fte="0,2", budget="0", money_text="Te weinig."),
    )

    page = client.get(SUBMIT)

    text = main_text(page)
    assert "1 Hoofdstuk 1 1 van 2 1 van 2 4,0 2,0 2 Hoofdstuk 2 0 van 3 0 van 3 – –" in text
    assert "Resultaten Eerst.Dan. Mensen (fte) 0,20 Budget € 0" in text
    assert "Geld Knelpunt: Te weinig. Cijfers delen ja" in text
    assert "Dit is nog open Categorie 1 Hoofdstuk 1 is nog open: bevestig haar." in text
    assert {PREPARE + "#categorie-1", PREPARE + "#categorie-2"} <= set(links_of(page))
    assert "Dien de rapportage in" not in text


def test_submitting_freezes_the_report_and_shows_it(client, cast, complete):
    assert "Dien de rapportage in" in main_text(client.get(SUBMIT))

    answer = client.post(SUBMIT)

    assert answer["Location"] == REPORT
    complete.refresh_from_db()
    assert (complete.state, complete.current.submitted_by) == ("ingediend", cast["contact"])
    assert said(client.get("/privacy/")) == [
        "Uw rapportage is ingediend. De aanspreekpunten van uw regio krijgen een e-mail als bewijs."
    ]


def test_submitting_twice_makes_one_report(client, complete):
    assert [client.post(SUBMIT)["Location"] for _time in range(2)] == [REPORT, REPORT]
    assert (ReportVersion.objects.count(), ReportLine.objects.count()) == (1, 6)


def lacks_confirmation(report):
    Confirmation.objects.filter(number=2).delete()


def lacks_results(report):
    ReportVersion.objects.update(results=" ")


def is_changed_since(report):
    answer = make_answer(report.region.assessments.get(), "1.1")
    answer.change({"status": "planned"}, seen=answer.version, by=None)


@pytest.mark.parametrize(
    ("spoil", "sentence", "address"),
    [
        (
            lacks_confirmation,
            "Categorie 2 Hoofdstuk 2 is nog open: bevestig haar.",
            PREPARE + "#categorie-2",
        ),
        (
            is_changed_since,
            "Categorie 1 Hoofdstuk 1 is gewijzigd na uw bevestiging: bevestig haar.",
            PREPARE + "#categorie-1",
        ),
        (
            lacks_results,
            "Uw resultaten ontbreken nog: schrijf op wat er dit kwartaal is bereikt.",
            STORY + "#id_results",
        ),
    ],
)
def test_an_incomplete_report_is_not_submitted(client, complete, spoil, sentence, address):
    spoil(complete)

    page = client.post(SUBMIT)

    assert page.status_code == 200
    assert (
        f"Uw rapportage is nog niet ingediend Doe eerst dit, en dien haar dan in: {sentence}"
        in (main_text(page))
    )
    assert address in links_of(page)
    assert "<title>Fout:" in page.content.decode()
    complete.refresh_from_db()
    assert (complete.state, ReportLine.objects.count()) == ("concept", 0)


def test_a_report_that_nobody_began_is_not_submitted(client, assessment, earlier):
    page = client.post(SUBMIT)

    assert "Categorie 2 Hoofdstuk 2 is nog open: bevestig haar." in main_text(page)
    assert ProgressReport.objects.count() == 1


def test_a_region_without_an_assessment_submits_nothing(client, utrecht):
    make_period(framework=make_framework())

    page = client.post(SUBMIT)
    assert "Uw regio heeft nog geen zelfevaluatie op deze norm." in main_text(page)
    assert not ProgressReport.objects.exists()


# --- submitted, reopened, closed


@pytest.mark.parametrize("address", PAGES)
def test_a_submitted_report_is_read_elsewhere(client, complete, address):
    complete.submit(by=None)

    assert client.get(address)["Location"] == REPORT


def test_text_posted_to_a_submitted_report_is_not_lost(client, complete):
    posted = typed(client, results="Nog iets.")
    complete.submit(by=None)

    page = client.post(STORY, posted)

    assert page.status_code == 200
    assert "De rapportage over 2026-Q3 is intussen ingediend. Er is niets bewaard." in (
        main_text(page)
    )
    assert page.context["form"]["results"].value() == "Nog iets."
    assert ReportVersion.objects.get().results == "Gedaan."


@pytest.mark.parametrize("address", PAGES)
def test_a_reopened_report_says_why(client, complete, cast, address):
    complete.submit(by=None)
    complete.reopen(reason="Het cijfer van <b>1.1</b> klopt niet.", by=cast["staff"])

    assert "Het cijfer van <b>1.1</b> klopt niet." in main_text(client.get(address))


def test_a_reopened_report_is_submitted_again(client, complete, cast):
    complete.submit(by=None)
    complete.reopen(reason="Zo.", by=cast["staff"])
    client.post(STORY, typed(client, results="Verbeterd."))

    assert client.post(SUBMIT)["Location"] == REPORT
    complete.refresh_from_db()
    assert (complete.state, complete.current.number, complete.current.results) == (
        "ingediend",
        2,
        "Verbeterd.",
    )


CLOSED = "2026-Q3 is al afgesloten. Wat toen is ingediend, staat vast."


@pytest.mark.parametrize("address", PAGES)
def test_a_closed_quarter_says_so_and_offers_no_button(client, complete, cast, address):
    complete.period.close(by=cast["staff"])

    page = client.get(address)
    assert CLOSED in main_text(page)
    assert 'type="submit"' not in main_html(page)


@pytest.mark.parametrize(
    ("address", "posted"),
    [(PREPARE, {"confirm": "1", "seen": "3"}), (STORY, {"results": "Te laat."}), (SUBMIT, {})],
)
def test_a_closed_quarter_takes_nothing_more(client, complete, cast, address, posted):
    Confirmation.objects.filter(number=1).delete()
    complete.period.close(by=cast["staff"])

    page = client.post(address, posted)

    assert (page.status_code, CLOSED in main_text(page)) == (200, True)
    assert (confirmed(), stored().results) == ({2: 3}, "Gedaan.")


def test_a_complete_report_is_not_submitted_after_closing(client, complete, cast):
    complete.period.close(by=cast["staff"])

    page = client.post(SUBMIT)
    assert (page.status_code, CLOSED in main_text(page)) == (200, True)
    complete.refresh_from_db()
    assert complete.state == "concept"


def test_text_posted_to_a_closed_quarter_is_not_lost(client, complete, cast):
    posted = typed(client, results="Te laat.", money_text="Ook te laat.")
    complete.period.close(by=cast["staff"])

    page = client.post(STORY, posted)

    form = page.context["form"]
    assert [form[name].value() for name in ("results", "money_text")] == [
        "Te laat.",
        "Ook te laat.",
    ]


def test_a_closed_quarter_is_not_begun(client, assessment, period, cast):
    period.close(by=cast["staff"])

    client.post(PREPARE, {"confirm": "1", "seen": "3"})
    client.post(STORY, {"results": "Te laat."})
    assert not ProgressReport.objects.exists()


# --- quick, and without script


@pytest.mark.parametrize("categories", [2, 16])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_few_statements_at_any_size(
    client, utrecht, django_assert_max_num_queries, categories, address
):
    assessment = make_assessment(utrecht, categories=categories, controls=7)
    period = make_period(framework=assessment.framework)
    make_report(utrecht, make_period(2026, 2, framework=assessment.framework))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)

    draft = ProgressReport.objects.create(region=utrecht, period=period).draft
    Bottleneck.objects.create(version=draft, theme="money", text="Te weinig.")
    for answer in assessment.answers.select_related("control"):
        make_answer(
            assessment, answer.control.number, status="planned", target_date=date(2026, 7, 1)
        )
        answer.add_evidence(name="Oud", valid_until=date(2020, 1, 1), by=None)
    for category in assessment.framework.categories.all():
        Confirmation.objects.create(version=draft, number=category.number, seen=7)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)


def test_confirming_takes_as_many_statements_at_any_size(client, utrecht):
    counts = []
    for quarter, categories in ((3, 3), (4, 16)):
        assessment = make_assessment(utrecht, categories=categories)
        make_period(2025, quarter, framework=assessment.framework)
        address = f"/rapportages/2025-Q{quarter}/VR09/invullen/"
        client.post(address, {"confirm": "1", "seen": "3"})
        with CaptureQueriesContext(connection) as queries:
            client.post(address, {"confirm": "2", "seen": "3"})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_unchanged_region_reports_with_19_posts_by_plain_forms(client, utrecht):
    assessment = make_assessment(utrecht, categories=16, controls=1)
    for answer in assessment.answers.select_related("control"):
        make_answer(assessment, answer.control.number, status="implemented", maturity=3)
    framework = assessment.framework
    make_report(utrecht, make_period(2026, 2, framework=framework), results="Gedaan.")
    make_period(framework=framework)

    for _category in range(16):
        page = client.get(PREPARE)
        html = main_html(page)
        assert "<script" not in html
        seen = re.findall(r'name="seen" value="(\d+)"', html)[0]
        number = re.findall(r'name="confirm" value="(\d+)">Ongewijzigd', html)[0]
        answer = client.post(PREPARE, {"confirm": number, "seen": seen})
    assert answer["Location"] == STORY
    assert client.post(STORY, typed(client))["Location"] == SUBMIT
    assert client.post(SUBMIT)["Location"] == REPORT

    assert ProgressReport.objects.get(period__quarter=3).current.results == "Gedaan."
