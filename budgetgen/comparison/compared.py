"""两个文件比对: two drafts or two years as files, and everything that is made of their comparison."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from budgetgen.checked import Opened, check_draft
from budgetgen.workbook.file.package import WorkbookError

if TYPE_CHECKING:
    from budgetgen.comparison.drafts.comparison import Comparison
    from budgetgen.comparison.review import Review
    from budgetgen.comparison.years.comparison import Years


@dataclass(frozen=True, slots=True)
class Redline:
    """修订稿 as DOCX; ``missing`` says why its contents have no page numbers, where they have none."""

    data: bytes
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ComparedDrafts:
    """两稿比对结果."""

    old: Opened
    new: Opened
    found: Comparison

    @property
    def is_same(self) -> bool:
        """Whether nothing differs, and nothing was left out because it could not be read."""
        return self.found.is_same and not self.old.unread + self.new.unread

    def text(self) -> str:
        """What changed, as text for a terminal."""
        from budgetgen.comparison.drafts.tell.report import drafts_report

        return drafts_report(self.found)

    def facts(self, reviewed: bool = False) -> dict[str, Any]:
        """The same, ready to be written as JSON (docs/diff.md); with what a reviewer asks, if wanted."""
        from budgetgen.comparison.drafts.tell.facts import drafts_facts

        said = drafts_facts(self.found, self._review() if reviewed else None)
        return {**said, "unread": {"old": self.old.unread, "new": self.new.unread}}

    def page(self) -> bytes:
        """Both drafts side by side, as one HTML page."""
        from budgetgen.comparison.drafts.tell.page import render_drafts_page

        return render_drafts_page(self.found, (self.old.path.name, self.new.path.name))

    def memo(self) -> bytes:
        """审核备忘 as DOCX, two pages at most."""
        from budgetgen.comparison.memo.drafts import drafts_memo
        from budgetgen.comparison.memo.page import render_memo

        return render_memo(drafts_memo(self.found, self._review()), self.found.new)

    def redline(self) -> Redline:
        """修订稿: accepted it is the new draft, rejected the old one. Page numbers need a layout."""
        from budgetgen.comparison.redline.file import render_redline
        from budgetgen.errors import MissingSystemPart
        from budgetgen.render.pdf.pages import layout_pdf

        try:
            pages = layout_pdf(self.found.documents[1], self.found.new.profile).pages
        except MissingSystemPart as absent:
            return Redline(render_redline(self.found, {}), f"修订稿的目录没有页码。{absent}")
        return Redline(render_redline(self.found, pages))

    def _review(self) -> Review:
        return _review(self.old, self.new, is_draft=True)


@dataclass(frozen=True, slots=True)
class ComparedYears:
    """与上年对比结果."""

    last: Opened
    this: Opened
    found: Years

    @property
    def is_settled(self) -> bool:
        """Whether last year's figures agree, every change has its reason, and everything could be read."""
        return self.found.is_settled and not self.last.unread + self.this.unread

    def text(self) -> str:
        """The comparison as text for a terminal."""
        from budgetgen.comparison.years.report import years_report

        return years_report(self.found)

    def facts(self, reviewed: bool = False) -> dict[str, Any]:
        """The same, ready to be written as JSON (docs/diff.md); with what a reviewer asks, if wanted."""
        from budgetgen.comparison.years.facts import years_facts

        said = years_facts(self.found, self._review() if reviewed else None)
        return {**said, "unread": {"last": self.last.unread, "this": self.this.unread}}

    def page(self) -> bytes:
        """The comparison as one HTML page."""
        from budgetgen.comparison.years.page import render_years_page

        return render_years_page(self.found, (self.last.path.name, self.this.path.name))

    def memo(self) -> bytes:
        """审核备忘 as DOCX, two pages at most."""
        from budgetgen.comparison.memo.page import render_memo
        from budgetgen.comparison.memo.years import years_memo

        return render_memo(years_memo(self.found, self._review()), self.found.this)

    def _review(self) -> Review:
        return _review(self.last, self.this, is_draft=False)


def compare_opened(old: Opened, new: Opened) -> ComparedDrafts:
    """Compare two drafts; raises WorkbookError where one says too little."""
    from budgetgen.comparison.drafts.comparison import compare_drafts

    return ComparedDrafts(old, new, compare_drafts(old.whole("无法比对"), new.whole("无法比对")))


def compare_two_years(
    last: Opened, this: Opened, threshold: Decimal | None = None
) -> ComparedYears:
    """Compare two years; raises WorkbookError where they are not one agency's.

    ``threshold``: per cent beyond which a change wants its reason.
    """
    from budgetgen.comparison.years import unlike, years_compared
    from budgetgen.comparison.years.against import THRESHOLD

    if wrong := unlike(last.whole("无法比对"), this.whole("无法比对")):
        raise WorkbookError(this.path, *wrong)
    limit = THRESHOLD if threshold is None else threshold
    return ComparedYears(
        last, this, years_compared(last.whole("无法比对"), this.whole("无法比对"), limit)
    )


def _review(old: Opened, new: Opened, is_draft: bool) -> Review:
    """What a reviewer asks of the new file, checked; and what is gone since the old draft, if it is one."""
    from budgetgen.comparison.review import InputFile, review

    before = check_draft(old, old.disclosure).findings if is_draft else ()
    after = check_draft(new, new.disclosure).findings
    files = InputFile(old.path.name, old.sha256), InputFile(new.path.name, new.sha256)
    return review(new.whole("无法比对"), files, (before, after))
