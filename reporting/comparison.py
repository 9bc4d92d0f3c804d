"""What a region said in one submitted version, and what differs between two, control by control."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.formats import number_format

from loket.downloads import dutch_date
from loket.models import Control
from reporting.models import Bottleneck, Period, ReportLine, ReportVersion

UNKNOWN = "–"
NOT_THERE = "Hiermee kunnen wij niet vergelijken."
FIELDS = ["Status", "Niveau", "Toelichting", "Actiehouder", "Streefdatum", "Bewijs"]


@dataclass(frozen=True)
class Part:
    """One category of a version as it was then, with its lines in the order of the norm."""

    number: int
    name: str
    rows: list[ReportLine]

    def __str__(self):
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class Story:
    """What a region tells beside its figures: `facts` are (name, words) that fit on a line."""

    results: str
    facts: list[tuple[str, str]]
    themes: list[Bottleneck]


@dataclass(frozen=True)
class Contents:
    """Everything in one submitted version: its story, and a line per control."""

    version: ReportVersion
    story: Story
    parts: list[Part]


def contents_of(version, user):
    """Return the Contents of a version as far as this person may read them, in two queries."""
    rows = ReportLine.objects.visible_to(user).of(version)
    parts = [
        Part(tally.number, tally.name, list(group))
        for tally, group in groupby(rows, key=lambda line: line.tally)
    ]
    return Contents(version, story_of(version, user), parts)


def story_of(version, user):
    """Return the Story in a version, as far as this person may read it."""
    themes = Bottleneck.objects.visible_to(user).filter(version=version)
    facts = [
        ("Mensen", UNKNOWN if version.fte is None else f"{number_format(version.fte)} fte"),
        ("Budget dit jaar", UNKNOWN if version.budget is None else euros(version.budget)),
        ("Deelt cijfers per categorie met andere regio’s", yes_or_no(version.shares_figures)),
        ("Wil andere regio’s helpen", yes_or_no(version.offers_help)),
    ]
    return Story(version.results, facts, list(themes))


def euros(amount):
    return f"€ {number_format(amount, force_grouping=True)}"


def yes_or_no(truth):
    return "ja" if truth else "nee"


def versions_of(region, user):
    """Return a region's versions, latest quarter and version first.

    Those being written are among them. Each has a `key` for addresses: that of what counts now
    is its quarter, 2026-Q3, that of an earlier version of it 2026-Q3.1. Its `label` is for people.
    """
    rows = ReportVersion.objects.visible_to(user).filter(
        report__region=region, report__period__in=Period.objects.visible_to(user)
    )
    rows = rows.select_related("report__period", "submitted_by").order_by(
        "-report__period__year", "-report__period__quarter", "-number"
    )
    versions = list(rows)
    for version in versions:
        version.is_current = version.pk == version.report.current_id
        period = str(version.report.period)
        is_current = version.is_current
        version.key = period if is_current else f"{period}.{version.number}"
        version.label = period if is_current else f"{period}, versie {version.number}"
    return versions


def submitted(versions):
    """Return those of `versions` that can be read: the ones that were submitted."""
    return [version for version in versions if version.submitted_at]


@dataclass(frozen=True)
class Difference:
    """One control in two versions; `then` or `now` is None when it is not in that one.

    `fields` are those that differ, as (name, text then, text now).
    """

    control: Control
    then: ReportLine | None
    now: ReportLine | None
    fields: list[tuple[str, str, str]]

    @property
    def is_equal(self):
        return not self.fields


@dataclass(frozen=True)
class Comparison:
    """Two versions of one region beside each other: the controls that differ, and the rest."""

    different: list[Difference]
    equal: list[Difference]


def default_of(versions, version):
    """Return which of `versions`, latest first, to lay beside one of them; None without another.

    The last quarter before it; else an earlier version of the same quarter; else what there is.
    """
    others = [other for other in versions if other.pk != version.pk]
    place = versions.index(version)
    earlier = [other for other in versions[place + 1 :] if other.is_current]
    return next(iter(earlier + others[place:] + others), None)


def chosen_of(versions, version, wanted):
    """Return which of `versions` somebody wants beside `version`, and a sentence about it.

    The sentence is "" unless they asked for what is not there; then it is the default.
    """
    keys = {f"{one.report.period}.{one.number}": one for one in versions}
    keys |= {one.key: one for one in versions}
    other = keys.get(wanted)
    if other is not None and other.pk != version.pk:
        return other, ""
    return default_of(versions, version), NOT_THERE if wanted else ""


def comparison(then, now, user):
    """Return the Comparison of two versions as far as this person may read them."""
    before = {line.control_id: line for line in ReportLine.objects.visible_to(user).of(then)}
    after = {line.control_id: line for line in ReportLine.objects.visible_to(user).of(now)}
    # in the order of the norm now; what is gone since then stands at the end
    differences = [
        difference(before.get(control), after.get(control)) for control in {**after, **before}
    ]
    return Comparison(
        different=[row for row in differences if not row.is_equal],
        equal=[row for row in differences if row.is_equal],
    )


def difference(then, now):
    texts = zip(FIELDS, told(then), told(now), strict=True)
    return Difference(
        control=(now or then).control,
        then=then,
        now=now,
        fields=[(name, old, new) for name, old, new in texts if old != new],
    )


def told(line):
    """Return what a line says in each of FIELDS, in words."""
    if line is None:
        return [UNKNOWN] * len(FIELDS)
    return [
        line.get_status_display(),
        UNKNOWN if line.maturity is None else str(line.maturity),
        line.note or UNKNOWN,
        line.action_owner or UNKNOWN,
        dutch_date(line.target_date) if line.target_date else UNKNOWN,
        yes_or_no(line.has_evidence),
    ]
