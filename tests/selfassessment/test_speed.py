"""What a page asks of the database and weighs, at two sizes of the norm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import make_answer, make_assessment, make_framework, make_tool

PAGE_QUERIES, SAVE_QUERIES = 10, 6
PAGE_BYTES = 120_000


def make_full(region, controls):
    """An assessment in which every control of the first category is filled in, with help."""
    assessment = make_assessment(region, make_framework(categories=3, controls=controls))
    for answer in assessment.answers.filter(control__category__number=1):
        make_answer(assessment, answer.control.number, note="Zo werkt het bij ons. " * 10)
        answer.add_evidence(name="Vastgesteld beleid", link="https://intranet.example/", by=None)
        make_tool().controls.add(answer.control)
    return assessment


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "place",
    ["", "VR09/", "VR09/1/", "VR09/1/alles/", "VR09/controls/", "VR09/collegas/", "VR09/ambitie/"],
)
def test_a_page_asks_the_same_of_any_norm(client_of, utrecht, place):
    client = client_of("contact")
    counts = []
    for position, controls in enumerate((3, 30)):
        assessment = make_full(utrecht, controls)
        assessment.framework.position = position
        assessment.framework.save()
        counts.append(asked(client, f"/zelfevaluatie/{place}"))

    assert counts[0] == counts[1] <= PAGE_QUERIES


def test_the_history_asks_the_same_however_long_it_is(client_of, cast, assessment, form_of):
    client = client_of("contact")
    few = asked(client, "/zelfevaluatie/VR09/1/1.1/")
    for note in range(20):
        data = form_of(assessment, 1, {"1.1": {"note": f"Versie {note}"}})
        client.post("/zelfevaluatie/VR09/1/", data)

    assert asked(client, "/zelfevaluatie/VR09/1/1.1/") == few <= PAGE_QUERIES


@pytest.mark.parametrize("controls", [14, 37])
def test_the_form_of_the_largest_category_is_small(client_of, utrecht, controls):
    make_full(utrecht, controls)

    page = client_of("contact").get("/zelfevaluatie/VR09/1/")

    assert page.content.count(b'class="control"') == controls
    assert len(page.content) <= PAGE_BYTES


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_saving_one_control_asks_little(client_of, assessment, form_of, headers):
    client = client_of("contact")
    data = form_of(assessment, 1, {"1.2": {"status": "planned", "maturity": "3"}})

    with CaptureQueriesContext(connection) as queries:
        client.post("/zelfevaluatie/VR09/1/", data, headers=headers)

    assert len(queries) <= SAVE_QUERIES
    assert assessment.answers.get(control__number="1.2").version == 2
