"""How fast the pages are: `python -m tests.bench`, on the database that DATABASE_URL names.

Times are noisy, so every figure is a ratio of medians within one run, of two things measured in
turn so that a slow machine slows both: a page with 20 tools and with 10,000; the form of the
self-assessment and the same form drawn from data that is there already; the country over one
quarter (see `bench_country`).
"""

import os
import statistics
import sys
import time

os.environ.setdefault("SECRET_KEY", "only-for-measuring")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loket.settings")
os.environ.pop("DEBUG", None)

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import setup_databases, teardown_databases

from loket.models import Region
from loket.tlp import TLP
from selfassessment.category_views import category_context
from tests import bench_country
from tests.bench_country import forget_the_rest, time_of
from tests.make import make_answer, make_assessment, make_control, make_region, make_user
from toolbox.models import Audience, Source, Tool, ToolGroupPermission

FEW, MANY = 20, 10_000
# The largest category of today's norm, and of BIO2.
FORM_SIZES = [14, 37]
FORM = "selfassessment/category_form.html"
ROUNDS, REQUESTS, DRAWINGS = 5, 15, 100
ALLOWED = 1.5
# The form of a category, against drawing it: fetching and checking may cost this much.
FORM_ALLOWED = 3
PAGES = {
    "catalogue": "/toolbox/",
    "catalogue, page 2, newest first": "/toolbox/?sorteer=nieuwste&pagina=2",
    "catalogue, one source": "/toolbox/?bron=Bron+3",
    "catalogue, one word": "/toolbox/?q=hulpmiddel",
}
MIX = [TLP.CLEAR] * 13 + [TLP.GREEN] * 3 + [TLP.AMBER] * 3 + [TLP.TBD]


def main():
    """Measure and print; return what is slower than allowed, None when nothing is."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        client = prepare()
        figures = measure(client)
        forms = {size: measure_form(size) for size in FORM_SIZES}
        countries = bench_country.measure()
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{connection.vendor}: median milliseconds with {FEW} and with {MANY} tools")
    for name, (few, many) in figures.items():
        print(f"  {name:34} {few * 1000:7.1f} {many * 1000:7.1f}   ratio {many / few:.2f}")
    for size, (page, drawn) in forms.items():
        name = f"form of {size} controls, page and drawing"
        print(f"  {name:34} {page * 1000:7.1f} {drawn * 1000:7.1f}   ratio {page / drawn:.2f}")
    wrong = bench_country.told(countries)
    few, many = figures["catalogue"]
    if many / few > ALLOWED:
        wrong.append(f"the catalogue takes more than {ALLOWED} times as long")
    if any(page / drawn > FORM_ALLOWED for page, drawn in forms.values()):
        wrong.append(f"a form takes more than {FORM_ALLOWED} times as long as drawing it")
    return "; ".join(wrong) or None


def prepare():
    """Make 26 regions, a contact of the first, and vocabulary; return that contact's client."""
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    regions = [make_region() for _ in range(26)]
    for index in range(10):
        Audience.objects.create(name=f"Doelgroep {index}")
        Source.objects.create(name=f"Bron {index}")
        make_control()
    client = Client()
    client.force_login(make_user(contact_of=regions[:1]))
    return client


def measure(client):
    """Return {page: (median seconds with few tools, the same with many)}, of the middle round.

    The machine is faster one minute than the next; within a round it is about the same.
    """
    rounds = {name: [] for name in PAGES}
    for _ in range(ROUNDS):
        taken = {name: [] for name in PAGES}
        for count in (FEW, MANY):
            fill(count)
            for name, address in PAGES.items():
                taken[name].append(statistics.median(times(client, address)))
        for name, pair in taken.items():
            rounds[name].append(pair)
    return {
        name: sorted(pairs, key=lambda pair: pair[1] / pair[0])[ROUNDS // 2]
        for name, pairs in rounds.items()
    }


def fill(count):
    """Leave exactly `count` tools: a mix of classes and owners, a fifth of them confidential."""
    Tool.objects.all().delete()
    regions = list(Region.objects.select_related("contact_group"))
    sources = list(Source.objects.all())
    tools = Tool.objects.bulk_create(
        Tool(
            name=f"Hulpmiddel {index:05}",
            explanation="Een toelichting zo lang als die van een gewoon hulpmiddel in de toolbox.",
            tlp=MIX[index % len(MIX)],
            owner=regions[index % 26] if index % 7 == 0 else None,
            source=sources[index % len(sources)],
            is_published=True,
        )
        for index in range(count)
    )
    give(Tool.audiences.through, "audience", tools, Audience)
    give(Tool.controls.through, "control", tools, Tool.controls.rel.model)
    permission = Permission.objects.get(codename="view_tool")
    ToolGroupPermission.objects.bulk_create(
        ToolGroupPermission(
            permission=permission, group=regions[index % 26].contact_group, content_object=tool
        )
        for index, tool in enumerate(tools)
        if tool.tlp in (TLP.AMBER, TLP.TBD)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def give(through, name, tools, model):
    """Give every tool two of the rows of `model`."""
    keys = list(model.objects.values_list("pk", flat=True))
    through.objects.bulk_create(
        through(tool_id=tool.pk, **{f"{name}_id": keys[(index + step) % len(keys)]})
        for index, tool in enumerate(tools)
        for step in range(2)
    )


def measure_form(size):
    """Return (seconds for the page, seconds for drawing it from ready data), medians both."""
    region = make_region()
    assessment = make_assessment(region, categories=1, controls=size)
    contact = make_user(contact_of=[region])
    tools = list(Tool.objects.all()[:3])
    for answer in assessment.answers.all():
        make_answer(assessment, answer.control.number, note="Zo werkt het bij ons. " * 10)
        answer.add_evidence(name="Vastgesteld beleid", link="https://intranet.example/", by=None)
        answer.control.tools.set(tools)
    client = Client()
    client.force_login(contact)
    request = RequestFactory().get("/")
    request.user, request.session = contact, client.session
    assessment.key = region.code
    ready = category_context(request, assessment, 1, {})
    address = f"/zelfevaluatie/{region.code}/1/"
    client.get(address)
    forget_the_rest()
    pages, drawings = [], []
    for _ in range(DRAWINGS):
        pages.append(time_of(lambda: client.get(address)))
        drawings.append(time_of(lambda: render_to_string(FORM, ready, request)))
    return statistics.median(pages), statistics.median(drawings)


def times(client, address):
    """Ask for a page a number of times; return how long each answer took, in seconds."""
    client.get(address)
    forget_the_rest()
    taken = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        response = client.get(address)
        taken.append(time.perf_counter() - start)
        assert response.status_code == 200, address
    return taken


if __name__ == "__main__":
    sys.exit(main())
