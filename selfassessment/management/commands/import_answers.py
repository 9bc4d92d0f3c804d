"""Read a region's answers in from a spreadsheet, by whoever runs the portal."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from loket.models import Framework, Region
from loket.spreadsheets import read_file
from selfassessment.models import Answer, Assessment
from selfassessment.reading_in import propose, save
from selfassessment.sheet_lines import read

NO_CONTACT = (
    "Regio {} heeft nog geen aanspreekpunt, en alleen die mag bij de antwoorden. Maak er in het "
    "beheer eerst een en probeer het opnieuw."
)
NOT_STARTED = (
    "Regio {} heeft nog geen zelfevaluatie. Zeg met --framework op welk normenkader u er een "
    "begint: {}."
)
CONFLICT = (
    "Rij {}, control {}: dit antwoord is in het portaal ook gewijzigd. Lees dit bestand in op de "
    "pagina ‘Lees een ingevuld bestand in’ en kies daar wat blijft, of haal de rij weg."
)


class Command(BaseCommand):
    help = (
        "Leest antwoorden van een regio in uit een rekenblad (XLSX of CSV), volgens dezelfde "
        "regels als de pagina. Alles of niets, en nooit over een nieuwer antwoord heen."
    )

    def add_arguments(self, parser):
        parser.add_argument("region", metavar="REGIO", help="code van de regio, zoals VR09")
        parser.add_argument("file", metavar="BESTAND")
        parser.add_argument(
            "--framework",
            metavar="NAAM",
            help="normenkader; zonder dit de nieuwste zelfevaluatie van de regio",
        )

    def handle(self, *, region, file, framework, **options):
        try:
            sheet = read(read_file(file))
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{len(sheet.lines)} rijen gelezen")
        if sheet.unknown:
            self.stdout.write(f"Deze kolommen lezen wij niet: {', '.join(sheet.unknown)}")
        with transaction.atomic():
            self.load(sheet.lines, answers_of(region, framework))

    def load(self, lines, answers):
        """Save the lines and print what each changes; an error leaves all as it was."""
        proposal = propose(lines, answers.held())
        problems = proposal.problems + [
            CONFLICT.format(change.line.row, change.answer.control.number)
            for change in proposal.conflicts
        ]
        if problems:
            raise CommandError("\n".join(["Er is niets bewaard. Verbeter dit eerst:", *problems]))
        for change in proposal.changes:
            self.stdout.write(str(change.answer.control))
            for label, old, new in change.differences:
                self.stdout.write(f"  {label}: {old} → {new}")
        done = save(proposal.shown(), answers, by=None)
        self.stdout.write(f"{done.saved} gewijzigd, {proposal.unchanged} ongewijzigd")


def answers_of(code, framework):
    """Return the answers of a region, seen through the eyes of one of its contacts."""
    region = named(Region.objects.filter(code=code), f"Regio {code}")
    contact = region.contact_group.user_set.filter(is_active=True).first()
    if contact is None:
        raise CommandError(NO_CONTACT.format(code))
    answers = Answer.objects.editable_by(contact).filter(
        assessment=assessment_of(region, framework, contact)
    )
    return answers.in_order_of_the_norm()


def assessment_of(region, framework, contact):
    """Return the region's assessment on this framework, begun if need be; or its newest."""
    if framework:
        edition = named(Framework.objects.filter(name=framework), f"Normenkader {framework}")
        return Assessment.start(region, edition, by=None)
    mine = Assessment.objects.editable_by(contact).filter(region=region)
    if (newest := mine.newest_first().first()) is None:
        names = ", ".join(f"“{edition.name}”" for edition in Framework.objects.all())
        raise CommandError(NOT_STARTED.format(region.code, names))
    return newest


def named(rows, name):
    if (row := rows.first()) is None:
        raise CommandError(f"{name} kennen wij niet. Kijk of het goed is geschreven.")
    return row
