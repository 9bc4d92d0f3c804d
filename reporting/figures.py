"""The figures of the country over one quarter, counted once for page, chart and export alike.

A region that has not submitted is in none of them: it is not counted as nought. Behind every
figure that adds regions up are at least `FEWEST_REGIONS` of them.
"""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, Sum

from loket.charts import StackedBars, Trend, stacked_bars, trend
from reporting.forecast import Forecast, forecast, index_of, label_of
from reporting.models import Bottleneck, Milestone, Period, ProgressReport, Tally
from selfassessment.scale import Maturity
from selfassessment.scoring import Score

FEWEST_REGIONS = 5
# How many quarters a trend shows.
QUARTERS = 8
# Below this mean level a region is stuck in a category; from that one on it is far ahead.
STUCK, AHEAD = 2, 4
SPREAD = ["Geen niveau", "1 tot 2", "2 tot 3", "3 tot 4", "4 tot 5"]
SHARES = [(0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1, "100%")]
TOP = max(Maturity)
# A reopened report still counts as it was, until the region submits it again.
SUBMITTED = (ProgressReport.State.SUBMITTED, ProgressReport.State.REOPENED)
SCORED = list(Score.__dataclass_fields__)
COUNTED = [*SCORED, "criteria", "criteria_met"]


@dataclass(frozen=True)
class Total:
    """What a number of regions add up to: a Score, and how many criteria of how many are met.

    `assessing` of the `regions` have given a level; with fewer than five of those the mean
    level says too much about each, and is None.
    """

    regions: int
    assessing: int
    score: Score
    criteria: int
    criteria_met: int

    @property
    def maturity(self):
        """Return the mean level (1–5) of all assessed controls together, or None."""
        return self.score.maturity if self.assessing >= FEWEST_REGIONS else None

    @property
    def criteria_share(self):
        """Return which share (0–1) of the criteria is met, or None when there are none."""
        return self.criteria_met / self.criteria if self.criteria else None


