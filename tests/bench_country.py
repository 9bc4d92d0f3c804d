"""How fast the national page is, for `tests.bench`: at two sizes, and against ready data.

The rows are made by the database itself: 2.2 million lines would take Django an hour.
"""

import gc
import statistics
import time

from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from loket.models import Control, Region
from loket.paging import page_of
from reporting.figures import FEWEST_REGIONS, national_figures, standing_for
from reporting.models import Milestone, Period
from reporting.national_views import REGIONS_A_PAGE
from tests.make import make_framework, make_region, make_user

PAGE = "reporting/national.html"
# organisations, quarters: today in five years, and what the issue asks of PostgreSQL
SMALL, LARGE = (26, 20), (500, 40)
CATEGORIES, CONTROLS = 16, 110
REQUESTS = 30
# The page against its bare SQL and drawing; the large country against the small one.
ALLOWED = 2
NEWEST = 2199

REPORTS = """
INSERT INTO reporting_progressreport (region_id, period_id, state)
SELECT r.id, p.id, 'concept' FROM loket_region r, reporting_period p
WHERE r.code LIKE 'B%' AND NOT EXISTS
  (SELECT 1 FROM reporting_progressreport x WHERE x.region_id = r.id AND x.period_id = p.id)
"""
VERSIONS = """
INSERT INTO reporting_reportversion
  (report_id, number, results, shares_figures, offers_help, reason, opened_at)
SELECT r.id, 1, 'Zo gaat het.', true, r.id % 2 = 0, '', CURRENT_TIMESTAMP
FROM reporting_progressreport r WHERE r.current_id IS NULL
"""
TALLIES = """
INSERT INTO reporting_tally (version_id, number, name, total, not_applicable, answered, assessed,
  in_order, demonstrable, maturity_sum, criteria, criteria_met)
SELECT v.id, c.number, c.name, 7, 0, 7, 6, v.id % 7, v.id % 5, 6 + (v.id + c.number) % 20, 1, 0
FROM reporting_reportversion v, loket_category c
WHERE v.submitted_at IS NULL AND c.framework_id = {norm}
UNION ALL
SELECT v.id, NULL, '', 110, 0, 110, 96, v.id % 100, v.id % 80, 96 + v.id % 300, 16, v.id % 16
FROM reporting_reportversion v WHERE v.submitted_at IS NULL
"""
LINES = """
INSERT INTO reporting_reportline
  (tally_id, control_id, status, maturity, note, action_owner, has_evidence)
SELECT t.id, k.id, 'implemented', 3, 'Vastgesteld en in gebruik.', '', false
FROM reporting_reportversion v
JOIN reporting_tally t ON t.version_id = v.id
JOIN loket_category c ON c.framework_id = {norm} AND c.number = t.number
JOIN loket_control k ON k.category_id = c.id
WHERE v.submitted_at IS NULL
"""
BOTTLENECKS = """
INSERT INTO reporting_bottleneck (version_id, theme, text, help_wanted)
SELECT v.id, 'people', 'Te weinig tijd.', '' FROM reporting_reportversion v
WHERE v.submitted_at IS NULL
"""
CURRENT = """
UPDATE reporting_progressreport SET state = 'ingediend', current_id =
  (SELECT v.id FROM reporting_reportversion v WHERE v.report_id = reporting_progressreport.id)
WHERE current_id IS NULL
"""
SUBMITTED = """
UPDATE reporting_reportversion SET submitted_at = CURRENT_TIMESTAMP WHERE submitted_at IS NULL
"""
STEPS = [REPORTS, VERSIONS, TALLIES, LINES, BOTTLENECKS, SUBMITTED, CURRENT]


def measure():
    """Return {size: (seconds for the page, for its SQL, for drawing it)}, medians all."""
    norm = make_norm()
    Milestone.objects.create(name="Alles", measure="controls", due_on="2199-12-31")
    staff = make_user(is_staff=True)
    sizes = [SMALL, LARGE] if connection.vendor == "postgresql" else [SMALL]
    figures = {}
    for size in sizes:
        grow(norm, *size)
        figures[size] = measure_page(staff)
    return figures


def make_norm():
    framework = make_framework(categories=CATEGORIES, controls=CONTROLS // CATEGORIES)
    last = framework.categories.last()
    for number in range(CONTROLS % CATEGORIES):
        Control.objects.create(category=last, number=f"99.{number}", title="Meer")
    return framework


def grow(norm, regions, quarters):
    """Make the country as large as asked; what is there already stays."""
    have = Period.objects.filter(framework=norm).count()
    for step in range(have, quarters):
        Period.objects.create(
            year=NEWEST - step // 4, quarter=4 - step % 4, framework=norm, opens_on="2000-01-01"
        )
    have = Region.objects.filter(code__startswith="B").count()
    for number in range(have, regions):
        make_region(code=f"B{number:03}", organisation=f"Veiligheidsregio {number:03}")
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:  # asked row by row, two million times
            cursor.execute("ALTER TABLE reporting_reportline DISABLE TRIGGER USER")
        for statement in STEPS:
            cursor.execute(statement.format(norm=norm.pk))
        if is_postgresql:
            cursor.execute("ALTER TABLE reporting_reportline ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE" if is_postgresql else "ANALYZE")


def measure_page(staff):
    """Return the medians of the page, of its bare SQL, and of drawing it from ready data."""
    client = Client()
    client.force_login(staff)
    period = Period.objects.select_related("framework").get(year=NEWEST, quarter=4)
    address = f"/rapportages/{period}/"
    request = RequestFactory().get("/")
    request.user, request.session = staff, client.session
    regions = standing_for(period, staff)
    page, notice = page_of(request, regions, REGIONS_A_PAGE)
    ready = {
        "figures": national_figures(period, staff, regions, page.object_list),
        "period": period,
        "page": page,
        "notice": notice,
        "fewest": FEWEST_REGIONS,
    }
    statements = statements_of(client, address)
    forget_the_rest()
    pages, queries, drawings = [], [], []
    for _ in range(REQUESTS):
        pages.append(time_of(lambda: client.get(address)))
        queries.append(time_of(lambda: run(statements)))
        drawings.append(time_of(lambda: render_to_string(PAGE, ready, request)))
    return tuple(map(statistics.median, (pages, queries, drawings)))


def statements_of(client, address):
    """Return the SELECT statements of a page, as (SQL, parameters)."""
    found = []

    def listen(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        assert client.get(address).status_code == 200, address
    return found


def run(statements):
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


def forget_the_rest():
    """Let the garbage collector pass over what is there: it is the bench's, not the page's."""
    gc.collect()
    gc.freeze()


def time_of(act):
    """Return how long something takes, in seconds."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def told(figures):
    """Print the figures; return a sentence for each that is more than the issue allows."""
    wrong = []
    for (regions, quarters), (page, sql, drawing) in figures.items():
        ratio = page / (sql + drawing)
        name = f"country of {regions} × {quarters}, page, SQL, drawing"
        times = " ".join(f"{seconds * 1000:7.1f}" for seconds in (page, sql, drawing))
        print(f"  {name:42} {times}   ratio {ratio:.2f}")
        if ratio > ALLOWED:
            wrong.append(f"the national page takes more than {ALLOWED} times its SQL and drawing")
    if LARGE in figures:
        ratio = figures[LARGE][0] / figures[SMALL][0]
        print(f"  country of {LARGE} against {SMALL}   ratio {ratio:.2f}")
        if ratio > ALLOWED:
            wrong.append(f"the large country takes more than {ALLOWED} times as long")
    return wrong
