"""A report before it is submitted: what happened since the last one, and what is still open.

Frozen dataclasses over what one reader may see. Nothing here writes, and nothing here decides
what a page looks like.
"""

from dataclasses import dataclass
from datetime import date
from math import ceil

from loket.models import Category
from reporting.addresses import report_address
from reporting.models import Confirmation, ProgressReport, ReportLine, ReportVersion
from selfassessment.models import Answer, Assessment, Evidence
from selfassessment.scoring import FINISHED, Score, score_of
from selfassessment.wording import as_typed, differences

# How long each step usually takes when all of it is still open: the 20-minute report.
MINUTES_FOR_CATEGORIES, MINUTES_FOR_STORY, MINUTES_FOR_CHECK = 10, 7, 3
# More than the versions of a category add up to.
A_PROOF = 1_000_000
NOTE = Answer._meta.get_field("note").verbose_name.capitalize()


@dataclass(frozen=True)
class Row:
    """One control: the living answer, and what was last reported of it (None: nothing ever)."""

    answer: Answer
    before: ReportLine | None

    @property
    def changes(self):
        """Return in words what differs from the last report; a note only says that it does."""
        old, new = as_typed(self.before or Answer()), as_typed(self.answer)
        return [
            f"{NOTE} gewijzigd" if label == NOTE else f"{label}: was {was}, nu {now}"
            for label, was, now in differences(old, new)
        ]

    @property
    def due_on(self):
        """Return the day this was to be done: as reported last time, else as it stands now."""
        return (self.before and self.before.target_date) or self.answer.target_date

    def is_planned(self, ends_on):
        """Say whether this was to be done by this day, and is not."""
        if self.answer.status in FINISHED or self.due_on is None:
            return False
        return self.due_on <= ends_on


@dataclass(frozen=True)
class Chapter:
    """One category. `confirmed` is the `seen` of its confirmation, None without one."""

    category: Category
    rows: list[Row]
    confirmed: int | None
    ends_on: date

    @property
    def seen(self):
        """Return a number for what the answers say: see `Confirmation`."""
        proven = sum(row.answer.has_evidence for row in self.rows)
        return sum(row.answer.version for row in self.rows) + proven * A_PROOF

    @property
    def is_confirmed(self):
        return self.confirmed == self.seen

    @property
    def is_changed_since(self):
        """Say whether it was confirmed, and changed after that."""
        return self.confirmed is not None and not self.is_confirmed

    @property
    def is_first(self):
        """Say whether none of this was ever reported: then there is nothing to compare with."""
        return all(row.before is None for row in self.rows)

    @property
    def changed(self):
        """Return the rows that differ from the last report."""
        return [] if self.is_first else [row for row in self.rows if row.changes]

    @property
    def planned(self):
        """Return the rows that were to be done by the end of this quarter, and are not."""
        return [row for row in self.rows if row.is_planned(self.ends_on)]

    @property
    def unanswered(self):
        return [row for row in self.rows if row.answer.is_open]

    @property
    def score(self):
        """Return the Score of the living answers."""
        return sum((row.answer.score for row in self.rows), start=Score())

    @property
    def score_before(self):
        """Return the Score of what was last reported of these controls."""
        known = [row.before for row in self.rows if row.before]
        return sum((score_of(b.status, b.maturity, b.has_evidence) for b in known), start=Score())


@dataclass(frozen=True)
class Review:
    """A chapter as its region looks it over, with the evidence in it that has expired."""

    chapter: Chapter
    expired: list[Evidence]

    @property
    def is_unchanged(self):
        """Say whether it is as reported last time, and nothing in it needs attention."""
        chapter = self.chapter
        news = chapter.changed or chapter.planned or chapter.unanswered or self.expired
        return not chapter.is_first and not news


@dataclass(frozen=True)
class Step:
    """One of the three pages of a report: its name, its address, what is open and how long."""

    page: str
    title: str
    address: str
    left: str
    minutes: int


@dataclass(frozen=True)
class Gap:
    """Something without which the report cannot be submitted, and where to do it."""

    sentence: str
    address: str


