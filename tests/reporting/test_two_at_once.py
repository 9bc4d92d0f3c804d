"""Two people at the same moment: one report, and never half of one, on every database.

Real threads with connections of their own, which meet inside their transactions if the locks let
them.
"""

import pytest

from tests.own_database import inside, own_database
from tests.submitting import ROUNDS

pytestmark = pytest.mark.own_database

WHOLE = {
    "state": "ingediend",
    "counts": 1,
    "submitted": [1],
    "tallies": 3,
    "lines": 6,
    "marked": 6,
}
NONE = {"state": "concept", "counts": None, "submitted": [], "tallies": 0, "lines": 0, "marked": 0}


@pytest.fixture(scope="module")
def met(tmp_path_factory):
    """What came of each meeting, in a portal with a database of its own."""
    with own_database(tmp_path_factory.mktemp("database")) as environment:
        environment |= {"EMAIL_URL": "memorymail://"}
        inside("tests.submitting", "migrate", environment)
        yield inside("tests.submitting", "meet", environment)


def test_who_submit_at_once_make_one_report_with_one_receipt_for_each_contact(met):
    assert met["submit twice"] == [[["done", "done"], WHOLE, True]] * ROUNDS


def test_a_double_click_is_one_click(met):
    assert met["click twice"] == [[[302, 302], WHOLE, True]] * ROUNDS


def test_who_submits_while_it_is_closed_is_in_time_or_refused_in_words(met):
    rounds = met["submit and close"]

    assert len(rounds) == ROUNDS
    for submitted, closed, found, is_closed in rounds:
        assert (closed, is_closed) == ("done", True)
        assert (submitted == "done", found) in [(True, WHOLE), (False, NONE)]
        assert submitted == "done" or "is al afgesloten" in submitted


def test_closing_waits_for_who_is_submitting(met):
    assert met["submit first"] == [["done", "done", WHOLE, True]]


def test_submitting_waits_for_who_is_closing_and_is_refused_in_words(met):
    [[submitted, closed, found, is_closed]] = met["close first"]

    assert submitted.endswith("is al afgesloten. Wat toen is ingediend, staat vast.")
    assert (closed, found, is_closed) == ("done", NONE, True)
