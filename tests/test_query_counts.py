"""How many questions a page asks the database: the same for 3 rows and for 60, and few."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faq.models import Entry, Topic
from loket.models import Category, Control, Framework, Region, User
from loket.tlp import TLP
from reporting.models import Bottleneck, Period, ProgressReport
from tests.make import (
    make_assessment,
    make_control,
    make_entry,
    make_framework,
    make_period,
    make_region,
    make_report,
    make_tool,
    make_topic,
    make_user,
)
from toolbox.models import Audience, Source, Tool

FEW, MANY = 3, 60
# For a contact, session and account included.
MOST = 8
# For whoever reads or writes a report, whatever the number of regions and quarters.
MOST_FOR_REPORTS = 12
number = count(1)

PAGES = [
    "/",
    "/toolbox/",
    "/toolbox/?q=woord",
    "/toolbox/?q=woord&doelgroep=doelgroep 1&bron=bron 1&control=9.1&tlp=amber&sorteer=naam",
    "/toolbox/?pagina=9",
    "/toolbox/{clear_tool}/",
    "/toolbox/{amber_tool}/",
    "/toolbox/werklijst/",
    "/toolbox/feed/",
    "/faq/",
    "/faq/?q=woord&control=9.1",
    "/faq/{clear_entry}/",
    "/faq/{amber_entry}/",
    "/faq/afdrukken/",
    "/faq/feed/",
    "/zoeken/?q=woord",
    "/sitemap.xml",
]
REPORT = "/rapportages/2026-Q3/VR09/"
REPORT_PAGES = {
    "contact": [
        *["/", "/rapportages/", "/rapportages/2026-Q3/", "/rapportages/herinneringen/"],
        *[f"{REPORT}{page}/" for page in ("versie/1", "vergelijken", "spiegel")],
        *[f"{REPORT}rapportage.{kind}" for kind in ("csv", "xlsx", "pdf")],
        *[REPORT, "/rapportages/2026-Q3/voortgang.csv", "/rapportages/2026-Q3/voortgang.xlsx"],
        *[f"/rapportages/2026-Q4/VR09/{page}/" for page in ("invullen", "verhaal", "indienen")],
    ],
    "staff": [
        *["/", "/rapportages/", "/rapportages/2026-Q3/", "/rapportages/2026-Q3/voortgang.json"],
        *[f"/rapportages/2026-Q3/{page}/" for page in ("stand", "afsluiten", "knelpunten")],
        *[REPORT, f"{REPORT}versie/1/", f"{REPORT}vergelijken/", f"{REPORT}spiegel/"],
        *[f"{REPORT}heropenen/", f"{REPORT}rapportage.xlsx", f"{REPORT}rapportage.pdf"],
        *["/rapportages/openen/", "/rapportages/sleutels/", "/rapportages/openapi.json"],
    ],
}
MODELS = [User, Region, Framework, Category, Control, Audience, Source, Tool, Topic, Entry]


def add(rows, cast, utrecht):
    """Add so many of everything, all of it for Utrecht; return one of each kind."""
    topic, made = make_topic(), {}
    for _ in range(rows):
        n = next(number)
        audience = Audience.objects.create(name=f"doelgroep {n}")
        source, control = Source.objects.create(name=f"bron {n}"), make_control(number=f"9.{n}")
        shared = {"explanation": "woord", "source": source}
        clear = make_tool(**shared)
        amber = make_tool(tlp=TLP.AMBER, **shared)
        amber.open_to(utrecht, by=cast["staff"])
        own = make_tool(tlp=TLP.TBD, owner=utrecht, tlp_note="Openbaar", **shared)
        answer = f"Een woord.\n\nZie [[{clear.code}]].\n\nZie [[{amber.code}]] en [[{own.code}]]."
        tools = [clear, amber, own]
        entries = [
            make_entry(topic=topic, tlp=tlp, question=f"Een woord {n}?", answer=answer)
            for tlp in (TLP.CLEAR, TLP.AMBER)
        ]
        for tool in tools:
            tool.audiences.add(audience)
        for row in tools + entries:
            row.controls.add(control)
        make_user(member_of=[make_region()])
        made = dict(zip(("clear_tool", "amber_tool"), tools, strict=False))
        made |= dict(zip(("clear_entry", "amber_entry"), entries, strict=True))
    return {name: row.pk for name, row in made.items()}


def queries(client, pages):
    """How many queries each page takes, when it is not asked for the first time."""
    counts = {}
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        counts[page] = len(captured)
    return counts


@pytest.mark.parametrize("person", ["visitor", "contact", "staff"])
def test_no_page_asks_more_when_there_is_more(cast, client_of, utrecht, person):
    keys = add(FEW, cast, utrecht)
    client = client_of(person)
    closed = ["amber_", "werklijst"] if person == "visitor" else []
    pages = [page.format(**keys) for page in PAGES if not any(word in page for word in closed)]
    few = queries(client, pages)

    add(MANY - FEW, cast, utrecht)

    assert queries(client, pages) == few
    assert {page: asked for page, asked in few.items() if asked > MOST} == {}


def test_no_list_of_the_admin_asks_more_when_there_is_more(cast, client_of, utrecht):
    keys = add(FEW, cast, utrecht)
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in MODELS
    ]
    tool, entry = keys["amber_tool"], keys["amber_entry"]
    forms = [f"/beheer/toolbox/tool/{tool}/change/", f"/beheer/faq/entry/{entry}/change/"]
    pages = ["/beheer/", *lists, *[f"{page}?q=e" for page in lists], *forms]
    pages += [f"/beheer/toolbox/tool/{tool}/history/", f"/faq/{entry}/geschiedenis/"]
    client = client_of("staff")
    few = queries(client, pages)

    add(MANY - FEW, cast, utrecht)

    assert queries(client, pages) == few


def add_reports(regions, years, utrecht, norm):
    """Let so many regions report on a quarter, and Utrecht on so many years before it as well."""
    last = Period.objects.get(year=2026, quarter=3)
    for _ in range(regions):
        region = make_region()
        make_user(contact_of=[region])
        make_report(region, last)
        version = ProgressReport.begin(region, Period.objects.get(quarter=4)).draft
        Bottleneck.objects.create(version=version, theme="money", text="Te weinig.")
    first = Period.objects.order_by("year").first().year
    for year in range(first - years, first):
        make_report(utrecht, make_period(year, 1, framework=norm))


@pytest.mark.parametrize("person", REPORT_PAGES)
def test_no_page_of_the_reports_asks_more_when_there_is_more(cast, client_of, utrecht, person):
    norm = make_framework()
    make_assessment(utrecht, norm)
    make_report(utrecht, make_period(2026, 3, framework=norm))
    make_period(2026, 4, framework=norm)
    add_reports(6, 1, utrecht, norm)
    client = client_of(person)
    few = queries(client, REPORT_PAGES[person])

    add_reports(30, 10, utrecht, norm)

    assert queries(client, REPORT_PAGES[person]) == few
    assert {page: asked for page, asked in few.items() if asked > MOST_FOR_REPORTS} == {}
