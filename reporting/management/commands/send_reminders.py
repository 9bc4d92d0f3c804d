"""Mail the contacts who must still report, on the days that reminders fall due."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.models import Period
from reporting.reminding import remind

NOT_SENT = (
    "Niet verstuurd: {}. De reden staat hierboven. Start dit commando opnieuw als de mailserver "
    "werkt: wie al een mail kreeg, krijgt er geen tweede."
)


class Command(BaseCommand):
    help = (
        "Mailt de aanspreekpunten die nog moeten indienen: 30, 7 en 1 dag voor de einddatum en "
        "daarna elke week. Start dit elke dag; vaker mag ook."
    )

    def handle(self, **options):
        today, failed = timezone.localdate(), 0
        for period in Period.objects.running(today).newest_first():
            outcome = remind(period, today)
            failed += outcome.failed
            self.stdout.write(f"{period}: herinneringen verstuurd: {outcome.sent}")
        if failed:
            raise CommandError(NOT_SENT.format(failed))
