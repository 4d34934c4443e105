"""Times each stage and the whole process beside LibreOffice's conversion of a fixed DOCX."""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
EXAMPLE = next((ROOT / "examples" / "shifan-2024").glob("*.xlsx"))
REFERENCE = ROOT / "tests" / "data" / "reference.docx"
"""A disclosure of the example's size, fixed, so that our own DOCX getting heavier can't flatter us."""

TEMPLATE, UNVALIDATED = "blank workbook", "blank workbook without validations"
Step = Callable[[], object]


def stages() -> dict[str, Step]:
    """Every stage on ready inputs, in one warm process."""
    from budgetgen.checks import run_checks
    from budgetgen.disclosure import Disclosure
    from budgetgen.document.compose import compose
    from budgetgen.profiles import load_profile
    from budgetgen.render.docx import render_docx
    from budgetgen.render.json import render_json
    from budgetgen.render.pdf import layout_pdf
    from budgetgen.render.xlsx import render_xlsx
    from budgetgen.tables import build_tables
    from budgetgen.workbook.reader import read_workbook
    from budgetgen.workbook.writer import write_workbook

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
        "PDF": lambda: layout_pdf(document, profile),
        "DOCX": lambda: render_docx(document, profile),
        "XLSX": lambda: render_xlsx(document, profile),
        "JSON": lambda: render_json(document),
        "write workbook": lambda: write_workbook(budget, profile),
        TEMPLATE: lambda: write_workbook(None, profile, year=2024),
        UNVALIDATED: lambda: _without_validations(lambda: write_workbook(None, profile, year=2024)),
    }


def _without_validations(step: Step) -> None:
    from unittest.mock import patch

    with patch("xlsxwriter.worksheet.Worksheet.data_validation"):
        step()


def processes(folder: Path) -> dict[str, Step]:
    """Whole processes, started cold."""
    python = sys.executable
    soffice = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder), str(REFERENCE),
    ]  # fmt: skip
    build = [python, "-m", "budgetgen", "build", str(EXAMPLE), "-o", str(folder)]
    return {
        "LibreOffice, fixed DOCX → PDF": lambda: _run(soffice),
        "workbook → all files": lambda: _run(build),
        "check": lambda: _run([python, "-m", "budgetgen", "check", str(EXAMPLE)]),
        "--help": lambda: _run([python, "-m", "budgetgen", "--help"]),
        "python -c pass": lambda: _run([python, "-c", "pass"]),
    }


def _run(command: list[str]) -> None:
    subprocess.run(
        command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


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
    from functools import partial

    from budgetgen import pipeline
    from budgetgen.season.collect import Pool, collect

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
                collect(
                    inbox, Path(folder) / str(index), check=pipeline.check,
                    write=pipeline.write_files, executor=executor,
                )  # fmt: skip
            took.append(time.perf_counter() - start)
    return took[0], took[1]


def comparing(lines: int, projects: int, rounds: int) -> tuple[float, float]:
    """Seconds to compare two drafts of that size, and to read their two workbooks."""
    from budgetgen.diff.comparison import compare
    from budgetgen.diff.report import text_report
    from budgetgen.disclosure import Disclosure
    from budgetgen.model.budget import Budget
    from budgetgen.profiles import load_profile
    from budgetgen.workbook.reader import read_workbook
    from budgetgen.workbook.writer import write_workbook

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
            return text_report(compare(*(Disclosure.of(each, profile) for each in (old, new))))

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
        whole = measure(processes(Path(folder)), rounds)
        warm = measure(stages(), rounds)
        size = next(Path(folder).glob(f"{EXAMPLE.stem}.docx")).stat().st_size
    base = whole["LibreOffice, fixed DOCX → PDF"]
    print(f"{'step':<34}{'seconds':>9}{'÷ LibreOffice':>15}")
    for name, seconds in {**whole, **warm}.items():
        print(f"{name:<34}{seconds:>9.3f}{seconds / base:>15.3f}")
    print(f"--help ÷ python -c pass: {whole['--help'] / whole['python -c pass']:.2f}")
    print(f"blank workbook ÷ without validations: {warm[TEMPLATE] / warm[UNVALIDATED]:.2f}")
    print(f"our DOCX {size // 1024} KB, fixed DOCX {REFERENCE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
