"""People, regions, the norm and the audit trail: what more than one room stands on."""

from functools import cached_property, partial
from operator import attrgetter

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from loket.notices import tell

# A control's number stands in addresses: 9.2.1, or A-5. It holds a figure.
CONTROL_NUMBER = r"(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z.-]*"
NEW_CONTACT_SUBJECT = "Implementatieloket: nieuw aanspreekpunt voor uw regio"
NEW_CONTACT = """Goedendag,

{} is nu aanspreekpunt van {} en ziet daarom ook wat vertrouwelijk is van uw regio.

Klopt dit niet? Mail dan meteen naar {}.

Met vriendelijke groet,
Implementatieloket BIO
"""


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Make an account. The e-mail address is the login; it is kept in lower case."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make an administrator. Not even that account sees a region's own items."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account.

    `is_staff` makes a person programme staff. Regions are not kept here: a person is a region's
    contact or member by being in that region's group, and only as long as that lasts.
    """

    email = models.EmailField(
        "e-mailadres",
        unique=True,
        error_messages={"unique": "Er is al een account met dit e-mailadres."},
    )
    name = models.CharField("naam", max_length=150, blank=True)
    is_active = models.BooleanField(
        "actief",
        default=True,
        help_text="Haal het vinkje weg als iemand vertrekt. Verwijder het account niet.",
    )
    is_staff = models.BooleanField(
        "medewerker van het programma",
        default=False,
        help_text="Mag in het beheer, en ziet wat van het programma is.",
    )
    date_joined = models.DateTimeField("aangemaakt op", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower"),
        ]

    def __str__(self):
        return f"{self.name} ({self.email})" if self.name else self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def save(self, **kwargs):
        self.email = self.email.lower()
        super().save(**kwargs)

    @cached_property
    def regions(self):
        """Return this person's regions, each with `is_contact`. For showing, never for deciding."""
        # by the groups: on every page, and a third of what asking each region would cost
        groups = self.groups.select_related("contacts_of", "members_of") if self.is_active else []
        roles = {g.members_of: False for g in groups if hasattr(g, "members_of")}
        roles |= {g.contacts_of: True for g in groups if hasattr(g, "contacts_of")}
        for region, is_contact in roles.items():
            region.is_contact = is_contact
        return sorted(roles, key=attrgetter("code"))

    @transaction.atomic
    def work_for(self, groups, *, by):
        """Be in exactly these groups of regions; other groups stay as they are.

        Each change is on record with the region. A region's contacts get a mail about a new
        contact: what is theirs opens to one more person, so they get to know it.
        """
        before = set(self.groups.exclude(contacts_of=None, members_of=None))
        joined, left = set(groups) - before, before - set(groups)
        self.groups.add(*joined)
        self.groups.remove(*left)
        for action, changed in (("joined", joined), ("left", left)):
            for group in changed:
                region = Region.objects.get(Q(contact_group=group) | Q(member_group=group))
                AccessLog.objects.note(action, region, by=by, detail=f"{self.email}, {group.name}")
        for region in Region.objects.filter(contact_group__in=joined):
            transaction.on_commit(partial(region.announce_contact, self))

    @property
    def is_contact(self):
        """Say whether this person is a contact of any region. For showing, never for deciding."""
        return any(region.is_contact for region in self.regions)

    @property
    def role_line(self):
        """Return in a few words as whom somebody is logged in."""
        roles = ["Medewerker van het programma"] if self.is_staff else []
        for region in self.regions:
            role = "Aanspreekpunt" if region.is_contact else "Medewerker"
            roles.append(f"{role} · {region.organisation}")
        return ", ".join(roles)


class RegionQuerySet(models.QuerySet):
    def represented_by(self, user):
        """Return the regions of which this person is a contact (aanspreekpunt), now."""
        if not user.is_active:
            return self.none()
        return self.filter(contact_group__user=user.pk)

    def of(self, user):
        """Return the regions this person belongs to, as a contact or as a member, now."""
        if not user.is_active:
            return self.none()
        groups = User.groups.through.objects.filter(user=user.pk).values("group")
        return self.filter(Q(contact_group__in=groups) | Q(member_group__in=groups))

    def with_role_of(self, user):
        """Add `is_contact`: whether this person is a contact of the region."""
        held = User.groups.through.objects.filter(user=user.pk, group=OuterRef("contact_group"))
        return self.annotate(is_contact=Exists(held))


class RegionManager(models.Manager.from_queryset(RegionQuerySet)):
    def get_by_natural_key(self, code):
        return self.get(code=code)


