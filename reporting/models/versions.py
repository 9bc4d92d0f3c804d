"""Versions of a report: its text, its bottlenecks and what was confirmed for it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q

from loket.models import Region, User

LONGEST = 20_000
LONGEST_REASON = 1_000


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Versions this person may read: of the own region as a contact, or as the programme."""
        if user.is_active and user.is_staff:
            return self
        return self.filter(report__region__in=Region.objects.represented_by(user))

    def editable_by(self, user):
        """Versions that this person may change: not yet submitted, of the own region."""
        regions = Region.objects.represented_by(user)
        return self.filter(report__region__in=regions, submitted_at=None)


class ReportVersion(models.Model):
    """The text of a report, as it is being written or as it was submitted.

    Once submitted the database refuses every change, to it and to all that hangs on it.
    `fte` is how many full-time people work on this, `budget` whole euros this year.
    `shares_figures`: other regions may see the figures per category. `offers_help`: other
    regions may see where this region is far, to ask how.
    """

    report = models.ForeignKey(
        "reporting.ProgressReport", on_delete=models.CASCADE, related_name="report_versions"
    )
    number = models.PositiveSmallIntegerField("versie", default=1)
    results = models.TextField("resultaten", max_length=LONGEST, blank=True)
    fte = models.DecimalField(
        "fte",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "Vul 0 of meer in.")],
    )
    budget = models.PositiveIntegerField("budget in euro’s", null=True, blank=True)
    shares_figures = models.BooleanField("cijfers delen", default=True)
    offers_help = models.BooleanField("wil andere regio’s helpen", default=False)
    reason = models.TextField("reden van heropenen", max_length=LONGEST_REASON, blank=True)
    opened_at = models.DateTimeField("begonnen op", auto_now_add=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("ingediend op", null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versie"
        verbose_name_plural = "versies"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(submitted_at=None),
                name="version_one_to_change",
            ),
            models.CheckConstraint(condition=Q(fte=None) | Q(fte__gte=0), name="version_fte"),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0), name="version_budget"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="version_reopened_has_a_reason"
            ),
        ]

    def __str__(self):
        return f"Versie {self.number} van rapportage {self.report_id}"

    @classmethod
    def after(cls, earlier):
        """Return a version with the text of an earlier one, not saved; empty after None."""
        version = cls()
        if earlier:
            for name in ("results", "fte", "budget", "shares_figures", "offers_help"):
                setattr(version, name, getattr(earlier, name))
        version.earlier = earlier
        return version

    def start(self, report):
        """Save this version, made by `after`, with the bottlenecks of the earlier one.

        What was confirmed stays confirmed within a quarter, not from one to the next.
        """
        self.report = report
        self.save()
        if self.earlier is None:
            return
        Bottleneck.objects.bulk_create(
            Bottleneck(version=self, theme=row.theme, text=row.text, help_wanted=row.help_wanted)
            for row in self.earlier.bottlenecks.all()
        )
        if self.earlier.report_id == report.pk:
            Confirmation.objects.bulk_create(
                Confirmation(version=self, number=row.number, seen=row.seen)
                for row in self.earlier.confirmations.all()
            )

    def close(self, *, by, at):
        """End this version: from now on the database refuses every change to it."""
        self.submitted_at, self.submitted_by = at, by
        self.save(update_fields=["submitted_at", "submitted_by"])


class PartQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Parts of the versions this person may read."""
        return self.filter(version__in=ReportVersion.objects.visible_to(user))

    def editable_by(self, user):
        """Parts of the versions this person may change."""
        return self.filter(version__in=ReportVersion.objects.editable_by(user))


class Bottleneck(models.Model):
    """What holds a region back on one theme, and the help it looks for."""

    class Theme(models.TextChoices):
        PEOPLE = "people", "Mensen en tijd"
        MONEY = "money", "Geld"
        KNOWLEDGE = "knowledge", "Kennis"
        TECHNOLOGY = "technology", "Techniek"
        SUPPLIERS = "suppliers", "Leveranciers"
        MANAGEMENT = "management", "Bestuur en directie"

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="bottlenecks")
    theme = models.CharField("thema", max_length=12, choices=Theme)
    text = models.TextField("knelpunt", max_length=LONGEST, blank=True)
    help_wanted = models.TextField("gevraagde hulp", max_length=LONGEST, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "knelpunt"
        verbose_name_plural = "knelpunten"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "theme"], name="bottleneck_theme_once"),
            models.CheckConstraint(
                condition=~Q(text="", help_wanted=""), name="bottleneck_says_something"
            ),
        ]

    def __str__(self):
        return f"Knelpunt {self.theme} van versie {self.version_id}"

    @classmethod
    def counts(cls, period, user):
        """Return how many regions name each theme, as {theme: (bottlenecks, requests for help)}.

        Numbers only: the texts are for the region itself and the programme. A contact's numbers
        are of the other regions that share their figures: one's own text is known, and must not
        be subtracted.
        """
        versions = ReportVersion.objects.filter(current_of__period=period)
        if not user.is_staff:
            mine = Region.objects.represented_by(user)
            versions = versions.filter(shares_figures=True).exclude(report__region__in=mine)
        rows = cls.objects.filter(version__in=versions)
        counted = rows.values_list("theme").annotate(
            named=Count("pk", filter=~Q(text="")),
            asked=Count("pk", filter=~Q(help_wanted="")),
        )
        return {theme: (named, asked) for theme, named, asked in counted}


class Confirmation(models.Model):
    """A contact looked at one category for this report, and it is right.

    `seen` stands for what was there: the sum of the versions of its answers, and a million for
    each that had valid evidence. When it is another number afterwards, an answer changed, or
    evidence came, went or expired, and the confirmation no longer holds.
    """

    version = models.ForeignKey(
        ReportVersion, on_delete=models.CASCADE, related_name="confirmations"
    )
    # a number, for a norm may get another layout, and what was submitted stays
    number = models.PositiveSmallIntegerField("categorienummer")
    seen = models.PositiveIntegerField()

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "bevestiging"
        verbose_name_plural = "bevestigingen"
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="confirmation_once"),
        ]

    def __str__(self):
        return f"Bevestiging {self.number} van versie {self.version_id}"
