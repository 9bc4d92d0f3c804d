"""Objects for tests. Say only what the test is about; the rest is filled in."""

from itertools import count

from faq.models import Entry, Topic
from loket.models import Category, Control, Framework, Region, User
from loket.tlp import TLP
from toolbox.models import Tool

PASSWORD = "een-lang-wachtwoord"
number = count(1)


def make_region(**fields):
    fields.setdefault("code", f"VR{next(number) + 100}")
    fields.setdefault("name", f"Regio {fields['code']}")
    return Region.objects.create(**fields)


def make_user(email="", *, contact_of=(), member_of=(), **fields):
    """An account; without regions or `is_staff` it belongs to nobody."""
    user = User(email=email or f"iemand.{next(number)}@loket.example", **fields)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(*[region.contact_group for region in contact_of])
    user.groups.add(*[region.member_group for region in member_of])
    return user


def make_tool(**fields):
    """A published tool of the programme, for everybody."""
    fields.setdefault("name", f"Hulpmiddel {next(number)}")
    fields.setdefault("tlp", TLP.CLEAR)
    fields.setdefault("is_published", True)
    return Tool.objects.create(**fields)


def make_topic(**fields):
    fields.setdefault("name", f"Onderwerp {next(number)}")
    return Topic.objects.create(**fields)


def make_entry(**fields):
    """A published question with its answer, for everybody."""
    if "topic" not in fields:
        fields["topic"] = make_topic()
    fields.setdefault("question", f"Vraag {next(number)}?")
    fields.setdefault("answer", "Een antwoord.")
    fields.setdefault("tlp", TLP.CLEAR)
    fields.setdefault("is_published", True)
    return Entry.objects.create(**fields)


def make_control(**fields):
    if "category" not in fields:
        framework, _ = Framework.objects.get_or_create(name="Norm")
        fields["category"], _ = Category.objects.get_or_create(
            framework=framework, number=1, defaults={"name": "Beleid"}
        )
    fields.setdefault("number", f"5.1.{next(number)}")
    fields.setdefault("title", f"Control {fields['number']}")
    return Control.objects.create(**fields)
