"""Group rules in words: the sentence of a rule, and what saving it would do."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.domain.group_rule_sentences import Names, describe_rule
from accounts.domain.group_rules import Condition
from accounts.profile.rule_preview import RulePreview


def sentence(conditions: Iterable[Condition], groups: Iterable[str], names: Names) -> str:
    """Return a rule as a sentence."""
    return describe_rule(tuple(conditions), sorted(groups), names, _)


def impact_lines(preview: RulePreview) -> list[str]:
    """Return how many people would join and leave groups."""
    lines = [
        # Translators: group rule, confirmation; a number of people
        _("People who would join a group: %(number)s.") % {"number": preview.joining},
        # Translators: group rule, confirmation; a number of people
        _("People who would leave a group: %(number)s.") % {"number": preview.leaving},
    ]
    return lines if preview.is_complete else [*lines, examined_line(preview)]


def examined_line(preview: RulePreview) -> str:
    """Return the users that the numbers count."""
    # Translators: group rule, under numbers of people
    return _("Counted among the newest %(number)s people only.") % {"number": f"{preview.examined:,}"}
