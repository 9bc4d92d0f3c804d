"""Put an edition of the norm in the portal, or give one another layout, from a file."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from loket.spreadsheets import read_file
from selfassessment.editions import name_for, save
from selfassessment.framework_files import problems, read, read_transition


class Command(BaseCommand):
    help = (
        "Leest een normenkader uit een CSV- of XLSX-bestand. Bestaat de naam al, dan krijgt dat "
        "normenkader deze indeling; anders komt er een nieuwe uitgave bij. Alles of niets."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="BESTAND", help="kolommen: categorienummer, categorie, control, titel"
        )
        parser.add_argument(
            "--name",
            default="",
            metavar="NAAM",
            help="naam van het normenkader; anders het voorlopige, of de naam van het bestand",
        )
        parser.add_argument(
            "--transition",
            metavar="BESTAND",
            help="welke oude control in welke nieuwe overgaat; gaat voor de kolom ‘voorgangers’",
        )

    def handle(self, *, file, name, transition, **options):
        try:
            self.load(file, name.strip(), transition)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error

    def load(self, file, name, transition_file):
        """Read both files, and save them when nothing is wrong with them."""
        sheet = read(read_file(file))
        doubts = []
        if transition_file:
            transition = read_transition(read_file(transition_file))
            doubts = transition.doubts
            sheet = sheet.after(transition)
        name = name or name_for(sheet, file)
        if found := problems(sheet, name):
            raise ValidationError(["Er is niets opgeslagen. Verbeter dit eerst:", *found])
        self.tell(sheet, save(sheet, name), doubts)

    def tell(self, sheet, done, doubts):
        """Print in numbers what was done, and what is left for a person to check."""
        news = "nieuwe uitgave" if done.is_new else "bestond al"
        categories = len({line.chapter for line in sheet.lines})
        for line in (
            f"{done.framework.name} ({news})",
            f"  {len(sheet.lines)} controls in {categories} categorieën",
            f"  {done.added} nieuw, {done.changed} gewijzigd, {len(done.removed)} vervallen",
            f"  {done.relinked} controls kregen andere voorgangers",
            f"  {sheet.left_out} rijen overgeslagen die volgens het bestand niet meetellen",
            f"  {done.completed} zelfevaluaties bijgewerkt",
            f"  {done.answers_removed} nooit ingevulde antwoorden verwijderd",
            f"  {done.delegations_ended} keer een categorie weggehaald bij een collega",
        ):
            self.stdout.write(line)
        self.name("Vervallen controls:", done.removed)
        self.name("Voorgangers die in geen eerdere uitgave staan:", done.unknown)
        self.name("Staan alleen in de overgang, niet in deze uitgave:", sheet.strange)
        self.name("Laat iemand deze overgangen nakijken:", doubts)

    def name(self, title, items):
        if items:
            self.stdout.write("\n  ".join([title, *items]))
