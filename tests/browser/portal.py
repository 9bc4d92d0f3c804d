"""The portal that the browser walks through: what is in it, who reads it, and every page of it."""

from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.urls import reverse

from faq.models import Entry, Topic
from loket.models import Control, Framework, Region, User
from loket.tlp import TLP
from selfassessment.fiction import start_with_answers
from selfassessment.models import Answer
from tests.browser.quarters import (
    admin_of_quarters,
    furnish_reports,
    no_reports,
    own_reports,
    reports_of_all,
)
from tests.browser.stops import LONG_NAME, READERS, Stop
from tests.content import run_once
from tests.make import make_control, make_entry, make_framework, make_tool, make_user
from toolbox.models import Audience, Source, Tool

SAVE = "Bewaar deze pagina"
MARKDOWN = """\
Een antwoord met **alles** erin, zoals [een link](https://www.voorbeeld.example/),
`een-stukje-code`, en een heel lang adres:
https://www.voorbeeld.example/een/heel/lang/adres/dat/nergens/vanzelf/op/een/nieuwe/regel/begint.html

## Een tussenkop

1. Eerst dit, met het hulpmiddel [[t02]].
2. Dan dat:
   - een punt;
   - nog een punt.

> Wie iets overneemt, zet er een streep voor.

| Maatregel | Wie | Wanneer | Toelichting |
|---|---|---|---|
| Wachtwoordbeleid vaststellen | CISO | 2026-Q4 | Verantwoordingsdocumentatie |
| Bewustwordingscampagne | Communicatie | 2027-Q1 | Informatiebeveiligingsbewustzijn |

```
een blok met code dat breder is dan een telefoon en dus zelf heen en weer moet kunnen schuiven
```
"""


def furnish():
    """Fill the portal: the desk's own content, an account of each kind, an item of each class."""
    run_once("load_content")
    utrecht = Region.objects.get(code="VR09")
    staff = make_user(READERS["staff"], name="Redactie", is_staff=True)
    staff.groups.add(Group.objects.get(name="Redactie"))
    make_user(READERS["administrator"], name="Beheer", is_staff=True, is_superuser=True)
    contact = make_user(READERS["contact"], name="Aanspreekpunt van Utrecht", contact_of=[utrecht])
    colleague = make_user(READERS["colleague"], name="Collega in Utrecht", member_of=[utrecht])
    newcomer = make_user(READERS["newcomer"], member_of=[utrecht])
    newcomer.set_unusable_password()
    newcomer.save()
    furnish_toolbox(utrecht, staff)
    furnish_faq(staff)
    furnish_assessment(utrecht, contact, colleague)
    furnish_reports(utrecht, contact, staff)


def furnish_toolbox(utrecht, staff):
    """Add what the first toolbox does not have: the confidential classes, drafts, a second page."""
    amber = make_tool(
        name=LONG_NAME,
        tlp=TLP.AMBER,
        explanation="Een toelichting.\n\nMet een adres: https://www.voorbeeld.example/pad",
        purpose="Om te laten zien hoe een vertrouwelijk hulpmiddel eruitziet.",
        link="https://www.voorbeeld.example/documenten/" + "heel-lang-adres-" * 8,
        tlp_note="Alleen na overleg met de auteur.",
        source=Source.objects.get(name="Saxion Hogeschool / VR-ISAC"),
        whats_changed="De bijlage is vernieuwd.",
    )
    amber.audiences.set(Audience.objects.all()[:4])
    amber.controls.set(Control.objects.all()[:3])
    amber.open_to(utrecht, by=staff)
    strict = make_tool(name="Verbeterplan van Utrecht", tlp=TLP.AMBER_STRICT, owner=utrecht)
    strict.audiences.set(Audience.objects.all()[:1])
    opened = make_tool(name="Ingevulde versie van Utrecht", tlp=TLP.AMBER, owner=utrecht)
    opened.open_to(None, by=staff)
    red = make_tool(name="Genoemd met naam", tlp=TLP.RED)
    red.name_only([staff], by=staff)
    make_tool(name="Nog niet klaar", tlp=TLP.GREEN, is_published=False)
    for number in range(10):
        make_tool(name=f"Klein hulpmiddel {number}", purpose="Om de lijst langer te maken.")


