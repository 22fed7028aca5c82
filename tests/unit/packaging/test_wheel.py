"""The wheel holds everything that the rooms need, and nothing that belongs to CKAN."""

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
OURS = CHECKOUT / "ckanext-ankang" / "ckanext" / "ankang"
SOURCES = ("ckanext-ankang", "harvesters", "schemas")
# What only people who change the sources read.
LEFT_OUT = {".po", ".pot", ".md"}


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd="/")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our wheel, built from a copy: `build/` in the checkout would keep deleted files and ship them."""
    copy = tmp_path_factory.mktemp("source") / "ankang"
    hidden = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*")
    for folder in SOURCES:
        shutil.copytree(CHECKOUT / folder, copy / folder, ignore=hidden)
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, copy / name)
    target = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(target), str(copy))
    [built] = target.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def shipped(wheel: Path) -> set[str]:
    """Names of the files in the wheel."""
    return set(zipfile.ZipFile(wheel).namelist())


def is_cache(path: Path) -> bool:
    return any(
        part == "__pycache__" or part.startswith(".") for part in path.relative_to(CHECKOUT).parts
    )


def expected() -> set[str]:
    """Where each file of the sources must lie in the wheel."""
    places = {
        OURS: "ckanext/ankang",
        CHECKOUT / "schemas": "ckanext/ankang/schemas",
        CHECKOUT / "harvesters": "harvesters",
    }
    return {
        f"{place}/{path.relative_to(folder)}"
        for folder, place in places.items()
        for path in folder.rglob("*")
        if path.is_file() and not is_cache(path)
    }


def test_every_file_of_the_sources_is_shipped(shipped: set[str]) -> None:
    missing = {name for name in expected() - shipped if Path(name).suffix not in LEFT_OUT}

    assert missing == set()


def test_nothing_else_is_shipped(shipped: set[str]) -> None:
    extra = {name for name in shipped - expected() if ".dist-info/" not in name}

    assert extra == set()


@pytest.mark.parametrize(
    "part",
    [
        "ckanext/ankang/portal/templates/",
        "ckanext/ankang/portal/assets/webassets.yml",
        "ckanext/ankang/jobs/config_declaration.yaml",
        "ckanext/ankang/migration/ankang_files/versions/",
        "ckanext/ankang/migration/ankang_files/script.py.mako",
        "ckanext/ankang/i18n/zh_Hans_CN/LC_MESSAGES/ankang.mo",
        "ckanext/ankang/schemas/dataset.yaml",
        "ckanext/ankang/schemas/choices/themes.yaml",
        "ckanext/ankang/schemas/checklists/standard.yaml",
        "ckanext/ankang/catalogue/pinyin.txt",
        "ckanext/ankang/security/allowed_functions.txt",
        "harvesters/ankang_minzheng/source.yaml",
    ],
)
def test_each_kind_of_data_is_shipped(shipped: set[str], part: str) -> None:
    assert any(name.startswith(part) for name in shipped)


def test_the_name_ckanext_is_left_to_ckan(shipped: set[str]) -> None:
    assert "ckanext/__init__.py" not in shipped


def test_every_folder_with_python_is_a_package() -> None:
    folders = {
        path.parent for root in (OURS, CHECKOUT / "harvesters") for path in root.rglob("*.py")
    }
    without = {
        str(folder.relative_to(CHECKOUT))
        for folder in folders
        if not (folder / "__init__.py").exists() and "migration" not in folder.parts
    }

    assert without == set()


def rooms() -> dict[str, str]:
    """ROOMS as setup.py spells it, without running it."""
    for node in ast.parse((CHECKOUT / "setup.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROOMS":
            return dict(ast.literal_eval(node.value))
    raise AssertionError("setup.py has no ROOMS")


def test_every_folder_with_a_plugin_is_a_room_and_every_room_has_one() -> None:
    assert set(rooms()) == {path.parent.name for path in OURS.glob("*/plugin.py")}


@pytest.mark.parametrize(("room", "plugin"), rooms().items())
def test_a_room_has_the_plugin_that_setup_names(room: str, plugin: str) -> None:
    tree = ast.parse((OURS / room / "plugin.py").read_text("utf-8"))

    assert plugin in {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_the_installed_wheel_answers(wheel: Path, tmp_path: Path) -> None:
    """A clean environment, ours from the wheel, what we rest on from the locked environment."""
    pip("install", "--no-deps", "--no-index", "--target", str(tmp_path / "site"), str(wheel))
    script = tmp_path / "site" / "bin" / "ankang"
    locked = Path(find_spec("click").origin).parents[1]  # type: ignore[union-attr, arg-type]
    answered = subprocess.run(
        [sys.executable, "-S", "-P", str(script), "--help"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}:{locked}"},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert answered.returncode == 0, answered.stderr
    for name in ("doctor", "source", "table", "validate"):
        assert name in answered.stdout
