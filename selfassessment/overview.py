"""One region at a glance: the figures per category, and what asks for attention."""

from dataclasses import dataclass
from datetime import date

from loket.charts import Radar, radar
from selfassessment.models import Answer, Evidence, Section
from selfassessment.scale import Maturity
from selfassessment.scoring import Score

TOP = max(Maturity)
# With fewer axes a radar shows nothing.
FEWEST_AXES = 3


@dataclass(frozen=True)
class Chapter:
    """One category: its section (with the ambition) and the score of its controls."""

    section: Section
    score: Score

    @property
    def category(self):
        return self.section.category


@dataclass(frozen=True)
class Overview:
    """The figures of one assessment, as far as one reader may see it, on one day.

    `overdue` and `unproven` are answers: the target date has gone by; ingevoerd without valid
    evidence. `expiring` is evidence that has expired or soon will. `first_open` is the first
    answer in which nothing is filled in, or None.
    """

    chapters: list[Chapter]
    total: Score
    overdue: list[Answer]
    unproven: list[Answer]
    expiring: list[Evidence]
    first_open: Answer | None
    today: date

    @property
    def radar(self) -> Radar | None:
        """Return the radar of own level and ambition; None with too few categories for one."""
        if len(self.chapters) < FEWEST_AXES:
            return None
        labels = [str(chapter.category.number) for chapter in self.chapters]
        series = {
            "Uw niveau": [chapter.score.maturity for chapter in self.chapters],
            "Uw ambitie": [chapter.section.ambition for chapter in self.chapters],
        }
        return radar(labels, series, TOP)


def overview(assessment, user, today):
    """Return the Overview of what this person may see of the assessment, in three queries."""
    sections = Section.objects.visible_to(user).filter(assessment=assessment)
    rows = Answer.objects.visible_to(user).filter(assessment=assessment)
    answers = list(rows.with_evidence(today).in_order_of_the_norm().defer("note"))
    evidence = Evidence.objects.visible_to(user).filter(answer__assessment=assessment)
    by_category = {}
    for answer in answers:
        category = answer.control.category_id
        by_category[category] = by_category.get(category, Score()) + answer.score
    return Overview(
        chapters=[
            Chapter(section, by_category.get(section.category_id, Score()))
            for section in sections.select_related("category")
        ],
        total=sum(by_category.values(), start=Score()),
        overdue=[answer for answer in answers if answer.is_overdue(today)],
        unproven=[answer for answer in answers if answer.is_unproven],
        expiring=list(evidence.expiring(today).select_related("answer__control__category")),
        first_open=next((answer for answer in answers if answer.is_open), None),
        today=today,
    )
