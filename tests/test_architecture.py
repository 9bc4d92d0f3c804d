"""The house rules that a reader should not have to remember (DESIGN §2, STYLE)."""

import ast
import hashlib
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median, quantiles

import pytest

from faq.models import Entry
from reporting.models import (
    Bottleneck,
    Confirmation,
    ProgressReport,
    ReportLine,
    ReportVersion,
    Tally,
)
from selfassessment.models import Answer, Assessment, Evidence, Section
from toolbox.models import Tool

ROOT = Path(__file__).resolve().parent.parent

# Which room may lean on which. `loket` is the ground floor, `reporting` the roof.
MAY_KNOW = {
    "loket": set(),
    "toolbox": {"loket"},
    "faq": {"loket", "toolbox"},
    "selfassessment": {"loket", "toolbox"},
    "reporting": {"loket", "toolbox", "selfassessment"},
}
# The front door knows every room; no room knows the front door.
FRONT_DOOR = {
    *("loket.settings", "loket.urls", "loket.views", "loket.wsgi"),
    # furnishes every room for a demo
    "loket.management.commands.demo",
}

# Models whose rows are not for every eye, and the only words that let rows out.
PROTECTED = [
    *(Tool, Entry),
    *(Assessment, Section, Answer, Evidence),
    *(ProgressReport, ReportVersion, Bottleneck, Confirmation, Tally, ReportLine),
]
NAMES = {model.__name__ for model in PROTECTED}
DOORS = {"visible_to", "editable_by"}
MANAGERS = {"objects", "_default_manager", "_base_manager", "history"}
# The names under which other models reach protected rows, such as `audience.tools`.
BACK_ROADS = {
    field.remote_field.accessor_name
    for model in PROTECTED
    for field in (*model._meta.fields, *model._meta.many_to_many)
    if field.remote_field and not field.remote_field.hidden
}

NOT_MODULES = {"helpers", "mixins", "services", "signals", "utils"}
# "toolbox.Tool" in a foreign key, "toolbox.models" for an import by name.
DOTTED_NAME = re.compile(rf"({'|'.join(MAY_KNOW)})\.\w[\w.]*")

MOST_LINES = {"function": 50, "module": 400}
MOST_CSS = 50_000

TEMPLATES = ROOT / "templates"
VENDOR = ROOT / "static" / "vendor"


@cache
def modules():
    """Every module of the rooms as {dotted name: tree}, without migrations."""
    paths = [path for room in MAY_KNOW for path in sorted((ROOT / room).rglob("*.py"))]
    return {
        dotted(path): ast.parse(path.read_text())
        for path in paths
        if "migrations" not in path.parts and path.read_text().strip()
    }


def dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room_of(name):
    return name.partition(".")[0]


def imports_of(tree):
    """The modules that a tree imports, with what it takes out of them: "loket.tlp.TLP"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strings_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def rooms_named_in(tree):
    names = [*imports_of(tree), *filter(DOTTED_NAME.fullmatch, strings_of(tree))]
    return {room_of(name) for name in names} & set(MAY_KNOW)


def modules_imported_by(name):
    """The modules of the house that this module imports."""
    known = modules()
    for imported in imports_of(known[name]):
        while imported and imported not in known:
            imported = imported.rpartition(".")[0]
        if imported:
            yield imported


def functions():
    """Every function as (where, number of lines)."""
    return [
        (f"{name}:{node.name}", node.end_lineno - node.lineno + 1)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def templates():
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def test_each_room_is_looked_at():
    assert {room_of(name) for name in modules()} == set(MAY_KNOW)


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_leans_only_downwards(room):
    wrong = {
        name: others
        for name, tree in modules().items()
        if room_of(name) == room and name not in FRONT_DOOR
        if (others := rooms_named_in(tree) - MAY_KNOW[room] - {room})
    }
    assert wrong == {}


def test_no_room_knows_the_front_door():
    wrong = [
        f"{name} imports {imported}"
        for name in modules()
        if name not in FRONT_DOOR
        for imported in modules_imported_by(name)
        if imported in FRONT_DOOR
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: set(modules_imported_by(name)) - {name} for name in modules()}

    # raises CycleError, which names the circle
    assert len(list(TopologicalSorter(graph).static_order())) == len(modules())


def test_only_models_speak_to_guardian():
    wrong = [
        name
        for name, tree in modules().items()
        if "guardian" in map(room_of, imports_of(tree)) and "models" not in name.split(".")
    ]
    assert wrong == []


def model_named_by(node):
    """The protected model that a piece of code names, also as `self.model`; or ""."""
    match node:
        case ast.Name(id=name) if name in NAMES:
            return name
        case ast.Attribute(attr=name) if name in NAMES | {"model"}:
            return name
    return ""


def ways_past_the_door(name, tree):
    """Where a module gets at protected rows without asking for whom."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=model, attr=manager) if (
                manager in MANAGERS
                and model_named_by(model)
                and getattr(parents[node], "attr", "") not in DOORS
            ):
                yield f"{name}:{node.lineno} {model_named_by(model)}.{manager}"
            case ast.Call(
                func=ast.Name(id="get_object_or_404" | "get_list_or_404"), args=[model, *_]
            ) if model_named_by(model):
                yield f"{name}:{node.lineno} fetches any {model_named_by(model)}"
            case ast.Attribute(value=ast.expr() as row, attr=road) if (
                road in BACK_ROADS and getattr(row, "id", "") != "self"
            ):
                yield f"{name}:{node.lineno} .{road}"
            case ast.keyword(arg=str(lookup)) | ast.Constant(value=str(lookup)) if (
                lookup.partition("__")[0] in BACK_ROADS and "__" in lookup
            ):
                yield f"{name}:{getattr(node, 'lineno', '')} {lookup}"


