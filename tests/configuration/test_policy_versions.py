"""Every write of a policy leaves one version of it, and any version can be restored."""

import json
from collections import Counter
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Event, Group, User
from applications.models import Application
from applications.services.policies import set_policy_active
from applications.services.recipes import RECIPES, RecipeValues, apply_recipe
from configuration.apply import ApplyRequest, apply_document
from configuration.document import plain_document, read_values
from configuration.drafts import begin_draft, publish_draft, seen_now
from configuration.history import versions_of
from configuration.keeper import MAX_VERSIONS, newest_version
from configuration.models import PolicyVersion
from configuration.restoration import Restoration, restore
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import NetworkZone, Policy, Rule
from policies.services.policies import PolicyDraft, delete_policy, reorder_policies, save_policy
from policies.services.policy_changes import preview
from policies.services.rules import delete_rule, draft_of, reorder_rules, save_rule, set_rule_active
from policies.services.zones import save_zone
from tests.actors import a_user
from tests.policies.rows import add_policy, add_rule, author, group, owner
from tests.tables import each

pytestmark = pytest.mark.django_db


class Rows:
    """Policies that each writer finds."""

    def __init__(self) -> None:
        self.session = add_policy(Kind.SESSION, "Own", group("Staff"))
        self.first = add_rule(self.session, {"name": "First"})
        self.second = add_rule(self.session, {"name": "Second"})
        self.access = add_policy(Kind.AUTHENTICATION, "Access")
        self.form = ProfileEnrollmentPolicy.objects.get(is_default=True)
        self.zone = save_zone(NetworkZone(name="Office", networks="192.0.2.0/24"), author())

    def renamed(self) -> Policy:
        self.session.name = "Renamed"
        return self.session


def restored(rows: Rows) -> None:
    version = PolicyVersion.objects.get(policy=rows.session.public_id, number=1)
    newest = newest_version(rows.session.public_id)
    restore(rows.session, Restoration(version, newest.number), author())


def applied(rows: Rows) -> None:
    """Apply a document in which a policy and both of its rules change."""
    document = {"version": 1, **plain_document(read_values())}
    [policy] = [entry for entry in document["policies"]["session"] if entry["name"] == "Own"]
    policy["description"] = "By document"
    for rule in policy["rules"]:
        rule["then"]["idle_minutes"] = 30
    apply_document(ApplyRequest(document), now=timezone.now())


def recipe(key: str, rows: Rows) -> Any:
    [chosen] = [recipe for recipe in RECIPES if recipe.key == key]
    return apply_recipe(chosen, RecipeValues(policy=rows.access, zone=rows.zone, form=rows.form), author())


def changed_rule(rows: Rows) -> None:
    rows.first.name = "Changed"
    save_rule(draft_of(rows.first), author())


WRITERS: dict[str, tuple[Callable[[Rows], object], str]] = {
    "policy saved": (lambda rows: save_policy(PolicyDraft(rows.renamed()), author()), "session"),
    "policy turned off": (lambda rows: set_policy_active(rows.session, author(), active=False), "session"),
    "rule added": (lambda rows: add_rule(rows.session, {"name": "Third"}), "session"),
    "rule saved": (changed_rule, "session"),
    "rule turned off": (lambda rows: set_rule_active(rows.first, author(), active=False), "session"),
    "rule deleted": (lambda rows: delete_rule(rows.first, author()), "session"),
    "rules reordered": (
        lambda rows: reorder_rules(rows.session, [rows.second.pk, rows.first.pk], author()),
        "session",
    ),
    "document applied": (applied, "session"),
    "version restored": (restored, "session"),
    "recipe of a rule": (lambda rows: recipe("two-factors-outside", rows), "access"),
    "command": (lambda rows: call_command("policies", "disable", "session", "Own"), "session"),
    "form by command": (lambda rows: call_command("enrollment", "allow-sign-up", rows.form.name), "form"),
}


def numbers() -> Counter[str]:
    return Counter(PolicyVersion.objects.values_list("policy", flat=True))


@each("writer", [*WRITERS])
def test_each_writer_leaves_one_version_of_the_policy(writer: str):
    write, name = WRITERS[writer]
    with transaction.atomic():
        rows = Rows()
        call_command("enrollment", "offer-field", "middleName", stdout=StringIO())
        before = numbers()
        write(rows)
        after = numbers()
        transaction.set_rollback(True)
    assert after - before == Counter({getattr(rows, name).public_id: 1})


