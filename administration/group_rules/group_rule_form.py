"""The form of a group rule: a table of conditions that needs no script."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from re import fullmatch
from typing import Any, ClassVar, Final

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT
from django.utils.translation import gettext_lazy as _

from accounts.domain.choice import choices_of
from accounts.domain.group_rule_checks import ADDRESSES, MAX_CONDITIONS
from accounts.domain.group_rules import Condition, Fact, Operator, read_conditions
from accounts.domain.text import tidy
from accounts.domain.violations import Violation
from accounts.models import GroupRule
from accounts.profile.rule_changes import RuleDraft, check_rule
from accounts.profile.rule_preview import RulePreview, preview_rule
from accounts.profile.schema import profile_schema
from administration.texts import say, show_violations
from applications.selectors import group_rule_names

TEST: Final = "_test"
MORE_ROWS: Final = "_rows"
EXTRA_ROWS: Final = 3
_OR: Final = "or"
# Translators: group rule, between two conditions
_JOINS: Final = (("and", _("and")), (_OR, _("or")))


def _fact_choices() -> list[tuple[Any, Any]]:
    """Return what a condition can be about; an attribute has its key after a colon."""
    others = [(fact.value, _(fact.label)) for fact in Fact if fact is not Fact.ATTRIBUTE]
    attributes = [
        (f"{Fact.ATTRIBUTE.value}:{key}", attribute.title)
        for key, attribute in profile_schema().items()
        if key not in ADDRESSES
    ]
    # Translators: group rule, heading of a list of attributes
    return [("", "—"), *others, (_("Profile"), attributes)]


class ConditionForm(forms.Form):
    """One condition. A row without a fact counts for nothing."""

    join = forms.ChoiceField(
        # Translators: group rule, head of a column
        label=_("And/or"),
        choices=_JOINS,
        required=False,
        # Translators: group rule, help
        help_text=_("A row with “or” is an alternative to the row above it."),
    )
    # Translators: group rule, head of a column
    fact = forms.ChoiceField(label=_("Fact"), choices=_fact_choices, required=False)
    # Translators: group rule, head of a column
    operator = forms.ChoiceField(label=_("Comparison"), choices=choices_of(Operator), required=False)
    values = forms.CharField(
        # Translators: group rule, head of a column
        label=_("Values"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vTextField"}),
        # Translators: group rule, help
        help_text=_("One per line. Enter the client ID of an application, or the name of a policy."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A table has no labels, only column heads.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("values") and not cleaned.get("fact"):
            # Translators: group rule, error
            self.add_error("fact", _("Choose what to compare, or empty the values."))
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Whether the row is a condition."""
        return bool(self.cleaned_data.get("fact"))

    def condition(self, ids: "NameLookup") -> Condition:
        """Return the condition; a name that is unknown is an error of the row."""
        kind, _colon, attribute = self.cleaned_data["fact"].partition(":")
        fact, lines = Fact(kind), map(tidy, self.cleaned_data["values"].splitlines())
        values = []
        for line in filter(None, lines):
            found = ids.find(fact, line)
            if found is None:
                self.add_error("values", say(Violation("values", ids.UNKNOWN[fact], (line,))))
            values.append(found or line)
        operator = Operator(self.cleaned_data["operator"] or Operator.IS)
        alternative = self.cleaned_data["join"] == _OR
        return Condition(fact, operator, attribute, tuple(values), alternative)


class NameLookup:
    """Ids of what a condition names by a word that people type."""

    UNKNOWN: ClassVar[Mapping[Fact, str]] = {
        Fact.APPLICATION: "ssr.group_rule.application.unknown",
        Fact.POLICY: "ssr.policy.unknown",
    }

    def __init__(self) -> None:
        names = group_rule_names()
        self._ids = {
            Fact.APPLICATION: {key: key for key in names.applications},
            Fact.POLICY: {name: public_id for public_id, name in names.policies.items()},
        }
        self._labels = {fact: {found: word for word, found in ids.items()} for fact, ids in self._ids.items()}

    def find(self, fact: Fact, word: str) -> str | None:
        """Return the id of a word; other facts have none, so that the word is the value."""
        return self._ids[fact].get(word) if fact in self._ids else word

    def word(self, fact: Fact, value: str) -> str:
        """Return the word for an id."""
        return self._labels.get(fact, {}).get(value, value)