def test_protected_rows_leave_only_through_their_door():
    wrong = [
        way
        for name, tree in modules().items()
        if "models" not in name.split(".")
        for way in ways_past_the_door(name, tree)
    ]
    assert wrong == []


WAYS_PAST = [
    "Tool.objects.all()",
    "rows = Tool.objects",
    "toolbox.models.Tool.objects.filter(pk=1)",
    "Entry._default_manager.get(pk=1)",
    "Entry.history.all()",
    "self.model.objects.all()",
    "get_object_or_404(Tool, pk=1)",
    "get_list_or_404(models.Entry)",
    "audience.tools.all()",
    "topic.entries.count()",
    "Audience.objects.filter(tools__tlp='amber')",
    "order_by('entries__question')",
]


@pytest.mark.parametrize("line", WAYS_PAST)
def test_a_way_past_the_door_is_noticed(line):
    assert len(list(ways_past_the_door("here", ast.parse(line)))) == 1


def test_the_door_itself_is_allowed():
    line = "get_object_or_404(Tool.objects.visible_to(user), pk=1)"

    assert list(ways_past_the_door("here", ast.parse(line))) == []


def test_templates_take_no_back_road():
    road = re.compile(rf"\w\.({'|'.join(sorted(BACK_ROADS))})\b")
    wrong = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in templates()
        for tag in re.findall(r"{[{%].*?[%}]}", path.read_text())
        if road.search(tag)
    ]
    assert wrong == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    named = {part for name in modules() for part in name.split(".")}

    assert named & NOT_MODULES == set()


def test_every_module_opens_with_a_sentence():
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_functions_are_short():
    lengths = [lines for _where, lines in functions()]

    assert [where for where, lines in functions() if lines > MOST_LINES["function"]] == []
    assert median(lengths) <= 8
    assert quantiles(lengths, n=20)[-1] <= 30


def test_modules_are_short():
    wrong = [
        name for name, tree in modules().items() if tree.body[-1].end_lineno > MOST_LINES["module"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("what", "pattern", "allowed"),
    [
        ("a style attribute", r"<[^>]*\sstyle\s*=", []),
        ("a style element", r"<style\b", []),
        ("a script with a body", r"<script\b[^>]*>\s*[^\s<]", []),
        ("a script attribute", r"<[a-z][^>]*\son[a-z]+\s*=", []),
        ("a script address", r"javascript:", []),
        ("|safe", r"\|\s*safe\b|\bsafeseq\b", ["components/_field_hint.html"]),
        # plain text, where HTML's escapes would be wrong
        ("autoescape off", r"autoescape\s+off", ["account/email/*.txt", "security.txt"]),
        ("something of another site", r"\b(src|srcset)\s*=\s*[\"']?(https?:)?//", []),
    ],
)
def test_templates_hold_nothing_unsafe(what, pattern, allowed):
    unsafe = re.compile(pattern, re.IGNORECASE)
    wrong = [
        path.relative_to(TEMPLATES).as_posix()
        for path in templates()
        if unsafe.search(path.read_text())
        and not any(path.relative_to(TEMPLATES).match(name) for name in allowed)
    ]
    assert wrong == [], what


def test_only_the_markdown_module_calls_html_safe():
    wrong = [
        name
        for name, tree in modules().items()
        if name != "loket.markdown"
        and "mark_safe" in {imported.rpartition(".")[2] for imported in imports_of(tree)}
    ]
    assert wrong == []


def test_all_css_together_is_small():
    sizes = [path.stat().st_size for path in (ROOT / "static").rglob("*.css")]

    assert 0 < sum(sizes) < MOST_CSS


def test_what_comes_from_others_is_what_we_checked():
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    listed = {name: sum_ for sum_, name in (line.split(maxsplit=1) for line in lines)}
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }
    assert listed == present
