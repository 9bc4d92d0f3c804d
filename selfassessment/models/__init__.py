"""The nouns of this room: assessments with their sections, answers with their evidence."""

from selfassessment.models.answers import CHANGEABLE, LONGEST_NOTE, Answer, Evidence
from selfassessment.models.assessments import Assessment, Section, SectionUserPermission

__all__ = [
    "CHANGEABLE",
    "LONGEST_NOTE",
    "Answer",
    "Assessment",
    "Evidence",
    "Section",
    "SectionUserPermission",
]
