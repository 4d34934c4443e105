"""A season survives an update: files that an earlier version left are read as that version read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.transcripts import commands, expected, open_season, play, transcripts

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
VERSIONS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name[0].isdigit())
SAID = [(version, transcript) for version in VERSIONS for transcript in transcripts(version)]


@pytest.fixture(scope="module")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """A copy of each version's files, in the folder of which its commands are typed."""
    places = {version: tmp_path_factory.mktemp("season") for version in VERSIONS}
    for version, place in places.items():
        open_season(version, place)
    return places


@pytest.mark.parametrize(
    ("version", "transcript"),
    [pytest.param(*pair, id=pair[1].relative_to(HERE).as_posix()) for pair in SAID],
)
def test_it_says_what_the_earlier_version_said(
    version: Path, transcript: Path, seasons: dict[Path, Path]
) -> None:
    said = expected(transcript, version)
    assert play(commands(said), seasons[version]) == said


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_every_kind_of_file_was_kept(version: Path, seasons: dict[Path, Path]) -> None:
    texts = (path.read_text(encoding="utf-8") for path in transcripts(version))
    typed = "\n".join(line for text in texts for line in commands(text))
    place = seasons[version]
    books = [path.relative_to(place).as_posix() for path in place.glob("forms/*.xlsx")]
    assert len(books) > 1
    for file in (
        *books, "season/名册.xlsx", "season/清单.json", "season/收件夹", "season/台账",
        "own/示范省-2024", "kept/small.budget.json", "kept/rich.budget.json",
    ):  # fmt: skip
        assert (place / file).exists()
        assert file in typed
    assert (version / "season/台账/.cache.json").exists()


def test_what_is_rightly_said_otherwise_is_named_once_with_its_reason(tmp_path: Path) -> None:
    said = tmp_path / "forms" / "a.txt"
    said.parent.mkdir()
    said.write_text("$ budgetgen check a.xlsx\n旧话\n[0]\n", encoding="utf-8")
    accepted = tmp_path / "accepted.toml"
    change = '[[change]]\nwhy = "清楚些"\nwhere = "forms/*.txt"\nfrom = "{}"\nto = "新话"\n'
    accepted.write_text(change.format("旧话"), encoding="utf-8")
    assert expected(said, tmp_path) == "$ budgetgen check a.xlsx\n新话\n[0]\n"
    accepted.write_text(change.format("没有说过"), encoding="utf-8")
    with pytest.raises(AssertionError, match="never said"):
        expected(said, tmp_path)
