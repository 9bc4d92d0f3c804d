"""A small country to count: one norm, and regions that say the same in every control."""

import pytest

from tests.make import (
    make_answer,
    make_assessment,
    make_framework,
    make_region,
    make_report,
)


@pytest.fixture
def norm(db):
    """Two categories of three controls, 1.1 to 2.3."""
    return make_framework()


@pytest.fixture
def country(norm):
    """Return a function that makes regions which submit a report on one quarter.

    Given {code: level}: every control of the first category on that level and ingevoerd, the
    second category not begun. Returns {code: report}. More fields go to the text.
    """

    def country(period, levels, **text):
        reports = {}
        for code, level in levels.items():
            region = make_region(code=code)
            assessment = make_assessment(region, norm)
            for control in ("1.1", "1.2", "1.3"):
                make_answer(assessment, control, status="implemented", maturity=level)
            reports[code] = make_report(region, period, **text)
        return reports

    return country
