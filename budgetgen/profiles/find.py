"""找到格式方案: a profile by its id or folder, read with those below it and laid over them key by key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from budgetgen.profiles.problems import explain_problems, explain_syntax, line_of, nearest
from budgetgen.profiles.profile import Profile, ProfileError

BASE = "base"
DEFAULT = "hebei-2024-dept"
_FILE = "profile.toml"


def templates_dir() -> Path:
    """The folder of all profiles: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent.parent / "templates"
    return packaged if packaged.is_dir() else packaged.parent.parent / "templates"


def profile_ids(root: Path | None = None) -> list[str]:
    """Ids of all profiles that can be used (base alone cannot)."""
    root = root or templates_dir()
    return sorted(p.parent.name for p in root.glob(f"*/{_FILE}") if p.parent.name != BASE)


def load_profile(id: str = DEFAULT, root: Path | None = None) -> Profile:
    """Find, read and resolve a profile by its id or its folder; a broken one is refused here.

    The message names file and nearest valid word.
    """
    chain = _chain(id, root or templates_dir())
    merged: dict[str, Any] = {}
    for folder in reversed(chain):
        merged = _merge(merged, _read(folder / _FILE))
    merged |= {"id": chain[0].name, "folders": tuple(chain)}
    try:
        return Profile.model_validate(merged)
    except ValidationError as invalid:
        files = [folder / _FILE for folder in chain]
        raise ProfileError(explain_problems(invalid, Profile, files)) from None


def _chain(id: str, root: Path) -> list[Path]:
    """The profile's folder, that of the one it extends and so on; base last."""
    folders: list[Path] = []
    wanted, asked_by = id, ""
    while wanted != BASE:
        folder = _folder(wanted, root, asked_by)
        if folder in folders:
            raise ProfileError(f"{asked_by}：extends 绕了一圈又回到 {wanted}。")
        folders.append(folder)
        asked_by = str(folder / _FILE)
        wanted = str(_read(folder / _FILE).get("extends", "")) or BASE
    return [*folders, root / BASE]


def _folder(wanted: str, root: Path, asked_by: str) -> Path:
    """The folder of a profile: of that path, else of that id beside the others."""
    own = Path(wanted)
    if not asked_by and (own / _FILE).is_file():
        return own.resolve()
    known = profile_ids(root)
    if wanted in known:
        return root / wanted
    hint = f"{nearest(wanted, known)}现有：{'、'.join(known)}。"
    if asked_by:
        place = line_of(Path(asked_by), ("extends",))
        raise ProfileError(f"{place}：extends 指向不存在的 {wanted}。{hint}")
    raise ProfileError(f"没有格式方案 {wanted}。{hint}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ProfileError(f"{path}：不是 UTF-8 编码的文本。另存为 UTF-8 再试。") from None
    except tomllib.TOMLDecodeError as broken:
        raise ProfileError(explain_syntax(broken, path)) from None


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key, anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged
