"""Keys with which a member of the programme lets a dashboard read the national figures."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from loket.models import User

PREFIX = "loket_"


class TokenQuerySet(models.QuerySet):
    def of(self, user):
        """Tokens of this person that still work, newest first."""
        return self.filter(user=user, revoked_at=None).order_by("-made_at", "-pk")

    def reader(self, text):
        """Return whose token this is; None for an unknown or revoked one, or one without rights.

        Rights are asked now: who leaves the programme cannot read with it any more.
        """
        row = self.filter(digest=digest_of(text), revoked_at=None).select_related("user").first()
        return row.user if row and row.user.is_active and row.user.is_staff else None


class Token(models.Model):
    """A secret that reads the figures of the national picture and does nothing else.

    Only its digest is kept: who reads the database cannot use it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("waarvoor", max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    revoked_at = models.DateTimeField("ingetrokken op", null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "sleutel"
        verbose_name_plural = "sleutels"

    def __str__(self):
        return f"Sleutel {self.pk}"

    @classmethod
    def make(cls, *, name, by):
        """Make a token for `by`; return its secret, which can never be read again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        cls.objects.create(user=by, name=name, digest=digest_of(secret))
        return secret

    def revoke(self):
        """End this token: the next question with it is refused."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])


def digest_of(secret):
    """Return the digest of a secret; long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
