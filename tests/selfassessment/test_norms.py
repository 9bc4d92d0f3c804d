"""The whole room on the norms as they are: 110 controls in 16 categories, and the 93 of BIO2.

No number in the code may know how many there are.
"""

import csv
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from loket.models import Category, Control, Framework, Region
from selfassessment.models import Assessment
from selfassessment.scale import Status
from tests.content import run_once
from tests.make import make_user
from tests.read import main_html, main_text
from tests.selfassessment.test_speed import PAGE_BYTES, PAGE_QUERIES, asked

BIO2 = settings.FIXTURE_DIRS[0] / "bio2.csv"


@pytest.fixture(params=["110 controls", "93 controls"])
def norm(request, db):
    """The framework the desk works on today, or the next one."""
    run_once("load_content")
    if request.param == "110 controls":
        return Framework.objects.get()
    call_command("import_framework", BIO2, name="BIO2", stdout=StringIO())
    return Framework.objects.get(name="BIO2")


@pytest.fixture
def client(client, norm):
    client.force_login(make_user(contact_of=[Region.objects.get(code="VR09")]))
    return client


@pytest.fixture
def page(client, norm):
    """The address of Utrecht's assessment on this norm, begun by its contact."""
    data = {"region": "VR09", "framework": norm.pk}
    return client.post("/zelfevaluatie/beginnen/", data).headers["Location"]


def sizes(norm):
    """How many controls each category has, by its number."""
    return {
        category.number: Control.objects.filter(category=category).count()
        for category in Category.objects.filter(framework=norm)
    }


def test_every_page_counts_what_the_norm_holds(client, page, norm):
    total = sum(sizes(norm).values())

    assert f"Ingevuld 0 van {total}" in main_text(client.get(page))
    assert f"{total} controls" in main_text(client.get(f"{page}controls/"))
    for number, size in sizes(norm).items():
        form = main_html(client.get(f"{page}{number}/"))
        assert len(re.findall(r'class="control"', form)) == size
    rows = list(csv.reader(StringIO(client.get(f"{page}zelfevaluatie.csv").text), delimiter=";"))
    assert len(rows) == total + 1


def test_the_form_of_the_largest_category_is_light(client, page, norm):
    counts = sizes(norm)
    largest = max(counts, key=counts.get)

    assert asked(client, f"{page}{largest}/") <= PAGE_QUERIES
    assert len(client.get(f"{page}{largest}/").content) <= PAGE_BYTES


def test_each_category_is_filled_in_and_the_overview_follows(client, page, norm, fill):
    for number in sizes(norm):
        fill(client, f"{page}{number}/alles/", status="implemented", maturity="3")

    total = sum(sizes(norm).values())
    text = main_text(client.get(page))
    assert f"Ingevuld {total} van {total}" in text
    assert f"Op orde 100% {total} van {total}" in text
    assert f"Volwassenheid 3,0 gemiddeld over {total} controls" in text
    assert client.get(f"{page}volgende/").headers["Location"] in (page, "/zelfevaluatie/VR09/")
    versions = Assessment.objects.get().answers.values_list("status", "version")
    assert set(versions) == {(Status.IMPLEMENTED, 2)}


@pytest.mark.parametrize("name", ["zelfevaluatie.csv", "zelfevaluatie.xlsx"])
def test_a_download_comes_back_without_a_change(client, page, norm, name):
    file = SimpleUploadedFile(name, client.get(f"{page}{name}").content)

    upload = client.post(f"{page}inlezen/", {"file": file})

    assert "Er verandert niets" in main_text(upload)