def test_recipe_leaves_one_version_of_a_new_policy_with_its_rule():
    application = Application.objects.create(label="Payroll", key="payroll")
    [chosen] = [recipe for recipe in RECIPES if recipe.key == "require-authenticator-app"]

    policy = apply_recipe(chosen, RecipeValues(application=application), author())

    [version] = PolicyVersion.objects.filter(policy=policy.public_id)
    assert (version.number, len(version.entry["rules"])) == (1, 1)


def test_write_that_changes_nothing_or_is_tried_leaves_no_version():
    rows = Rows()
    before = numbers()

    save_policy(PolicyDraft(rows.session, [*rows.session.groups.all()]), author())
    reorder_policies(Kind.SESSION, [rows.session.pk], author())
    preview(lambda: set_rule_active(rows.first, author(), active=False))

    assert numbers() == before


def test_first_version_is_the_policy_before_its_first_change():
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)

    call_command("enrollment", "allow-sign-up", form.name, stdout=StringIO())

    newer, first = versions_of(form)
    assert (first.version.entry["sign_up_allowed"], first.is_start, first.is_current) == (False, True, False)
    assert (newer.version.entry["sign_up_allowed"], newer.is_start, newer.is_current) == (True, False, True)
    assert [change.text for change in newer.changes] == ["Allow sign-up: changed from off to on."]


def test_change_outside_of_policies_is_a_version_without_an_author():
    rows = Rows()
    Group.objects.filter(name="Staff").update(name="Employees")

    set_policy_active(rows.session, author(), active=False)

    newest, elsewhere, *_older = versions_of(rows.session)
    assert [change.text for change in newest.changes] == ["Active: changed from on to off."]
    assert [change.text for change in elsewhere.changes] == ["Groups: changed from Staff to Employees."]
    assert (newest.is_start, elsewhere.is_start) == (False, True)


def test_restoring_brings_back_settings_and_rules():
    rows, user = Rows(), owner()
    before = newest_version(rows.session.public_id)
    save_policy(PolicyDraft(rows.renamed()), author())
    delete_rule(rows.first, author())
    add_rule(rows.session, {"name": "Third"}, idle_minutes=15)
    newest = newest_version(rows.session.public_id)

    restore(rows.session, Restoration(before, newest.number), author(user=user))

    assert newest_version(rows.session.public_id).entry == before.entry
    assert [*Rule.objects.filter(policy=rows.session).values_list("name", flat=True)] == ["First", "Second"]
    event = Event.objects.get(type="policy.lifecycle.restore")
    assert (event.actor_id, event.detail) == (user.public_id, {"version": before.number})
    assert versions_of(rows.session)[0].author == user.login


