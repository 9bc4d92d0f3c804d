"""Saving an edition of the norm, read by `framework_files`: all of it or nothing.

An administrator does this at the command line. It may touch rows of every region and shows none.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, prefetch_related_objects

from loket.models import AccessLog, Category, Control, Framework
from selfassessment.models import Answer, Assessment, SectionUserPermission

# Added to the numbers of old categories, to free those for the new ones.
ASIDE = 10_000


@dataclass
class Outcome:
    """What an import did. `unknown` are predecessors that no earlier edition has."""

    framework: Framework
    is_new: bool
    added: int = 0
    changed: int = 0
    removed: list[str] = field(default_factory=list)
    answers_removed: int = 0
    completed: int = 0
    delegations_ended: int = 0
    relinked: int = 0
    unknown: list[str] = field(default_factory=list)


def name_for(sheet, path):
    """Return which edition a file is about when nobody says so.

    The provisional one, when the file holds more than half of its controls: then this is its
    official layout. Otherwise a new one, named after the file.
    """
    numbers = {line.number for line in sheet.lines}
    for framework in Framework.objects.filter(is_provisional=True):
        own = Control.objects.filter(category__framework=framework)
        if own.filter(number__in=numbers).count() * 2 > own.count():
            return framework.name
    return Path(path).stem


@transaction.atomic
def save(sheet, name):
    """Make the edition of this name, or give it this layout; return the Outcome.

    A control that keeps its number keeps its row, and so its answers, tools and questions. A
    control that is gone goes with the answers that nobody ever filled in. When somebody did fill
    one in, nothing is saved: a ValidationError names those controls.
    """
    newest = Framework.objects.aggregate(last=Max("position", default=0))["last"]
    # held: two imports of one edition take turns
    framework, is_new = Framework.objects.select_for_update().get_or_create(
        name=name, defaults={"position": newest + 1}
    )
    done = Outcome(framework, is_new)
    controls = list(Control.objects.filter(category__framework=framework))
    numbers = {line.number for line in sheet.lines}
    kept = {control.number: control for control in controls if control.number in numbers}
    remove([control for control in controls if control not in kept.values()], done)
    categories = place_categories(framework, sheet.lines, kept)
    new = place_controls(sheet.lines, kept, categories, done)
    remove_empty_categories(framework, done)
    link_predecessors(framework, sheet, kept | new, new, done)
    framework.is_provisional = False
    framework.save()
    done.completed = Assessment.complete(framework)
    return done


def remove(controls, done):
    """Take controls out of the norm, together with answers to them, all of them untouched."""
    touched = Answer.touched(controls)
    if touched:
        numbers = ", ".join(control.number for control in touched)
        raise ValidationError(
            "Er is niets opgeslagen. Deze controls staan niet in het bestand, maar een regio "
            f"vulde er al iets bij in: {numbers}. Geef met --name een nieuwe naam. Dan komt er "
            "een uitgave naast, en kan elke regio haar antwoorden overnemen."
        )
    done.answers_removed = Answer.drop(controls)
    done.removed = [control.number for control in controls]
    Control.objects.filter(pk__in=[control.pk for control in controls]).delete()


def place_categories(framework, lines, kept):
    """Give the framework the categories of the file; return them by number.

    A category is still the same one when it keeps its name, or its number and a control: then
    regions keep their ambition for it.
    """
    wanted = {line.chapter: line.category_name for line in lines}
    names = {name.casefold() for name in wanted.values()}
    homes = {(line.chapter, kept[line.number].category_id) for line in lines if line.number in kept}
    old = list(framework.categories.all())
    by_name = {row.name.casefold(): row for row in old}
    renamed = {
        row.number: row
        for row in old
        if row.name.casefold() not in names and (row.number, row.pk) in homes
    }
    framework.categories.update(number=F("number") + ASIDE)
    placed = {}
    for number, name in wanted.items():
        row = by_name.pop(name.casefold(), None) or renamed.get(number)
        row = row or Category(framework=framework)
        row.number, row.name = number, name
        row.save()
        placed[number] = row
    return placed


def place_controls(lines, kept, categories, done):
    """Put every control in its place, in the order of the file; return the new ones by number."""
    new, changed, gaining = {}, [], set()
    for position, line in enumerate(lines, start=1):
        category = categories[line.chapter]
        control = kept.get(line.number)
        if control is None:
            new[line.number] = control = Control(number=line.number)
        elif control.category_id != category.pk:
            gaining.add(category)
        if put(control, line, category, position) and control.pk:
            changed.append(control)
    Control.objects.bulk_create(new.values())
    Control.objects.bulk_update(changed, ["category", "title", "explanation", "position"])
    done.added, done.changed = len(new), len(changed)
    end_delegations(gaining, done)
    return new


def put(control, line, category, position):
    """Set what the file says of a control, not saved; return whether anything changed."""
    explanation = line.explanation or control.explanation
    before = (control.category_id, control.title, control.explanation, control.position)
    control.category, control.title = category, line.title
    control.explanation, control.position = explanation, position
    return before != (category.pk, line.title, explanation, position)


def remove_empty_categories(framework, done):
    """Remove the categories that the file no longer has, with the sections of the regions."""
    empty = framework.categories.filter(number__gt=ASIDE)
    end_delegations(empty, done)
    empty.delete()


def end_delegations(categories, done):
    """Withdraw what was delegated in these categories: they hold other controls than before.

    A colleague would otherwise see answers that the contact never meant to show.
    """
    held = SectionUserPermission.objects.filter(content_object__category__in=categories)
    for delegation in held.select_related("content_object", "user"):
        section, email = delegation.content_object, delegation.user.email
        AccessLog.objects.note(AccessLog.Action.CLOSED, section, by=None, detail=email)
        done.delegations_ended += 1
    held.delete()


def link_predecessors(framework, sheet, controls, new, done):
    """Say from which controls of earlier editions each control takes over.

    When the file has no column for that, a new control takes over from the one with its number
    in the newest earlier edition that has such numbers; what was linked before stays.
    """
    earlier = Framework.objects.filter(position__lt=framework.position)
    wanted = {line.number: line.predecessors for line in sheet.lines}
    if not sheet.names_predecessors:
        wanted = {number: (number,) for number in new}
        earlier = earlier.filter(categories__controls__number__in=new).order_by("-position")[:1]
    known = {}
    for old in Control.objects.filter(category__framework__in=list(earlier)):
        known.setdefault(old.number, []).append(old)
    prefetch_related_objects(list(controls.values()), "predecessors")
    for number, olds in wanted.items():
        found = {old for old_number in olds for old in known.get(old_number, [])}
        if found != set(controls[number].predecessors.all()):
            controls[number].predecessors.set(found)
            done.relinked += 1
    if sheet.names_predecessors:
        asked = {number for olds in wanted.values() for number in olds}
        done.unknown = sorted(asked - set(known))
