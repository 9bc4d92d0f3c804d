"""What a region's answers on one edition of the norm become on the next: proposed, then saved.

A proposal never says more than the old answers do: where they differ, the most cautious counts.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Prefetch
from simple_history.utils import bulk_create_with_history

from loket.models import Control, Framework
from selfassessment.models import CHANGEABLE, LONGEST_NOTE, Answer, Assessment, Evidence
from selfassessment.scale import Status
from selfassessment.scoring import FINISHED

CUT = " … (ingekort)"
# What the new evidence takes from the old.
COPIED = ["name", "link", "valid_until"]
EMPTY = {name: Answer._meta.get_field(name).get_default() for name in CHANGEABLE}


@dataclass(frozen=True)
class Proposal:
    """What one control of the new edition gets: from the answers `olds`, merged to `answer`.

    `is_taken`: somebody already worked on this control in the new assessment; it stays as it is.
    """

    control: Control
    olds: list[Answer]
    answer: Answer
    proofs: list[dict]
    is_taken: bool

    @property
    def is_filled(self):
        """Say whether there is anything to carry over."""
        return not all(is_empty(old) for old in self.olds)

    @property
    def is_offered(self):
        return self.is_filled and not self.is_taken

    @property
    def differs(self):
        """Say whether the old answers that apply disagree."""
        return len({(old.status, old.maturity) for old in applicable(self.olds)}) > 1

    @property
    def note_is_cut(self):
        return self.answer.note.endswith(CUT)


@dataclass(frozen=True)
class Plan:
    """All proposals from one assessment to one edition.

    `left` are answers that no control of the edition takes over. `seen` is a fingerprint of what
    a person who reads this plan sees of the old assessment.
    """

    proposals: list[Proposal]
    left: list[Answer]
    seen: str

    @property
    def offered(self):
        return [proposal for proposal in self.proposals if proposal.is_offered]


# --- proposing


def editions_after(assessment):
    """Return the editions that take over controls of this assessment's edition."""
    own = assessment.framework_id
    taking_over = Control.objects.filter(predecessors__category__framework=own)
    return Framework.objects.filter(
        pk__in=taking_over.exclude(category__framework=own).values("category__framework")
    )


def plan_for(old, framework, user):
    """Return the Plan from an assessment to an edition, for the contact who makes it."""
    own = Control.objects.filter(category__framework=old.framework_id)
    controls = Control.objects.filter(category__framework=framework)
    controls = controls.select_related("category").order_by("category__number", "position", "pk")
    mine = Answer.objects.editable_by(user).select_related("control").with_proofs()
    answers = {answer.control_id: answer for answer in mine.filter(assessment=old)}
    begun = mine.filter(assessment__region=old.region_id, assessment__framework=framework)
    taken = {answer.control_id for answer in begun if not is_untouched(answer)}
    proposals = []
    for control in controls.prefetch_related(Prefetch("predecessors", own, to_attr="olds")):
        olds = [answers[row.pk] for row in control.olds if row.pk in answers]
        proposals.append(proposal_for(control, olds, control.pk in taken))
    used = {answer.pk for proposal in proposals for answer in proposal.olds}
    left = [a for a in answers.values() if a.pk not in used and not is_empty(a)]
    left.sort(key=lambda answer: (answer.control.position, answer.control_id))
    return Plan(proposals, left, fingerprint(proposals, left))


def proposal_for(control, olds, is_taken):
    proofs = {
        tuple(getattr(proof, name) for name in COPIED): None for old in olds for proof in old.proofs
    }
    copies = [dict(zip(COPIED, values, strict=True)) for values in proofs]
    answer = Answer(**merged(olds)) if olds else Answer()
    return Proposal(control, olds, answer, copies, is_taken)


def merged(answers):
    """Return the fields of the answer that these old answers (at least one) become together.

    What does not apply counts only when nothing applies. Everybody's note is kept; an action owner
    only when there is one; the earliest target date of what is not finished.
    """
    counting = applicable(answers)
    levels = [answer.maturity for answer in counting]
    owners = {answer.action_owner for answer in counting if answer.action_owner}
    unfinished = [answer for answer in counting if answer.status not in FINISHED]
    dates = [answer.target_date for answer in unfinished or counting if answer.target_date]
    return {
        "status": min((answer.status for answer in counting), key=Status.values.index),
        "maturity": None if None in levels else min(levels),
        "note": joined_notes(answers),
        "action_owner": owners.pop() if len(owners) == 1 else "",
        "target_date": min(dates, default=None),
    }


def applicable(answers):
    """Return the answers that are not "niet van toepassing"; all of them when none is left."""
    return [a for a in answers if a.status != Status.NOT_APPLICABLE] or answers


def joined_notes(answers):
    """Return the notes together, each after its control's number; cut, visibly, when too long."""
    noted = [answer for answer in answers if answer.note]
    notes = [answer.note for answer in noted]
    if len(set(notes)) > 1:
        notes = [f"{answer.control.number}: {answer.note}" for answer in noted]
        text = "\n\n".join(notes)
    else:
        text = "".join(notes[:1])
    if len(text) > LONGEST_NOTE:
        return text[: LONGEST_NOTE - len(CUT)] + CUT
    return text


def is_empty(answer):
    """Say whether an answer, fetched `with_proofs`, holds nothing that somebody filled in."""
    return not answer.proofs and all(getattr(answer, name) == EMPTY[name] for name in EMPTY)


def is_untouched(answer):
    """Say whether nobody ever worked on this answer; one that was emptied again does not count."""
    return answer.version == 1 and is_empty(answer)


def fingerprint(proposals, left):
    """Return a mark that is another one as soon as anything was changed in the old answers."""
    answers = {old.pk: old for proposal in proposals for old in proposal.olds}
    answers |= {answer.pk: answer for answer in left}
    state = [
        (proposal.control.pk, [old.pk for old in proposal.olds], proposal.proofs)
        for proposal in proposals
    ]
    versions = sorted((answer.pk, answer.version) for answer in answers.values())
    return sha256(repr((state, versions)).encode()).hexdigest()


# --- saving


@transaction.atomic
def take_over(old, framework, proposals, *, by):
    """Save these proposals in the region's assessment on the edition, begun if need be.

    Returns that assessment and how many controls were filled. What somebody worked on there in the
    meantime stays as it is; the old assessment is only read.
    """
    new = Assessment.start(old.region, framework, by=by)
    rows = Answer.objects.editable_by(by).filter(assessment=new).with_proofs()
    free = {answer.control_id: answer for answer in rows.held() if is_untouched(answer)}
    filled = [proposal for proposal in proposals if proposal.control.pk in free]
    proofs = []
    for proposal in filled:
        answer = free[proposal.control.pk]
        for name in CHANGEABLE:
            setattr(answer, name, getattr(proposal.answer, name))
        proofs += [Evidence(answer=answer, **proof) for proof in proposal.proofs]
    changed = [free[proposal.control.pk] for proposal in filled]
    rows.change_together(changed, by=by)
    bulk_create_with_history(proofs, Evidence, default_user=by)
    return new, len(filled)
