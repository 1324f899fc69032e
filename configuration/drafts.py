"""Drafts of policies: begun from the policy, published by the services of its forms, or discarded."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from accounts.configuration_cache import locked_version
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import record
from accounts.identities import new_public_id
from accounts.versions import CHANGED_MEANWHILE
from configuration.change_texts import ChangeSentence, change_sentences, renaming_sentence
from configuration.column_types import write_columns
from configuration.document import complete
from configuration.history import changes_since
from configuration.keeper import newest_number
from configuration.policy_entries import current_entry, full_form, section_of
from configuration.restoration import write_entry
from configuration.schema import DocumentEntry, label_of
from configuration.section import EntryChange
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.services import save_policy
from policies.models import Policy, Rule
from policies.services.change_blocks import one_change
from policies.services.policy_changes import Author
from policies.services.policy_copies import copy_as_draft
from policies.services.rules import rename_rule
from policies.services.shadows import end_shadow_of


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed: the newest version of the policy, and the digest of the draft's entry."""

    policy: int
    draft: str


AnyPolicy = Policy | ProfileEnrollmentPolicy


def draft_of(policy: AnyPolicy) -> Any:
    """Return the draft of a policy, if it has one."""
    model: Any = ProfileEnrollmentPolicy if isinstance(policy, ProfileEnrollmentPolicy) else Policy
    return model.with_drafts.select_related("draft_of").filter(draft_of_id=policy.pk).first()


def begin_draft(policy: AnyPolicy, author: Author) -> Any:
    """Return the draft of a policy; without one, copy the policy."""
    with one_change():
        locked_version()
        found = draft_of(policy)
        if found is not None:
            return found
        if isinstance(policy, ProfileEnrollmentPolicy):
            return _copied_form(policy, author)
        draft = copy_as_draft(Policy.objects.get(pk=policy.pk), newest_number(policy.public_id))
        record([author.entry("policy.draft.create", policy.event_target)], now=author.now)
        return draft


def write_draft(policy: AnyPolicy, wanted: DocumentEntry, author: Author) -> Any:
    """Make the draft of a policy what an entry says, and return it. Without a draft, begin one.

    Raises ValidationFailed with paths inside the entry; nothing is written then.
    """
    with one_change():
        draft = begin_draft(policy, author)
        section, before = section_of(draft), _entry_of(draft)
        raise_if(_kept_flag(draft, wanted))
        complete([section], {section.name: [before]}, {section.name: [wanted]})
        write_columns(draft, section.columns, wanted)
        section.write(draft, EntryChange(label_of(before), before, wanted, author.now, author.user))
        return draft_of(policy)


def _kept_flag(draft: AnyPolicy, wanted: Any) -> tuple[Violation, ...]:
    if wanted.default == draft.is_default:
        return ()
    return (Violation("default", "ssr.draft.default", ("true" if draft.is_default else "false",)),)


def _copied_form(policy: ProfileEnrollmentPolicy, author: Author) -> ProfileEnrollmentPolicy:
    draft = ProfileEnrollmentPolicy.objects.get(pk=policy.pk)
    draft.pk, draft.public_id, draft.version, draft.draft_of = None, new_public_id(), 1, policy
    draft.based_on = newest_number(policy.public_id)
    fields, groups = list(policy.form_fields.select_related("attribute")), list(policy.groups.all())
    return save_policy(draft, fields, groups, actor=author.user, now=author.now)


def seen_now(policy: AnyPolicy, draft: AnyPolicy) -> Seen:
    """Return what a page would show right now."""
    content = json.dumps(full_form(_entry_of(draft)), sort_keys=True)
    return Seen(newest_number(policy.public_id), hashlib.sha256(content.encode()).hexdigest()[:16])


def draft_changes(draft: AnyPolicy) -> tuple[ChangeSentence, ...]:
    """Return what publishing a draft would change in its policy as it is now."""
    current: Any = current_entry(draft.draft_of)
    if current is None:
        return ()
    names = {rule.name: name for rule, name in _renamed(draft)}
    if names:
        rules = [
            rule if rule.default else rule.model_copy(update={"name": names.get(rule.name, rule.name)})
            for rule in current.rules
        ]
        current = current.model_copy(update={"rules": rules})
    sentences = tuple(renaming_sentence(rule, name) for rule, name in names.items())
    return sentences + change_sentences(current, _entry_of(draft))


def _renamed(draft: AnyPolicy) -> list[tuple[Rule, str]]:
    """Return the rules of the policy that the draft renames, with their new names.

    A name that several rules have, before or after, says nothing: such rules are removed and added.
    """
    if not isinstance(draft, Policy) or draft.draft_of is None:
        return []
    rules = [*draft.draft_of.rules.select_related("policy").filter(is_default=False)]
    copies = {copy.copied_from: copy.name for copy in draft.rules.exclude(copied_from="")}
    before = Counter(rule.name for rule in rules)
    after = Counter(draft.rules.filter(is_default=False).values_list("name", flat=True))
    new_names = ((rule, copies.get(rule.public_id, rule.name)) for rule in rules)
    return [
        (rule, name)
        for rule, name in new_names
        if before[rule.name] == 1 and name not in before and after[name] == 1
    ]


def changes_meanwhile(draft: AnyPolicy) -> tuple[ChangeSentence, ...]:
    """Return what has changed in the policy since its draft was begun: publishing would take it back."""
    return changes_since(draft.draft_of, draft.based_on)


def publish_draft(policy: AnyPolicy, seen: Seen, author: Author) -> None:
    """Write the draft into its policy by the services of the form, and delete it.

    Raises ValidationFailed when policy or draft have changed since the page showed their differences, and for
    what a service refuses.
    """
    with one_change():
        locked_version()
        draft = draft_of(policy)
        if draft is None or seen_now(policy, draft) != seen:
            raise ValidationFailed([Violation("", CHANGED_MEANWHILE)])
        for rule, name in _renamed(draft):
            rename_rule(rule, name, replace(author, guarded=False))
        write_entry(policy, _entry_of(draft), author)
        _delete(draft, author)
        record([author.entry("policy.draft.publish", policy.event_target)], now=author.now)


def discard_draft(policy: AnyPolicy, author: Author) -> None:
    """Delete the draft of a policy. Nothing happens without one."""
    with one_change():
        locked_version()
        draft = draft_of(policy)
        if draft is not None:
            _delete(draft, author)
            record([author.entry("policy.draft.discard", policy.event_target)], now=author.now)


def _delete(draft: AnyPolicy, author: Author) -> None:
    """Delete a draft, with its shadow and what that has found."""
    if isinstance(draft, Policy):
        end_shadow_of(draft, author.user, author.now)
    draft.delete()


def _entry_of(draft: AnyPolicy) -> DocumentEntry:
    return section_of(draft).entry_of(draft)
