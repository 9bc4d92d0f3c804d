"""The lock files are what `make lock` makes of pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, TEST = "requirements.txt", "requirements-test.txt"


def pins(lines):
    """What is pinned: {"django": "5.2.19", …}."""
    found = (re.match(r"([\w.-]+)(?:\[.*?\])?==([^\s;]+)", line) for line in lines)
    return {
        re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match is not None
    }


def locked(name):
    return pins((ROOT / name).read_text().splitlines())


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_every_direct_dependency_is_pinned(project):
    direct = project["project"]["dependencies"] + project["dependency-groups"]["test"]

    assert len(pins(direct)) == len(direct)


def test_the_runtime_lock_holds_what_the_project_asks_for(project):
    wanted = pins(project["project"]["dependencies"])

    assert wanted.items() <= locked(RUNTIME).items()


def test_the_test_lock_holds_the_runtime_lock_and_the_test_tools(project):
    wanted = locked(RUNTIME) | pins(project["dependency-groups"]["test"])

    assert wanted.items() <= locked(TEST).items()


@pytest.mark.parametrize("name", [RUNTIME, TEST])
def test_the_lock_names_no_address(name):
    assert "://" not in (ROOT / name).read_text()