def furnish_faq(staff):
    """Add an entry with every kind of Markdown, the classes above CLEAR, and a draft."""
    topic = Topic.objects.first()
    rich = make_entry(topic=topic, question="Wat kan een antwoord laten zien?", answer=MARKDOWN)
    rich.controls.set(Control.objects.all()[:2])
    rich.answer = MARKDOWN.replace("Wie iets overneemt", "Wie een zin overneemt")
    rich.history_user = staff
    rich._history_user = staff
    rich.save()
    make_entry(topic=topic, question="Wie mag dit doorsturen?", tlp=TLP.GREEN)
    make_entry(topic=topic, question=f"Mag u dit delen: {LONG_NAME}?", tlp=TLP.AMBER)
    make_entry(topic=topic, question="Wat moet nog worden uitgezocht?", is_published=False)


def furnish_assessment(utrecht, contact, colleague):
    """Start Utrecht's assessment on all controls, partly filled in, and have a newer norm.

    Category 5 is empty, and so is control 10.1.1. A colleague works in categories 1 and 5.
    """
    assessment = start_with_answers(utrecht, Framework.objects.get(), by=contact)
    parts = assessment.sections.filter(category__number__in=[1, 5])
    assessment.delegate_only(colleague, parts, by=contact)
    first, second = assessment.answers.filter(control__number__in=["5.1.1", "5.1.2"])
    first.add_evidence(name="Nog geldig", link="https://intranet.example/beleid", by=contact)
    for number in range(6):
        name = f"Verlopen {number}: {LONG_NAME}"
        first.add_evidence(name=name, valid_until=date(2026, 1, 31), by=contact)
    values = {"status": "in_progress", "note": f"Zie de {LONG_NAME}.\n\n- punt\n- punt"}
    values |= {"action_owner": "Teamleider ICT", "target_date": date(2026, 1, 31)}
    first.change(values, seen=first.version, by=colleague)
    second.change({"note": "Kort"}, seen=second.version, by=contact)
    empty = assessment.answers.get(control__number="10.1.1")
    empty.change({"status": "not_started", "maturity": None}, seen=empty.version, by=contact)
    tool(name=LONG_NAME).controls.add(second.control)
    newer = make_framework(name="BIO, de volgende uitgave", categories=1, controls=1, position=9)
    make_control(category=newer.categories.get()).predecessors.add(first.control)


READ = "Bekijk wat er verandert"
WRONG_SHEET = "Control;Status;Streefdatum\n5.1.1;Klaar;morgen\n"
RIGHT_SHEET = "Control;Status;Toelichting;Iets anders\n5.1.2;Gepland;Uit het blad;x\n"
# From before the note of this control was changed in the portal.
OLD_SHEET = "Control;Toelichting;Versie\n5.1.2;Uit een oud blad;2\n"


def tool(**fields):
    return Tool.objects.get(**fields)


def entry(**fields):
    return Entry.objects.get(**fields)


def tour(reader):
    """Return every page of the site, its admin apart, that this reader can come to."""
    match reader:
        case "visitor":
            return for_everybody() | entrance()
        case "contact":
            own = own_account() | own_assessment() | own_reports()
            return for_everybody() | for_contacts() | own
        case "staff":
            own = own_account() | no_assessment() | reports_of_all()
            return for_everybody() | for_editors() | own
        case "colleague":
            return part_of_assessment() | no_reports()
        case "newcomer":
            return first_password() | no_assessment() | no_reports()