@dataclass(frozen=True)
class Preparation:
    """A report that is being written.

    `text` is the version that can be changed, or, while nobody began, last quarter's text, not
    saved. `earlier` is the version that was last submitted on an earlier quarter. `assessment`
    is None while the region has none on the norm of this quarter.
    """

    report: ProgressReport
    text: ReportVersion
    earlier: ReportVersion | None
    assessment: Assessment | None
    chapters: list[Chapter]

    def chapter(self, number):
        """Return the chapter of this category number, as posted; or None."""
        return next((c for c in self.chapters if str(c.category.number) == number), None)

    @property
    def unconfirmed(self):
        return [chapter for chapter in self.chapters if not chapter.is_confirmed]

    @property
    def lacks_results(self):
        return not self.text.results.strip()

    @property
    def has_old_results(self):
        """Say whether the results are still, to the letter, those of the last report."""
        return bool(self.earlier) and self.text.results == self.earlier.results

    @property
    def gaps(self):
        """Return all that is missing, in the order of the steps."""
        if self.assessment is None:
            address = report_address(self.report, "report_prepare")
            return [Gap("Uw regio heeft nog geen zelfevaluatie op deze norm.", address)]
        return [*map(self.gap_of, self.unconfirmed), *self.gaps_in_text]

    def gap_of(self, chapter):
        lacks = "is gewijzigd na uw bevestiging" if chapter.is_changed_since else "is nog open"
        address = report_address(self.report, "report_prepare")
        return Gap(
            f"Categorie {chapter.category} {lacks}: bevestig haar.", address + anchor(chapter)
        )

    @property
    def gaps_in_text(self):
        address = report_address(self.report, "report_narrative")
        sentence = "Uw resultaten ontbreken nog: schrijf op wat er dit kwartaal is bereikt."
        return [Gap(sentence, address + "#id_results")] if self.lacks_results else []

    @property
    def is_complete(self):
        return not self.gaps

    @property
    def steps(self):
        return [
            self.step("report_prepare", "Categorieën", *self.left_to_confirm),
            self.step("report_narrative", "Uw verhaal", *self.left_to_write),
            self.step("report_submit", "Controleren en indienen", *self.left_to_check),
        ]

    def step(self, page, title, left, minutes):
        return Step(page, title, report_address(self.report, page), left, minutes)

    @property
    def left_to_confirm(self):
        """Return what is open in the first step, and how many minutes that usually takes."""
        if self.assessment is None:
            return "eerst is een zelfevaluatie nodig", 0
        count, total = len(self.unconfirmed), len(self.chapters)
        if not count:
            return "alles bevestigd", 0
        minutes = ceil(MINUTES_FOR_CATEGORIES * count / total)
        return ("nog 1 categorie" if count == 1 else f"nog {count} categorieën"), minutes

    @property
    def left_to_write(self):
        if self.lacks_results:
            return "uw resultaten ontbreken nog", MINUTES_FOR_STORY
        if self.has_old_results:
            return "nog de tekst van uw vorige rapportage", MINUTES_FOR_STORY
        return "ingevuld", 0

    @property
    def left_to_check(self):
        left = "u kunt indienen" if self.is_complete else "kan als stap 1 en 2 klaar zijn"
        return left, MINUTES_FOR_CHECK

    @property
    def minutes(self):
        """Return how long all that is open usually takes."""
        return sum(step.minutes for step in self.steps)


def anchor(chapter):
    """Return the end of the address of this category's place on the page of the first step."""
    return f"#categorie-{chapter.category.number}"


def prepare(report, user, today):
    """Return the Preparation of a report, of what this person may see, in at most five queries."""
    answers = list(answers_of(report, user, today))
    earlier = report.previous()
    draft = ReportVersion.objects.visible_to(user).filter(report=report.pk, submitted_at=None)
    text = (draft.first() if report.pk else None) or ReportVersion.after(earlier)
    return Preparation(
        report=report,
        text=text,
        earlier=earlier,
        assessment=assessment_of(answers, report),
        chapters=chapters_of(
            answers, lines_of(earlier, user), seen_of(text, user), report.period.ends_on
        ),
    )


def answers_of(report, user, today):
    answers = Answer.objects.visible_to(user).filter(
        assessment__region=report.region, assessment__framework=report.period.framework_id
    )
    return answers.with_evidence(today).in_order_of_the_norm().select_related("assessment")


def assessment_of(answers, report):
    """Return the assessment these answers are of; it knows its region, for addresses."""
    if not answers:
        return None
    answers[0].assessment.region = report.region
    return answers[0].assessment


def lines_of(earlier, user):
    """Return what was reported last, as {control key: line}."""
    if earlier is None:
        return {}
    found = ReportLine.objects.visible_to(user).filter(tally__version=earlier)
    return {line.control_id: line for line in found}


def seen_of(text, user):
    """Return what was confirmed, as {category number: the `seen` of its confirmation}."""
    if text.pk is None:
        return {}
    found = Confirmation.objects.visible_to(user).filter(version=text)
    return dict(found.values_list("number", "seen"))


def chapters_of(answers, before, seen, ends_on):
    rows = {}
    for answer in answers:
        row = Row(answer, before.get(answer.control_id))
        rows.setdefault(answer.control.category, []).append(row)
    return [
        Chapter(category, parts, seen.get(category.number), ends_on)
        for category, parts in rows.items()
    ]


def reviews(preparation, user, today):
    """Return the chapters with their expired evidence, in one query more."""
    found = Evidence.objects.visible_to(user).filter(
        answer__assessment=preparation.assessment, valid_until__lt=today
    )
    expired = {}
    for evidence in found.select_related("answer__control__category").order_by("valid_until", "pk"):
        expired.setdefault(evidence.answer.control.category_id, []).append(evidence)
    return [
        Review(chapter, expired.get(chapter.category.pk, [])) for chapter in preparation.chapters
    ]
