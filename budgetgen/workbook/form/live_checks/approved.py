"""平衡检查之批复数: line items against what the bureau approved, the only side the agency did not make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.model import vocabulary as v
from budgetgen.model.records import ControlFigure
from budgetgen.workbook.form.columns import control_difference, control_sum
from budgetgen.workbook.form.content import FIRST, Form
from budgetgen.workbook.form.formula import (
    NUMERIC,
    Calc,
    Case,
    choose,
    count_rows,
    is_filled,
    is_not,
    is_text,
    minus,
    quoted_text,
    rounded,
    sum_lines,
)
from budgetgen.workbook.form.live_checks.line import (
    NOTHING,
    LiveCheck,
    SideKind,
    bad,
    differs,
    fixed,
    in_turn,
    unknown,
)
from budgetgen.workbook.form.live_checks.spending import start_of
from budgetgen.workbook.layout import CONTROLS, LINES

_LOOK = "看“批复控制数”表里标红的差额"


def control_checks(form: Form) -> Iterator[LiveCheck]:
    """All rows together, then one line for each kind of money."""
    controls = _Controls.of(form)
    given = controls.count(NUMERIC, lambda _: True)
    none = Case(f"{given.formula}=0", not given.number, unknown("批复控制数没有填写"))
    same = controls.count("=0", lambda gap: not gap)
    yield LiveCheck(
        "批复控制数：填了数的行数 = 其中与收支明细一致的行数",
        given, same, in_turn(fixed(none), differs(given, same, _LOOK)),
        start_of(CONTROLS, "差额"), measure=SideKind.ROWS,
    )  # fmt: skip
    for source in v.Source:
        yield _source_check(form, controls, source, none)


@dataclass(frozen=True, slots=True)
class _Controls:
    """批复控制数 with what its formulas show: record, 明细合计, 差额 (None where no figure is given)."""

    form: Form
    rows: Sequence[tuple[ControlFigure, Decimal, Decimal | None]]

    @staticmethod
    def of(form: Form) -> _Controls:
        rows: list[tuple[ControlFigure, Decimal, Decimal | None]] = []
        for number, record in enumerate(form.records(CONTROLS), start=FIRST):
            assert isinstance(record, ControlFigure)
            gap = control_difference(form, number, record).value
            made = control_sum(form, number, record).number
            rows.append((record, made, gap if isinstance(gap, Decimal) else None))
        return _Controls(form, rows)

    def count(
        self, criterion: str, holds: Callable[[Decimal], bool], source: v.Source | None = None
    ) -> Calc:
        """Rows (of one source) whose 差额 meets a criterion."""
        criteria = f"{self.form.area(CONTROLS, '差额')},{quoted_text(criterion)}"
        if source:
            criteria += f",{self.form.area(CONTROLS, 'source')},{quoted_text(source)}"
        found = [
            control
            for control, _, gap in self.rows
            if gap is not None and holds(gap) and source in (None, control.source)
        ]
        return Calc(f"COUNTIFS({criteria})", Decimal(len(found)))

    def sum(self, column: str, source: v.Source) -> Calc:
        """明细合计 or 差额 of a source's rows that have a figure."""
        found = [
            made if column == "明细合计" else gap
            for control, made, gap in self.rows
            if gap is not None and control.source is source
        ]
        return Calc(
            f"SUMIFS({self.form.area(CONTROLS, column)},{self.form.area(CONTROLS, 'source')},"
            f"{quoted_text(source)},{self.form.area(CONTROLS, '差额')},{quoted_text(NUMERIC)})",
            sum(found, Decimal(0)),
        )

    def covered(self, source: v.Source) -> Calc:
        """明细合计 of all rows of a source, those without a figure too."""
        area, sources = self.form.area(CONTROLS, "明细合计"), self.form.area(CONTROLS, "source")
        found = [made for control, made, _ in self.rows if control.source is source]
        return Calc(f"SUMIFS({area},{sources},{quoted_text(source)})", sum(found, Decimal(0)))


def _source_check(form: Form, controls: _Controls, source: v.Source, none: Case) -> LiveCheck:
    """Overlapping rows (by unit, by category) count on both sides alike."""
    figures = controls.count(NUMERIC, lambda _: True, source)
    lines = sum_lines(form, is_text("source", source), is_filled("category"))
    made = controls.sum("明细合计", source)
    approved = rounded(minus(made, controls.sum("差额", source)))
    no_figure = f"{figures.formula}=0"
    is_without = not figures.number
    cases = (
        none,
        *_uncovered(form, controls, source, figures),
        Case(no_figure, is_without, unknown("批复控制数没有填这项资金的数")),
        _off(controls, source),
    )
    return LiveCheck(
        f"{source}：收支明细 = 批复数（批复前为控制数）",
        choose(Case(no_figure, is_without, rounded(lines)), otherwise=rounded(made)),
        choose(Case(no_figure, is_without, NOTHING), otherwise=approved),
        fixed(*cases),
        start_of(CONTROLS, "差额"),
    )


def _off(controls: _Controls, source: v.Source) -> Case:
    """Any row of the source that differs; sums alone could hide two that cancel out."""
    over = controls.count(">0", lambda gap: gap > 0, source)
    under = controls.count("<0", lambda gap: gap < 0, source)
    return Case(f"{over.formula}+{under.formula}>0", bool(over.number + under.number), bad(_LOOK))


def _uncovered(form: Form, controls: _Controls, source: v.Source, figures: Calc) -> Iterator[Case]:
    """Lines of a source and no row of 批复控制数 for them.

    More money in the lines than in all rows together says so for sure, whatever rows overlap.
    """
    is_source, is_line = is_text("source", source), is_filled("category")
    used = count_rows(form, LINES, is_source, is_line)
    yield Case(
        f"AND({figures.formula}=0,{used.formula}=0)",
        not figures.number and not used.number,
        unknown("没有这项资金"),
    )
    for condition, word in (
        (is_not("carryover", "是"), "当年资金"), (is_text("carryover", "是"), "上年结转"),
    ):  # fmt: skip
        lines = count_rows(form, LINES, is_source, condition, is_line)
        rows = count_rows(form, CONTROLS, is_source, condition)
        yield Case(
            f"AND({lines.formula}>0,{rows.formula}=0)",
            bool(lines.number) and not rows.number,
            bad(f"批复控制数里没有这项资金的{word}"),
        )
    beyond = rounded(minus(sum_lines(form, is_source, is_line), controls.covered(source)))
    yield Case(
        f"AND({figures.formula}>0,{beyond.formula}>0)",
        bool(figures.number) and beyond.number > 0,
        bad("有的明细在批复控制数里没有对应的一行"),
    )
