"""The nouns of this room: quarters, reports with their versions, and what those froze."""

from reporting.models.frozen import LEVEL_OF_CRITERION, ReportLine, Tally
from reporting.models.periods import Milestone, Period
from reporting.models.reminders import FewerReminders, Reminder
from reporting.models.reports import ProgressReport
from reporting.models.tokens import Token
from reporting.models.versions import LONGEST, Bottleneck, Confirmation, ReportVersion

__all__ = [
    "LEVEL_OF_CRITERION",
    "LONGEST",
    "Bottleneck",
    "Confirmation",
    "FewerReminders",
    "Milestone",
    "Period",
    "ProgressReport",
    "Reminder",
    "ReportLine",
    "ReportVersion",
    "Tally",
    "Token",
]
