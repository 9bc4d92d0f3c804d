"""Answers and evidence: what a region says of each control, and what shows it."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_update_with_history

from loket.models import Control, Region
from selfassessment.models.assessments import Assessment, SectionUserPermission
from selfassessment.scale import Maturity, Status
from selfassessment.scoring import FINISHED, SOON, is_open, is_overdue, score_of

LONGEST_NOTE = 5_000
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
WRONG_YEAR = "Kies een jaar van 2000 tot en met 2199."
DAYS = [MinValueValidator(FIRST_DAY, WRONG_YEAR), MaxValueValidator(LAST_DAY, WRONG_YEAR)]
# What people change of an answer.
CHANGEABLE = ["status", "maturity", "note", "action_owner", "target_date"]


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Answers this person may see: as contact of the region, or in a delegated category."""
        mine = Q(assessment__region__in=Region.objects.represented_by(user))
        held = SectionUserPermission.held_by(user).filter(
            content_object__assessment=OuterRef("assessment"),
            content_object__category=OuterRef("control__category"),
        )
        return self.filter(mine | Exists(held))

    def editable_by(self, user):
        """Answers this person may change: whoever sees an answer may work on it."""
        return self.visible_to(user)

    def in_order_of_the_norm(self):
        """Put answers in the order in which the framework lists its controls."""
        rows = self.select_related("control__category")
        return rows.order_by("control__category__number", "control__position", "control__pk")

    def with_evidence(self, today):
        """Add `has_evidence`: whether there is evidence that has not expired on this date."""
        valid = Evidence.objects.filter(answer=OuterRef("pk")).valid_on(today)
        return self.annotate(has_evidence=Exists(valid))

    def open(self):
        """Answers without a status beyond the first and without a level (`scoring.is_open`)."""
        return self.filter(status=Status.NOT_STARTED, maturity=None)

    def overdue(self, today):
        """Answers whose target date has gone by unfinished (see `scoring.is_overdue`)."""
        return self.filter(target_date__lt=today).exclude(status__in=FINISHED)

    def unproven(self):
        """Answers that are ingevoerd without valid evidence; on a set `with_evidence`."""
        return self.filter(status=Status.IMPLEMENTED, has_evidence=False)

    def about(self, text):
        """Answers to the controls that hold every word of `text` in number, title or note."""
        rows = self
        for word in text.split():
            in_control = Q(control__number__startswith=word) | Q(control__title__icontains=word)
            rows = rows.filter(in_control | Q(note__icontains=word))
        return rows

    def expiring(self, today):
        """Answers with evidence that has expired, or soon will (see `EvidenceQuerySet`)."""
        return self.filter(Exists(Evidence.objects.filter(answer=OuterRef("pk")).expiring(today)))

    def with_proofs(self):
        """Fetch the evidence of each answer as the list `proofs`."""
        return self.prefetch_related(models.Prefetch("evidence", to_attr="proofs"))

    def held(self):
        """Hold these until the transaction ends.

        Always in the same order, so that two people at once wait for each other and not forever.
        """
        return self.select_related("control").select_for_update(of=("self",)).order_by("pk")

    def mark_reported(self, period):
        """Let each of these say what was reported of it on this quarter ("2026-Q3")."""
        self.update(
            reported_in=period,
            reported_status=models.F("status"),
            reported_maturity=models.F("maturity"),
        )

    @transaction.atomic
    def fill(self, *, status, maturity, note, seen, by):
        """Give the same answer to all of these controls; return how many changed, and the rest.

        A note that is there already stays, below the new one; without `maturity` the level
        stays. `seen` is {key: version} as somebody had them before them: an answer that changed
        since is left alone and returned, as is one whose note has no room left.
        """
        changed, left = [], []
        for answer in self.held():
            before = [getattr(answer, name) for name in CHANGEABLE]
            both = answer.note if note in ("", answer.note) else f"{note}\n{answer.note}".strip()
            if seen.get(answer.pk) != answer.version or len(both) > LONGEST_NOTE:
                left.append(answer)
                continue
            answer.status, answer.note = status, both
            answer.maturity = maturity or answer.maturity
            if [getattr(answer, name) for name in CHANGEABLE] != before:
                changed.append(answer)
        self.change_together(changed, by=by)
        return len(changed), left

    @transaction.atomic
    def change_together(self, answers, *, by):
        """Save changed answers that this transaction holds, each as a new version."""
        for answer in answers:
            answer.version += 1
        if answers:
            bulk_update_with_history(answers, Answer, [*CHANGEABLE, "version"], default_user=by)


