"""An assessment of Utrecht to work on, and the post of its form."""

import pytest

from selfassessment.wording import as_typed
from tests.make import make_assessment


@pytest.fixture
def assessment(utrecht):
    """Utrecht's assessment: two categories of three controls, 1.1 to 2.3, nothing filled in."""
    return make_assessment(utrecht)


@pytest.fixture
def fill():
    """Return a function that opens the page to fill a category at once, and posts it."""

    def fill(client, address, **data):
        shown = client.get(address).context["form"]["seen"].value()
        return client.post(address, {"seen": shown, "scope": "open"} | data)

    return fill


@pytest.fixture
def form_of():
    """Return a function that gives what the form of a category holds, with changes on top.

    Changes are given as {"1.1": {"status": "planned"}}, by the number of the control.
    """

    def form_of(assessment, number, changes=None):
        data = {}
        for answer in assessment.answers.filter(control__category__number=number):
            fields = as_typed(answer) | {"seen": answer.version}
            fields |= (changes or {}).get(answer.control.number, {})
            data |= {f"{answer.pk}-{name}": value for name, value in fields.items()}
        return data

    return form_of
