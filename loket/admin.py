"""Admin of people, regions and the norm."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from loket.admin_site import DeskAdmin, log_lines
from loket.models import AccessLog, Category, Control, Framework, Region, User

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


NO_REGION_GROUPS = Group.objects.filter(contacts_of=None, members_of=None)


class UserForm(forms.ModelForm):
    """A person with the regions they are a contact or a member of."""

    rights = forms.ModelMultipleChoiceField(
        NO_REGION_GROUPS,
        label="Rechten in het beheer",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Geef een redacteur de rechten van Redactie.",
    )

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
        fields = ["email", "name", "is_active", "is_staff", "is_superuser"]
        labels = {"is_superuser": "Beheerder"}
        help_texts = {
            "is_superuser": (
                "Mag in het beheer alles, ook de accounts van medewerkers. Ziet niet wat van een "
                "regio zelf is."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            held = self.instance.groups.all()
            self.initial["rights"] = list(NO_REGION_GROUPS.filter(pk__in=held))
            # Lists, not querysets: those would be asked only after the groups have changed.
            self.initial["contact_of"] = list(Region.objects.filter(contact_group__in=held))
            self.initial["member_of"] = list(Region.objects.filter(member_group__in=held))

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
        rights = ["is_staff", "is_superuser", "rights"] if request.user.is_superuser else []
        shown = ["email", "name", "is_active", *rights]
        dates = ["last_login", "date_joined"] if obj else []
        return [
            (None, {"fields": [*shown, *dates]}),
            ("Regio’s", {"fields": ["contact_of", "member_of"]}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Keep the field for rights for administrators: not showing it would be no lock."""
        form = super().get_form(request, obj, change, **kwargs)
        if not request.user.is_superuser:
            del form.base_fields["rights"]
        return form

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
        """Save the account; whoever reads the mail of another address chooses another password.

        That ends the sessions too. The login knows addresses of its own: the old one must go.
        """
        if "email" in form.changed_data:
            obj.set_unusable_password()
            messages.info(request, FIRST_LOGIN)
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.work_for(form.region_groups(), by=request.user)
        if "rights" in form.cleaned_data:
            rights = form.cleaned_data["rights"]
            user.groups.remove(*NO_REGION_GROUPS.exclude(pk__in=rights))
            user.groups.add(*rights)

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
    fields = ["code", "name", "organisation", "contacts", "members", "trail"]

    def get_queryset(self, request):
        groups = ["contact_group__user_set", "member_group__user_set"]
        return super().get_queryset(request).prefetch_related(*groups)

    @admin.display(description="aanspreekpunten")
    def contacts(self, obj):
        return ", ".join(map(str, obj.contact_group.user_set.all())) or "Nog niemand"

    @admin.display(description="medewerkers")
    def members(self, obj):
        return ", ".join(map(str, obj.member_group.user_set.all())) or "Nog niemand"

    @admin.display(description="wie kwam en ging")
    def trail(self, obj):
        return log_lines(AccessLog.objects.about(obj))


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
