"""What a submitted version froze: a line per control, and what those lines add up to."""

from django.db import models
from django.db.models import Exists, Q
from django.utils.timezone import localdate

from loket.models import Control, Region
from reporting.models.versions import ReportVersion
from selfassessment.scale import Maturity, Status
from selfassessment.scoring import Score

# A criterion (one of the categories) is met from this mean level on: "vastgelegd".
LEVEL_OF_CRITERION = 3


class TallyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tallies this person may see (DESIGN §4).

        The programme: all. A contact: those of the own region, and what other regions last
        submitted, of those that share their figures. So every figure that a contact gets out of
        these rows was counted over rows that this contact may see one by one: nothing is left
        to find out by subtracting.
        """
        if user.is_active and user.is_staff:
            return self
        mine = Region.objects.represented_by(user)
        shared = Q(version__current_of__isnull=False, version__shares_figures=True)
        return self.filter(Exists(mine), shared | Q(version__report__region__in=mine))

    def current(self):
        """Tallies of what each region last submitted on a quarter."""
        return self.filter(version__current_of__isnull=False)

    def overall(self):
        """Tallies of a whole version, not of one category."""
        return self.filter(number=None)

    def per_category(self):
        return self.exclude(number=None).order_by("number")


class Tally(models.Model):
    """What the lines of one category of one version add up to; with number None, of them all.

    Counted once, when the version was submitted, in the same transaction: figures of many
    regions and quarters add up these rows, not the lines. The numbers are those of
    `scoring.Score`. `name` is the category's name as it was then. Of `criteria`, the categories
    that apply, `criteria_met` are wholly assessed and have a mean
    level of at least 3.
    """

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="tallies")
    number = models.PositiveSmallIntegerField("categorienummer", null=True)
    name = models.CharField("categorie", max_length=150, blank=True)
    total = models.PositiveIntegerField()
    not_applicable = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    assessed = models.PositiveIntegerField()
    in_order = models.PositiveIntegerField()
    demonstrable = models.PositiveIntegerField()
    maturity_sum = models.PositiveIntegerField()
    criteria = models.PositiveIntegerField()
    criteria_met = models.PositiveIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "telling"
        verbose_name_plural = "tellingen"
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="tally_once"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(number=None), name="tally_overall_once"
            ),
        ]

    def __str__(self):
        return f"Telling {self.number} van versie {self.version_id}"

    @property
    def score(self):
        """Return the Score of these lines."""
        names = Score.__dataclass_fields__
        return Score(**{name: getattr(self, name) for name in names})

    @classmethod
    def of(cls, version, number, name, scores):
        """Return the tally of these scores (one per category), not saved."""
        score = sum(scores, start=Score())
        return cls(
            version=version,
            number=number,
            name=name,
            criteria=sum(part.applicable > 0 for part in scores),
            criteria_met=sum(is_met(part) for part in scores),
            **vars(score),
        )


def is_met(score):
    """Say whether a category meets its criterion: all of it assessed, on a mean level of 3."""
    is_assessed = 0 < score.applicable == score.assessed
    return is_assessed and score.maturity >= LEVEL_OF_CRITERION


class LineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lines of the versions this person may read: the own region's, or for the programme."""
        return self.filter(tally__version__in=ReportVersion.objects.visible_to(user))

    def of(self, version):
        """Return the lines of one version in the order of the norm, with their controls."""
        rows = self.filter(tally__version=version).select_related("control", "tally")
        return rows.order_by("tally__number", "control__position", "control")


class ReportLine(models.Model):
    """The answer to one control as it was when the report was submitted.

    `tally` is that of its category then. `has_evidence`: there was evidence that had not
    expired on that day.
    """

    tally = models.ForeignKey(Tally, on_delete=models.CASCADE, related_name="report_lines")
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="report_lines")
    status = models.CharField("status", max_length=16, choices=Status)
    maturity = models.PositiveSmallIntegerField("volwassenheid", choices=Maturity, null=True)
    note = models.TextField("toelichting", blank=True)
    action_owner = models.CharField("actiehouder", max_length=150, blank=True)
    target_date = models.DateField("streefdatum", null=True)
    has_evidence = models.BooleanField("heeft geldig bewijs")

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "regel"
        verbose_name_plural = "regels"
        constraints = [
            models.UniqueConstraint(fields=["tally", "control"], name="line_once"),
        ]

    def __str__(self):
        return f"Regel {self.control_id} van telling {self.tally_id}"

    @classmethod
    def freeze(cls, version, assessment, *, at):
        """Copy the living answers of an assessment into lines, and count them.

        Each answer keeps what was reported of it. `at` is an aware moment: evidence counts when
        it was valid on that day.
        """
        answers = assessment.answers.with_evidence(localdate(at)).held()
        by_category = {}
        for answer in answers.select_related("control__category"):
            by_category.setdefault(answer.control.category, []).append(answer)
        tallies = [
            (Tally.of(version, category.number, category.name, [total(rows)]), rows)
            for category, rows in by_category.items()
        ]
        scores = [tally.score for tally, _rows in tallies]
        Tally.objects.bulk_create(
            [*(tally for tally, _rows in tallies), Tally.of(version, None, "", scores)]
        )
        cls.objects.bulk_create(
            cls(
                tally=tally,
                control_id=answer.control_id,
                has_evidence=answer.has_evidence,
                **{name: getattr(answer, name) for name in COPIED},
            )
            for tally, rows in tallies
            for answer in rows
        )
        assessment.answers.mark_reported(str(version.report.period))


COPIED = ["status", "maturity", "note", "action_owner", "target_date"]


def total(answers):
    return sum((answer.score for answer in answers), start=Score())
