"""Reminders: which were sent, and who wants fewer of them."""

from django.db import models

from loket.models import User
from reporting.models.periods import Period


class Reminder(models.Model):
    """A mail that asked somebody to report on a quarter.

    `due_on` is the day it was due: one person gets one mail per quarter and due day, however
    often the command runs.
    """

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "herinnering"
        verbose_name_plural = "herinneringen"
        constraints = [
            models.UniqueConstraint(fields=["period", "user", "due_on"], name="reminder_once"),
        ]

    def __str__(self):
        return f"Herinnering {self.due_on} over {self.period_id} aan {self.user_id}"


class FewerReminders(models.Model):
    """Somebody who does not want the early reminders, weeks before the deadline."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="fewer_reminders")

    class Meta:
        verbose_name = "minder herinneringen"
        verbose_name_plural = "minder herinneringen"

    def __str__(self):
        return f"Minder herinneringen voor {self.user_id}"