def for_everybody():
    """Return the pages that each reader has, though not with the same things on them."""
    toolbox, faq, search = (
        reverse("toolbox:tool_list"),
        reverse("faq:entry_list"),
        reverse("search"),
    )
    rich = entry(question="Wat kan een antwoord laten zien?")
    vote = reverse("faq:entry_vote", args=[rich.pk])
    return {
        "start": Stop("/"),
        "toolbox": Stop(toolbox),
        "toolbox, filtered": Stop(f"{toolbox}?q=bio&bron=CIP&sorteer=naam"),
        "toolbox, nothing": Stop(f"{toolbox}?q=bestaatniet"),
        "toolbox, errors": Stop(f"{toolbox}?q={'x' * 201}&bron=bestaatniet&tlp=onzin"),
        "toolbox, page 2": Stop(f"{toolbox}?pagina=2"),
        "toolbox, no such page": Stop(f"{toolbox}?pagina=99"),
        "tool": Stop(tool(code="t05").get_absolute_url()),
        "tool with most": Stop(tool(code="t16").get_absolute_url()),
        "FAQ": Stop(faq),
        "FAQ, filtered": Stop(f"{faq}?onderwerp={rich.topic.name}"),
        "FAQ, searched": Stop(f"{faq}?q=BIO"),
        "FAQ, nothing": Stop(f"{faq}?q=bestaatniet"),
        "FAQ, errors": Stop(f"{faq}?onderwerp=onzin&control=99"),
        "entry": Stop(rich.get_absolute_url()),
        "entry, voted": Stop(
            rich.get_absolute_url(), button="Ja", sends={"nuttig": "ja"}, action=vote
        ),
        "FAQ on paper": Stop(reverse("faq:entry_print")),
        "search": Stop(search),
        "search, hits": Stop(f"{search}?q=hulpmiddel"),
        "search, nothing": Stop(f"{search}?q=bestaatniet"),
        "search, errors": Stop(f"{search}?q={'x' * 201}"),
        "accessibility": Stop(reverse("accessibility")),
        "privacy": Stop(reverse("privacy")),
        "security": Stop(reverse("security")),
        "400": Stop("/mis/400/", 400),
        "403": Stop("/mis/403/", 403),
        "403, form": Stop("/mis/formulier/", 403),
        "404": Stop("/bestaat/niet/", 404),
        "429": Stop("/mis/429/", 429),
        "500": Stop("/mis/500/", 500),
    }


def entrance():
    """Return the account pages of somebody who is not logged in."""
    login, reset = reverse("account_login"), reverse("account_reset_password")
    wrong = {"login": "iemand@loket.example", "password": "onjuist"}
    return {
        "login": Stop(login),
        "login, errors": Stop(login, types=wrong, button="Inloggen"),
        "login, empty": Stop(login, button="Inloggen"),
        "inactive": Stop(reverse("account_inactive")),
        "sign up": Stop(reverse("account_signup")),
        "password reset": Stop(reset),
        "password reset, errors": Stop(
            reset, types={"email": "geen adres"}, button="Stuur mij de mail"
        ),
        "password reset, done": Stop(reverse("account_reset_password_done")),
        "password from key": Stop(key_address()),
        "password from key, errors": Stop(
            key_address(),
            types={"password1": "kort", "password2": "anders"},
            button="Wachtwoord opslaan",
        ),
        "password from key, wrong": Stop(
            reverse("account_reset_password_from_key", args=["1", "fout"])
        ),
        "password from key, done": Stop(reverse("account_reset_password_from_key_done")),
    }


def key_address():
    """Return the address that a mail for a new password would hold."""
    user = User.objects.get(email=READERS["contact"])
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])


def own_account():
    """Return the account pages of somebody with a password."""
    change = reverse("account_change_password")
    wrong = {"oldpassword": "onjuist", "password1": "kort", "password2": "anders"}
    return {
        "logout": Stop(reverse("account_logout")),
        "password change": Stop(change),
        "password change, errors": Stop(change, types=wrong, button="Wachtwoord opslaan"),
    }


def first_password():
    """Return the account pages of somebody who never chose a password."""
    choose = reverse("account_set_password")
    return {
        "password set": Stop(choose),
        "password set, errors": Stop(
            choose, types={"password1": "kort"}, button="Wachtwoord opslaan"
        ),
    }


def for_contacts():
    """Return what a region's contact sees and others do not."""
    return {
        "tool, amber": Stop(tool(name=LONG_NAME).get_absolute_url()),
        "tool, undecided": Stop(tool(code="t01").get_absolute_url()),
        "tool, strict": Stop(tool(tlp=TLP.AMBER_STRICT).get_absolute_url()),
        "toolbox, amber": Stop(reverse("toolbox:tool_list") + "?tlp=amber"),
        "work list": Stop(reverse("toolbox:tool_work_list")),
        "entry, green": Stop(entry(tlp=TLP.GREEN).get_absolute_url()),
        "entry, amber": Stop(entry(tlp=TLP.AMBER).get_absolute_url()),
    }


