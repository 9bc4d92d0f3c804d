"""The national figures: what is counted, for whom, and that every form of them agrees."""

import csv
import io
import json
import re
from datetime import date
from xml.etree import ElementTree

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from reporting.figures import SPREAD, national_figures
from reporting.models import Bottleneck, Milestone, Period, ProgressReport, Token
from reporting.open_figures import DESCRIPTION
from tests.make import make_period, make_region, make_report, make_user

SIX = {"VR31": 1, "VR32": 2, "VR33": 2, "VR34": 3, "VR35": 4, "VR36": 5}


@pytest.fixture
def period(norm):
    return make_period(framework=norm)


@pytest.fixture
def staff(db):
    return make_user("programma@loket.example", is_staff=True)


@pytest.fixture
def contact(db):
    """A contact of a region that has not submitted."""
    return make_user(contact_of=[make_region(code="VR39")])


def test_six_regions_add_up(period, staff, country):
    country(period, SIX)
    make_region(code="VR38")

    figures = national_figures(period, staff)
    assert (figures.regions, figures.submitted) == (7, 6)
    assert figures.total.regions == 6
    assert figures.total.score.in_order_share == 0.5
    assert figures.total.maturity == pytest.approx(17 / 6)
    first, second = figures.chapters
    assert (first.number, first.name) == (1, "Hoofdstuk 1")
    assert first.spread == (0, 1, 2, 1, 2)
    assert second.spread == (6, 0, 0, 0, 0)
    assert (second.total.maturity, second.total.score.in_order_share) == (None, 0)
    # the criterion of the first category is met by three of the six, the second by none
    assert (figures.total.criteria, figures.total.criteria_met) == (12, 3)


def test_a_region_that_has_not_submitted_is_named_and_not_counted(period, staff, country):
    country(period, SIX)
    late = make_region(code="VR38", organisation="Regio Laat")
    ProgressReport.objects.create(region=late, period=period)

    figures = national_figures(period, staff)
    row = figures.rows[-1]
    assert (row.name, row.state, row.score, row.scores) == ("Regio Laat", "concept", None, {})
    assert figures.total.regions == 6


def test_four_regions_add_up_to_nothing(period, staff, country):
    country(period, {code: SIX[code] for code in list(SIX)[:4]})
    Bottleneck.counts(period, staff)

    figures = national_figures(period, staff)
    assert (figures.total, figures.chapters, figures.themes, figures.matches) == (None, [], [], [])
    assert [quarter.total for quarter in figures.quarters] == [None]


def test_a_level_that_fewer_than_five_regions_gave_is_not_shown(period, staff, country, norm):
    country(period, {code: SIX[code] for code in list(SIX)[:4]})
    make_report(make_region(code="VR37"), period)
    make_report(make_region(code="VR38"), period)

    [first, _second] = national_figures(period, staff).chapters
    assert (first.total.regions, first.total.maturity) == (6, None)
    assert first.spread == (2, 1, 2, 1, 0)


def test_a_contact_sees_and_counts_only_what_regions_share(period, contact, country):
    country(period, SIX)
    country(period, {"VR40": 5}, shares_figures=False)

    figures = national_figures(period, contact)
    assert (figures.submitted, figures.total.regions, figures.is_whole) == (7, 6, False)
    hidden = next(row for row in figures.rows if row.code == "VR40")
    assert (hidden.state, hidden.score, hidden.scores) == ("ingediend", None, {})
    assert figures.chapters[0].spread == (0, 1, 2, 1, 2)


def test_every_figure_of_a_contact_is_over_rows_that_contact_sees(period, contact, country):
    """So nothing is left to find out by subtracting."""
    country(period, SIX)
    country(period, {"VR40": 5, "VR41": 1}, shares_figures=False)

    figures = national_figures(period, contact)
    seen = [row.score for row in figures.rows if row.score]
    assert figures.total.score == sum(seen[1:], start=seen[0])
    assert figures.total.regions == len(seen)


