"""Resolves all dependencies once and writes each group's share of the result: see script/lock.

``base`` is what a build needs, with the build backend. Each extra of pyproject.toml is a group that
holds what ``base`` does not: it is installed on top of it, alone or with any other. All versions
are of one resolution, so no two groups differ in one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "locks"
HEAD = """\
# {about}, pinned and hashed, for Python 3.11 to 3.13 on every platform.
# Made from pyproject.toml by script/lock.
"""
SIZES_HEAD = """\
# Bytes to fetch for each package: its largest wheel for Linux and Python 3.11 to 3.13.
# Made by script/lock.
"""
RELEASES = {"py3", "cp311", "cp312", "cp313"}
MACHINES = ("x86_64", "aarch64")


def compiled(out: Path, *arguments: str | Path) -> str:
    """What uv resolves to."""
    command = [
        os.environ["UV"], "pip", "compile", "pyproject.toml", *arguments, "--quiet", "--universal",
        "--python-version", "3.11", "--output-file", out,
    ]  # fmt: skip
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return out.read_text(encoding="utf-8")


def entries(text: str) -> list[str]:
    """The requirements of a lock file, each with its hashes."""
    lines = re.sub(r"(?m)^#.*\n", "", text)
    return [entry.rstrip() for entry in re.split(r"(?m)^(?=\S)", lines) if entry.strip()]


def pinned(entry: str) -> str:
    """Name and version of a requirement."""
    return entry.split(maxsplit=1)[0]


def size(package: dict[str, object]) -> int:
    """Bytes of the largest file that Linux would take."""
    wheels = package.get("wheels", [])
    assert isinstance(wheels, list)
    fitting = [wheel["size"] for wheel in wheels if _fits(wheel["url"].rpartition("/")[2])]
    source = package.get("sdist")
    return max(fitting or [source["size"] if isinstance(source, dict) else 0])


def _fits(wheel: str) -> bool:
    releases, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    linux = "manylinux" in platform and any(machine in platform for machine in MACHINES)
    return (linux or platform == "any") and (
        abi == "abi3" or not RELEASES.isdisjoint(releases.split("."))
    )


def main() -> None:
    """Write locks/*.txt and locks/sizes.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = sorted(project["project"].get("optional-dependencies", {}))
    held = {entry for lock in LOCKS.glob("*.txt") for entry in entries(lock.read_text("utf-8"))}
    with tempfile.TemporaryDirectory() as folder:
        backend, whole, part = (Path(folder) / f"{name}.txt" for name in ("backend", "all", "part"))
        sizes = Path(folder) / "pylock.toml"
        backend.write_text("\n".join(project["build-system"]["requires"]), encoding="utf-8")
        # uv prefers the versions that it finds in the file it is to write.
        whole.write_text("\n".join(sorted(held)), encoding="utf-8")
        form = (
            "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url",
        )  # fmt: skip
        compiled(whole, backend, "--all-extras", *form, *sys.argv[1:])
        within = ("--constraints", whole)
        base = entries(compiled(part, backend, *within, *form))
        groups = {"base": base}
        for extra in extras:
            group = entries(compiled(part, backend, "--extra", extra, *within, *form))
            groups[extra] = [entry for entry in group if entry not in base]
        listed = tomllib.loads(
            compiled(sizes, backend, "--all-extras", *within, "--format", "pylock.toml")
        )
    bytes_of = {f"{each['name']}=={each['version']}": size(each) for each in listed["packages"]}
    for lock in LOCKS.glob("*.txt"):
        lock.unlink()
    for name, group in groups.items():
        about = "What a build needs" if name == "base" else f"What [{name}] needs beyond base.txt"
        text = HEAD.format(about=about) + "".join(f"{entry}\n" for entry in group)
        (LOCKS / f"{name}.txt").write_text(text, encoding="utf-8")
    names = sorted({pinned(entry) for group in groups.values() for entry in group})
    lines = "".join(f'"{name}" = {bytes_of[name]}\n' for name in names)
    (LOCKS / "sizes.toml").write_text(SIZES_HEAD + lines, encoding="utf-8")


if __name__ == "__main__":
    main()
