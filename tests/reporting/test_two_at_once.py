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


@pytest.fixture
def met(tmp_path):
    """What came of each meeting, in a portal with a database of its own."""
    with own_database(tmp_path) as environment:
        environment |= {"EMAIL_URL": "memorymail://"}
        inside("tests.submitting", "migrate", environment)
        yield inside("tests.submitting", "meet", environment)


def test_who_meet_leave_one_whole_report_or_none(met):
    # one report, and one receipt for each contact
    assert met["submit twice"] == [[["done", "done"], WHOLE, True]] * ROUNDS
    # a double click is one click
    assert met["click twice"] == [[[302, 302], WHOLE, True]] * ROUNDS

    # who submits while it is closed is in time, or refused in words
    assert len(met["submit and close"]) == ROUNDS
    for submitted, closed, found, is_closed in met["submit and close"]:
        assert (closed, is_closed) == ("done", True)
        assert (submitted == "done", found) in [(True, WHOLE), (False, NONE)]
        assert submitted == "done" or "is al afgesloten" in submitted

    # who closes waits for who is submitting
    assert met["submit first"] == [["done", "done", WHOLE, True]]
    # and who submits for who is closing
    [[submitted, closed, found, is_closed]] = met["close first"]
    assert submitted.endswith("is al afgesloten. Wat toen is ingediend, staat vast.")
    assert (closed, found, is_closed) == ("done", NONE, True)