@dataclass(frozen=True)
class Chapter:
    """One category over all regions. `spread` counts them per level, in the order of SPREAD."""

    number: int
    name: str
    total: Total
    spread: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One region: the state of its report and, when its reader may see them, its figures.

    `scores` holds a Score per category number; without figures it is empty and `score` None.
    """

    code: str
    name: str
    state: str
    score: Score | None
    scores: dict[int, Score]

    @property
    def has_submitted(self):
        return self.state in SUBMITTED


@dataclass(frozen=True)
class Quarter:
    """One quarter of the trend; `total` is None when fewer than five regions are behind it."""

    label: str
    total: Total | None


@dataclass(frozen=True)
class Theme:
    """How many regions name a theme as a bottleneck, and how many ask for help with it."""

    key: str
    label: str
    named: int
    asked: int


@dataclass(frozen=True)
class Match:
    """A category in which regions are stuck, and the ones far ahead that want to help."""

    chapter: Chapter
    stuck: int
    helpers: list[str]


@dataclass(frozen=True)
class National:
    """All figures of one quarter, as far as one reader may see them.

    `total`, `chapters`, `themes` and `matches` are None or empty while fewer than five regions
    are behind them. `is_whole`: over all that was submitted, not only what regions share.
    """

    period: Period
    is_whole: bool
    regions: int
    submitted: int
    rows: list[Row]
    total: Total | None
    chapters: list[Chapter]
    quarters: list[Quarter]
    themes: list[Theme]
    matches: list[Match]
    forecasts: list[Forecast]

    @property
    def has_trend(self):
        """Say whether any quarter has figures."""
        return any(quarter.total for quarter in self.quarters)

    @property
    def numbers(self):
        """Return the numbers of all categories that occur, in order."""
        return sorted({number for row in self.rows for number in row.scores})

    @property
    def grid(self):
        """Return each row with its Score (or None) per category, in the order of `numbers`."""
        return [(row, [row.scores.get(number) for number in self.numbers]) for row in self.rows]

    @property
    def spread_chart(self) -> StackedBars:
        return stacked_bars([(str(c.number), list(c.spread)) for c in self.chapters], SPREAD)

    @property
    def share_chart(self) -> Trend:
        """Return the trend of op orde and aantoonbaar, as shares (0–1)."""
        scores = [quarter.total and quarter.total.score for quarter in self.quarters]
        series = {
            "Op orde": [score and score.in_order_share for score in scores],
            "Aantoonbaar": [score and score.demonstrable_share for score in scores],
        }
        return trend([quarter.label for quarter in self.quarters], series, 1, SHARES)

    @property
    def level_chart(self) -> Trend:
        """Return the trend of the mean level (1–5)."""
        levels = {"Niveau": [quarter.total and quarter.total.maturity for quarter in self.quarters]}
        ticks = [(level, str(level)) for level in range(TOP + 1)]
        return trend([quarter.label for quarter in self.quarters], levels, TOP, ticks)


def national_figures(period, user, regions=None, shown=None):
    """Return the National figures of a quarter as far as this person may see them.

    `regions` is what `standing_for` gave, and `shown` the part of it that gets a row of
    its own; all of them unless given. A fixed number of queries, however much there is.
    """
    regions = standing_for(period, user) if regions is None else regions
    now = Tally.objects.visible_to(user).filter(version__current_of__period=period)
    total, chapters = summed(now)
    quarters = quarters_until(period, user)
    return National(
        period=period,
        is_whole=user.is_staff,
        regions=len(regions),
        submitted=sum(region.state in SUBMITTED for region in regions),
        rows=rows_of(regions if shown is None else shown, user),
        total=total,
        chapters=chapters,
        quarters=quarters,
        themes=themes_of(period, user, regions),
        matches=matches_of(chapters, now),
        forecasts=[forecast(row, period, quarters) for row in Milestone.objects.all()],
    )


def standing_for(period, user):
    """Return every region with the state of its report, and whether this person is a contact."""
    return list(period.standing().with_role_of(user))


def add_up(rows, by):
    """Return per value of the fields `by`: the sums of all counts, and how many have a level."""
    return rows.values(*by).annotate(
        regions=Count("pk"),
        assessing=Count("pk", filter=Q(assessed__gt=0)),
        **{f"sum_{name}": Sum(name) for name in COUNTED},
    )


def total_of(row):
    """Return the Total of one row of `add_up`; None when too few regions are behind it."""
    if row["regions"] < FEWEST_REGIONS:
        return None
    score = Score(*(row[f"sum_{name}"] for name in SCORED))
    return Total(
        row["regions"], row["assessing"], score, row["sum_criteria"], row["sum_criteria_met"]
    )


def summed(tallies):
    """Return the Total over everything (or None), and a Chapter per category, in one query."""
    whole, chapters = None, []
    for row in add_up(tallies, ["number"]).annotate(title=Max("name"), **buckets()):
        found = total_of(row)
        if row["number"] is None:
            whole = found
        elif found:
            spread = (found.regions - found.assessing, *(row[f"from_{n}"] for n in range(1, TOP)))
            chapters.append(Chapter(row["number"], row["title"], found, spread))
    return whole, sorted(chapters, key=lambda chapter: chapter.number)


def buckets():
    """Return the counts of regions whose mean level is from n up to n + 1; 5 goes with 4."""
    return {
        f"from_{n}": Count(
            "pk",
            filter=Q(assessed__gt=0, maturity_sum__gte=n * F("assessed"))
            & (Q(maturity_sum__lt=(n + 1) * F("assessed")) if n + 1 < TOP else Q()),
        )
        for n in range(1, TOP)
    }


def quarters_until(period, user):
    """Return every quarter from the first reported one (at most eight back) up to this one."""
    periods = Period.objects.visible_to(user).until(period).newest_first()[:QUARTERS]
    tallies = Tally.objects.visible_to(user).overall()
    rows = add_up(tallies.filter(version__current_of__period__in=periods.values("pk")), QUARTER)
    found = {index_of(*(row[name] for name in QUARTER)): total_of(row) for row in rows}
    last = index_of(period.year, period.quarter)
    first = max(min(found, default=last), last - QUARTERS + 1)
    return [Quarter(label_of(index), found.get(index)) for index in range(first, last + 1)]


QUARTER = ["version__current_of__period__year", "version__current_of__period__quarter"]


def rows_of(regions, user):
    """Return a Row for each of these regions, with figures as far as this person sees them."""
    versions = [region.version for region in regions if region.version]
    tallies = Tally.objects.visible_to(user).filter(version__in=versions)
    found = {}
    # plain rows: a model for each would take longer than the query
    for version, number, *counts in tallies.values_list("version", "number", *SCORED):
        found.setdefault(version, {})[number] = Score(*counts)
    rows = []
    for region in regions:
        scores = found.get(region.version, {})
        whole = scores.pop(None, None)
        state = region.state if user.is_staff else state_for_others(region)
        rows.append(Row(region.code, region.organisation, state, whole, scores))
    return rows


def state_for_others(region):
    """Return what other regions may know of a report: that it was submitted, or nothing."""
    return ProgressReport.State.SUBMITTED if region.version else ""


def themes_of(period, user, regions):
    """Return every theme with its counts, most named first; [] when there is nothing to show.

    A contact sees none before the quarter is closed: a count that rises when one region submits
    would tell what that region wrote.
    """
    if not user.is_staff:
        others = [row for row in regions if row.shares and not row.is_contact]
        regions = others if period.is_closed else []
    if sum(row.version is not None for row in regions) < FEWEST_REGIONS:
        return []
    counts = Bottleneck.counts(period, user)
    themes = [Theme(key, label, *counts.get(key, (0, 0))) for key, label in THEMES]
    return sorted(themes, key=lambda theme: -theme.named)


THEMES = Bottleneck.Theme.choices


def matches_of(chapters, tallies):
    """Return the categories in which regions are stuck, most first, each with who could help."""
    ahead = tallies.filter(
        version__offers_help=True, assessed__gt=0, maturity_sum__gte=AHEAD * F("assessed")
    )
    helpers = {}
    for number, name in ahead.exclude(number=None).values_list("number", HELPER).order_by(HELPER):
        helpers.setdefault(number, []).append(name)
    found = [
        Match(chapter, chapter.spread[1], helpers.get(chapter.number, []))
        for chapter in chapters
        if chapter.spread[1]
    ]
    return sorted(found, key=lambda match: -match.stuck)


HELPER = "version__report__region__organisation"
