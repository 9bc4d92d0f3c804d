"""How a milestone of the programme is doing: the pace it needs and the pace there is.

Pure arithmetic over the quarters of a trend. A pace is a share (0–1) per quarter.
"""

from dataclasses import dataclass
from math import ceil

from reporting.models import Milestone

# Over how many quarters back the pace is measured.
LOOK_BACK = 4
# Further ahead than this nothing can be said: ten years.
FURTHEST = 40

TOO_FEW = "Over dit kwartaal zijn er nog geen vijf regio’s met cijfers."
UNKNOWN = (
    "Er is nog geen verwachting: daarvoor zijn cijfers nodig over minstens twee afgesloten "
    "kwartalen, elk van minstens vijf regio’s."
)
REACHED = "Deze mijlpaal is gehaald."
NEVER = (
    "Het tempo van de laatste {} is {} per kwartaal. Als dat zo blijft, wordt deze mijlpaal de "
    "komende tien jaar niet gehaald."
)
EXPECTED = (
    "Het tempo van de laatste {} is {} per kwartaal, over de regio’s die toen rapporteerden. Als "
    "dat zo blijft, is deze mijlpaal gehaald in {}."
)


@dataclass(frozen=True)
class Forecast:
    """One milestone: where we are (a share 0–1, or None) and when it may be reached.

    The pace is over closed quarters, and this one once it is closed.
    `needed` is the pace to get there in time: None when the date has gone by or nothing is left
    to do. `shown` is the pace of the last quarters, or None. `sentence` gives the forecast with
    its assumption.
    """

    milestone: Milestone
    share: float | None
    is_past: bool
    needed: float | None
    shown: float | None
    sentence: str


def forecast(milestone, period, quarters):
    """Return the Forecast of a milestone as seen from this quarter, the last of `quarters`."""
    known = [
        (place, share)
        for place, quarter in enumerate(quarters)
        if quarter.total and (share := share_of(milestone, quarter.total)) is not None
    ]
    share = known[-1][1] if known and known[-1][0] == len(quarters) - 1 else None
    # who is early in a quarter that is open says little about the country
    past = known if period.is_closed else [one for one in known if one[0] < len(quarters) - 1]
    left = quarters_between(period.ends_on, milestone.due_on)
    return Forecast(
        milestone=milestone,
        share=share,
        is_past=left <= 0,
        needed=(1 - share) / left if share is not None and share < 1 and left > 0 else None,
        shown=pace_of(past),
        sentence=sentence(share, past, period),
    )


def share_of(milestone, total):
    """Return the share (0–1) of what this milestone measures."""
    if milestone.measure == Milestone.Measure.CRITERIA:
        return total.criteria_share
    return total.score.in_order_share


def pace_of(known):
    """Return the mean rise per quarter over the last quarters; None with fewer than two."""
    if len(known) < 2:
        return None
    first, last = known[-(LOOK_BACK + 1) :][0], known[-1]
    return (last[1] - first[1]) / (last[0] - first[0])


def quarters_between(first, last):
    """Return how many whole quarters lie between two days; negative when `last` is earlier."""
    return (last.year - first.year) * 4 + (last.month - 1) // 3 - (first.month - 1) // 3


def sentence(share, known, period):
    """Return in words when the milestone will be reached, and what that assumes."""
    pace = pace_of(known)
    if share is None:
        return TOO_FEW
    if share >= 1:
        return REACHED
    if pace is None:
        return UNKNOWN
    span = f"{known[-1][0] - known[-(LOOK_BACK + 1) :][0][0] + 1} kwartalen"
    rise = points(pace)
    # rounded: a float that is a hair too large would add a quarter
    ahead = ceil(round((1 - share) / pace, 6)) if pace > 0 else FURTHEST + 1
    if ahead > FURTHEST:
        return NEVER.format(span, rise)
    return EXPECTED.format(span, rise, label_of(index_of(period.year, period.quarter) + ahead))


def index_of(year, quarter):
    """Return a number for a quarter that rises by one with each quarter."""
    return year * 4 + quarter - 1


def label_of(index):
    """Return the name of the quarter with this number: "2026-Q4"."""
    year, rest = divmod(index, 4)
    return f"{year}-Q{rest + 1}"


def points(pace):
    """Return a pace as a person reads it: "+2,5 procentpunt"."""
    return f"{pace * 100:+.1f} procentpunt".replace(".", ",")
