"""名词解释: what is demanded, used or typed is explained, and nothing else, in one order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

import pytest

from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Block, Document, ListBlock
from budgetgen.document.compose import compose
from budgetgen.document.glossary import explained, printed_terms
from budgetgen.law.glossary import legal_terms, scoped
from budgetgen.model.budget import Budget
from budgetgen.model.records import Duty, Term
from budgetgen.profiles import Profile, load_profile, profile_ids
from budgetgen.profiles.parts import DocumentPart
from budgetgen.profiles.settings import GlossaryTerm
from budgetgen.render.selfcheck import selfcheck_rows
from support.ledgers import budget, info
from support.places import EXAMPLES

CASES = [*EXAMPLES, *profile_ids()]


def disclosure(case: Path | str) -> Disclosure:
    """An example, or a budget without anything in a format."""
    if isinstance(case, Path):
        d = check_file(case).disclosure
        assert d
        return d
    profile = load_profile(case)
    return Disclosure.of(Budget(info=info(scope=profile.scope)), profile)


def of(profile: Profile, *typed: tuple[str, str], **more: Any) -> Disclosure:
    terms = tuple(Term(term=term, text=text) for term, text in typed)
    return Disclosure.of(budget((), terms=terms, **more), profile)


def glossary(document: Document) -> dict[str, str]:
    block = next(filter(is_glossary, document.blocks()))
    return {item.lead.removesuffix("："): item.text for item in block.items}


def is_glossary(block: Block) -> TypeGuard[ListBlock]:
    return isinstance(block, ListBlock) and block.anchor == "list-glossary"


def words(key: str, scope: str) -> set[str]:
    each = legal_terms()[key]
    return {scoped(key, scope), *each.also, *each.tables, *each.parts}


def stands_alone(word: str, text: str, known: set[str]) -> bool:
    """Whether a word stands somewhere and not inside a longer one that is known."""
    longer = [each for each in known if word in each and each != word]
    inside = {
        at + off for each in longer for at in places(each, text) for off in places(word, each)
    }
    return any(at not in inside for at in places(word, text))


def places(word: str, text: str) -> list[int]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found


class Read:
    """A composed document and what it uses, found in another way than the program's."""

    def __init__(self, case: Path | str) -> None:
        self.d = disclosure(case)
        self.scope = self.d.budget.info.scope.value
        self.document = compose(self.d)
        self.terms = printed_terms(self.document)
        # Heads of explanations are no use of what they explain.
        said = [
            item.text if is_glossary(block) else item.lead + item.text
            for block in self.document.blocks() if isinstance(block, ListBlock) for item in block.items
        ]  # fmt: skip
        rest = replace(
            self.document,
            parts=tuple(
                replace(part, blocks=tuple(b for b in part.blocks if not isinstance(b, ListBlock)))
                for part in self.document.parts
            ),
        )
        text = "\n".join([*said, *rest.texts()])
        known = {word for key in legal_terms() for word in words(key, self.scope)}
        self.typed = {each.term for each in self.d.budget.terms}
        known |= self.typed
        self.used = {word for word in known if stands_alone(word, text, known)}


@pytest.fixture(scope="module", params=CASES, ids=lambda case: getattr(case, "stem", case))
def read(request: pytest.FixtureRequest) -> Read:
    return Read(request.param)


def test_what_is_used_is_explained(read: Read) -> None:
    explained_words = {
        word for key in legal_terms() if words(key, read.scope) & set(read.terms)
        for word in words(key, read.scope)
    }  # fmt: skip
    assert read.used - explained_words - read.typed == set()


def test_what_is_explained_is_demanded_used_or_typed(read: Read) -> None:
    demanded = {each.term.replace("部门", read.scope) for each in read.d.profile.glossary}
    needed = {
        scoped(key, read.scope) for key in legal_terms() if words(key, read.scope) & read.used
    }
    assert set(read.terms) <= demanded | needed | read.typed
    assert len(set(read.terms)) == len(read.terms)


def test_the_demanded_come_first_then_the_laws_order_then_the_typed(read: Read) -> None:
    demanded = [each.term.replace("部门", read.scope) for each in read.d.profile.glossary]
    law = [scoped(key, read.scope) for key in legal_terms()]
    assert read.terms[: len(demanded)] == demanded
    rest = read.terms[len(demanded) :]
    own = [term for term in rest if term in read.typed]
    assert rest == [t for t in law if t in rest and t not in own] + own


def test_a_longer_term_is_no_use_of_the_one_inside_it() -> None:
    profile = load_profile().model_copy(update={"glossary": ()})
    d = of(profile, ("基本支出明细账", "一本账。"))
    assert [each.term for each in explained(d, ["见基本支出明细账"])] == ["基本支出明细账"]
    terms = [each.term for each in explained(d, ["见基本支出明细账", "本年基本支出"])]
    assert terms == ["基本支出", "人员经费", "公用经费", "基本支出明细账"]


