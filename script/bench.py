"""Times each stage and the whole process beside LibreOffice's conversion of a fixed DOCX."""

from __future__ import annotations

import argparse
import contextlib
import gc
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgen.document.blocks import Document
    from budgetgen.profiles import Profile

ROOT = Path(__file__).parent.parent
EXAMPLE = next((ROOT / "examples" / "shifan-2024").glob("*.xlsx"))
REFERENCE = ROOT / "tests" / "data" / "reference.docx"
"""A disclosure of the example's size, fixed, so that our own DOCX getting heavier can't flatter us."""

LIBREOFFICE, BUILD = "LibreOffice, fixed DOCX → PDF", "workbook → all files"
PDF, PLAIN = "PDF", "PDF by plain WeasyPrint"
TEMPLATE, UNVALIDATED = "blank workbook", "blank workbook without validations"
Step = Callable[[], object]


def stages() -> dict[str, Step]:
    """Every stage on ready inputs, in one warm process."""
    from budgetgen.disclosure import Disclosure
    from budgetgen.document.compose import compose
    from budgetgen.profiles import load_profile
    from budgetgen.render.json import render_json
    from budgetgen.render.pdf.pages import layout_pdf
    from budgetgen.render.word.docx import render_docx
    from budgetgen.render.xlsx import render_xlsx
    from budgetgen.rules import run_checks
    from budgetgen.tables import build_tables
    from budgetgen.workbook.form.writer import write_workbook
    from budgetgen.workbook.read.reader import read_workbook

    profile = load_profile("hebei-2024-dept")
    budget, _ = read_workbook(EXAMPLE, profile)
    assert budget is not None
    disclosure = Disclosure.of(budget, profile)
    document = compose(disclosure)
    return {
        "read workbook": lambda: read_workbook(EXAMPLE, profile),
        "nine tables": lambda: build_tables(budget, profile),
        "rules": lambda: run_checks(Disclosure.of(budget, profile)),
        "compose": lambda: compose(Disclosure.of(budget, profile)),
        PDF: lambda: layout_pdf(document, profile),
        PLAIN: lambda: plain_pdf(document, profile),
        "DOCX": lambda: render_docx(document, profile),
        "XLSX": lambda: render_xlsx(document, profile),
        "JSON": lambda: render_json(document),
        "write workbook": lambda: write_workbook(budget, profile),
        TEMPLATE: lambda: write_workbook(None, profile, year=2024),
        UNVALIDATED: lambda: _without_validations(lambda: write_workbook(None, profile, year=2024)),
    }


def plain_pdf(document: Document, profile: Profile) -> bytes:
    """The same page laid out by WeasyPrint as it comes, but for Chinese lines that end flush."""
    from budgetgen.render.pdf import weasy, weasy_inside
    from budgetgen.render.pdf.pages import identity, page_html

    html, style = page_html(document, profile), profile.file("style.css")
    weasyprint = weasy.load()
    with weasy_inside.chinese_justification():
        page = weasyprint.HTML(string=html, base_url=str(style.parent))
        data: bytes = page.write_pdf(
            stylesheets=[str(style)],
            pdf_identifier=identity(html, style),
            pdf_variant=weasy.ARCHIVE,
        )
    return data


def same_bytes() -> bool:
    """Whether our shortcuts leave the PDF as plain WeasyPrint makes it."""
    from budgetgen.disclosure import Disclosure
    from budgetgen.document.compose import compose
    from budgetgen.profiles import load_profile
    from budgetgen.render.pdf.pages import render_pdf
    from budgetgen.workbook.read.reader import read_workbook

    profile = load_profile("hebei-2024-dept")
    budget, _ = read_workbook(EXAMPLE, profile)
    assert budget is not None
    document = compose(Disclosure.of(budget, profile))
    return render_pdf(document, profile) == plain_pdf(document, profile)


def _without_validations(step: Step) -> None:
    from unittest.mock import patch

    with patch("xlsxwriter.worksheet.Worksheet.data_validation"):
        step()


def commands(folder: Path) -> dict[str, list[str]]:
    """Whole processes, started cold."""
    python = sys.executable
    soffice = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder), str(REFERENCE),
    ]  # fmt: skip
    return {
        LIBREOFFICE: soffice,
        BUILD: [python, "-m", "budgetgen", "build", str(EXAMPLE), "-o", str(folder)],
        "check": [python, "-m", "budgetgen", "check", str(EXAMPLE)],
        "--help": [python, "-m", "budgetgen", "--help"],
        "python -c pass": [python, "-c", "pass"],
    }


