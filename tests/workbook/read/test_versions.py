"""Which form a workbook is, and by which profile it is read."""

from __future__ import annotations

from budgetgen.checked import choose_profile
from budgetgen.profiles import DEFAULT, load_profile
from budgetgen.workbook.file.package import TemplateId
from budgetgen.workbook.read.versions import template_findings


def test_a_profile_that_is_not_here_is_said() -> None:
    profile, [finding] = choose_profile(TemplateId(profile="hebei-2042-dept"))
    assert (profile.id, finding.rule) == (DEFAULT, "profile-unknown")
    assert "hebei-2042-dept" in finding.message


def test_another_profile_than_the_forms_is_said() -> None:
    template = TemplateId(profile="hebei-2023-unit")
    said = [f.rule for f in template_findings(template, load_profile("hebei-2024-dept"), None)]
    assert said == ["template-of-other-profile"]
