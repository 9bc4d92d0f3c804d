"""The fields of an answer in two wordings: as a form holds them, and as a person reads them."""

from selfassessment.models import Answer
from selfassessment.scale import Maturity, Status

EMPTY = "leeg"
WORDS = {
    "status": {value: label for value, label in Status.choices},
    "maturity": {str(level.value): level.numbered for level in Maturity},
}


def as_typed(answer):
    """Return the changeable fields of an answer, or of a record of it, as a form holds them."""
    return {
        "status": answer.status,
        "maturity": str(answer.maturity or ""),
        "note": answer.note.strip(),
        "action_owner": answer.action_owner.strip(),
        "target_date": answer.target_date.isoformat() if answer.target_date else "",
    }


def in_words(name, typed):
    """Return what a form holds in a field as a person reads it; what is unknown, as it is."""
    if name == "target_date":
        return "-".join(reversed(typed.split("-"))) or EMPTY
    return WORDS.get(name, {}).get(typed, typed) or EMPTY


def differences(old, new):
    """Return (field, old, new) in words for each field in which two typed answers differ."""
    return [
        (
            Answer._meta.get_field(name).verbose_name.capitalize(),
            in_words(name, old[name]),
            in_words(name, new[name]),
        )
        for name in old
        if old[name] != new[name]
    ]