def test_the_trend_has_each_quarter_until_this_one(norm, staff, country):
    earlier, now, later = (make_period(2026, n, framework=norm) for n in (1, 2, 3))
    country(earlier, {"VR50": 5})
    country(now, SIX)
    country(later, {f"VR5{n}": 5 for n in range(1, 6)})

    quarters = national_figures(now, staff).quarters
    assert [(q.label, q.total and q.total.regions) for q in quarters] == [
        (str(earlier), None),
        (str(now), 6),
    ]


def test_themes_are_counted_per_region(period, staff, contact, country):
    country(period, SIX)
    for code, shares in (("VR51", True), ("VR52", False)):
        report = ProgressReport.objects.create(region=make_region(code=code), period=period)
        draft = report.draft
        draft.shares_figures = shares
        draft.save()
        Bottleneck.objects.create(version=draft, theme="money", text="Te weinig.")
        Bottleneck.objects.create(version=draft, theme="people", help_wanted="Wie helpt?")
        report.submit(by=None)

    def counted(user):
        themes = national_figures(period, user).themes
        return {t.key: (t.named, t.asked) for t in themes if t.named or t.asked}

    assert counted(staff) == {"money": (2, 0), "people": (0, 2)}
    # before it is closed, a count that rises tells what the newest region wrote
    assert counted(contact) == {}
    period.close(by=staff)
    assert counted(contact) == {"money": (1, 0), "people": (0, 1)}


def test_contacts_learn_that_others_submitted_and_no_more(period, staff, contact, country):
    reports = country(period, SIX)
    reports["VR31"].reopen(reason="Zo.", by=staff)
    ProgressReport.objects.create(region=make_region(code="VR38"), period=period)

    def states(user):
        return [row.state for row in national_figures(period, user).rows]

    assert states(staff) == ["heropend", *["ingediend"] * 5, "concept", ""]
    assert states(contact) == [*["ingediend"] * 6, "", ""]


def test_a_quarter_with_few_reports_still_shows_the_trend(norm, staff, country):
    country(make_period(2026, 2, framework=norm), SIX)
    now = make_period(framework=norm)
    country(now, {"VR51": 3})

    page = client_for(staff).get(f"/rapportages/{now}/").content.decode()
    assert 'id="share-chart-title"' in page
    assert 'id="spread-chart-title"' not in page


def test_who_is_far_and_wants_to_help_is_named_where_others_are_stuck(period, staff, country):
    country(period, {"VR31": 1, "VR32": 1, "VR33": 3, "VR34": 3})
    country(period, {"VR35": 4}, offers_help=True)
    country(period, {"VR36": 5})

    [match] = national_figures(period, staff).matches
    assert (match.chapter.number, match.stuck, match.helpers) == (1, 2, ["Regio VR35"])


def test_a_reopened_report_still_counts_as_it_was(period, staff, country):
    reports = country(period, SIX)
    reports["VR31"].reopen(reason="Zo.", by=staff)

    assert national_figures(period, staff).total.regions == 6


@pytest.fixture
def everything(norm, staff, country):
    """A quarter with something in every figure."""
    country(make_period(2026, 2, framework=norm), {f"VR6{n}": 2 for n in range(5)})
    period = make_period(framework=norm)
    reports = country(period, SIX)
    Milestone.objects.create(name="Alles", measure="controls", due_on=date(2027, 12, 31))
    reports["VR35"].reopen(reason="Zo.", by=staff)
    draft = reports["VR35"].draft
    draft.offers_help = True
    draft.save()
    Bottleneck.objects.create(version=draft, theme="money", text="=1+1", help_wanted="Raad.")
    reports["VR35"].submit(by=None)
    return period


def client_for(user):
    client = Client()
    client.force_login(user)
    return client


def percent(share):
    return "–" if share is None else f"{share * 100:.0f}%"


