"""``manage.py policies draft|show-draft|publish|discard``: drafts by command, on the path of their pages."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.management.subcommands import EXIT_NOT_FOUND, EXIT_REFUSED
from accounts.models import Event
from configuration.document import plain_document, read_values
from configuration.drafts import draft_of
from configuration.models import PolicyVersion
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import Policy, PolicyShadow
from policies.services.shadows import start_shadow
from tests.actors import a_user
from tests.policies.rows import add_policy, add_rule, default_rule, group, owner

pytestmark = pytest.mark.django_db

OWN = ("session", "Own")


@pytest.fixture
def policy() -> Policy:
    made = add_policy(Kind.SESSION, "Own", group("Staff"))
    add_rule(made, {"name": "First"})
    return made


def run(*words: str) -> Any:
    out = StringIO()
    call_command("policies", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def refusal(*words: str, code: int = EXIT_REFUSED) -> str:
    with pytest.raises(CommandError) as failure:
        run(*words)
    assert failure.value.returncode == code
    return str(failure.value)


def entry_of(policy: Policy) -> dict[str, Any]:
    """Return the entry of a global session policy as an export has it."""
    entries = plain_document(read_values())["policies"]["session"]
    return next(entry for entry in entries if entry["name"] == policy.name)


def file_with(folder: Path, value: Any) -> str:
    path = folder / "entry.yaml"
    path.write_text(value if isinstance(value, str) else yaml.safe_dump(value), encoding="utf-8")
    return str(path)


def with_idle(entry: dict[str, Any], minutes: object) -> dict[str, Any]:
    entry["rules"][0]["then"]["idle_minutes"] = minutes
    return entry


@pytest.mark.parametrize("shape", ["entry", "document", "JSON"])
def test_draft_from_a_file_is_shown_and_published(policy, tmp_path, shape):
    entry = with_idle(entry_of(policy), 15)
    values = {
        "entry": entry,
        "document": {"version": 1, "policies": {"session": [entry]}},
        "JSON": json.dumps(entry),
    }
    before = plain_document(read_values())

    drafted = run("draft", *OWN, "--file", file_with(tmp_path, values[shape]))

    sentence = "Rule “First” › Then › Maximum idle time (minutes): changed from 120 to 15."
    assert drafted["changes"] == [sentence]
    assert plain_document(read_values()) == before
    shown = run("show-draft", *OWN)
    assert shown == {**drafted, "effect": ""}
    tried = run("publish", *OWN, "--if-seen", shown["seen"], "--dry-run")
    assert draft_of(policy) is not None
    assert run("publish", *OWN, "--if-seen", shown["seen"]) == {
        key: tried[key] for key in ("kind", "name", "changes")
    }
    assert policy.rules.get().sessionoutcome.idle_minutes == 15
    assert draft_of(policy) is None
    types = Event.objects.filter(type__startswith="policy.draft").values_list("type", flat=True)
    assert {*types} == {f"policy.draft.{verb}" for verb in ("create", "update", "publish")}
    assert PolicyVersion.objects.filter(policy=policy.public_id).count() >= 2


def test_draft_is_begun_once_kept_and_discarded(policy, tmp_path):
    assert run("draft", *OWN)["changes"] == []
    draft = draft_of(policy)
    file = file_with(tmp_path, with_idle(entry_of(policy), 15))
    run("draft", *OWN, "--file", file)
    start_shadow(policy, None, timezone.now())

    assert len(run("draft", *OWN)["changes"]) == 1
    assert draft_of(policy) == draft
    run("draft", *OWN, "--file", file_with(tmp_path, with_idle(entry_of(policy), 20)))
    assert PolicyShadow.objects.get().end == "changed"

    assert run("discard", *OWN) == {"kind": "session", "name": "Own"}
    assert draft_of(policy) is None
    for words in ("show-draft", "publish", "discard"):
        assert "no draft" in refusal(words, *OWN)
        refusal(words, "session", "Nothing", code=EXIT_NOT_FOUND)


def test_publishing_is_refused_after_a_change_since_it_was_seen(policy, tmp_path):
    seen = run("draft", *OWN, "--file", file_with(tmp_path, with_idle(entry_of(policy), 15)))["seen"]
    run("draft", *OWN, "--file", file_with(tmp_path, with_idle(entry_of(policy), 20)))
    for token in (seen, "", "x", "9" * 40):
        assert "changed" in refusal("publish", *OWN, "--if-seen", token)

    seen = run("show-draft", *OWN)["seen"]
    add_rule(policy, {"name": "Second"})

    assert "changed" in refusal("publish", *OWN, "--if-seen", seen)
    assert run("show-draft", *OWN)["changed_meanwhile"] == ["Rule “Second” was added."]
    run("publish", *OWN)
    assert [rule.name for rule in policy.rules.all()] == ["First"]


def test_publishing_that_locks_people_out_needs_yes(policy, tmp_path):
    ada = a_user("ada@example.com", "violet harbour under nine lamps")
    ada.memberships.create(group=policy.groups.get(), source="ADMINISTRATOR", granted_at=timezone.now())
    entry = entry_of(policy)
    entry["rules"][0]["then"]["allowed"] = False
    run("draft", *OWN, "--file", file_with(tmp_path, entry))

    assert "1 person" in run("show-draft", *OWN)["effect"]
    assert "add --yes" in refusal("publish", *OWN)
    assert policy.rules.get().sessionoutcome.allowed
    run("publish", *OWN, "--yes")
    assert not policy.rules.get().sessionoutcome.allowed


def test_publishing_never_locks_every_owner_out(tmp_path):
    owner()
    policy = default_rule(Kind.SESSION).policy
    entry = entry_of(policy)
    entry["rules"][-1]["then"]["allowed"] = False
    named = ("session", policy.name)
    run("draft", *named, "--file", file_with(tmp_path, entry))

    assert "administrator" in run("show-draft", *named)["effect"]
    assert "administrator" in refusal("publish", *named, "--yes")
    assert policy.rules.get().sessionoutcome.allowed


def test_sign_up_form_is_drafted_and_published_with_its_question(tmp_path):
    a_user("ada@example.com")
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    named = ("profile_enrollment", policy.name)
    entries = plain_document(read_values())["enrollment_policies"]
    entry = next(entry for entry in entries if entry.get("default"))
    entry["progressive"] = True

    assert run("draft", *named, "--file", file_with(tmp_path, entry))["changes"]

    assert run("show-draft", *named)["effect"]
    assert "add --yes" in refusal("publish", *named)
    run("publish", *named, "--yes")
    policy.refresh_from_db()
    assert policy.progressive


BAD = {
    "no YAML": ("name: [", "isn’t YAML"),
    "nothing": ("", "Expected names with values"),
    "a list": ([], "Expected names with values"),
    "another field": ({"color": "red"}, "“color” isn’t valid here"),
    "no such group": (
        {"groups": ["Staf"]},
        "groups: “Staf” isn’t valid here. The closest",
    ),
    "number out of range": ({"idle": 99_999_999}, "rules[0].then.idle_minutes"),
    "refused by a service": ({"idle": 3}, "rules[0].then.idle_minutes: Enter at least 5 minutes."),
    "the default one": ({"default": True}, "default: The entry must say “default: false”"),
    "a document without it": ({"version": 1, "policies": {"session": []}}, "no entry of “Own”"),
    "another version": ({"version": 2}, "version: 1"),
}


@pytest.mark.parametrize(("value", "message"), BAD.values(), ids=BAD.keys())
def test_file_with_an_error_names_field_and_remedy(policy, tmp_path, value, message):
    if isinstance(value, dict) and "version" not in value:
        changed = {key: item for key, item in value.items() if key != "idle"}
        value = with_idle(entry_of(policy), value.get("idle", 60)) | changed

    assert message in refusal("draft", *OWN, "--file", file_with(tmp_path, value))

    assert draft_of(policy) is None
    assert not Event.objects.filter(type__startswith="policy.draft").exists()


def test_file_that_is_not_there_is_named(policy):
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        run("draft", *OWN, "--file", "nowhere.yaml")


def test_error_in_a_document_names_line_and_path(policy, tmp_path):
    entry = with_idle(entry_of(policy), 3)
    written = file_with(tmp_path, {"version": 1, "policies": {"session": [entry]}})

    found = refusal("draft", *OWN, "--file", written)

    [line] = [n for n, text in enumerate(Path(written).read_text().splitlines(), 1) if "idle_minutes" in text]
    assert f"line {line}: policies.session[0].rules[0].then.idle_minutes: Enter at least 5 minutes." in found
