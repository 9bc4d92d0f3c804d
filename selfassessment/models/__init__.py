"""The nouns of this room: assessments with their sections, answers with their evidence."""

from selfassessment.models.answers import (
    CHANGEABLE,
    FIRST_DAY,
    LAST_DAY,
    LONGEST_NOTE,
    Answer,
    Evidence,
)
from selfassessment.models.assessments import Assessment, Section, SectionUserPermission

__all__ = [
    "CHANGEABLE",
    "FIRST_DAY",
    "LAST_DAY",
    "LONGEST_NOTE",
    "Answer",
    "Assessment",
    "Evidence",
    "Section",
    "SectionUserPermission",
]
