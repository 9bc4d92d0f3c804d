"""Reports: one region on one quarter, and the verbs from beginning to reopening."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from loket.models import Region
from loket.notices import tell
from reporting.models.frozen import ReportLine
from reporting.models.periods import Period
from reporting.models.versions import ReportVersion
from selfassessment.models import Assessment

NEEDS_REASON = "Schrijf op waarom de rapportage opnieuw open moet."
NOT_SUBMITTED = "Deze rapportage is nog niet ingediend: de regio kan haar nog gewoon wijzigen."
RECEIPT_SUBJECT = "Implementatieloket: de rapportage over {} is ingediend"
RECEIPT = """Goedendag,

De rapportage van {} over {} is ingediend. U leest haar hier, na inloggen:
{}

Met vriendelijke groet,
Implementatieloket BIO
"""
REOPENED_SUBJECT = "Implementatieloket: de rapportage over {} is weer open"
REOPENED = """Goedendag,

Het programma heeft de rapportage van {} over {} weer opengezet. Hier leest u waarom, en dient
u haar opnieuw in:
{}

Met vriendelijke groet,
Implementatieloket BIO
"""


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reports this person may read: of the own region as a contact, or as the programme.

        Down to every control and its note (DESIGN §4). What other regions may see of a report
        are its tallies, and nothing else.
        """
        if user.is_active and user.is_staff:
            return self
        return self.filter(region__in=Region.objects.represented_by(user))

    def editable_by(self, user):
        """Reports this person may fill in and submit: of the own region, as a contact."""
        return self.filter(region__in=Region.objects.represented_by(user))


class ProgressReport(models.Model):
    """What one region reports on one quarter.

    Its text and figures are in its versions: one that can still be changed, and those that were
    submitted, which never change. `current` is the last one submitted: what counts.
    """

    class State(models.TextChoices):
        # The words of DESIGN §4, which scripts of others use.
        CONCEPT = "concept", "Concept"
        SUBMITTED = "ingediend", "Ingediend"
        REOPENED = "heropend", "Heropend"

    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="reports", verbose_name="regio"
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="reports", verbose_name="kwartaal"
    )
    state = models.CharField("stand", max_length=10, choices=State, default=State.CONCEPT)
    current = models.OneToOneField(
        "reporting.ReportVersion",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="current_of",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportage"
        verbose_name_plural = "rapportages"
        constraints = [
            models.UniqueConstraint(fields=["region", "period"], name="report_once"),
            models.CheckConstraint(
                condition=Q(state__in=["concept", "ingediend", "heropend"]),
                name="report_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="concept") | Q(current__isnull=False),
                name="report_submitted_has_a_version",
            ),
        ]

    def __str__(self):
        return f"Rapportage {self.region_id} over {self.period_id}"

    @transaction.atomic
    def save(self, **kwargs):
        """Save, and give a new report its first version: last quarter's text, to revise."""
        is_new = self._state.adding
        super().save(**kwargs)
        if is_new:
            self.prepared_version().start(self)

    @classmethod
    @transaction.atomic
    def begin(cls, region, period):
        """Return the report of this region on this quarter; made, with its text, if new.

        Raises ValidationError when the quarter is not open.
        """
        period.check_running()
        return cls.objects.get_or_create(region=region, period=period)[0]

    @property
    def draft(self):
        """Return the version that can still be changed, or None."""
        return self.report_versions.filter(submitted_at=None).first()

    def previous(self):
        """Return what the region submitted last, in an earlier quarter; or None."""
        earlier = Period.objects.before(self.period)
        submitted = ReportVersion.objects.filter(
            report__region=self.region_id, report__period__in=earlier, current_of__isnull=False
        )
        return submitted.order_by("-report__period__year", "-report__period__quarter").first()

    def prepared_version(self):
        """Return a first version with last quarter's text, not saved."""
        return ReportVersion.after(self.previous())

    @transaction.atomic
    def submit(self, *, by):
        """Freeze what the region says now into a version that never changes; return it.

        Twice is once: a report that is submitted already stays as it is. Whether it is complete
        is asked before, by the page. Raises ValidationError when the quarter is not open.
        """
        if self.record(by=by, at=timezone.now()):
            transaction.on_commit(partial(self.mail, RECEIPT_SUBJECT, RECEIPT))
        return self.current

    @transaction.atomic
    def record(self, *, by, at):
        """Submit as of an aware moment, telling nobody; return whether it was not yet so."""
        # held in this order by everybody: closing waits, and so does a second submission
        period = Period.objects.select_for_update().get(pk=self.period_id)
        held = ProgressReport.objects.select_for_update().get(pk=self.pk)
        if held.state == self.State.SUBMITTED:
            self.state, self.current = held.state, held.current
            return False
        period.check_running()
        version = held.draft
        assessment = Assessment.start(self.region, period.framework, by=by)
        ReportLine.freeze(version, assessment, at=at)
        version.close(by=by, at=at)
        self.state, self.current = self.State.SUBMITTED, version
        self.save(update_fields=["state", "current"])
        return True

    @transaction.atomic
    def reopen(self, *, reason, by):
        """Let the region change a submitted report: a new version, with the same text.

        What was submitted stays, and counts until the new version is submitted. Raises
        ValidationError without a reason, or when the quarter is closed.
        """
        if not reason.strip():
            raise ValidationError(NEEDS_REASON)
        Period.objects.select_for_update().get(pk=self.period_id).check_running()
        held = ProgressReport.objects.select_for_update().get(pk=self.pk)
        if held.state != self.State.SUBMITTED:
            raise ValidationError(NOT_SUBMITTED)
        version = ReportVersion.after(held.current)
        version.number = held.current.number + 1
        version.reason, version.opened_by = reason.strip(), by
        version.start(held)
        self.state = self.State.REOPENED
        self.save(update_fields=["state"])
        transaction.on_commit(partial(self.mail, REOPENED_SUBJECT, REOPENED))
        return version

    def mail(self, subject, text):
        """Tell the contacts of the region; a link and no figures: mail is not confidential."""
        address = reverse("reporting:report_detail", args=[self.period, self.region.code])
        text = text.format(self.region.organisation, self.period, settings.LOKET_BASE_URL + address)
        contacts = self.region.contact_group.user_set.filter(is_active=True)
        tell(contacts, subject.format(self.period), text)
