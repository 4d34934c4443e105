"""格式方案: what differs between provinces, years and kinds, as data in ``templates/<id>/``.

A profile is a folder; it may extend one other profile, and ``base`` always lies underneath.
"""

from __future__ import annotations

from pathlib import Path


def templates_dir() -> Path:
    """The folder of all profiles: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "templates"
