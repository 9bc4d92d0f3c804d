"""Accounts and made-up answers to try the portal with. Not for a portal that is in use."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from loket.models import Framework, Region, User
from reporting.fiction import report_on_quarters
from selfassessment.fiction import start_with_answers
from selfassessment.models import Assessment

PASSWORD = "welkom-bij-het-loket"  # noqa: S105 - it is meant to be known, and DEBUG only
# address before the @, name, fields, region groups
ACCOUNTS = [
    ("ciso.vr09", "CISO van Utrecht (demo)", {}, [("VR09", "member_group")]),
    ("aanspreekpunt.vr09", "Aanspreekpunt van Utrecht (demo)", {}, [("VR09", "contact_group")]),
    (
        "aanspreekpunt.vr17",
        "Aanspreekpunt van Rotterdam-Rijnmond (demo)",
        {},
        [("VR17", "contact_group")],
    ),
    ("redactie", "Redactie (demo)", {"is_staff": True}, []),
    ("beheer", "Beheer (demo)", {"is_staff": True, "is_superuser": True}, []),
]


class Command(BaseCommand):
    help = "Maakt de demo-accounts en noemt ze. Werkt alleen met DEBUG=1."

    @transaction.atomic
    def handle(self, **options):
        if not settings.DEBUG:
            raise CommandError("De demo-accounts zijn alleen voor DEBUG=1; er is niets gemaakt.")
        self.stdout.write("\nDemo-accounts, allemaal met wachtwoord " + PASSWORD)
        accounts = make_accounts()
        for user in accounts:
            self.stdout.write(f"  {user.email:32} {user.role_line}")
        self.stdout.write("Fictieve cijfers van alle regio’s; de eerste keer duurt dat even")
        contacts = {region: contact_of(region) for region in Region.objects.all()}
        begin_assessments(contacts)
        report_on_quarters(first_framework(), contacts, by=accounts[-1])


def make_accounts():
    """Return the demo accounts, made as far as they were not there yet."""
    return [
        make_account(f"{local}@loket.example", name, rights, roles)
        for local, name, rights, roles in ACCOUNTS
    ]


def make_account(email, name, rights, roles):
    """Return the account, made with its groups if it was not there yet."""
    user, is_new = User.objects.get_or_create(email=email, defaults={"name": name, **rights})
    if is_new:
        user.set_password(PASSWORD)
        user.save()
        groups = [getattr(Region.objects.get(code=code), field) for code, field in roles]
        if user.is_staff:
            groups.append(Group.objects.get(name="Redactie"))
        user.groups.set(groups)
    return user


def contact_of(region):
    """Return a contact of this region; an account nobody can log in with, if it has none."""
    contact = region.contact_group.user_set.filter(is_active=True).first()
    if contact is None:
        name = f"Aanspreekpunt van {region.name} (demo, fictief)"
        contact = User.objects.create_user(f"aanspreekpunt.{region.code}@loket.example", name=name)
        contact.groups.add(region.contact_group)
    return contact


def begin_assessments(contacts):
    """Give each region in {region: contact} a filled-in assessment, unless it has one."""
    for region, contact in contacts.items():
        if not Assessment.objects.editable_by(contact).filter(region=region).exists():
            start_with_answers(region, first_framework(), by=contact)


def first_framework():
    return Framework.objects.order_by("position").first()
