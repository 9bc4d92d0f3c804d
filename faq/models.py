"""Topics, entries, who may read them, and what readers thought of the answers."""

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from markdownx.models import MarkdownxField
from simple_history.models import HistoricalRecords

from faq.references import words_for_everybody
from loket.classified import Classified
from loket.models import Control, Region
from loket.options import gathered, used
from loket.search import matching, search_field
from loket.tlp import TLP

TEXTS = ["question", "words"]
# Well under what PostgreSQL can index; the longest of the first FAQ has 2,000 characters.
LONGEST_ANSWER = 50_000
# An entry has no owner or grants, so the classes that need those do not fit it.
ENTRY_TLP = [(tlp.value, tlp.label) for tlp in (TLP.CLEAR, TLP.GREEN, TLP.AMBER)]


class TopicManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Topic(models.Model):
    """A heading of the FAQ."""

    name = models.CharField("naam", max_length=150, unique=True)
    position = models.PositiveSmallIntegerField("volgorde", default=1)

    objects = TopicManager()

    class Meta:
        verbose_name = "onderwerp"
        verbose_name_plural = "onderwerpen"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.name,)


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Entries this person may read. No other line in the house decides this.

        Everybody: published CLEAR. Whoever belongs to a region: GREEN too. Contacts: AMBER too.
        The programme: all, drafts included. The search text is left out: no page shows it.
        """
        rows = self.defer("search", "words")
        if not user.is_active:
            return rows.filter(is_published=True, tlp=TLP.CLEAR)
        if user.is_staff:
            return rows
        green = Q(Q(tlp=TLP.GREEN), Exists(Region.objects.of(user)))
        amber = Q(Q(tlp=TLP.AMBER), Exists(Region.objects.represented_by(user)))
        return rows.filter(Q(tlp=TLP.CLEAR) | green | amber, is_published=True)

    def editable_by(self, user):
        """Entries this person may edit: the programme's staff edits all of them."""
        return self if user.is_active and user.is_staff else self.none()

    def search(self, text):
        """Entries with every word of `text` in question or answer, best first (see `words`)."""
        return matching(self, text, columns=TEXTS)

    def for_control(self, number):
        """Entries about the control of this number in any edition, or about what it came from."""
        same = Q(number=number) | Q(successors__number=number)
        return self.filter(Exists(Control.objects.filter(same, entries=OuterRef("pk"))))

    def options(self):
        """Return the filter values that occur in these entries, as {filter: [(value, label)]}."""
        rows, this = self.order_by(), OuterRef("pk")
        number = ("number", "title")
        return gathered(
            used(Topic, rows.filter(topic=this), "onderwerp", order="position"),
            used(Control, rows.filter(controls=this), "control", number, order="position"),
        )

    def with_votes(self):
        """Add `helpful` and `unhelpful`: how many visitors said so."""
        return self.annotate(
            helpful=Count("votes", filter=Q(votes__is_helpful=True)),
            unhelpful=Count("votes", filter=Q(votes__is_helpful=False)),
        )

    def mostly_unhelpful(self):
        """Entries that more visitors found unhelpful than helpful."""
        return self.with_votes().filter(unhelpful__gt=F("helpful"))


class EntryManager(models.Manager.from_queryset(EntryQuerySet)):
    def get_by_natural_key(self, question):
        entry = self.filter(question=question).first()
        if entry is None:
            raise self.model.DoesNotExist(question)
        return entry


class Entry(Classified):
    """A question with its answer in Markdown.

    The answer names tools by their code, as in [[k3f9x2ab]]; see `faq.references`.
    """

    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="entries", verbose_name="onderwerp"
    )
    tlp = models.CharField("classificatie", max_length=12, choices=ENTRY_TLP, default=TLP.GREEN)
    question = models.CharField("vraag", max_length=300)
    answer = MarkdownxField(
        "antwoord",
        max_length=LONGEST_ANSWER,
        blank=True,
        help_text=(
            "Opmaak met Markdown: **vet**, - voor een lijst, [tekst](https://adres). Verwijs naar "
            "een hulpmiddel met zijn code, zoals [[k3f9x2ab]]. Wie dat hulpmiddel niet mag zien, "
            "krijgt de alinea of het punt met de code niet te zien."
        ),
    )
    words = models.TextField("doorzoekbare woorden", editable=False, default="")
    position = models.PositiveSmallIntegerField("volgorde", default=1)
    controls = models.ManyToManyField(
        Control, blank=True, related_name="entries", verbose_name="gaat over controls"
    )
    changed_at = models.DateTimeField("laatst gewijzigd", default=timezone.now, editable=False)
    search = search_field(*TEXTS)
    history = HistoricalRecords(
        excluded_fields=["search", "position", "words"], related_name="versions"
    )

    objects = EntryManager()

    class Meta:
        verbose_name = "vraag en antwoord"
        verbose_name_plural = "vragen en antwoorden"
        ordering = ["topic", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tlp__in=[value for value, _label in ENTRY_TLP]),
                name="entry_tlp_is_known",
            ),
        ]

    def __str__(self):
        return self.question

    def save(self, **kwargs):
        self.words = words_for_everybody(self.answer)
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("faq:entry_detail", args=[self.pk])

    def natural_key(self):
        return (self.question,)

    @transaction.atomic
    def vote(self, visitor, *, is_helpful):
        """Keep what a visitor thinks of the answer; a second vote replaces the first.

        `visitor` is a random word of that visitor's session: it says nothing about the person.
        """
        self.votes.update_or_create(visitor=visitor, defaults={"is_helpful": is_helpful})


class Vote(models.Model):
    """What one visitor thought of one answer."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="votes")
    visitor = models.CharField("bezoeker", max_length=32)
    is_helpful = models.BooleanField("nuttig")
    at = models.DateTimeField("wanneer", auto_now=True)

    class Meta:
        verbose_name = "stem"
        verbose_name_plural = "stemmen"
        constraints = [
            models.UniqueConstraint(fields=["entry", "visitor"], name="vote_once_per_visitor"),
        ]

    def __str__(self):
        return f"{self.entry_id} {'nuttig' if self.is_helpful else 'niet nuttig'}"