def own_assessment():
    """Return the pages of the assessment as the region's contact meets them."""
    controls, fill, form = at("control_list"), at("category_fill", 5), at("category_form", 1)
    colleague = User.objects.get(email=READERS["colleague"]).pk
    upload, newer = at("answer_upload"), Framework.objects.get(position=9)
    return {
        "assessments": Stop(reverse("selfassessment:assessment_list")),
        "assessment": Stop(at("assessment_detail")),
        "category, empty": Stop(at("category_form", 5)),
        "category": Stop(form),
        "category, saved": Stop(
            form, has_script=False, button=SAVE, sends=unchanged(), shows="was al bewaard"
        ),
        "category, errors": Stop(
            form, has_script=False, types=mistakes(), button=SAVE, shows="Schrijf op wat het bewijs"
        ),
        "category, conflict": Stop(
            form, has_script=False, types=outdated(), button=SAVE, shows="Dit typte u"
        ),
        "category at once": Stop(fill),
        "category at once, errors": Stop(
            fill, types={"status": "not_applicable"}, button="Vul in", sends={"scope": "open"}
        ),
        "controls": Stop(controls),
        "controls, filtered": Stop(f"{controls}?q=toegang&toon=open"),
        "controls, page 2": Stop(f"{controls}?pagina=2"),
        "controls, nothing": Stop(f"{controls}?q=bestaatniet"),
        "controls, errors": Stop(f"{controls}?q={'x' * 201}&toon=onzin"),
        "history of a control": Stop(at("control_history", 1, "5.1.1")),
        "colleagues": Stop(at("colleague_list")),
        "colleagues, one chosen": Stop(at("colleague_list") + f"?wie={colleague}"),
        "ambition": Stop(at("ambition_edit")),
        "upload": Stop(upload),
        "upload, errors": Stop(
            upload, sheet=WRONG_SHEET, button=READ, shows="Rij 2, control 5.1.1"
        ),
        "upload, no file": Stop(upload, button=READ, shows="Kies een bestand."),
        "preview": Stop(upload, sheet=RIGHT_SHEET, button=READ, shows="Dit verandert als u"),
        "preview, conflict": Stop(upload, sheet=OLD_SHEET, button=READ, shows="Kies wat blijft"),
        "carry over": Stop(at("carry_over", newer.pk)),
    }


def part_of_assessment():
    """Return the pages on which a colleague sees less of the assessment than the contact."""
    return {
        "assessments": Stop(reverse("selfassessment:assessment_list")),
        "assessment, in part": Stop(at("assessment_detail")),
    }


def no_assessment():
    """Return the page of somebody who finds no assessment."""
    return {"assessments, none": Stop(reverse("selfassessment:assessment_list"))}


def at(page, *where):
    """Return the address of a page of Utrecht's assessment."""
    return reverse(f"selfassessment:{page}", args=["VR09", *where])


def answers():
    """Return Utrecht's answers to the two controls of category 1."""
    contact = User.objects.get(email=READERS["contact"])
    return Answer.objects.visible_to(contact).filter(control__number__in=["5.1.1", "5.1.2"])


def unchanged():
    return {f"{answer.pk}-seen": str(answer.version) for answer in answers()}


def mistakes():
    """Return a form without a reason, with too long a name and half a piece of evidence."""
    first, second = answers()
    return unchanged() | {
        f"{first.pk}-status": "not_applicable",
        f"{first.pk}-note": "",
        f"{second.pk}-action_owner": "x" * 151,
        f"{second.pk}-evidence-link": "https://intranet.example/",
    }


def outdated():
    """Return a form that was opened before somebody else changed both controls."""
    first, second = answers()
    return {
        f"{first.pk}-seen": "1",
        f"{first.pk}-status": "implemented",
        f"{first.pk}-note": f"Wij hebben ook nog: {LONG_NAME}",
        f"{second.pk}-seen": "1",
        f"{second.pk}-action_owner": "Adviseur informatiebeveiliging",
    }


