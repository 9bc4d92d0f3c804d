"""Admin of the toolbox: adding tools, classifying them and opening them to regions."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q

from loket.admin_site import DeskAdmin
from loket.models import Region, User
from loket.protected_admin import ClassifiedForm, ProtectedAdmin
from loket.tlp import BY_GRANT, TLP
from toolbox.models import Audience, Source, Tool


class ToolForm(ClassifiedForm):
    """A tool with the regions it is open to as check boxes; a new one is open to all of them."""

    link = forms.URLField(
        label="Waar te vinden", required=False, max_length=500, assume_scheme="https"
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.select_related("contact_group"),
        label="Open voor de aanspreekpunten van",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Telt alleen bij TLP:AMBER en bij classificatie n.t.b.",
    )
    persons = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True),
        label="Met naam genoemde personen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Telt alleen bij TLP:RED. U staat er zelf altijd bij.",
    )

    class Meta:
        model = Tool
        exclude = ["owner", "is_open_to_programme"]
        widgets = {
            "audiences": forms.CheckboxSelectMultiple,
            "controls": forms.CheckboxSelectMultiple,
            "tlp_note": forms.Textarea(attrs={"rows": 3}),
            "whats_changed": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["regions"] = list(self.instance.regions_with_access())
            named = self.instance.tooluserpermission_set.values("user")
            self.initial["persons"] = list(User.objects.filter(pk__in=named))
        else:
            self.initial["regions"] = list(Region.objects.all())


class ToDoFilter(admin.SimpleListFilter):
    """The questions of the work list, asked of the admin's own list."""

    title = "nog te doen"
    parameter_name = "te_doen"

    def lookups(self, request, model_admin):
        return [
            ("ntb", "Classificatie bepalen"),
            ("tegenspraak", "Toelichting spreekt classificatie tegen"),
            ("inhoud", "Geen link of bestand"),
        ]

    def queryset(self, request, queryset):
        mine = queryset.editable_by(request.user)
        match self.value():
            case "ntb":
                return mine.undecided()
            case "tegenspraak":
                return mine.contradictory()
            case "inhoud":
                return mine.without_content()
        return queryset


@admin.register(Tool)
class ToolAdmin(ProtectedAdmin):
    form = ToolForm
    list_display = ["name", "badge", "opened", "source", "is_published", "changed_at", "code"]
    list_filter = [
        ToDoFilter,
        "tlp",
        "is_published",
        ("source", admin.RelatedOnlyFieldListFilter),
        ("audiences", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["source", "owner"]
    search_fields = ["name", "explanation", "purpose"]
    readonly_fields = ["reference", "owner_name", "decisions", "views"]
    readers_fields = ["name", "explanation", "purpose", "source", "link", "owner_name", "tlp"]
    fieldsets = [
        (
            None,
            {"fields": ["seen", "name", "explanation", "purpose", "audiences", "source", "link"]},
        ),
        (
            "Wie mag dit zien?",
            {"fields": ["owner_name", "tlp", "reason", "tlp_note", "regions", "persons"]},
        ),
        ("Op de site", {"fields": ["is_published", "controls", "whats_changed", "reference"]}),
        ("Wat er is gebeurd", {"classes": ["collapse"], "fields": ["decisions", "views"]}),
    ]

    def get_queryset(self, request):
        """Add `opened`: to how many regions. Of a region's own tool that is not ours to know."""
        opened = Count("toolgrouppermission", distinct=True, filter=Q(owner=None))
        return super().get_queryset(request).annotate(opened=opened)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        tool, chosen = form.instance, form.cleaned_data
        if tool.tlp in BY_GRANT:
            tool.open_only_to(chosen["regions"], by=request.user)
            if not chosen["regions"]:
                messages.warning(request, "Dit hulpmiddel is nog voor geen enkele regio open.")
        elif tool.tlp == TLP.RED:
            persons = {*chosen["persons"], request.user}
            tool.name_only(persons, by=request.user)

    @admin.display(description="open voor", ordering="opened")
    def opened(self, obj):
        if obj.tlp not in BY_GRANT or obj.owner:
            return "–"
        return "1 regio" if obj.opened == 1 else f"{obj.opened} regio’s"

    @admin.display(description="code")
    def reference(self, obj):
        """Return how an answer names this tool; a tool that is not saved has no code yet."""
        if not obj.pk:
            return "Volgt als u dit opslaat."
        return f"[[{obj.code}]] (zet dit in een antwoord om naar dit hulpmiddel te verwijzen)"

    @admin.display(description="eigenaar")
    def owner_name(self, obj):
        return obj.owner_name


@admin.register(Audience, Source)
class NameAdmin(DeskAdmin):
    """The words that tools are sorted by."""

    list_display = ["name"]
    search_fields = ["name"]

    def has_delete_permission(self, request, obj=None):
        """Refuse: the confirmation would list the tools that use the word, seen or unseen."""
        return False
