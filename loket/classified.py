"""What every classified item has in common: its TLP, its publication, and the trail of both.

Who may see an item is not decided here but in the `visible_to` of its own queryset.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from loket.models import AccessLog
from loket.tlp import CONFIDENTIAL, TLP


class Classified(models.Model):
    """An item with a TLP classification, that is a draft until somebody publishes it."""

    tlp = models.CharField("classificatie", max_length=12, choices=TLP, default=TLP.TBD)
    is_published = models.BooleanField("gepubliceerd", default=False)
    published_at = models.DateTimeField("gepubliceerd op", default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def classification(self):
        """Return the TLP member, which knows its own words."""
        return TLP(self.tlp)

    @property
    def is_confidential(self):
        """Say whether this is above GREEN: then views are logged and copies are not kept."""
        return self.tlp in CONFIDENTIAL

    def record_view(self, user):
        """Write down that `user` opens this item, if it is above GREEN. Call before answering."""
        if self.is_confidential:
            AccessLog.objects.note(AccessLog.Action.VIEWED, self, by=user)

    @classmethod
    def record_views(cls, items, user):
        """Write down that `user` opens these items together, as far as they are above GREEN."""
        rows = [item for item in items if item.is_confidential]
        if rows:
            AccessLog.objects.note_views(rows, by=user)

    def hold(self):
        """Hold this row until the transaction ends, and know its classification as it is now.

        Two verbs on one item take turns: neither decides on what the other just changed.
        """
        rows = type(self)._base_manager.select_for_update()
        self.refresh_from_db(fields=["tlp", "is_published"], from_queryset=rows)

    @transaction.atomic
    def publish(self, *, by):
        """Show the item to everybody its classification allows. That is news, so it is dated."""
        self.hold()
        self.is_published = True
        self.published_at = self.changed_at = timezone.now()
        self.save(update_fields=["is_published", "published_at", "changed_at"])
        AccessLog.objects.note(AccessLog.Action.PUBLISHED, self, by=by)

    @transaction.atomic
    def withdraw(self, *, by):
        """Make the item a draft again; only its editors still see it."""
        self.hold()
        self.is_published = False
        self.save(update_fields=["is_published"])
        AccessLog.objects.note(AccessLog.Action.WITHDRAWN, self, by=by)

    @transaction.atomic
    def classify(self, tlp, *, reason="", by):
        """Give the item another classification and write down who did so and why.

        Lowering it (more people may read it) needs a reason: without one a ValidationError says
        so and nothing changes. DESIGN §3; FIRST TLP 2.0 leaves the decision to the source.
        """
        self.hold()
        old, new = TLP(self.tlp), TLP(tlp)
        if new.is_lower_than(old) and not reason.strip():
            raise ValidationError(reason_needed(old, new), code="reason")
        if new == old:
            return
        self.tlp = new
        self.save(update_fields=["tlp"])
        AccessLog.objects.note(
            AccessLog.Action.CLASSIFIED,
            self,
            by=by,
            detail=f"{old.label} → {new.label}. {reason.strip()}"[:500].strip(),
        )


def reason_needed(old, new):
    """Return the sentence that asks for a reason."""
    return (
        f"U verlaagt de classificatie van {old.label} naar {new.label}: meer mensen kunnen het "
        "dan lezen. Schrijf op waarom dat mag."
    )
