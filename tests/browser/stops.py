"""Who walks through the portal, and what one page is on the way."""

from dataclasses import dataclass, field

READERS = {
    "visitor": None,
    "contact": "aanspreekpunt.vr09@loket.example",
    "colleague": "collega.vr09@loket.example",
    "newcomer": "nieuw.vr09@loket.example",
    "staff": "redactie@loket.example",
    "administrator": "beheer@loket.example",
}
LONG_NAME = (
    "Handreiking Verwerkersovereenkomsten en Informatiebeveiligingsbeleid voor "
    "crisisbeheersingsorganisaties van de veiligheidsregio’s"
)


@dataclass(frozen=True)
class Stop:
    """A page as a reader meets it: an address, and perhaps a form that is filled in there."""

    path: str
    status: int = 200
    has_script: bool = True  # without it a form is sent as browsers do by themselves
    types: dict = field(default_factory=dict)  # what the reader types, by the name of the field
    button: str = ""  # the button that then sends the form
    sends: dict = field(default_factory=dict)  # what that button itself sends
    action: str = ""  # where the form goes, if not back to the same address
    shows: str = ""  # what the reader must then find, where that is not sure
    sheet: str = ""  # the CSV file that the reader chooses