def refused(row: Any, version: PolicyVersion, seen: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return why a version is not restored; nothing is written then."""
    before, events = numbers(), Event.objects.count()
    with pytest.raises(ValidationFailed) as failure:
        restore(row, Restoration(version, seen), author())
    assert (numbers(), Event.objects.count()) == (before, events)
    return [(violation.code, violation.params) for violation in failure.value.violations]


def test_restoring_is_refused_for_a_policy_changed_meanwhile():
    rows = Rows()
    version = PolicyVersion.objects.get(policy=rows.session.public_id, number=1)
    seen = newest_version(rows.session.public_id).number
    set_policy_active(rows.session, author(), active=False)

    assert refused(rows.session, version, seen) == [("ssr.changed_meanwhile", ())]


def test_restoring_lists_what_is_gone():
    rows, ada = Rows(), a_user("ada@example.com")
    add_rule(rows.session, {"people_excluded": [ada], "zones_included": [rows.zone]})
    version = newest_version(rows.session.public_id)
    assert ada.login not in json.dumps(version.entry)
    save_policy(PolicyDraft(rows.session), author())
    Rule.objects.filter(name="Rule").delete()
    Group.objects.all().delete()
    rows.zone.delete()
    User.objects.filter(pk=ada.pk).delete()
    set_policy_active(rows.session, author(), active=False)

    assert refused(rows.session, version, newest_version(rows.session.public_id).number) == [
        ("ssr.version.group_gone", ("Staff",)),
        ("ssr.version.zone_gone", ("Office",)),
    ]


def published(rows: Rows) -> None:
    draft = begin_draft(rows.session, author())
    draft.rules.update(active=True)
    publish_draft(rows.session, seen_now(rows.session, draft), author())


KEEPERS = {"restored": restored, "published": published, "applied": applied}


@each("writer", [*KEEPERS])
def test_rule_keeps_a_deactivated_user_when_it_is_rewritten(writer: str):
    with transaction.atomic():
        rows, ada, ben = Rows(), a_user("ada@example.com"), a_user("ben@example.com")
        rule = add_rule(rows.session, {"name": "Named", "people_included": [ada], "people_excluded": [ben]})
        User.objects.update(login=None)
        PolicyVersion.objects.all().delete()
        set_rule_active(rule, author(), active=False)

        KEEPERS[writer](rows)

        rewritten = Rule.objects.get(pk=rule.pk)
        kept = [*rewritten.people_included.all()], [*rewritten.people_excluded.all()]
        transaction.set_rollback(True)
    assert kept == ([ada], [ben])
    assert rewritten.version > rule.version


def test_restoring_leaves_erased_users_out():
    rows, ada, ben = Rows(), a_user("ada@example.com"), a_user("ben@example.com")
    rule = add_rule(rows.session, {"name": "Named", "people_excluded": [ada, ben]})
    version = newest_version(rows.session.public_id)
    set_rule_active(rule, author(), active=False)
    ada.delete()

    restore(rows.session, Restoration(version, version.number + 1), author())

    rule.refresh_from_db()
    assert (rule.active, [*rule.people_excluded.all()]) == (True, [ben])


def test_restoring_does_not_lock_owners_out():
    owner()
    default = Policy.objects.get(kind="session", is_default=True)
    rule = draft_of(default.rules.get())
    save_rule(rule, author())
    rule.row.name = "Deny"
    save_rule(rule, author())
    version = newest_version(default.public_id)
    version.entry["rules"][0]["then"]["allowed"] = False

    assert refused(default, version, version.number) == [("ssr.policy.administrators_out", ())]


def test_version_of_another_release_is_refused():
    rows = Rows()
    version = newest_version(rows.session.public_id)
    version.entry = {**version.entry, "removed_since": True}

    assert refused(rows.session, version, version.number) == [("ssr.version.unreadable", ())]


def test_versions_are_bounded_and_go_with_their_policy(monkeypatch):
    rows = Rows()
    monkeypatch.setattr("configuration.keeper.MAX_VERSIONS", 3)
    for active in (False, True, False):
        set_policy_active(rows.session, author(), active=active)
    newest = newest_version(rows.session.public_id).number

    assert {
        *PolicyVersion.objects.filter(policy=rows.session.public_id).values_list("number", flat=True)
    } == {*range(newest - 2, newest + 1)}
    assert MAX_VERSIONS > 3
    delete_policy(rows.session, author())
    assert not PolicyVersion.objects.filter(policy=rows.session.public_id).exists()


def run(*words: str) -> Any:
    out = StringIO()
    call_command("policies", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_commands_list_show_and_undo_versions():
    rows = Rows()
    set_policy_active(rows.session, author(), active=False)
    named, count = ("session", "Own"), numbers()[rows.session.public_id]

    listed = run("history", *named)
    tried = run("undo", *named, str(count - 1), "--dry-run")
    assert not Policy.objects.get(pk=rows.session.pk).active
    done = run("undo", *named, str(count - 1))

    assert [facts["version"] for facts in listed] == [*range(count, 0, -1)]
    assert listed[0]["changes"] == ["Active: changed from on to off."]
    assert (listed[0]["author"], listed[0]["current"]) == ("server", "current")
    assert run("show-version", *named, "1")["policy"]["name"] == "Own"
    assert tried == {**done, "dry_run": True}
    assert done["changes"] == ["Active: changed from off to on."]
    assert Policy.objects.get(pk=rows.session.pk).active
    for words in (("history", "session", "Nothing"), ("undo", *named, "99"), ("show-version", *named, "0")):
        with pytest.raises(CommandError):
            run(*words)