def _run(command: list[str]) -> None:
    subprocess.run(
        command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def peak_memory(command: list[str]) -> int:
    """The most that a process and its children hold at a time, in MB; what they share counts once."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_held, _family(process.pid))))
        time.sleep(0.02)
    return most // 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def _held(pid: int) -> int:
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return sum(int(kb) for kb in re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE))
    return 0


def measure(steps: dict[str, Step], rounds: int) -> dict[str, float]:
    """Median seconds; the rounds interleave the steps, so that drift hits all alike."""
    for step in steps.values():
        step()
    took: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            gc.collect()
            start = time.perf_counter()
            step()
            took[name].append(time.perf_counter() - start)
    return {name: median(times) for name, times in took.items()}


def collecting(count: int) -> tuple[float, float]:
    """Seconds for so many workbooks by worker processes, and one after the other."""
    import zipfile
    from concurrent.futures import Executor, ProcessPoolExecutor

    from budgetgen.season.collect.folder import Pool, collect_folder

    took = []
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "in"
        inbox.mkdir()
        for number in range(count):
            copy = inbox / f"{number}.xlsx"
            copy.write_bytes(EXAMPLE.read_bytes())
            with zipfile.ZipFile(copy, "a") as archive:
                archive.comment = str(number).encode()
        pools: tuple[Callable[[], Executor], ...] = (Pool, partial(ProcessPoolExecutor, 1))
        for index, pool in enumerate(pools):
            start = time.perf_counter()
            with pool() as executor:
                collect_folder(inbox, Path(folder) / str(index), executor=executor)
            took.append(time.perf_counter() - start)
    return took[0], took[1]


def comparing(lines: int, projects: int, rounds: int) -> tuple[float, float]:
    """Seconds to compare two drafts of that size, and to read their two workbooks."""
    from budgetgen.comparison.drafts.comparison import compare_drafts
    from budgetgen.comparison.drafts.tell.report import drafts_report
    from budgetgen.disclosure import Disclosure
    from budgetgen.model.budget import Budget
    from budgetgen.profiles import load_profile
    from budgetgen.workbook.form.writer import write_workbook
    from budgetgen.workbook.read.reader import read_workbook

    profile = load_profile("hebei-2024-dept")
    small, _ = read_workbook(EXAMPLE, profile)
    assert small is not None
    code = "大{:04}".format
    own = [small.projects[n % len(small.projects)] for n in range(projects)]
    parts = {name: getattr(small, name) for name in Budget.model_fields}
    parts["projects"] = tuple(
        each.model_copy(update={"code": code(n), "name": f"{each.name}{n}"})
        for n, each in enumerate(own)
    )
    parts["indicators"] = tuple(
        each.model_copy(update={"project": code(n)})
        for n, project in enumerate(own)
        for each in small.indicators_by_project.get(project.code, ())
    )

    def draft(more: int) -> Budget:
        made = (small.lines[n % len(small.lines)] for n in range(lines))
        return Budget(**parts | {
            "lines": tuple(
                each.model_copy(update={
                    "amount": each.amount + n * 100 + (more if n % 20 == 0 else 0),
                    "project": code(n % projects) if each.project else "",
                })
                for n, each in enumerate(made)
            )
        })  # fmt: skip

    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("old.xlsx", "new.xlsx")]
        for path, more in zip(paths, (0, 50_000), strict=True):
            path.write_bytes(write_workbook(draft(more), profile))

        def read() -> list[Budget]:
            budgets = [read_workbook(path, profile)[0] for path in paths]
            return [budget for budget in budgets if budget]

        old, new = read()

        def comparison() -> object:
            return drafts_report(
                compare_drafts(*(Disclosure.of(each, profile) for each in (old, new)))
            )

        took = measure({"compare": comparison, "read": read}, rounds)
    return took["compare"], took["read"]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--collect", type=int, metavar="N", help="only: collect N workbooks")
    parser.add_argument(
        "--diff", action="store_true", help="only: compare 2,000 line items and 200 projects"
    )
    args = parser.parse_args()
    if args.diff:
        compared, read = comparing(2000, 200, args.rounds)
        print(f"compare {compared:.2f} s, read both {read:.2f} s: {compared / read:.2f}")
        return
    if args.collect:
        parallel, serial = collecting(args.collect)
        print(
            f"collect {args.collect}: {parallel:.1f} s, one by one {serial:.1f} s: {parallel / serial:.2f}"
        )
        return
    rounds = args.rounds
    with tempfile.TemporaryDirectory() as folder:
        started = commands(Path(folder))
        whole = measure({name: partial(_run, each) for name, each in started.items()}, rounds)
        held = {name: peak_memory(started[name]) for name in (LIBREOFFICE, BUILD)}
        warm = measure(stages(), rounds)
        size = next(Path(folder).glob(f"{EXAMPLE.stem}.docx")).stat().st_size
    base = whole[LIBREOFFICE]
    print(f"{'step':<34}{'seconds':>9}{'÷ LibreOffice':>15}")
    for name, seconds in {**whole, **warm}.items():
        print(f"{name:<34}{seconds:>9.3f}{seconds / base:>15.3f}")
    print(f"--help ÷ python -c pass: {whole['--help'] / whole['python -c pass']:.2f}")
    print(f"blank workbook ÷ without validations: {warm[TEMPLATE] / warm[UNVALIDATED]:.2f}")
    print(
        f"PDF ÷ plain WeasyPrint: {warm[PDF] / warm[PLAIN]:.2f}, "
        f"{'the same bytes' if same_bytes() else 'OTHER BYTES'}"
    )
    print(
        f"peak memory: {held[BUILD]} MB ÷ LibreOffice {held[LIBREOFFICE]} MB: "
        f"{held[BUILD] / held[LIBREOFFICE]:.2f}"
    )
    print(f"our DOCX {size // 1024} KB, fixed DOCX {REFERENCE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
