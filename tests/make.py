"""Objects for tests. Say only what the test is about; the rest is filled in."""

from itertools import count

from faq.models import Entry, Topic
from loket.models import Category, Control, Framework, Region, User
from loket.tlp import TLP
from reporting.models import Period, ProgressReport
from selfassessment.models import Assessment
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


def make_framework(categories=2, controls=3, **fields):
    """A norm with so many categories, each with so many controls: 1.1, 1.2 …"""
    fields.setdefault("name", f"Norm {next(number)}")
    framework = Framework.objects.create(**fields)
    for chapter in range(1, categories + 1):
        category = Category.objects.create(
            framework=framework, number=chapter, name=f"Hoofdstuk {chapter}"
        )
        for step in range(1, controls + 1):
            Control.objects.create(
                category=category,
                number=f"{chapter}.{step}",
                title=f"Control {chapter}.{step}",
                position=chapter * 100 + step,
            )
    return framework


def make_assessment(region, framework=None, **size):
    """A region's assessment, started; on a small norm of its own unless one is given."""
    framework = framework or make_framework(**size)
    return Assessment.start(region, framework, by=None)


def make_answer(assessment, control="1.1", **fields):
    """The answer to one control, with what the test is about filled in."""
    answer = assessment.answers.get(control__number=control)
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.save()
    return answer


def make_period(year=2026, quarter=3, **fields):
    """A quarter that regions can report on now: opened long ago, not closed."""
    fields.setdefault("framework", Framework.objects.first() or make_framework())
    return Period.objects.create(year=year, quarter=quarter, **fields)


def make_report(region, period, *, by=None, **fields):
    """A region's submitted report, with this text; by nobody in particular unless `by`."""
    report = ProgressReport.objects.create(region=region, period=period)
    draft = report.draft
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    report.submit(by=by)
    return report