def for_editors():
    """Return what the programme's staff sees on the site and others do not."""
    rich = entry(question="Wat kan een antwoord laten zien?")
    return {
        "tool, amber": Stop(tool(name=LONG_NAME).get_absolute_url()),
        "tool, red": Stop(tool(tlp=TLP.RED).get_absolute_url()),
        "tool, draft": Stop(tool(is_published=False).get_absolute_url()),
        "tool of a region": Stop(tool(name="Ingevulde versie van Utrecht").get_absolute_url()),
        "work list": Stop(reverse("toolbox:tool_work_list")),
        "entry, amber": Stop(entry(tlp=TLP.AMBER).get_absolute_url()),
        "entry, draft": Stop(entry(is_published=False).get_absolute_url()),
        "history": Stop(reverse("faq:entry_history", args=[rich.pk])),
    }


def admin_tour(reader):
    """Return the pages of the admin: all of an editor's, and what only an administrator has."""
    if reader == "administrator":
        staff = User.objects.get(email=READERS["staff"])
        return {
            "admin": Stop(reverse("admin:index")),
            "user": Stop(reverse("admin:loket_user_change", args=[staff.pk])),
        }
    return admin_of_toolbox() | admin_of_faq() | admin_of_people() | admin_of_quarters()


def admin_of_toolbox():
    amber = tool(name=LONG_NAME)
    tools, add = reverse("admin:toolbox_tool_changelist"), reverse("admin:toolbox_tool_add")
    change = reverse("admin:toolbox_tool_change", args=[amber.pk])
    of_region = tool(name="Ingevulde versie van Utrecht").pk
    wrong = {"name": "", "link": "geen adres"}
    return {
        "admin": Stop(reverse("admin:index")),
        "room": Stop(reverse("admin:app_list", args=["toolbox"])),
        "tools": Stop(tools),
        "tools, filtered": Stop(f"{tools}?te_doen=ntb&q=bio"),
        "tools, nothing": Stop(f"{tools}?q=bestaatniet"),
        "tool, add": Stop(add),
        "tool, add, errors": Stop(add, button="Opslaan"),
        "tool, change": Stop(change),
        "tool, change, errors": Stop(change, types=wrong, button="Opslaan"),
        "tool, saved": Stop(change, button="Opslaan en opnieuw bewerken"),
        "tool of a region": Stop(reverse("admin:toolbox_tool_change", args=[of_region])),
        "tool, delete": Stop(reverse("admin:toolbox_tool_delete", args=[amber.pk])),
        "tool, history": Stop(reverse("admin:toolbox_tool_history", args=[amber.pk])),
        "audiences": Stop(reverse("admin:toolbox_audience_changelist")),
        "source, add": Stop(reverse("admin:toolbox_source_add")),
        "source, add in a window": Stop(reverse("admin:toolbox_source_add") + "?_popup=1"),
        "no rights": Stop(reverse("admin:loket_region_add"), 403),
        "not there": Stop(reverse("admin:toolbox_tool_change", args=[10**9]), 404),
    }


def admin_of_faq():
    rich = entry(question="Wat kan een antwoord laten zien?").pk
    return {
        "entries": Stop(reverse("admin:faq_entry_changelist")),
        "entry, add": Stop(reverse("admin:faq_entry_add")),
        "entry, change": Stop(reverse("admin:faq_entry_change", args=[rich])),
        "entry, delete": Stop(reverse("admin:faq_entry_delete", args=[rich])),
        "entry, history": Stop(reverse("admin:faq_entry_history", args=[rich])),
        "topics": Stop(reverse("admin:faq_topic_changelist")),
    }


def admin_of_people():
    contact = User.objects.get(email=READERS["contact"]).pk
    staff = User.objects.get(email=READERS["staff"]).pk
    region, control = Region.objects.first().pk, Control.objects.first().pk
    return {
        "users": Stop(reverse("admin:loket_user_changelist")),
        "user, add": Stop(reverse("admin:loket_user_add")),
        "user, change": Stop(reverse("admin:loket_user_change", args=[contact])),
        "user, colleague": Stop(reverse("admin:loket_user_change", args=[staff])),
        "regions": Stop(reverse("admin:loket_region_changelist")),
        "region": Stop(reverse("admin:loket_region_change", args=[region])),
        "frameworks": Stop(reverse("admin:loket_framework_changelist")),
        "categories": Stop(reverse("admin:loket_category_changelist")),
        "controls": Stop(reverse("admin:loket_control_changelist")),
        "control": Stop(reverse("admin:loket_control_change", args=[control])),
    }
