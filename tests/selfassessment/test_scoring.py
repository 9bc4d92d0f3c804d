"""The laws that hold for the figures of any answers whatever."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfassessment.scale import Maturity, Status
from selfassessment.scoring import Score, is_open, is_overdue, score_of

levels = st.none() | st.sampled_from(Maturity).map(int)
answers = st.tuples(st.sampled_from(Status), levels, st.booleans())
many = st.lists(answers, max_size=40)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def total(rows):
    return sum((score_of(*row) for row in rows), start=Score())


@given(many)
def test_counts_are_nested(rows):
    score = total(rows)

    assert score.total == len(rows)
    assert 0 <= score.demonstrable <= score.in_order <= score.answered <= score.applicable
    assert score.assessed <= score.answered
    assert score.applicable + score.not_applicable == score.total


@given(many)
def test_every_share_lies_between_nought_and_one_or_is_unknown(rows):
    score = total(rows)
    shares = [score.in_order_share, score.demonstrable_share]

    if score.applicable:
        assert all(0 <= share <= 1 for share in shares)
    else:
        assert shares == [None, None]


@given(many)
def test_the_mean_is_over_assessed_controls_that_apply(rows):
    counted = [m for status, m, _ in rows if m is not None and status != Status.NOT_APPLICABLE]

    maturity = total(rows).maturity
    assert maturity == (pytest.approx(sum(counted) / len(counted)) if counted else None)
    assert maturity is None or min(counted) <= maturity <= max(counted)


@given(many, levels, st.booleans())
def test_a_control_that_does_not_apply_moves_no_share_and_no_mean(rows, level, has_evidence):
    without = total(rows)
    with_it = without + score_of(Status.NOT_APPLICABLE, level, has_evidence)

    assert with_it.total == without.total + 1
    assert with_it.in_order_share == without.in_order_share
    assert with_it.demonstrable_share == without.demonstrable_share
    assert with_it.maturity == without.maturity


@given(many, many)
def test_the_whole_is_the_sum_of_its_parts_in_any_order(some, others):
    assert total(some + others) == total(others) + total(some)


@given(many, st.integers(0, 39))
def test_finishing_a_control_never_lowers_what_is_in_order(rows, index):
    if index >= len(rows) or rows[index][0] == Status.NOT_APPLICABLE:
        return
    done = [*rows[:index], (Status.IMPLEMENTED, *rows[index][1:]), *rows[index + 1 :]]

    assert total(done).in_order >= total(rows).in_order
    assert total(done).in_order_share >= total(rows).in_order_share


@given(many)
def test_evidence_counts_only_under_what_is_in_place(rows):
    proven = [row for row in rows if row[0] == Status.IMPLEMENTED and row[2]]

    assert total(rows).demonstrable == len(proven)


@given(st.sampled_from(Status), levels)
def test_open_means_that_nothing_was_filled_in(status, level):
    assert is_open(status, level) == (status == Status.NOT_STARTED and level is None)


@given(st.sampled_from(Status), days, days)
def test_only_unfinished_controls_are_ever_overdue(status, target, today):
    late = is_overdue(status, target, today)

    assert late == (target < today and status not in (Status.IMPLEMENTED, Status.NOT_APPLICABLE))
    assert not is_overdue(status, None, today)
    assert not is_overdue(status, today, today)
    assert not is_overdue(status, today + timedelta(days=1), today)


def test_an_example_by_hand():
    score = total(
        [
            (Status.IMPLEMENTED, 4, True),
            (Status.IMPLEMENTED, 2, False),
            (Status.PLANNED, None, True),
            (Status.NOT_STARTED, None, False),
            (Status.NOT_APPLICABLE, 5, True),
        ]
    )

    assert (score.total, score.applicable, score.answered, score.assessed) == (5, 4, 3, 2)
    assert (score.in_order_share, score.demonstrable_share) == (0.5, 0.25)
    assert score.maturity == 3.0
