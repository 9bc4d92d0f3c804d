"""The words in which an answer is given: how far a control is, and how mature."""

from django.db import models


class Status(models.TextChoices):
    """How far a region is with a control, from nothing done to done."""

    NOT_STARTED = "not_started", "Niet gestart"
    PLANNED = "planned", "Gepland"
    IN_PROGRESS = "in_progress", "In uitvoering"
    IMPLEMENTED = "implemented", "Ingevoerd"
    NOT_APPLICABLE = "not_applicable", "Niet van toepassing"


class Maturity(models.IntegerChoices):
    """How well a region works at a control, from 1 to 5. Without one, it is not assessed."""

    INITIAL = 1, "Toevallig"
    REPEATABLE = 2, "Herhaalbaar"
    DEFINED = 3, "Vastgelegd"
    MANAGED = 4, "Beheerst"
    OPTIMISING = 5, "Verbeterend"

    @property
    def meaning(self):
        """Return in one sentence when a control is on this level."""
        return MEANINGS[self]

    @property
    def numbered(self):
        """Return the level as it stands in a list: "3 Vastgelegd"."""
        return f"{self.value} {self.label}"


MEANINGS = {
    Maturity.INITIAL: "Het gebeurt soms, als iemand eraan denkt. Er staat niets op papier.",
    Maturity.REPEATABLE: "Het gebeurt meestal op dezelfde manier, maar het hangt aan personen.",
    Maturity.DEFINED: "De werkwijze staat op papier, is vastgesteld en wordt gevolgd.",
    Maturity.MANAGED: "U meet of het werkt en stuurt bij. U kunt dat laten zien.",
    Maturity.OPTIMISING: "U verbetert het steeds, ook door te leren van anderen.",
}
