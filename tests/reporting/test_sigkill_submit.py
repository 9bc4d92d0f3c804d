"""Killing the process that submits, after each of its steps: none or one report, never half."""

import pytest

from tests.own_database import inside, own_database
from tests.reporting.test_two_at_once import NONE, WHOLE

pytestmark = pytest.mark.own_database


@pytest.fixture
def environment(tmp_path):
    with own_database(tmp_path) as environment:
        yield environment | {"EMAIL_URL": "memorymail://"}


def test_a_submission_that_is_killed_leaves_none_or_one_and_the_next_makes_it_one(environment):
    inside("tests.submitting", "migrate", environment)

    *killed, whole = inside("tests.submitting", "die_at_every_step", environment)

    assert whole == [False, WHOLE, WHOLE]
    assert {was_killed for was_killed, _left, _after in killed} == {True}
    assert [after for _was_killed, _left, after in killed] == [WHOLE] * len(killed)
    left = [found for _was_killed, found, _after in killed]
    # whole from the moment of the commit, and not before
    first = left.index(WHOLE)
    assert left == [NONE] * first + [WHOLE] * (len(left) - first)
    # also killed between the first line that is written and the last thing before the commit
    assert first > 10
