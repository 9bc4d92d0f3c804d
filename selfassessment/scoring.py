"""What answers add up to. Pure arithmetic: no queries, no pages.

A control counts as *applicable* unless it is marked "niet van toepassing"; every share and mean
below is over applicable controls only (DESIGN §4).
"""

from dataclasses import dataclass, fields
from datetime import date

from selfassessment.scale import Status

FINISHED = (Status.IMPLEMENTED, Status.NOT_APPLICABLE)
# An evidence that ends within this many days is one to renew now.
SOON = 90


@dataclass(frozen=True)
class Score:
    """How often something holds for a set of controls. Scores of separate sets can be added.

    `answered`: applicable, with a status beyond the first or a level. `assessed`: applicable and
    with a level. `in_order` (op orde): ingevoerd. `demonstrable` (aantoonbaar): op orde and with
    evidence that has not expired. `maturity_sum`: the levels (1–5) of the assessed controls
    together.
    """

    total: int = 0
    not_applicable: int = 0
    answered: int = 0
    assessed: int = 0
    in_order: int = 0
    demonstrable: int = 0
    maturity_sum: int = 0

    def __add__(self, other):
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def applicable(self):
        return self.total - self.not_applicable

    @property
    def maturity(self):
        """Return the mean level (1–5) of the assessed controls; None when there are none."""
        return self.maturity_sum / self.assessed if self.assessed else None

    @property
    def in_order_share(self):
        return self.share(self.in_order)

    @property
    def demonstrable_share(self):
        return self.share(self.demonstrable)

    def share(self, count):
        """Return `count` as a share (0–1) of the applicable controls; None when there are none."""
        return count / self.applicable if self.applicable else None


def score_of(status, maturity, has_evidence):
    """Return the Score of one control.

    `has_evidence` says whether there is evidence that has not expired.
    """
    if status == Status.NOT_APPLICABLE:
        return Score(total=1, not_applicable=1)
    is_in_order = status == Status.IMPLEMENTED
    return Score(
        total=1,
        answered=int(not is_open(status, maturity)),
        assessed=int(maturity is not None),
        in_order=int(is_in_order),
        demonstrable=int(is_in_order and has_evidence),
        maturity_sum=maturity or 0,
    )


def is_open(status, maturity):
    """Say whether a control still waits for an answer: no status beyond the first, no level."""
    return status == Status.NOT_STARTED and maturity is None


def is_overdue(status, target_date: date | None, today: date):
    """Say whether the target date has gone by and the control is not finished."""
    return target_date is not None and target_date < today and status not in FINISHED
