"""Writing in a report that is not submitted yet: confirm a category, and keep its text."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import transaction

from reporting.models import Bottleneck, Confirmation, Period, ProgressReport, ReportVersion
from reporting.preparation import prepare
from selfassessment.models import Answer, Assessment

TEXT_FIELDS = ["results", "fte", "budget", "shares_figures", "offers_help"]
SUBMITTED_MEANWHILE = "De rapportage over {} is intussen ingediend. Er is niets bewaard."


def held_draft(report, user):
    """Return the version to write in, begun if nobody had; its quarter is held till the end.

    Call within a transaction. Raises ValidationError when the quarter is not open, or when the
    report was submitted meanwhile.
    """
    # held as `submit` and `close` do: what is written here is in time, or refused in words
    period = Period.objects.visible_to(user).select_for_update().get(pk=report.period.pk)
    begun = ProgressReport.begin(report.region, period)
    draft = ReportVersion.objects.editable_by(user).filter(report=begun).first()
    if draft is None:
        raise ValidationError(SUBMITTED_MEANWHILE.format(report.period))
    return draft


@transaction.atomic
def confirm(report, chapter, *, by):
    """Write down that this person looked at this category, as it was when it was shown."""
    draft = held_draft(report, by)
    Confirmation.objects.editable_by(by).update_or_create(
        version=draft, number=chapter.category.number, defaults={"seen": chapter.seen}
    )


def bottlenecks_of(text, user):
    """Return the bottlenecks of a version; of one that is not saved, those it will begin with."""
    version = text if text.pk else text.earlier
    if version is None:
        return []
    return list(Bottleneck.objects.visible_to(user).filter(version=version))


def content_of(text, bottlenecks):
    """Return all that a region writes in a version, as {name of the form's field: value}."""
    content = {name: getattr(text, name) for name in TEXT_FIELDS}
    rows = {row.theme: row for row in bottlenecks}
    for theme in Bottleneck.Theme.values:
        row = rows.get(theme)
        content[f"{theme}_text"] = row.text if row else ""
        content[f"{theme}_help"] = row.help_wanted if row else ""
    return content


def mark_of(content):
    """Return a mark that changes with the content: who posts it, has seen that content."""
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@transaction.atomic
def submit(report, *, by, today):
    """Submit what is complete; return None, or the Preparation that says what is still open.

    What is checked here is what is frozen: whoever writes or fills in meanwhile, waits. Raises
    ValidationError when the quarter is not open.
    """
    Period.objects.visible_to(by).select_for_update().get(pk=report.period.pk)
    # the second of two clicks comes here when the first is done
    submitted = ProgressReport.objects.editable_by(by).filter(
        pk=report.pk, state=ProgressReport.State.SUBMITTED
    )
    if submitted.exists():
        return None
    mine = Assessment.objects.editable_by(by).filter(
        region=report.region, framework=report.period.framework
    )
    list(Answer.objects.editable_by(by).filter(assessment__in=mine).held())
    preparation = prepare(report, by, today)
    if not preparation.is_complete:
        return preparation
    report.submit(by=by)
    return None


@transaction.atomic
def write(report, content, *, seen, by):
    """Keep this content, for somebody who saw the content with mark `seen`.

    Returns None when it is kept. When somebody else changed the text since, and it differs from
    this, nothing is written, and what is stored now is returned: a person must choose.
    """
    draft = held_draft(report, by)
    stored = content_of(draft, bottlenecks_of(draft, by))
    if stored != content and mark_of(stored) != seen:
        return stored
    for name in TEXT_FIELDS:
        setattr(draft, name, content[name])
    draft.save(update_fields=TEXT_FIELDS)
    rows = Bottleneck.objects.editable_by(by)
    rows.filter(version=draft).delete()
    rows.bulk_create(
        Bottleneck(version=draft, theme=theme, text=text, help_wanted=help_wanted)
        for theme, text, help_wanted in by_theme(content)
        if text or help_wanted
    )
    return None


def by_theme(content):
    """Return (theme, bottleneck, help wanted) for each theme of some content."""
    return [
        (theme, content[f"{theme}_text"], content[f"{theme}_help"])
        for theme in Bottleneck.Theme.values
    ]
