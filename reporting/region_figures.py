"""The figures of one region: on one quarter, through the quarters, and beside the other regions.

Counted once for page, chart, XLSX and PDF alike. Nothing here decides who may see what: all
rows come through their own `visible_to`.
"""

from dataclasses import dataclass
from statistics import quantiles

from django.db.models import Q

from loket.charts import Quartiles, Radar, Trend, quartiles, radar, trend
from reporting.figures import FEWEST_REGIONS, SHARES, TOP
from reporting.models import Period, Tally
from selfassessment.models import Section
from selfassessment.overview import FEWEST_AXES
from selfassessment.scoring import Score

LEVELS = [(level, str(level)) for level in range(TOP + 1)]


@dataclass(frozen=True)
class Chapter:
    """One category of a report; `before` is its score in the quarter reported before, or None.

    `ambition` is None where there is none, and for who may not see it.
    """

    number: int
    name: str
    score: Score
    before: Score | None
    ambition: int | None

    def __str__(self):
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class Moment:
    """One quarter; `score` is None when the region submitted nothing on it."""

    period: Period
    score: Score | None


@dataclass(frozen=True)
class RegionFigures:
    """What one region submitted on one quarter, as far as one reader may see it.

    `moments` are all quarters up to this one, oldest first. `before` is the last of them, but
    for this one, on which the region reported; None when there is none. When that was on another
    edition of the norm, the chapters have no `before`: `is_same_norm` is False.
    """

    period: Period
    total: Score
    before: Moment | None
    is_same_norm: bool
    chapters: list[Chapter]
    moments: list[Moment]

    @property
    def has_ambition(self):
        return any(chapter.ambition for chapter in self.chapters)

    @property
    def levels(self):
        """Return the series of the radar, as {name: [level or None, one per chapter]}."""
        series = {str(self.period): [chapter.score.maturity for chapter in self.chapters]}
        if self.before and self.is_same_norm:
            series[str(self.before.period)] = [
                chapter.before and chapter.before.maturity for chapter in self.chapters
            ]
        if self.has_ambition:
            series["Ambitie"] = [chapter.ambition for chapter in self.chapters]
        return series

    @property
    def radar(self) -> Radar | None:
        """Return the radar of the levels; None with too few categories for one."""
        if len(self.chapters) < FEWEST_AXES:
            return None
        return radar([str(chapter.number) for chapter in self.chapters], self.levels, TOP)

    @property
    def share_chart(self) -> Trend:
        """Return the trend of op orde and aantoonbaar, as shares (0–1)."""
        scores = [moment.score for moment in self.moments]
        series = {
            "Op orde": [score and score.in_order_share for score in scores],
            "Aantoonbaar": [score and score.demonstrable_share for score in scores],
        }
        return trend([str(moment.period) for moment in self.moments], series, 1, SHARES)

    @property
    def level_chart(self) -> Trend:
        """Return the trend of the mean level (1–5)."""
        series = {"Niveau": [moment.score and moment.score.maturity for moment in self.moments]}
        return trend([str(moment.period) for moment in self.moments], series, TOP, LEVELS)


def region_figures(report, user):
    """Return the RegionFigures of a submitted report as far as this person may see them.

    Three queries, however many quarters and categories there are.
    """
    periods = Period.objects.visible_to(user).until(report.period)
    tallies = tallies_of(report.region, periods, user)
    scores = {row.version.report.period_id: row.score for row in tallies if row.number is None}
    oldest_first = reversed(list(periods.newest_first()))
    moments = [Moment(period, scores.get(period.pk)) for period in oldest_first]
    earlier = [moment for moment in moments[:-1] if moment.score is not None]
    before = earlier[-1] if earlier else None
    is_same_norm = before is not None and before.period.framework_id == report.period.framework_id
    return RegionFigures(
        period=report.period,
        total=moments[-1].score,
        before=before,
        is_same_norm=is_same_norm,
        chapters=chapters_of(report, tallies, is_same_norm, ambitions(report, user)),
        moments=moments,
    )


def tallies_of(region, periods, user):
    """Return what a region last submitted on these quarters.

    Of every quarter the tally overall; of the last two with a report also those per category.
    """
    rows = Tally.objects.visible_to(user).current()
    rows = rows.filter(version__report__region=region, version__report__period__in=periods)
    latest = rows.overall().order_by(
        "-version__report__period__year", "-version__report__period__quarter"
    )
    shown = Q(number=None) | Q(version__in=latest.values("version")[:2])
    return rows.filter(shown).select_related("version__report").order_by("number")


def chapters_of(report, tallies, is_same_norm, aims):
    """Return the Chapters of a report; those of the quarter before only on the same norm."""
    rows = [tally for tally in tallies if tally.number is not None]
    then = {row.number: row.score for row in rows if row.version_id != report.current_id}
    return [
        Chapter(
            number=row.number,
            name=row.name,
            score=row.score,
            before=then.get(row.number) if is_same_norm else None,
            ambition=aims.get(row.number),
        )
        for row in rows
        if row.version_id == report.current_id
    ]


def ambitions(report, user):
    """Return {category number: ambition} as far as this person may see it: not the programme."""
    sections = Section.objects.visible_to(user).filter(
        assessment__region=report.region, assessment__framework=report.period.framework_id
    )
    return dict(sections.order_by().values_list("category__number", "ambition"))


@dataclass(frozen=True)
class Reflection:
    """One category of the mirror: one's own level beside `others` regions that assessed it.

    `quartiles` are lower, median and upper; None when fewer than five others are behind them.
    """

    number: int
    name: str
    own: float | None
    others: int
    quartiles: tuple[float, float, float] | None

    def __str__(self):
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class Mirror:
    """A region beside the others on one quarter; `others` of them submitted and share figures."""

    others: int
    rows: list[Reflection]

    @property
    def shows(self):
        """Say whether there is anything to see: a category with enough regions behind it."""
        return any(row.quartiles for row in self.rows)

    @property
    def chart(self) -> Quartiles:
        return quartiles([(str(row.number), row.own, row.quartiles) for row in self.rows], TOP)


def mirror_of(report, user):
    """Return the Mirror of a region's report on a quarter, in one query.

    Only others that share their figures count, for the programme too: a region that keeps its
    figures to itself is in no number here. The own region is not among the others, so taking
    oneself away from a figure gives nothing.
    """
    shown = Q(version__report__region=report.region) | Q(version__shares_figures=True)
    rows = Tally.objects.visible_to(user).current().per_category()
    rows = rows.filter(shown, version__report__period=report.period)
    own, levels, names, others = {}, {}, {}, set()
    for tally in rows.select_related("version__report"):
        names[tally.number] = tally.name
        if tally.version.report.region_id == report.region_id:
            own[tally.number] = tally.score.maturity
        else:
            others.add(tally.version_id)
            levels.setdefault(tally.number, []).append(tally.score.maturity)
    return Mirror(
        others=len(others),
        rows=[
            reflection(number, name, own.get(number), levels.get(number, []))
            for number, name in names.items()
        ],
    )


def reflection(number, name, own, levels):
    known = [level for level in levels if level is not None]
    enough = len(known) >= FEWEST_REGIONS
    points = tuple(quantiles(known, n=4, method="inclusive")) if enough else None
    return Reflection(number, name, own, len(known), points)
