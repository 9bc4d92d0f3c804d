"""Quarters, the dates they are reported on, and the milestones of the programme."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, FilteredRelation, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from loket.models import Framework, Region, User

FIRST_YEAR, LAST_YEAR = 2000, 2199
# After the quarter a region has this long, unless somebody chooses another deadline.
DAYS_TO_REPORT = 15

ALREADY_CLOSED = "{} is al afgesloten. Wat toen is ingediend, staat vast."


class PeriodQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Quarters this person may look at: the contacts of regions, and the programme.

        What a page of a quarter shows of a region is decided by the models in `reports`.
        """
        if not user.is_active:
            return self.none()
        if user.is_staff:
            return self
        represented = Exists(Region.objects.represented_by(user))
        return self.filter(represented, opens_on__lte=timezone.localdate())

    def editable_by(self, user):
        """Quarters this person may open, follow and close: the programme."""
        return self if user.is_active and user.is_staff else self.none()

    def newest_first(self):
        return self.order_by("-year", "-quarter")

    def with_counts(self):
        """Add `submitted`: how many regions have submitted a report on it."""
        return self.annotate(submitted=Count("reports", filter=Q(reports__current__isnull=False)))

    def running(self, today):
        """Quarters that can be reported on now: opened and not closed."""
        return self.filter(opens_on__lte=today, closed_at=None)

    def before(self, period):
        """Quarters that come before this one."""
        return self.filter(
            Q(year__lt=period.year) | Q(year=period.year, quarter__lt=period.quarter)
        )

    def until(self, period):
        """This quarter and those before it."""
        return self.before(period) | self.filter(pk=period.pk)


class Period(models.Model):
    """One quarter that regions report on, and the edition of the norm they report on.

    Regions can report from `opens_on`; the deadline is not the end: only closing ends it, for
    everybody and for good. The database refuses any change after that.
    """

    year = models.PositiveSmallIntegerField("jaar")
    quarter = models.PositiveSmallIntegerField(
        "kwartaal", choices=[(number, f"Kwartaal {number}") for number in range(1, 5)]
    )
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="periods", verbose_name="normenkader"
    )
    opens_on = models.DateField("gaat open op")
    deadline = models.DateField("indienen uiterlijk op")
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "kwartaal"
        verbose_name_plural = "kwartalen"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                name="period_once",
                violation_error_message="Dit kwartaal is er al.",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="period_is_a_quarter"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="period_is_of_our_time"
            ),
            models.CheckConstraint(
                condition=Q(deadline__gte=F("opens_on")),
                name="period_deadline_after_opening",
                violation_error_message="De einddatum ligt vóór de openingsdag.",
            ),
        ]

    def __str__(self):
        return f"{self.year}-Q{self.quarter}"

    def save(self, **kwargs):
        """Save; what is not chosen becomes the newest norm, and dates around the quarter's end."""
        if not self.framework_id:
            self.framework = Framework.objects.order_by("-position", "-pk").first()
        self.opens_on = self.opens_on or self.starts_on
        self.deadline = self.deadline or self.ends_on + timedelta(days=DAYS_TO_REPORT)
        super().save(**kwargs)

    @property
    def starts_on(self):
        return date(self.year, 3 * self.quarter - 2, 1)

    @property
    def ends_on(self):
        """Return the last day of the quarter."""
        following = date(self.year + self.quarter // 4, 3 * (self.quarter % 4) + 1, 1)
        return following - timedelta(days=1)

    @property
    def is_closed(self):
        return self.closed_at is not None

    def is_running(self, today):
        """Say whether regions can report on it on this day."""
        return self.opens_on <= today and not self.is_closed

    def check_running(self):
        """Raise ValidationError, in words, when regions cannot report on this quarter now."""
        if self.is_closed:
            raise ValidationError(ALREADY_CLOSED.format(self))
        if not self.is_running(timezone.localdate()):
            raise ValidationError(f"{self} gaat pas open op {self.opens_on:%d-%m-%Y}.")

    @transaction.atomic
    def close(self, *, by, at=None):
        """End this quarter for everybody, for good, now or as of an aware moment.

        Raises ValidationError the second time.
        """
        # held: a region that is submitting now goes first, or finds it closed
        held = Period.objects.select_for_update().get(pk=self.pk)
        if held.is_closed:
            raise ValidationError(ALREADY_CLOSED.format(self))
        self.closed_at, self.closed_by = at or timezone.now(), by
        self.save(update_fields=["closed_at", "closed_by"])

    def standing(self):
        """Return every region in order, each with the state of its report: "" while not begun.

        Who has submitted is no secret among contacts (DESIGN §4); what they submitted may be.
        """
        own = FilteredRelation("reports", condition=Q(reports__period=self))
        return Region.objects.order_by("code").annotate(
            report=own,
            state=Coalesce("report__state", Value("")),
            version=F("report__current"),
            submitted_at=F("report__current__submitted_at"),
            shares=F("report__current__shares_figures"),
        )


class MilestoneManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Milestone(models.Model):
    """A date by which the programme wants something to be so everywhere.

    The two there are come from the seed documents: the 16 criteria, and all of the BIO.
    """

    class Measure(models.TextChoices):
        CRITERIA = "criteria", "criteria die zijn gehaald"
        CONTROLS = "controls", "controls op orde"

    name = models.CharField("naam", max_length=150, unique=True)
    measure = models.CharField("gemeten in", max_length=10, choices=Measure)
    due_on = models.DateField("datum")

    objects = MilestoneManager()

    class Meta:
        verbose_name = "mijlpaal"
        verbose_name_plural = "mijlpalen"
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.name,)