class Region(models.Model):
    """A safety region (VR01…VR25) or the institute (IFV).

    Its contacts and members are the members of two groups, made with the region. Those groups
    are the only truth about who belongs where.
    """

    code = models.CharField("code", max_length=8, unique=True)
    name = models.CharField("naam", max_length=100)
    organisation = models.CharField("organisatie", max_length=150, blank=True)
    contact_group = models.OneToOneField(
        Group,
        on_delete=models.PROTECT,
        related_name="contacts_of",
        verbose_name="groep aanspreekpunten",
        editable=False,
    )
    member_group = models.OneToOneField(
        Group,
        on_delete=models.PROTECT,
        related_name="members_of",
        verbose_name="groep medewerkers",
        editable=False,
    )

    objects = RegionManager()

    class Meta:
        verbose_name = "regio"
        verbose_name_plural = "regio’s"
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"

    def save(self, **kwargs):
        self.organisation = self.organisation or self.name
        if not self.contact_group_id:
            self.contact_group = Group.objects.create(name=f"{self.code} aanspreekpunten")
        if not self.member_group_id:
            self.member_group = Group.objects.create(name=f"{self.code} medewerkers")
        super().save(**kwargs)

    def natural_key(self):
        return (self.code,)

    natural_key.dependencies = ["auth.group"]

    def announce_contact(self, newcomer):
        """Mail the other contacts of this region that they have a new colleague contact."""
        text = NEW_CONTACT.format(newcomer.email, self.organisation, settings.PROGRAMME_EMAIL)
        others = self.contact_group.user_set.filter(is_active=True).exclude(pk=newcomer.pk)
        tell(others, NEW_CONTACT_SUBJECT, text)


class FrameworkManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Framework(models.Model):
    """An edition of the norm, such as "BIO 1.04 / BIO-SA"."""

    name = models.CharField("naam", max_length=100, unique=True)
    is_provisional = models.BooleanField("voorlopige indeling", default=False)
    position = models.PositiveSmallIntegerField("volgorde", default=1)

    objects = FrameworkManager()

    class Meta:
        verbose_name = "normenkader"
        verbose_name_plural = "normenkaders"
        ordering = ["position", "name"]

    def __str__(self):
        return f"{self.name} (voorlopige indeling)" if self.is_provisional else self.name

    def natural_key(self):
        return (self.name,)


class CategoryManager(models.Manager):
    def get_by_natural_key(self, number, framework):
        return self.get(number=number, framework__name=framework)


class Category(models.Model):
    """A chapter of a framework; the BIO Self-Assessment has 16."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="categories", verbose_name="normenkader"
    )
    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("naam", max_length=150)

    objects = CategoryManager()

    class Meta:
        verbose_name = "categorie"
        verbose_name_plural = "categorieën"
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="category_number_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def natural_key(self):
        return (self.number, self.framework.name if self.framework_id else "")

    natural_key.dependencies = ["loket.framework"]


class ControlManager(models.Manager):
    def get_by_natural_key(self, number, framework):
        return self.get(number=number, category__framework__name=framework)


class Control(models.Model):
    """One measure of the norm. Number and title only; the explanation is our own."""

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="controls", verbose_name="categorie"
    )
    number = models.CharField("nummer", max_length=10)
    title = models.CharField("titel", max_length=200)
    explanation = models.TextField("uitleg", blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name="komt uit",
        help_text="De controls van een eerdere uitgave waar deze voor in de plaats komt.",
    )

    objects = ControlManager()

    class Meta:
        verbose_name = "control"
        verbose_name_plural = "controls"
        ordering = ["category__framework", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "number"], name="control_number_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def natural_key(self):
        return (self.number, self.category.framework.name if self.category_id else "")

    natural_key.dependencies = ["loket.category"]


class AccessLogQuerySet(models.QuerySet):
    def about(self, row):
        """Return what happened to one row, newest first."""
        return self.filter(model=row._meta.label_lower, row=row.pk)

    def note(self, action, row, *, by, detail=""):
        """Write down what `by` did with a protected row."""
        model = row._meta.label_lower
        self.create(action=action, model=model, row=row.pk, user=by, detail=detail)

    def note_views(self, rows, *, by, detail=""):
        """Write down that `by` opens several protected rows on one page, in one query."""
        action = AccessLog.Action.VIEWED
        self.bulk_create(
            AccessLog(
                action=action, model=row._meta.label_lower, row=row.pk, user=by, detail=detail
            )
            for row in rows
        )


class AccessLog(models.Model):
    """Who did what with which protected row, when and how.

    Rows are named by model and number, never by title, so that the trail itself gives nothing
    away. It is read per item, by those who may edit that item.
    """

    class Action(models.TextChoices):
        VIEWED = "viewed", "bekeken"
        CLASSIFIED = "classified", "classificatie gewijzigd"
        OPENED = "opened", "toegang gegeven"
        CLOSED = "closed", "toegang ingetrokken"
        PUBLISHED = "published", "gepubliceerd"
        WITHDRAWN = "withdrawn", "teruggetrokken"
        DELETED = "deleted", "verwijderd"
        JOINED = "joined", "toegevoegd aan de regio"
        LEFT = "left", "weggehaald bij de regio"

    at = models.DateTimeField("wanneer", default=timezone.now)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="wie"
    )
    action = models.CharField("wat", max_length=12, choices=Action)
    model = models.CharField("soort", max_length=60)
    row = models.BigIntegerField("nummer")
    detail = models.CharField("bijzonderheden", max_length=500, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = "logregel"
        verbose_name_plural = "logregels"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "row", "-at"], name="accesslog_row")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()} {self.model} {self.row}"


class LoadedRow(models.Model):
    """A row that `load_content` once made. What is on this list is never made or changed again.

    So an editor may rename, rewrite or delete what came with the portal, and it stays that way.
    """

    model = models.CharField("soort", max_length=60)
    key = models.CharField("sleutel", max_length=400)

    class Meta:
        verbose_name = "geladen inhoud"
        verbose_name_plural = "geladen inhoud"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loaded_row_once")]

    def __str__(self):
        return f"{self.model} {self.key}"
