"""Assessments, their sections, and who may see and fill in which.

The only module that speaks to guardian for this room.
"""

from functools import partial

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from guardian.models import UserObjectPermissionBase
from simple_history.utils import bulk_create_with_history

from loket.models import AccessLog, Category, Control, Framework, Region, User
from loket.notices import tell
from selfassessment.scale import Maturity

INVITED_SUBJECT = "Implementatieloket: vult u een deel van de zelfevaluatie in?"
INVITED = """Goedendag,

{} vraagt u om een deel van de zelfevaluatie van {} in te vullen.

Log in en u ziet welke categorieën dat zijn:
{}

Met vriendelijke groet,
Implementatieloket BIO
"""


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Assessments this person may open. Nothing outside these models decides this.

        The contacts of the region, and a colleague to whom a part was delegated. Nobody else: not
        the programme and not an administrator. What a region reports goes through `reporting`.
        """
        mine = Q(region__in=Region.objects.represented_by(user))
        held = SectionUserPermission.held_by(user).values("content_object__assessment")
        return self.filter(mine | Q(pk__in=held))

    def editable_by(self, user):
        """Assessments this person may invite colleagues for, read in or take over: as contact."""
        return self.filter(region__in=Region.objects.represented_by(user))

    def newest_first(self):
        """Put the newest edition of the norm first; that is the one a region works in."""
        rows = self.select_related("region", "framework")
        return rows.order_by("region__code", "-framework__position", "-framework__pk")

    def with_overdue(self, user, today):
        """Add `overdue`, how many answers this person sees late; newest edition first."""
        answer = self.model._meta.get_field("answers").related_model
        late = answer.objects.visible_to(user).overdue(today).filter(assessment=OuterRef("pk"))
        count = late.order_by().values("assessment").annotate(count=Count("pk")).values("count")
        return self.newest_first().annotate(overdue=Coalesce(Subquery(count), 0))


class Assessment(models.Model):
    """What one region says of itself on one framework. It is never finished: it lives.

    It belongs to the region, as confidential as AMBER: each view is on record.
    """

    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="assessments", verbose_name="regio"
    )
    framework = models.ForeignKey(
        Framework,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name="normenkader",
    )
    started_at = models.DateTimeField("begonnen op", auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "zelfevaluatie"
        verbose_name_plural = "zelfevaluaties"
        constraints = [
            models.UniqueConstraint(fields=["region", "framework"], name="assessment_once"),
        ]

    def __str__(self):
        return f"Zelfevaluatie {self.region_id} op normenkader {self.framework_id}"

    def save(self, **kwargs):
        """Save, with a section for every category: what can be seen and delegated."""
        super().save(**kwargs)
        categories = Category.objects.filter(framework=self.framework_id)
        Section.objects.bulk_create(
            Section(assessment=self, category=category)
            for category in categories.exclude(sections__assessment=self)
        )

    @classmethod
    @transaction.atomic
    def start(cls, region, framework, *, by):
        """Return the region's assessment on this framework; made, with all its rows, if new."""
        # whoever changes the framework holds it: wait, or rows would be missing
        Framework.objects.select_for_update().get(pk=framework.pk)
        assessment, is_new = cls.objects.get_or_create(region=region, framework=framework)
        if is_new:
            assessment.add_missing_rows(by=by)
        return assessment

    @classmethod
    def complete(cls, framework):
        """Give every region's assessment on a changed framework the rows it lacks; count them."""
        assessments = cls.objects.filter(framework=framework)
        for assessment in assessments:
            assessment.add_missing_rows(by=None)
        return len(assessments)

    @transaction.atomic
    def add_missing_rows(self, *, by):
        """Give every category a section and every control an answer, as far as not there yet."""
        self.save()
        controls = Control.objects.filter(category__framework=self.framework_id)
        answer = self.answers.model
        missing = [
            answer(assessment=self, control=control)
            for control in controls.exclude(answers__assessment=self)
        ]
        if missing:
            bulk_create_with_history(missing, answer, default_user=by)

    def record_view(self, user, detail=""):
        """Write down that `user` opens this, and which part. Call before answering."""
        AccessLog.objects.note(AccessLog.Action.VIEWED, self, by=user, detail=detail)

    def aim(self, levels):
        """Keep the ambition per section, as {section key: level 1–5 or None}."""
        sections = list(self.sections.filter(pk__in=levels))
        for section in sections:
            section.ambition = levels[section.pk]
        self.sections.bulk_update(sections, ["ambition"])

    @transaction.atomic
    def delegate_only(self, user, sections, *, by):
        """Let this member of the region fill in exactly these sections; none withdraws all.

        Whoever gets more to fill in receives a mail. Raises DoesNotExist for a person who is no
        member of the region.
        """
        # held: two contacts at once take turns
        Assessment.objects.select_for_update().get(pk=self.pk)
        held = SectionUserPermission.objects.filter(user=user, content_object__assessment=self)
        before = set(Section.objects.filter(pk__in=held.values("content_object")))
        new, gone = set(sections) - before, before - set(sections)
        held.filter(content_object__in=gone).delete()
        SectionUserPermission.give(user, self.region, new)
        for action, changed in ((AccessLog.Action.OPENED, new), (AccessLog.Action.CLOSED, gone)):
            for section in changed:
                AccessLog.objects.note(action, section, by=by, detail=user.email)
        if new:
            transaction.on_commit(partial(self.invite, user, by))

    def helpers(self):
        """Return what each member of the region fills in, as [(colleague, [section])]."""
        members = self.region.member_group.user_set.order_by("email")
        held = SectionUserPermission.objects.filter(content_object__assessment=self)
        rows = held.select_related("content_object__category")
        parts = {}
        for row in rows.order_by("content_object__category__number"):
            parts.setdefault(row.user_id, []).append(row.content_object)
        return [(person, parts.get(person.pk, [])) for person in members]

    def invite(self, user, by):
        """Mail a colleague that there is something to fill in. Says nothing of what it holds."""
        address = settings.LOKET_BASE_URL + reverse("selfassessment:assessment_list")
        text = INVITED.format(by.name or by.email, self.region.organisation, address)
        tell([user], INVITED_SUBJECT, text)


class SectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sections this person may see and fill in: as contact, or because they were delegated."""
        mine = Q(assessment__region__in=Region.objects.represented_by(user))
        held = SectionUserPermission.held_by(user).values("content_object")
        return self.filter(mine | Q(pk__in=held))


class Section(models.Model):
    """One category of one assessment: what can be delegated, and how far the region wants to get.

    `ambition` is the maturity level (1–5) the region aims for; empty while it has not chosen.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="sections", verbose_name="categorie"
    )
    ambition = models.PositiveSmallIntegerField("ambitie", choices=Maturity, null=True, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "onderdeel"
        verbose_name_plural = "onderdelen"
        ordering = ["category__number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "category"], name="section_once"),
            models.CheckConstraint(
                condition=Q(ambition=None) | Q(ambition__range=(1, 5)),
                name="section_ambition_is_a_level",
            ),
        ]

    def __str__(self):
        return f"Onderdeel {self.category_id} van zelfevaluatie {self.assessment_id}"


class SectionUserPermission(UserObjectPermissionBase):
    """A section delegated to a colleague.

    It hangs on that person's membership of the region: leave the region, and the row is gone.
    """

    content_object = models.ForeignKey(Section, on_delete=models.CASCADE)
    membership = models.ForeignKey(User.groups.through, on_delete=models.CASCADE)

    @classmethod
    def held_by(cls, user):
        """Return what was delegated to this person: a grant lasts as long as the membership."""
        return cls.objects.filter(user=user.pk) if user.is_active else cls.objects.none()

    @classmethod
    def give(cls, user, region, sections):
        """Delegate these sections to a member of this region."""
        membership = User.groups.through.objects.get(user=user, group=region.member_group_id)
        permission = Permission.objects.get(
            content_type__app_label="selfassessment", codename="change_section"
        )
        for section in sections:
            cls.objects.create(
                user=user, permission=permission, content_object=section, membership=membership
            )
