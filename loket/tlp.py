"""The Traffic Light Protocol (FIRST, TLP 2.0) as this desk uses it: the values, not who sees them.

Labels are FIRST's and are never translated; the Dutch words stand beside them. The desk's AMBER
is stricter than FIRST's: see `SHARING_RULES`.
"""

from django.db import models


class TLP(models.TextChoices):
    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"
    TBD = "tbd", "Classificatie n.t.b."

    @property
    def meaning(self):
        """Return the few Dutch words that stand beside the label."""
        return MEANINGS[self]

    @property
    def sharing_rule(self):
        """Return in whole Dutch sentences what a reader may do with an item so classified."""
        return SHARING_RULES[self]

    def is_lower_than(self, other):
        """Say whether more people may read this than `other`. Undecided ranks as AMBER."""
        return RANK[self] < RANK[other]


OPEN = (TLP.CLEAR, TLP.GREEN)
BY_GRANT = (TLP.AMBER, TLP.TBD)
CONFIDENTIAL = (TLP.AMBER, TLP.AMBER_STRICT, TLP.RED, TLP.TBD)

RANK = {
    TLP.CLEAR: 0,
    TLP.GREEN: 1,
    TLP.AMBER: 2,
    TLP.TBD: 2,
    TLP.AMBER_STRICT: 3,
    TLP.RED: 4,
}

MEANINGS = {
    TLP.CLEAR: "openbaar (in oudere stukken: TLP:wit)",
    TLP.GREEN: "voor de veiligheidsregio’s en het programma",
    TLP.AMBER: "alleen voor aanspreekpunten van de regio’s die toegang kregen",
    TLP.AMBER_STRICT: "alleen voor wie namens de eigenaar werkt",
    TLP.RED: "alleen voor personen die met naam zijn genoemd",
    TLP.TBD: "nog te bepalen; tot die tijd vertrouwelijk",
}

SHARING_RULES = {
    TLP.CLEAR: (
        "Dit is openbaar. U mag het met iedereen delen. "
        "Het auteursrecht van de maker blijft gelden."
    ),
    TLP.GREEN: (
        "U mag dit delen binnen de veiligheidsregio’s en het programma. "
        "Zet het niet op een openbare website en deel het niet daarbuiten."
    ),
    TLP.AMBER: (
        "Dit is vertrouwelijk. U mag dit niet verder verspreiden zonder toestemming van de "
        "organisatie of de auteur. Dat is strenger dan de gewone regel voor TLP:AMBER."
    ),
    TLP.AMBER_STRICT: (
        "Dit is strikt vertrouwelijk. Het blijft binnen de organisatie die eigenaar is. "
        "U mag dit niet verder verspreiden zonder toestemming van de organisatie "
        "of de auteur."
    ),
    TLP.RED: (
        "Dit is alleen voor de personen die met naam zijn genoemd. Deel het met niemand anders, "
        "ook niet binnen uw eigen organisatie."
    ),
    TLP.TBD: (
        "De eigenaar heeft nog niet bepaald wie dit mag lezen. Tot die tijd is het vertrouwelijk: "
        "u mag dit niet verder verspreiden zonder toestemming van de organisatie of de auteur."
    ),
}