def test_what_a_list_uses_is_explained_too() -> None:
    part = DocumentPart(kind="text", title="职责", sections=("duties", "glossary"))
    profile = load_profile().model_copy(update={"parts": (part,), "glossary": ()})
    duties = (Duty(kind="职责", text="管理上缴上级支出。"), Duty(kind="职责", text="组织科普。"))
    terms = [printed_terms(compose(of(profile, duties=some))) for some in (duties, duties[1:])]
    assert ["上缴上级支出" in each for each in terms] == [True, False]


def test_nothing_is_added_where_the_format_lists_all() -> None:
    profile = load_profile().model_copy(update={"explain": "listed"})
    terms = printed_terms(compose(of(profile, ("上年结转", "甲。"), ("新词", "乙。"))))
    assert terms == [*(each.term for each in profile.glossary), "新词"]


def test_a_typed_term_replaces_that_of_the_same_thing_in_its_place() -> None:
    d = of(
        load_profile(),
        ("上年结转", "结转来的资金"),
        ("经营收入", "经营所得。"),
        ("基本支出", "甲。"),
    )
    said = glossary(compose(d))
    assert list(said)[4:6] == ["事业单位经营收入", "上年结转"]
    assert said["上年结转"] == "结转来的资金。"
    assert said["事业单位经营收入"] == "经营所得。"
    assert said["基本支出"] == "甲。"
    assert list(said)[-1] == "基本支出"
    assert "经营收入" not in said


def test_the_bureaus_own_words_win_under_its_own_name() -> None:
    own = (
        GlossaryTerm(term="机关运行费", text="本地的说法。"),
        GlossaryTerm(term="公务接待费", text="甲。"),
    )
    said = glossary(compose(of(load_profile().model_copy(update={"glossary": own}))))
    assert list(said)[:2] == ["机关运行费", "公务接待费"]
    assert said["机关运行费"] == "本地的说法。"
    assert "机关运行经费" not in said
    # A part is explained by itself; the whole still is, for its other parts.
    assert "“三公”经费" in said


def test_a_demanded_name_is_the_head_of_the_laws_explanation() -> None:
    own = (GlossaryTerm(term="机关运行费"),)
    said = glossary(compose(of(load_profile().model_copy(update={"glossary": own}))))
    assert said["机关运行费"].startswith("行政单位和参照公务员法管理的事业单位")


def test_a_unit_explains_its_own_spending() -> None:
    profile = load_profile().model_copy(update={"scope": "单位"})
    said = glossary(compose(of(profile, info=info(scope="单位"))))
    assert said["单位预算支出"].startswith("本单位")
    assert "部门预算支出" not in said
    assert not any("本部门" in text for text in said.values())


def test_labels_rename_terms_and_what_explanations_name() -> None:
    labels = {
        "四、财政专户管理资金收入": "四、教育收费收入", "五、单位资金": "五、自有资金",
        "二、公务用车购置及运维费": "二、公务用车费", "　　其中：公务用车购置费": "　　其中：购车费",
        "附属单位上缴收入": "下属单位上缴收入", "上解上级支出": "上缴上级支出",
    }  # fmt: skip
    plain = of(load_profile())
    said = glossary(compose(of(load_profile().model_copy(update={"labels": labels}))))
    assert len(said) == len(glossary(compose(plain)))
    assert list(said)[1] == "教育收费收入"
    assert said["单位资金收入"].startswith("财政拨款收入、教育收费收入之外")
    assert "下属单位上缴收入和其他收入" in said["单位资金收入"]
    assert said["单位资金收入"].endswith("表中也写作“自有资金”。")
    assert "下属单位上缴收入" in said
    assert "公务用车费包括购车费和公务用车运行维护费" in said["“三公”经费"]
    # Where the table has the same name, there is no other to tell.
    assert "写作" not in said["上缴上级支出"]


def test_another_name_that_a_table_has_is_told() -> None:
    said = glossary(compose(of(load_profile())))
    assert said["财政专户管理资金收入"].endswith("表中也写作“财政专户收入”“财政专户核拨”。")
    assert said["上缴上级支出"].endswith("表中也写作“上解上级支出”。")


def test_the_place_of_the_glossary_does_not_matter() -> None:
    base = load_profile()
    first = DocumentPart(
        kind="text", title="名词解释", sections=("glossary",), section_titles=False
    )
    moved = base.model_copy(update={"parts": (first, *base.parts)})
    terms = printed_terms(compose(of(base)))
    assert printed_terms(compose(of(moved))) == terms
    assert len(terms) > len(base.glossary)


def test_a_format_without_the_section_prints_none() -> None:
    base = load_profile()
    sections = tuple(name for name in base.sections if name != "glossary")
    document = compose(of(base.model_copy(update={"sections": sections})))
    assert printed_terms(document) == []


def test_an_empty_glossary_leaves_no_list() -> None:
    own = load_profile().model_copy(update={"glossary": (), "explain": "listed"})
    assert not any(map(is_glossary, compose(of(own)).blocks()))


def test_the_self_check_counts_what_is_printed() -> None:
    d = of(load_profile(), ("新词", "乙。"))
    said = next(row.fact for row in selfcheck_rows(d, ()) if "名词解释" in row.fact)
    assert f"名词解释 {len(printed_terms(compose(d)))} 条" in said