ConditionFormSet = forms.formset_factory(ConditionForm, extra=EXTRA_ROWS, max_num=MAX_CONDITIONS)


class GroupRuleForm(forms.ModelForm[GroupRule]):
    """A rule with its conditions, checked as a whole by the service."""

    draft: RuleDraft | None = None

    class Meta:
        model = GroupRule
        fields: ClassVar[tuple[str, ...]] = ("name", "active", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: Any = ConditionFormSet(
            with_more_rows(self.data) if self.is_bound else None, initial=self._initial_rows(), prefix="when"
        )

    def _initial_rows(self) -> list[dict[str, str]]:
        ids = NameLookup()
        return [
            {
                "join": _OR if condition.alternative else "and",
                "fact": ":".join(filter(None, (condition.fact.value, condition.attribute))),
                "operator": condition.operator.value,
                "values": "\n".join(ids.word(condition.fact, value) for value in condition.values),
            }
            for condition in read_conditions(self.instance.conditions)
        ]

    def is_valid(self) -> bool:
        """Return whether the rule may be saved: only a save asks for that, other buttons show the form."""
        return self.is_correct and not {TEST, MORE_ROWS}.intersection(self.data)

    @property
    def is_correct(self) -> bool:
        """Whether nothing is wrong with the rule and its conditions."""
        return super().is_valid() and self.rows.is_valid()

    def has_changed(self) -> bool:
        return super().has_changed() or self.rows.has_changed()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.rows.is_valid() or self.errors or MORE_ROWS in self.data:
            return
        filled = [row for row in self.rows.forms if row.is_filled]
        ids = NameLookup()
        conditions = tuple(row.condition(ids) for row in filled)
        draft = RuleDraft(self.instance, conditions, tuple(self.cleaned_data["groups"]))
        checked = check_rule(draft, trusted=True)
        show_violations(self, self._own(checked.violations, filled))
        if self.is_correct:
            self.draft = RuleDraft(self.instance, checked.conditions, draft.groups)

    def _own(self, violations: tuple[Violation, ...], rows: list[ConditionForm]) -> Iterator[Violation]:
        """Show each violation of a condition at its row; yield the others."""
        for violation in violations:
            place = fullmatch(r"when\[(\d+)\]\.(\w+)", violation.field)
            if place is None:
                yield violation
                continue
            row, name = rows[int(place[1])], "fact" if place[2] == "attribute" else place[2]
            row.add_error(name, say(violation))

    @cached_property
    def preview(self) -> RulePreview | None:
        """Return what saving the rule would do; nothing while it is wrong."""
        if self.draft is None:
            return None
        row, groups = self.draft.row, frozenset(group.pk for group in self.draft.groups)
        rule_id = row.public_id if row.pk else ""
        return preview_rule(self.draft.conditions, groups, rule_id=rule_id, active=row.active)

    @property
    def tested(self) -> RulePreview | None:
        """Return the preview where the administrator asked who matches."""
        return self.preview if TEST in self.data else None


def with_more_rows(data: Any) -> Any:
    """Return what was sent, with more empty rows where the button for them was pressed."""
    name = f"when-{TOTAL_FORM_COUNT}"
    count = data.get(name, "")
    if MORE_ROWS not in data or not (count.isdecimal() and len(count) < len(str(MAX_CONDITIONS)) + 1):
        return data
    changed = data.copy()
    changed[name] = str(min(int(count) + EXTRA_ROWS, MAX_CONDITIONS))
    return changed
