"""Admin of people, regions and the norm."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from loket.admin_site import DeskAdmin
from loket.models import Category, Control, Framework, Region, User

admin.site.unregister(Group)  # region groups are filled in on a person's own page
admin.site.unregister(EmailAddress)  # the address is part of the account

NO_REGION_FOR_STAFF = (
    "Een medewerker van het programma kan geen aanspreekpunt of medewerker van een regio zijn. "
    "Zo blijft wat van een regio is, van die regio. Maak voor die rol een ander account."
)

FIRST_LOGIN = (
    "Het account heeft nog geen wachtwoord. Vraag de gebruiker om op de inlogpagina op "
    "‘Wachtwoord vergeten’ te klikken: zo kiest die zelf een wachtwoord."
)


class UserForm(forms.ModelForm):
    """A person with the regions they are a contact or a member of."""

    contact_of = forms.ModelMultipleChoiceField(
        Region.objects.select_related("contact_group"),
        label="Aanspreekpunt van",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ziet wat voor deze regio is opengesteld, ook als het vertrouwelijk is.",
    )
    member_of = forms.ModelMultipleChoiceField(
        Region.objects.select_related("member_group"),
        label="Medewerker van",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ziet wat TLP:CLEAR en TLP:GREEN is.",
    )

    class Meta:
        model = User
        fields = ["email", "name", "is_active", "is_staff", "is_superuser", "groups"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            self.fields["groups"].queryset = Group.objects.filter(contacts_of=None, members_of=None)
            self.fields["groups"].label = "Rechten in het beheer"
            self.fields["groups"].help_text = "Geef een redacteur de rechten van Redactie."
        if self.instance.pk:
            held = self.instance.groups.all()
            self.initial["contact_of"] = Region.objects.filter(contact_group__in=held)
            self.initial["member_of"] = Region.objects.filter(member_group__in=held)

    def clean(self):
        cleaned = super().clean()
        is_staff = cleaned.get("is_staff", self.instance.is_staff)
        if is_staff and (cleaned.get("contact_of") or cleaned.get("member_of")):
            raise ValidationError(NO_REGION_FOR_STAFF)
        return cleaned

    def region_groups(self):
        """Return the groups that the ticked regions stand for."""
        contacts = [region.contact_group for region in self.cleaned_data["contact_of"]]
        return contacts + [region.member_group for region in self.cleaned_data["member_of"]]


@admin.register(User)
class UserAdmin(DeskAdmin):
    """Accounts. Programme staff keep those of the regions; an administrator also their own kind.

    Nobody sets another person's password here: a new user chooses one with "wachtwoord vergeten".
    Nobody is deleted: a trail needs its people, and a cascade would name confidential items.
    """

    form = UserForm
    list_display = ["email", "name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined", "roles"]

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["email", "name", "is_active", "roles"]})]
        rights = ["is_staff", "is_superuser", "groups"] if request.user.is_superuser else []
        shown = ["email", "name", "is_active", *rights]
        dates = ["last_login", "date_joined"] if obj else []
        return [
            (None, {"fields": [*shown, *dates]}),
            ("Regio’s", {"fields": ["contact_of", "member_of"]}),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        """Let staff change region accounts; only an administrator changes staff and their own."""
        allowed = super().has_change_permission(request, obj)
        is_ours = obj is not None and (obj.is_staff or obj.is_superuser)
        return allowed and (request.user.is_superuser or not is_ours)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
            messages.info(request, FIRST_LOGIN)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Join and leave the region groups; keep the others, which this form may not show."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        others = list(user.groups.filter(contacts_of=None, members_of=None))
        user.groups.set(others + form.region_groups())

    @admin.display(description="groepen")
    def roles(self, obj):
        return ", ".join(group.name for group in obj.groups.all()) or "Geen"


class ReadOnlyAdmin(DeskAdmin):
    """What comes from files, not from a form."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "organisation", "contacts"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "organisation", "contacts", "members"]

    def get_queryset(self, request):
        groups = ["contact_group__user_set", "member_group__user_set"]
        return super().get_queryset(request).prefetch_related(*groups)

    @admin.display(description="aanspreekpunten")
    def contacts(self, obj):
        return ", ".join(map(str, obj.contact_group.user_set.all())) or "Nog niemand"

    @admin.display(description="medewerkers")
    def members(self, obj):
        return ", ".join(map(str, obj.member_group.user_set.all())) or "Nog niemand"


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    list_display = ["name", "is_provisional"]


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_display = ["number", "name", "framework"]
    list_display_links = ["name"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(Control)
class ControlAdmin(ReadOnlyAdmin):
    list_display = ["number", "title", "category"]
    list_display_links = ["title"]
    list_filter = ["category__framework", "category"]
    list_select_related = ["category"]
    search_fields = ["number", "title"]
