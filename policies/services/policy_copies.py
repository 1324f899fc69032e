"""Copies of policies with their rules, as their drafts."""

from copy import copy
from dataclasses import replace

from accounts.identities import new_public_id
from policies.domain.conditions import COLUMNS
from policies.models import Policy, Rule, asked_name
from policies.services.rules import draft_of, write_rule


def copy_as_draft(policy: Policy, based_on: int) -> Policy:
    """Insert the draft of a policy with its rules. The caller holds the atomic block and writes the event.

    ``based_on``: the number of the policy's newest version.
    """
    draft = copy(policy)
    draft.based_on = based_on
    draft.pk, draft.public_id, draft.version, draft.draft_of = None, new_public_id(), 1, policy
    draft.save()
    draft.groups.set(policy.groups.all())
    for rule in policy.rules.all():
        _copy_rule(rule, draft)
    return draft


def _copy_rule(rule: Rule, policy: Policy) -> None:
    """Insert a copy of a rule into another policy. A list that limits stays one, although it is empty."""
    draft = draft_of(rule)
    row, outcome = copy(rule), copy(draft.outcome)
    row.pk, row.public_id, row.version, row.policy = None, new_public_id(), 1, policy
    row.copied_from, outcome.pk = rule.public_id, None
    write_rule(replace(draft, row=row, outcome=outcome))
    names = [asked_name(column) for column in COLUMNS if column.limits]
    Rule.objects.filter(pk=row.pk).update(**{name: getattr(rule, name) for name in names})