def decimal(level):
    return "–" if level is None else f"{level:.1f}".replace(".", ",")


def test_page_drawing_csv_xlsx_and_json_agree_on_every_figure(everything, staff):
    """Each is read back, and compared with the JSON."""
    client = client_for(staff)
    page = client.get(f"/rapportages/{everything}/").content.decode()
    data = client.get(f"/rapportages/{everything}/voortgang.json").json()
    lines = client.get(f"/rapportages/{everything}/voortgang.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/rapportages/{everything}/voortgang.xlsx").content)
    )

    def cells(title):
        return [[cell.value for cell in row] for row in book[title].iter_rows(min_row=2)]

    def table(name):
        section = page[page.index(f'<h2 id="{name}"') :]
        body = section[section.index("<tbody>") : section.index("</tbody>")]
        return [
            [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
            for row in body.split("</tr>")[:-1]
        ]

    assert table("spread") == [
        [
            f"{c['number']} {c['name']}",
            percent(c["total"]["in_order_share"]),
            percent(c["total"]["demonstrable_share"]),
            decimal(c["total"]["maturity"]),
            *(str(c["spread"][label]) for label in SPREAD),
        ]
        for c in data["categories"]
    ]
    assert [row[1:5] + row[6:] for row in cells("Landelijk")[1:]] == [
        [
            c["total"]["regions"],
            near(c["total"]["in_order_share"]),
            near(c["total"]["demonstrable_share"]),
            near(c["total"]["maturity"]),
            *(c["spread"][label] for label in SPREAD),
        ]
        for c in data["categories"]
    ]
    assert [
        (row["wie"], row["categorie"], row["op orde"], row["niveau"])
        for row in rows
        if row["wie"] != "Landelijk" and row["categorie"] != "alle"
    ] == [
        (r["code"], number, str(s["in_order"]), comma(s["maturity"]))
        for r in data["region_figures"]
        for number, s in r["categories"].items()
    ]
    assert [
        (row["categorie"], row["regio’s"], row["op orde (deel)"], row["niveau"])
        for row in rows
        if row["wie"] == "Landelijk"
    ] == [("alle", *whole(data["total"]))] + [
        (str(c["number"]), *whole(c["total"])) for c in data["categories"]
    ]
    assert table("trend") == [
        [
            q["quarter"],
            str(q["total"]["regions"]),
            percent(q["total"]["in_order_share"]),
            percent(q["total"]["demonstrable_share"]),
            decimal(q["total"]["maturity"]),
        ]
        for q in data["trend"]
    ]
    assert [row[:5] for row in cells("Verloop")] == [
        [
            q["quarter"],
            q["total"]["regions"],
            near(q["total"]["in_order_share"]),
            near(q["total"]["demonstrable_share"]),
            near(q["total"]["maturity"]),
        ]
        for q in data["trend"]
    ]
    assert [row[5:] for row in cells("Regio’s") if row[1] == "Ingediend"] == [
        [r["categories"][number]["maturity"] for number in ("1", "2")]
        for r in data["region_figures"]
        if r["state"] == "ingediend"
    ]
    assert [row[2:] for row in table("regions") if row[1] == "ingediend"] == [
        [decimal(r["categories"][number]["maturity"]) for number in ("1", "2")]
        for r in data["region_figures"]
        if r["state"] == "ingediend"
    ]
    assert drawn_counts(page) == [
        [count for label in SPREAD if (count := c["spread"][label])] for c in data["categories"]
    ]
    assert drawn_shares(page) == [
        [pytest.approx(q["total"]["in_order_share"], abs=0.01) for q in data["trend"]],
        [pytest.approx(q["total"]["demonstrable_share"], abs=0.01) for q in data["trend"]],
    ]
    assert sorted(table("themes")) == sorted(
        [t["theme"], str(t["bottlenecks"]), str(t["requests"])] for t in data["themes"]
    )
    assert cells("Knelpunten") == [
        [t["theme"], t["bottlenecks"], t["requests"]] for t in data["themes"]
    ]


def near(value):
    """A figure as it comes back from a file with 15 digits."""
    return None if value is None else pytest.approx(value, rel=1e-12)


def comma(value):
    return "" if value is None else f"{value:.4f}".replace(".", ",")


def whole(total):
    return str(total["regions"]), comma(total["in_order_share"]), comma(total["maturity"])


SVG = "{http://www.w3.org/2000/svg}"


def drawing(page, name):
    """Return the drawing whose title has this id, as a tree."""
    start = page.rindex("<svg", 0, page.index(f'<title id="{name}-title"'))
    # our own page
    return ElementTree.fromstring(page[start : page.index("</svg>", start) + 6])  # noqa: S314


def drawn_counts(page):
    """Return the counts per bar that the widths of the pieces stand for, of six regions."""
    bars = {}
    for piece in drawing(page, "spread-chart").iter(f"{SVG}rect"):
        bars.setdefault(float(piece.get("y")), []).append(float(piece.get("width")))
    return [[round(width / sum(widths) * 6) for width in widths] for widths in bars.values()]


def drawn_shares(page):
    """Return per series the shares (0–1) that the heights of its dots stand for."""
    tree = drawing(page, "share-chart")
    grid = [
        float(path.get("d").split()[1].partition("H")[0])
        for path in tree.iter(f"{SVG}path")
        if path.get("class") == "chart-grid"
    ]
    nought, all_of_it = max(grid), min(grid)
    heights = [
        [float(dot.get("cy")) for dot in tree.iter(f"{SVG}circle")],
        [
            float(path.get("d").split()[1].partition("m")[0])
            for path in tree.iter(f"{SVG}path")
            if path.get("class") is None
        ],
    ]
    return [[(nought - y) / (nought - all_of_it) for y in series] for series in heights]


def test_no_cell_of_an_export_is_a_formula(everything, staff):
    make_region(code="VR99", organisation='=HYPERLINK("http://evil.example")')
    client = client_for(staff)
    lines = client.get(f"/rapportages/{everything}/voortgang.csv").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/rapportages/{everything}/voortgang.xlsx").content)
    )

    assert "'=HYPERLINK" in lines
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert "f" not in kinds


