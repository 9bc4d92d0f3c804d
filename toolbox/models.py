"""Tools and who may see them. The only module that speaks to guardian for this room."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm

from loket.classified import Classified
from loket.models import AccessLog, Control, Region, User
from loket.options import gathered, used
from loket.search import matching, search_field
from loket.tlp import BY_GRANT, OPEN, TLP

TEXTS = ["name", "explanation", "purpose", "tlp_note", "whats_changed"]
# Well under what PostgreSQL can index.
LONGEST = 20_000
# No letters or digits that look alike.
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code():
    """Return a short code that says nothing of the tool it will stand for."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


class NameManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Audience(models.Model):
    """A group of readers that a tool is made for (doelgroep)."""

    name = models.CharField("naam", max_length=100, unique=True)

    objects = NameManager()

    class Meta:
        verbose_name = "doelgroep"
        verbose_name_plural = "doelgroepen"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.name,)


class Source(models.Model):
    """The organisation that a tool comes from (bron)."""

    name = models.CharField("naam", max_length=100, unique=True)

    objects = NameManager()

    class Meta:
        verbose_name = "bron"
        verbose_name_plural = "bronnen"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.name,)


class ToolQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tools this person may see. No other line in the house decides this (DESIGN §3).

        Everybody: published CLEAR. Whoever belongs to a region or the programme: published GREEN.
        Contacts: published AMBER and undecided ones opened to their region. Named persons: RED.
        The programme: a region's AMBER that was opened to the programme. And editors what they
        edit. The search text is left out: no page shows it.
        """
        published = Q(is_published=True)
        if not user.is_active:
            return self.defer("search").filter(published, tlp=TLP.CLEAR)
        mine = Region.objects.of(user)
        granted = Q(tlp__in=BY_GRANT) & Q(pk__in=ToolGroupPermission.held_by_contact(user))
        named = Q(tlp=TLP.RED) & Q(pk__in=ToolUserPermission.held_by(user))
        if user.is_staff:
            reach = Q(tlp__in=OPEN) | Q(tlp__in=BY_GRANT, is_open_to_programme=True)
        else:
            reach = Q(tlp=TLP.CLEAR) | Q(Q(tlp=TLP.GREEN), Exists(mine))
        return self.defer("search").filter(edited_by(user) | published & (reach | granted | named))

    def editable_by(self, user):
        """Tools this person may edit: the programme's by its staff, a region's by its contacts.

        A RED one only by those of them who are named on it.
        """
        return self.filter(edited_by(user)) if user.is_active else self.none()

    def search(self, text):
        """Tools that hold every word of `text`, best first."""
        return matching(self, text, columns=TEXTS)

    def for_control(self, number):
        """Tools for the control of this number in any edition, or for what it came from."""
        same = Q(number=number) | Q(successors__number=number)
        return self.filter(Exists(Control.objects.filter(same, tools=OuterRef("pk"))))

    def by_control(self, controls):
        """Return {control key: [tool]} for these controls: key, name and class of each tool.

        A tool that helps with a control of an earlier edition helps with what came of it too.
        """
        heirs = {control.pk: [control.pk] for control in controls}
        origins = Control.predecessors.through.objects.filter(from_control__in=list(heirs))
        for heir, origin in origins.values_list("from_control", "to_control"):
            heirs.setdefault(origin, []).append(heir)
        # by key, and sorted here: SQLite would walk through all tools otherwise
        helping = Tool.controls.through.objects.filter(control__in=heirs).values("tool")
        rows = self.filter(pk__in=helping, is_published=True).order_by()
        tools, found = {}, {}
        for name, pk, tlp, helped in sorted(rows.values_list("name", "pk", "tlp", "controls")):
            if pk not in tools:
                tools[pk] = Tool(pk=pk, name=name, tlp=tlp)
            for key in heirs.get(helped, []):
                found.setdefault(key, {})[pk] = tools[pk]
        return {key: list(helping.values()) for key, helping in found.items()}

    def options(self):
        """Return the filter values that occur in these tools, as {filter: [(value, label)]}."""
        rows, this = self.order_by(), OuterRef("pk")
        number = ("number", "title")
        return gathered(
            rows.values_list(Value("tlp"), Value(0), "tlp", "tlp").distinct(),
            used(Audience, rows.filter(audiences=this), "doelgroep"),
            used(Source, rows.filter(source=this), "bron"),
            used(Control, rows.filter(controls=this), "control", number, order="position"),
        )

    def for_list(self):
        """Fetch what a list shows of each tool, in the same few queries however long it is."""
        return self.defer("search").select_related("source", "owner").prefetch_related("audiences")

    def undecided(self):
        """Tools whose owner still has to decide on a classification (n.t.b.)."""
        return self.filter(tlp=TLP.TBD)

    def contradictory(self):
        """Tools above CLEAR whose note says "openbaar"; the stricter of the two is enforced."""
        closed = self.exclude(tlp=TLP.CLEAR).exclude(tlp_note__icontains="niet openbaar")
        return closed.filter(tlp_note__icontains="openbaar")

    def without_content(self):
        """Tools that say nowhere where to find them."""
        return self.filter(link="")


def edited_by(user):
    """Return the condition behind `editable_by`, for an active account."""
    owned = Q(owner__in=Region.objects.represented_by(user))
    if user.is_staff:
        owned |= Q(owner=None)
    return owned & (~Q(tlp=TLP.RED) | Q(pk__in=ToolUserPermission.held_by(user)))


class ToolManager(models.Manager.from_queryset(ToolQuerySet)):
    def get_by_natural_key(self, code):
        return self.get(code=code)


class Tool(Classified):
    """An aid in the toolbox: a guide, a model, a spreadsheet or a link.

    It belongs to a region, or to the programme when `owner` is None. Its owner decides on the
    classification; until then it is `tbd` and as closed as AMBER.
    """

    code = models.SlugField(
        "code",
        max_length=20,
        unique=True,
        default=new_code,
        editable=False,
    )
    name = models.CharField("naam", max_length=200)
    explanation = models.TextField("toelichting", max_length=LONGEST, blank=True)
    purpose = models.TextField("waarvoor te gebruiken", max_length=LONGEST, blank=True)
    audiences = models.ManyToManyField(
        Audience, blank=True, related_name="tools", verbose_name="doelgroepen"
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tools",
        verbose_name="bron",
    )
    link = models.URLField("waar te vinden", max_length=500, blank=True)
    tlp_note = models.TextField("toelichting op de classificatie", max_length=LONGEST, blank=True)
    owner = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tools",
        verbose_name="eigenaar",
        help_text="Leeg: het programma.",
    )
    is_open_to_programme = models.BooleanField("open voor het programma", default=False)
    controls = models.ManyToManyField(
        Control, blank=True, related_name="tools", verbose_name="helpt bij controls"
    )
    whats_changed = models.TextField(
        "wat is er gewijzigd",
        max_length=LONGEST,
        blank=True,
        help_text="In een of twee zinnen, voor wie de vorige versie kent.",
    )
    changed_at = models.DateTimeField("gewijzigd op", auto_now=True)
    search = search_field(*TEXTS)

    objects = ToolManager()

    class Meta:
        verbose_name = "hulpmiddel"
        verbose_name_plural = "hulpmiddelen"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="tool_by_name"),
            models.Index(fields=["-published_at", "-id"], name="tool_by_newest"),
            # all that decides who sees a tool: counting needs no more than this
            models.Index(
                fields=["tlp", "is_published", "owner", "is_open_to_programme"], name="tool_by_tlp"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(tlp__in=TLP.values), name="tool_tlp_is_known"),
            models.CheckConstraint(
                condition=Q(is_open_to_programme=False) | Q(owner__isnull=False),
                name="tool_only_a_region_opens_to_programme",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("toolbox:tool_detail", args=[self.pk])

    def natural_key(self):
        return (self.code,)

    @property
    def owner_name(self):
        """Return who owns the tool, in words."""
        return self.owner.organisation if self.owner else "Het programma"

    @transaction.atomic
    def classify(self, tlp, *, reason="", by):
        """Reclassify (see `Classified.classify`) and close what the new class does not open.

        Grants only live under AMBER and n.t.b., names only under RED; whoever makes it RED is the
        first name. So raising a tool again later opens it to nobody by surprise.
        """
        super().classify(tlp, reason=reason, by=by)
        if self.tlp not in BY_GRANT:
            self.toolgrouppermission_set.all().delete()
            self.set_open_to_programme(False)
        if self.tlp == TLP.RED:
            assign_perm("view_tool", by, self)
        else:
            self.tooluserpermission_set.all().delete()

    @transaction.atomic
    def open_to(self, region, *, by):
        """Let the contacts of `region` see this tool; None stands for the programme.

        Raises a ValidationError unless the tool is AMBER or n.t.b.: the other classes say
        themselves who reads them, and AMBER+STRICT is never opened to others.
        """
        self.hold()
        if self.tlp not in BY_GRANT:
            raise ValidationError(
                "Alleen een hulpmiddel met TLP:AMBER of classificatie n.t.b. kunt u voor een "
                "regio openstellen.",
                code="classification",
            )
        if region:
            assign_perm("view_tool", region.contact_group, self)
        else:
            self.set_open_to_programme(self.owner_id is not None)
        self.log(AccessLog.Action.OPENED, region, by)

    @transaction.atomic
    def close_to(self, region, *, by):
        """Take back what `open_to` gave; it holds from the next request on."""
        self.hold()
        if region:
            remove_perm("view_tool", region.contact_group, self)
        else:
            self.set_open_to_programme(False)
        self.log(AccessLog.Action.CLOSED, region, by)

    @transaction.atomic
    def open_only_to(self, regions, *, by):
        """Open and close until exactly these regions have access."""
        wanted, now = set(regions), set(self.regions_with_access())
        for region in sorted(wanted - now, key=lambda region: region.code):
            self.open_to(region, by=by)
        for region in sorted(now - wanted, key=lambda region: region.code):
            self.close_to(region, by=by)

    @transaction.atomic
    def name_only(self, persons, *, by):
        """Let exactly these persons see this RED tool."""
        wanted = set(persons)
        now = set(User.objects.filter(pk__in=self.tooluserpermission_set.values("user")))
        for person in sorted(wanted - now, key=lambda person: person.pk):
            assign_perm("view_tool", person, self)
            AccessLog.objects.note(AccessLog.Action.OPENED, self, by=by, detail=person.email)
        for person in sorted(now - wanted, key=lambda person: person.pk):
            remove_perm("view_tool", person, self)
            AccessLog.objects.note(AccessLog.Action.CLOSED, self, by=by, detail=person.email)

    def set_open_to_programme(self, is_open):
        self.is_open_to_programme = is_open
        self.save(update_fields=["is_open_to_programme"])

    def log(self, action, region, by):
        AccessLog.objects.note(action, self, by=by, detail=str(region or "het programma"))

    def regions_with_access(self):
        """Return the regions this tool is opened to; its owner needs no opening."""
        return Region.objects.filter(contact_group__in=self.toolgrouppermission_set.values("group"))

    def grounds_for(self, user):
        """Return in words why this person sees this confidential tool, for the access card.

        Names only the reader's own regions: who else has access is not theirs to know.
        """
        if self.tlp == TLP.RED:
            return "u ziet dit omdat u met naam bent genoemd"
        opened = Q(pk__in=self.regions_with_access()) if self.tlp in BY_GRANT else Q()
        regions = Region.objects.represented_by(user).filter(Q(pk=self.owner_id) | opened)
        if regions:
            return "u ziet dit als aanspreekpunt van " + ", ".join(r.organisation for r in regions)
        return "u ziet dit als medewerker van het programma"


class ToolUserPermission(UserObjectPermissionBase):
    """A person named on a RED tool."""

    content_object = models.ForeignKey(Tool, on_delete=models.CASCADE)

    @classmethod
    def held_by(cls, user):
        """Return the keys of the tools on which this person is named."""
        return cls.objects.filter(user=user).values("content_object")


class ToolGroupPermission(GroupObjectPermissionBase):
    """A tool opened to a region, through the group of that region's contacts."""

    content_object = models.ForeignKey(Tool, on_delete=models.CASCADE)

    @classmethod
    def held_by_contact(cls, user):
        """Return the keys of the tools opened to a region this person is a contact of.

        Asks for contact groups only: a grant to any other group opens nothing.
        """
        held = cls.objects.filter(group__user=user.pk, group__contacts_of__isnull=False)
        return held.values("content_object")