class Answer(models.Model):
    """How far a region is with one control.

    `version` rises by one with each change, so that two people at once notice each other.
    `maturity` is a level 1–5; empty means not assessed. "Niet van toepassing" says in the note
    why. What an answer held before is in `versions`. `reported_…` is what the region last
    submitted of it, and in which quarter ("2026-Q3"); the report itself has the whole of it.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField("status", max_length=16, choices=Status, default=Status.NOT_STARTED)
    maturity = models.PositiveSmallIntegerField(
        "volwassenheid",
        choices=Maturity,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    note = models.TextField("toelichting", max_length=LONGEST_NOTE, blank=True)
    action_owner = models.CharField("actiehouder", max_length=150, blank=True)
    target_date = models.DateField("streefdatum", null=True, blank=True, validators=DAYS)
    version = models.PositiveIntegerField("versie", default=1)
    reported_in = models.CharField("gerapporteerd over", max_length=7, blank=True, editable=False)
    reported_status = models.CharField(max_length=16, choices=Status, blank=True, editable=False)
    reported_maturity = models.PositiveSmallIntegerField(
        choices=Maturity, null=True, editable=False
    )
    history = HistoricalRecords(
        related_name="versions",
        excluded_fields=["reported_in", "reported_status", "reported_maturity"],
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "control"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="answer_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(maturity=None) | Q(maturity__range=(1, 5)),
                name="answer_maturity_is_a_level",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.NOT_APPLICABLE)
                | Q(GreaterThan(Length(Trim("note")), 0)),
                name="answer_not_applicable_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="answer_version_from_1"),
            models.CheckConstraint(
                condition=Q(target_date=None) | Q(target_date__range=(FIRST_DAY, LAST_DAY)),
                name="answer_target_date_is_of_our_time",
            ),
        ]

    def __str__(self):
        return f"Antwoord {self.control_id} van zelfevaluatie {self.assessment_id}"

    def validate_constraints(self, exclude=None):
        """Leave the rules to `AnswerForm`, in words, and to the database, which checks them anyway.

        Django would ask the database about each of them first: six statements for one save.
        """

    @property
    def score(self):
        """Return the Score of this answer, fetched `with_evidence`."""
        return score_of(self.status, self.maturity, self.has_evidence)

    @property
    def is_open(self):
        return is_open(self.status, self.maturity)

    @property
    def is_unproven(self):
        """Say whether the control is in place without valid evidence; fetch `with_evidence`."""
        return self.status == Status.IMPLEMENTED and not self.has_evidence

    def is_overdue(self, today):
        return is_overdue(self.status, self.target_date, today)

    def change(self, values, *, seen, by):
        """Set fields, for somebody who saw version `seen`; return whether that was still the last.

        When it was not, nothing changes: somebody else was first, and a person must choose. Two
        statements and no lock: the version itself decides, on every database.
        """
        # a savepoint would double the statements, and nothing here can fail halfway
        with transaction.atomic(savepoint=False):
            now = Answer._base_manager.filter(pk=self.pk, version=seen)
            if not now.update(**values, version=seen + 1):
                return False
            for name, value in values.items():
                setattr(self, name, value)
            self.version = seen + 1
            Answer.history.bulk_history_create([self], update=True, default_user=by)
        return True

    @classmethod
    def touched(cls, controls):
        """Return those of these controls for which any region filled in anything, ever.

        Every answer to them is held until the transaction ends: nobody fills one in meanwhile.
        """
        answers = cls.objects.filter(control__in=controls).held()
        proven = Evidence.objects.filter(answer__control__in=controls)
        found = {
            a.control_id
            for a in answers
            if a.version > 1 or not a.is_open or a.note or a.reported_in
        }
        found |= set(proven.values_list("answer__control", flat=True))
        return [control for control in controls if control.pk in found]

    @classmethod
    def drop(cls, controls):
        """Remove every region's answers to controls that leave the norm; return how many."""
        count, _rows = cls.objects.filter(control__in=controls).delete()
        return count

    def as_of(self, version):
        """Return the record of an earlier version, or None when there is no such version."""
        return self.versions.filter(version=version).order_by("history_id").last()

    @transaction.atomic
    def add_evidence(self, *, by, **fields):
        """Add a piece of evidence to this answer; the same piece posted twice stays one."""
        # held: two posts at once take turns
        Answer._base_manager.select_for_update().get(pk=self.pk)
        if same := self.evidence.filter(**fields).first():
            return same
        evidence = Evidence(answer=self, **fields)
        evidence._history_user = by
        evidence.save()
        return evidence


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Evidence of the answers this person may see; it is the region's own, as AMBER."""
        return self.filter(answer__in=Answer.objects.visible_to(user))

    def valid_on(self, today):
        """Evidence that has not expired on this date."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today))

    def expiring(self, today):
        """Evidence that has expired, or will within `SOON` days; the most urgent first."""
        soon = today + timedelta(days=SOON)
        return self.filter(valid_until__lte=soon).order_by("valid_until", "pk")


class Evidence(models.Model):
    """What shows that a control is in place: where to find it, and until when it counts."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField("bewijs", max_length=200)
    link = models.URLField("link", max_length=500, blank=True)
    valid_until = models.DateField("geldig tot en met", null=True, blank=True, validators=DAYS)
    history = HistoricalRecords(related_name="versions")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "bewijs"
        verbose_name_plural = "bewijzen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__range=(FIRST_DAY, LAST_DAY)),
                name="evidence_valid_until_is_of_our_time",
            ),
        ]

    def __str__(self):
        return f"Bewijs {self.pk} bij antwoord {self.answer_id}"

    @classmethod
    def records_of(cls, answer):
        """Return what was ever recorded of the evidence of this answer, removed pieces too."""
        return cls.history.filter(answer=answer)

    @transaction.atomic
    def remove(self, *, by):
        """Take this evidence away; the history keeps that it was there, and who removed it."""
        self._history_user = by
        self.delete()