def test_an_export_says_what_it_is(everything, contact):
    client = client_for(contact)
    response = client.get(f"/rapportages/{everything}/voortgang.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))

    first = book.worksheets[0]
    told = {row[0].value: row[1].value for row in first.iter_rows(min_row=2, max_col=2)}
    assert told["Classificatie"] == "TLP:AMBER"
    assert told["Bereik"].startswith("De regio’s die hun cijfers")
    assert re.fullmatch(r"\d\d-\d\d-\d{4}", told["Gemaakt op"])
    assert 'filename="voortgang-2026-Q3.xlsx"' in response.headers["Content-Disposition"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_what_one_region_wrote_is_in_no_export_and_on_no_page_of_another(
    everything, staff, contact
):
    """`Raad.` is what VR35 asks help with."""
    for name in ("", "voortgang.csv", "voortgang.xlsx"):
        response = client_for(contact).get(f"/rapportages/{everything}/{name}")
        assert response.status_code == 200
        assert b"Raad." not in response.content
    assert (
        "Raad."
        in client_for(staff)
        .get(f"/rapportages/{everything}/knelpunten/?thema=money")
        .content.decode()
    )


PAGES = ["", "2026-Q3/", "2026-Q3/voortgang.csv", "2026-Q3/voortgang.xlsx"]
STAFF_PAGES = ["2026-Q3/knelpunten/", "2026-Q3/voortgang.json"]


@pytest.mark.parametrize(
    ("name", "pages", "staff_pages"),
    [
        ("outsider", 404, 404),
        ("member", 404, 404),
        ("contact", 200, 404),
        ("other_contact", 200, 404),
        ("staff", 200, 200),
        ("admin", 200, 200),
    ],
)
def test_who_opens_what(everything, cast, client_of, name, pages, staff_pages):
    client = client_of(name)

    assert {client.get(f"/rapportages/{page}").status_code for page in PAGES} == {pages}
    assert {client.get(f"/rapportages/{page}").status_code for page in STAFF_PAGES} == {staff_pages}


@pytest.mark.parametrize("address", ["2026-Q5/", "1999-Q1/", "0000-Q1/", "2026-Q2/x/", "abc/"])
def test_a_quarter_that_is_not_there_is_404(everything, staff, address):
    assert client_for(staff).get(f"/rapportages/{address}").status_code == 404


@pytest.mark.parametrize("query", ["?pagina=0", "?pagina=99999", "?pagina=x", "?pagina=%00"])
def test_a_page_that_is_not_there_is_said_so(everything, staff, query):
    response = client_for(staff).get(f"/rapportages/{everything}/{query}")

    assert response.status_code == 200
    assert response.context["notice"]


def test_a_token_reads_the_figures_and_nothing_else(everything, staff):
    secret = Token.make(name="Dashboard", by=staff)
    headers = {"Authorization": f"Bearer {secret}"}

    response = Client(headers=headers).get(f"/rapportages/{everything}/voortgang.json")
    assert response.json()["total"]["regions"] == 6
    assert "no-store" in response.headers["Cache-Control"]
    page = Client(headers=headers).get(f"/rapportages/{everything}/")
    assert page.status_code == 302


def test_a_token_that_does_not_count_is_refused(everything, staff, contact):
    revoked = Token.make(name="Oud", by=staff)
    Token.objects.get().revoke()
    not_staff = Token.make(name="Nooit", by=contact)

    for secret in ("", "loket_onbekend", revoked, not_staff):
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        response = client.get(f"/rapportages/{everything}/voortgang.json")
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert set(response.json()) == {"detail"}
    assert Client().get(f"/rapportages/{everything}/voortgang.json").status_code == 401


def problems(data):
    """Return where the data is not as our description says."""
    schema = {"$ref": "#/components/schemas/National", "components": DESCRIPTION["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


def test_the_json_is_as_openapi_describes_it(everything, staff):
    client = client_for(staff)
    data = client.get(f"/rapportages/{everything}/voortgang.json").json()

    described = Client().get("/rapportages/openapi.json").json()
    assert described == json.loads(json.dumps(DESCRIPTION))
    path = described["paths"]["/rapportages/{quarter}/voortgang.json"]["get"]
    assert reverse("reporting:national_json", args=["2026-Q3"]).endswith("/2026-Q3/voortgang.json")
    schema = path["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/National"}
    assert problems(data) == []
    assert len(problems(data | {"extra": 1})) == 1
    assert len(problems(data | {"regions": "zes"})) == 1


@pytest.mark.parametrize("who", ["staff", "contact"])
def test_the_pages_ask_no_more_when_there_is_more(
    everything, norm, country, cast, client_of, who, django_assert_max_num_queries
):
    client = client_of(who)
    for page in ["", "2026-Q3/", *(STAFF_PAGES if who == "staff" else [])]:
        with django_assert_max_num_queries(12):
            assert client.get(f"/rapportages/{page}").status_code == 200
    country(Period.objects.get(quarter=3), {f"VR7{n}": 3 for n in range(10)})
    for year in range(2001, 2011):
        country(make_period(year, 1, framework=norm), {f"VR{year}{n}": 3 for n in range(5)})
    for page in ["", "2026-Q3/", *(STAFF_PAGES if who == "staff" else [])]:
        with django_assert_max_num_queries(12):
            assert client.get(f"/rapportages/{page}").status_code == 200
