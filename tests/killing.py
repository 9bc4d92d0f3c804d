"""What test_sigkill.py does inside the portal that it kills: prepare it, and look what it kept."""

from django.core.management import call_command

from selfassessment.models import Answer
from tests.make import make_assessment, make_region, make_user

CONTACT = "aanspreekpunt.vr09@loket.example"
CONTROLS = 8
FIELDS = ["version", "status", "maturity", "note", "action_owner"]


def prepare():
    """Make the database with one assessment; return the keys of its answers."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    region = make_region(code="VR09")
    make_user(CONTACT, contact_of=[region])
    assessment = make_assessment(region, categories=1, controls=CONTROLS)
    return list(assessment.answers.values_list("pk", flat=True))


def look():
    """Return [key, the answer, a record of it] for each record; one query, so one moment."""
    columns = ["pk", *FIELDS, *(f"versions__{name}" for name in FIELDS)]
    rows = Answer.objects.order_by("pk", "versions__history_id").values_list(*columns)
    half = len(FIELDS) + 1
    return [(row[0], row[1:half], row[half:]) for row in rows]
