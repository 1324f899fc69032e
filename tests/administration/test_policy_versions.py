"""The history of a policy, and undoing it to one of its versions."""

import pytest

from accounts.models import Role, User
from configuration.keeper import newest_version
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import Policy
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event
from tests.policies.rows import add_policy, add_rule, default_rule, group, owner

pytestmark = pytest.mark.django_db


def versions_of(policy: Policy) -> str:
    return f"policies/{policy.kind.replace('_', '')}policy/{policy.pk}/versions/"


def undo(desk: Desk, page: str, number: int, **more: str):
    """Press the button of a version on a page as it is shown now."""
    seen = desk.form(page)["seen"]
    return desk.post(f"{page}{number}/undo/", {"seen": seen, **more})


def test_history_shows_who_changed_what_and_undoes_it(desk):
    policy = add_policy(Kind.SESSION, "Own", group("Staff"))
    rule = add_rule(policy, {"name": "<b>Office</b>"}, idle_minutes=45)
    page = versions_of(policy)
    desk.save(f"policies/rule/{rule.pk}/change/", {"idle_minutes": "20"})

    shown = desk.open(page)

    assert "Rule “&lt;b&gt;Office&lt;/b&gt;” › Then › " in shown.text
    assert "changed from 45 to 20." in shown.text
    assert shown.text.count("Undo to this version") == 2
    undoing = shown.text.partition("What undoing to version 2 would change</summary>")[2]
    assert "changed from 20 to 45." in undoing.partition("</details>")[0]
    undoing = undoing.rpartition("to version 1 would change")[2]
    assert "Rule “&lt;b&gt;Office&lt;/b&gt;” was removed." in undoing
    assert desk.user.login in shown.text
    assert f'href="/admin/{page}"' in desk.open(page.replace("versions", "change")).text
    undone = undo(desk, page, 2)
    assert "“Own” is as in version 2 again." in undone.said
    assert policy.rules.get().sessionoutcome.idle_minutes == 45
    event = newest_event("policy.lifecycle.restore")
    assert (event.actor_id, event.detail) == (desk.user.public_id, {"version": 2})
    assert newest_event("policy.rule.update").actor_id == desk.user.public_id


def test_undo_of_a_policy_changed_since_the_page_is_refused(desk):
    policy = add_policy(Kind.PASSWORD, "Own", group("Staff"))
    add_rule(policy)
    page = versions_of(policy)
    seen = desk.form(page)["seen"]
    add_rule(policy, {"name": "Later"})

    shown = desk.post(f"{page}1/undo/", {"seen": seen})

    assert "changed" in shown.said
    assert policy.rules.count() == 2
    for sent in ({}, {"seen": "x"}, {"seen": "9" * 30}):
        desk.post(f"{page}1/undo/", sent)
    assert policy.rules.count() == 2
    assert desk.post(f"{page}99/undo/", {"seen": "3"}).status == 404
    assert desk.open(f"{page}?before=x").status == 200
    assert desk.open(f"{page}?before={'9' * 30}").status == 200


def test_undo_that_revokes_access_asks_first(desk):
    user = a_user("ada@example.com")
    policy = add_policy(Kind.SESSION, "Own", group("Staff", user))
    rule = add_rule(policy, {"name": "Staff"}, allowed=False)
    desk.save(f"policies/rule/{rule.pk}/change/", {"allowed": "on"})
    page = versions_of(policy)

    asked = undo(desk, page, 2)

    assert user.login in asked.text
    assert policy.rules.get().sessionoutcome.allowed
    desk.post(f"{page}2/undo/", desk.form_of(asked))
    assert not policy.rules.get().sessionoutcome.allowed


def test_undo_that_locks_owners_out_is_refused(desk):
    owner()
    rule = default_rule(Kind.SESSION)
    policy = rule.policy
    desk.save(f"policies/rule/{rule.pk}/change/", {"name": "Everyone"})
    first = newest_version(policy.public_id)
    first.entry["rules"][0]["then"]["allowed"] = False
    first.save()
    desk.save(f"policies/rule/{rule.pk}/change/", {"name": "All"})

    shown = undo(desk, versions_of(policy), 2)

    assert "administrator" in shown.said
    assert default_rule(Kind.SESSION).name == "All"


def test_undo_names_the_groups_that_are_gone(desk):
    staff = group("Staff")
    policy = add_policy(Kind.PASSWORD, "Own", staff)
    add_rule(policy)
    staff.delete()

    shown = undo(desk, versions_of(policy), 1)

    assert "The group “Staff” doesn’t exist anymore." in shown.said


def test_form_is_undone_after_the_number_of_people_is_shown(desk):
    a_user("ada@example.com")
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)
    base = f"enrollment/profileenrollmentpolicy/{form.pk}/"
    desk.save(f"{base}change/", {"progressive": "on", "confirmed": "yes"})
    desk.save(f"{base}change/", drop="progressive")
    assert not ProfileEnrollmentPolicy.objects.get(pk=form.pk).progressive
    page = f"{base}versions/"

    asked = undo(desk, page, 2)

    assert "asks people for more" in asked.text
    assert not ProfileEnrollmentPolicy.objects.get(pk=form.pk).progressive
    done = desk.post(f"{page}2/undo/", desk.form_of(asked))
    assert "is as in version 2 again" in done.said
    assert ProfileEnrollmentPolicy.objects.get(pk=form.pk).progressive


def test_auditor_sees_the_history_and_cannot_undo(desk):
    policy = add_policy(Kind.SESSION, "Own", group("Staff"))
    add_rule(policy)
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Auditor"))

    shown = desk.open(versions_of(policy))

    assert (shown.status, "Undo to" in shown.text, "undoing to" in shown.text) == (200, False, False)
    assert desk.post(f"{versions_of(policy)}1/undo/", {"seen": "2"}).status == 403
