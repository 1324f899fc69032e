"""Documents become rows: all of one, or nothing; with events, and never so that no owner gets in."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.brand import current_brand
from accounts.domain.authenticators import Authenticator
from accounts.domain.violations import ValidationFailed
from accounts.identities import hash_secret
from accounts.models import Brand, Event, Group, ProfileAttribute
from applications.models import Application
from applications.selectors import application
from configuration.apply import ApplyRequest, apply_document, plan_document
from configuration.document import plain_document, read_values
from configuration.plan import ChangeKind
from configuration.yaml_text import dump, load
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from oidc.models import Client, ClientSecret
from policies.domain.rules import Kind
from policies.models import AccountProtection, NetworkZone, Policy, Rule
from policies.selectors import current_policies, load_policies
from policies.services.rules import save_rule
from tests.actors import a_user
from tests.configuration.documents import WHOLE, rule
from tests.policies.rows import add_policy, author, draft, group, has, owner

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, tzinfo=UTC)


def exported():
    return plain_document(read_values())


def apply(raw, **more):
    return apply_document(ApplyRequest({"version": 1, **raw}, **more), now=timezone.now())


def planned(raw, **more):
    return plan_document(ApplyRequest({"version": 1, **raw}, **more)).plan


def refused(raw, **more):
    before, events = exported(), Event.objects.count()
    with pytest.raises(ValidationFailed) as refusal:
        apply(raw, **more)
    assert exported() == before
    assert Event.objects.count() == events
    return [(one.field, one.code) for one in refusal.value.violations]


def test_a_whole_document_becomes_rows():
    apply(WHOLE)
    assert current_brand().name == "Plum"
    assert Brand.objects.get().color == "#0b6657"
    assert NetworkZone.objects.get().networks == "203.0.113.0/24\n2001:db8::/32"
    session = Policy.objects.get(name="Staff sessions")
    assert [row.name for row in session.rules.all()] == ["At work", "Elsewhere"]
    assert [row.name for row in session.groups.all()] == ["Staff"]
    first = session.rules.first()
    assert (first.zones_included.get().name, first.zones_included_asked) == ("Office", True)
    assert first.weekdays == {"mon", "fri"}
    policy = ProfileEnrollmentPolicy.objects.get(name="Shop sign-up")
    asked = [(field.attribute.key, field.required) for field in policy.form_fields.all()]
    assert asked == [("email", True), ("team", True), ("firstName", False)]
    assert policy.allowed_domains == "example.com\nexample.org"
    app = application("shop")
    assert app.authentication_policy_id == Policy.objects.get(name="Two").pk
    assert app.enrollment_policy_id == policy.pk
    assert app.tile.logo_url
    settings = current_policies().enrollment_policies[0].rules[0].outcome.settings
    assert settings[Authenticator.PASSKEY].grace_skips == 3
    assert AccountProtection.objects.get().challenge_minutes == 20


def test_logo_after_a_byte_order_mark_becomes_the_brands():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
    apply({"brand": {"logo": f"\ufeff\n{drawing}"}})
    assert current_brand().logo.startswith("<svg")


def test_applied_document_plans_nothing_and_is_exported_unchanged():
    apply(WHOLE)
    assert planned(WHOLE).is_empty
    out = exported()
    assert planned(out).is_empty
    assert planned(load(dump(out).encode()), prune=True).is_empty
    before = Event.objects.count()
    apply(out, prune=True)
    assert Event.objects.count() == before


def test_prune_restores_the_earlier_state():
    before = exported()
    apply(WHOLE)
    apply({**before, "brand": {**before["brand"]}}, prune=True)
    assert exported() == before


def test_rows_outside_the_document_stay():
    Group.objects.create(name="Old", created_at=NOW)
    done = apply({"groups": [{"name": "New"}]})
    assert done.plan.left == ("groups[Old]",)
    assert set(Group.objects.values_list("name", flat=True)) == {"Old", "New"}


def test_rows_keep_their_ids_and_an_event_lists_the_changes():
    apply(WHOLE)
    ids = list(Rule.objects.values_list("pk", flat=True)), Group.objects.get(name="Staff").pk
    changed = {"groups": [{"name": "Staff", "description": "All of them"}]}
    apply(changed)
    assert (list(Rule.objects.values_list("pk", flat=True)), Group.objects.get(name="Staff").pk) == ids
    event = Event.objects.filter(type="system.configuration.apply").first()
    assert (event.detail, event.actor_type) == ({"add": 0, "change": 1, "remove": 0}, "system")


def test_rules_are_changed_moved_and_removed_in_one_apply():
    apply(WHOLE)
    policy = Policy.objects.get(name="Staff sessions")
    kept = policy.rules.get(name="Elsewhere").pk
    session = {**WHOLE["policies"]["session"][0]}
    session["rules"] = [
        rule("Elsewhere", {"device": "known"}),
        rule("Elsewhere", {"device": "new"}),
        rule("Last"),
    ]
    apply({"policies": {"session": [session]}})
    rows = list(policy.rules.all())
    assert [(row.name, row.device) for row in rows] == [
        ("Elsewhere", "known"),
        ("Elsewhere", "new"),
        ("Last", "any"),
    ]
    assert rows[0].pk == kept
    assert planned({"policies": {"session": [session]}}).is_empty


def test_policies_are_put_in_the_order_of_the_document():
    for name in ("One", "Two", "Three"):
        add_policy(Kind.SESSION, name)
    items = [{"name": name, "rules": []} for name in ("Three", "One")]
    apply({"policies": {"session": items}})
    names = [policy.name for policy in load_policies().session_policies]
    assert names == ["Three", "Two", "One", "Default global session policy"]


def test_default_policy_is_found_by_its_flag():
    rest = {
        "name": "Everybody else",
        "default": True,
        "rules": [{**rule("All", idle_minutes=30), "default": True}],
    }
    apply({"policies": {"session": [rest]}})
    row = Policy.objects.get(kind="session", is_default=True)
    assert (row.name, row.rules.get().name, row.rules.get().sessionoutcome.idle_minutes) == (
        "Everybody else",
        "All",
        30,
    )


def test_dependent_rows_are_written_in_a_valid_order():
    apply({**WHOLE, "protection": {"hide_at_sign_up": True}})
    policy = {**WHOLE["enrollment_policies"][0], "email_verification": False, "allowed_domains": []}
    apply({"protection": {"hide_at_sign_up": False}, "enrollment_policies": [policy]})
    assert not ProfileEnrollmentPolicy.objects.get(name="Shop sign-up").email_verification
    apply(
        {
            "protection": {"hide_at_sign_up": True},
            "enrollment_policies": [{**policy, "email_verification": True}],
        }
    )
    assert AccountProtection.objects.get().hide_at_sign_up


def test_form_drops_an_attribute_hidden_in_the_same_document():
    apply(WHOLE)
    hidden = {**WHOLE["attributes"][0], "permission": "hidden"}
    without = {**WHOLE["enrollment_policies"][0], "form": [{"attribute": "firstName"}]}
    assert refused({"attributes": [hidden]}) == [("attributes[0].permission", "ssr.attribute.asked")]
    apply({"attributes": [hidden], "enrollment_policies": [without]})
    assert ProfileAttribute.objects.get(key="team").permission == "hidden"
    assert not EnrollmentFormField.objects.filter(attribute__key="team").exists()


def test_all_violations_are_reported_by_path_and_nothing_is_written():
    raw = {
        "groups": [{"name": "New"}],
        "policies": {
            "authentication": [
                {"name": "A", "rules": []},
                {
                    "name": "B",
                    "rules": [rule("ok"), rule("x", {"weekdays": ["mon"], "from_time": "09:00"}, factors=3)],
                },
            ],
            "enrollment": [
                {
                    "name": "C",
                    "rules": [rule("r", authenticators={"password": {"need": "optional", "grace_skips": 2}})],
                }
            ],
        },
        "protection": {"challenge_minutes": 99},
        "applications": [{"key": "shop", "label": "S", "initiate_login_uri": "http://shop.example/in"}],
    }
    assert refused(raw) == [
        ("policies.authentication[1].rules[1].when.until_time", "ssr.policy.both_times"),
        ("policies.authentication[1].rules[1].then.factors", "ssr.policy.range"),
        ("policies.enrollment[0].rules[0].then.authenticators.password", "ssr.policy.grace_needs_required"),
        ("protection.challenge_minutes", "ssr.policy.range"),
        ("applications[0].initiate_login_uri", "ssr.app.address.insecure"),
    ]


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        ({"brand": {"name": "x" * 61}}, "brand.name", "ssr.document.column"),
        ({"brand": {"color": "red"}}, "brand.color", "ssr.brand.color"),
        ({"brand": {"help_url": "javascript:x"}}, "brand.help_url", "ssr.document.column"),
        ({"brand": {"logo": "<p>"}}, "brand.logo", "ssr.brand.logo.unreadable"),
        ({"groups": [{"name": ""}]}, "groups[0].name", "ssr.document.column"),
        (
            {"attributes": [{"key": "a b", "type": "string", "title": "x"}]},
            "attributes[0].key",
            "ssr.attribute.key.format",
        ),
        (
            {
                "attributes": [
                    {"key": "email", "type": "email", "title": "x", "required": True, "unique": True}
                ]
            },
            "attributes[0].unique",
            "ssr.attribute.fixed",
        ),
        (
            {"attributes": [{"key": "city", "type": "url", "title": "x"}]},
            "attributes[0].type",
            "ssr.attribute.fixed",
        ),
        (
            {"network_zones": [{"name": "x", "networks": ["10.0.0.1/8"]}]},
            "network_zones[0].networks[0]",
            "ssr.policy.network",
        ),
        (
            {"network_zones": [{"name": "x", "networks": []}]},
            "network_zones[0].networks",
            "ssr.policy.zone_empty",
        ),
        (
            {
                "policies": {
                    "session": [{"name": "x", "rules": [rule("r", {"people_included": ["no@example.com"]})]}]
                }
            },
            "policies.session[0].rules[0].when.people_included",
            "ssr.person.address.unknown",
        ),
        (
            {"policies": {"session": [{"name": "x", "rules": [rule("r", {"groups_included": []})]}]}},
            "policies.session[0].rules[0].when.groups_included",
            "ssr.policy.list_emptied",
        ),
        (
            {"policies": {"session": [{"name": "Default global session policy", "rules": []}]}},
            "policies.session[0].name",
            "ssr.policy.name_taken",
        ),
        (
            {"policies": {"session": [{"name": "x", "default": True, "active": False, "rules": []}]}},
            "policies.session[0].active",
            "ssr.policy.default_active",
        ),
        (
            {"enrollment_policies": [{"name": "x", "form": [{"attribute": "login"}]}]},
            "enrollment_policies[0].form[login].attribute",
            "ssr.policy.not_read_write",
        ),
        (
            {
                "enrollment_policies": [
                    {
                        "name": "x",
                        "form": [
                            {"attribute": "countryCode"},
                            {"attribute": "city", "shown_if": "countryCode", "shown_if_values": ["XX"]},
                        ],
                    }
                ]
            },
            "enrollment_policies[0].form[city].shown_if_values",
            "ssr.policy.condition.value",
        ),
        (
            {"enrollment_policies": [{"name": "x", "form": [{"attribute": "city", "shown_if": "state"}]}]},
            "enrollment_policies[0].form[city].shown_if",
            "ssr.policy.condition.above",
        ),
        ({"applications": [{"key": "-x", "label": "x"}]}, "applications[0].key", "ssr.document.key"),
        (
            {"applications": [{"key": "dashboard", "label": "x", "everyone": False}]},
            "applications[0].everyone",
            "ssr.app.built_in",
        ),
        (
            {"applications": [{"key": "x", "label": "x", "logo": "data:image/png;base64,!"}]},
            "applications[0].logo",
            "ssr.app.logo.type",
        ),
    ],
)
def test_services_and_columns_keep_their_checks(raw, path, code):
    assert refused(raw) == [(path, code)]


def test_entry_that_needs_a_refused_one_waits_for_it():
    raw = {
        "attributes": [{"key": "a b", "type": "string", "title": "x"}],
        "enrollment_policies": [{"name": "x", "form": [{"attribute": "a b"}]}],
    }
    assert refused(raw) == [
        ("attributes[0].key", "ssr.attribute.key.format"),
        ("enrollment_policies[0]", "ssr.document.waits"),
    ]


def test_policy_used_by_apps_is_neither_disabled_nor_removed():
    apply(WHOLE)
    off = {**WHOLE["policies"]["authentication"][0], "active": False}
    assert refused({"policies": {"authentication": [off]}}) == [
        ("policies.authentication[0].active", "ssr.policy.used_by_apps")
    ]
    gone = {"policies": {"authentication": []}, "enrollment_policies": []}
    codes = {code for _path, code in refused(gone, prune=True)}
    assert codes == {"ssr.document.removed"}
    freed = [
        {"key": "administration", "label": "A", "everyone": True, "authentication_policy": "Administration"}
    ]
    keeping = {"policies": {"authentication": [{"name": "Administration", "rules": [rule()]}]}}
    apply({**gone, **keeping, "applications": freed, "group_rules": []}, prune=True)
    assert not Policy.objects.filter(name="Two").exists()
    assert not Application.objects.filter(key="shop").exists()


def test_a_document_that_would_shut_every_owner_out_changes_nothing():
    owner()
    closed = {"name": "x", "default": True, "rules": [{**rule("All", allowed=False), "default": True}]}
    raw = {"groups": [{"name": "New"}], "policies": {"session": [closed]}}
    apps = [{"key": "administration", "label": "A", "everyone": True}]
    apply({"applications": apps})
    assert refused(raw) == [("", "ssr.policy.administrators_out")]
    strict = {
        "policies": {"authentication": [{"name": "Two", "rules": [rule(excluded=["password", "email"])]}]}
    }
    chosen = {"applications": [{**apps[0], "authentication_policy": "Two"}]}
    assert refused({**strict, **chosen}) == [("", "ssr.policy.administrators_out")]


def test_intermediate_steps_may_lock_out_owners_if_the_result_does_not():
    user = owner()
    has(user, Authenticator.TOTP)
    apply({"applications": [{"key": "administration", "label": "A", "everyone": True}]})
    rest = {"name": "Rest", "default": True, "rules": [{**rule("All", allowed=False), "default": True}]}
    first = {"name": "Owners", "groups": ["Owners"], "rules": [rule("All")]}
    group("Owners", user)
    apply({"policies": {"session": [rest, first]}})
    assert [policy.name for policy in load_policies().session_policies] == ["Owners", "Rest"]


def test_rule_without_remaining_users_stays_unchanged():
    staff = group("Staff")
    policy = add_policy(Kind.SESSION, "Policy")
    save_rule(draft(policy, {"groups_included": [staff]}), author())
    staff.delete()
    out = exported()
    assert out["policies"]["session"][0]["rules"][0]["when"] == {"groups_included": []}
    assert planned(out).is_empty
    apply(out)
    changed = out["policies"]["session"]
    changed[0]["rules"][0]["then"]["idle_minutes"] = 50
    assert refused({"policies": {"session": changed}}) == [
        ("policies.session[0].rules[0].when.groups_included", "ssr.policy.list_emptied")
    ]


def test_users_named_by_a_rule_are_exported_by_address_and_no_others():
    ada, bob = a_user("ada@example.com"), a_user("bob@example.com")
    policy = add_policy(Kind.SESSION, "Policy")
    save_rule(draft(policy, {"people_included": [ada]}), author())
    app = Application.objects.create(key="shop", label="Shop")
    app.people.add(bob)
    text = dump(exported())
    assert "ada@example.com" in text
    assert "bob@example.com" not in text
    apply({"applications": [{"key": "shop", "label": "The shop"}]})
    assert list(app.people.all()) == [bob]


def test_a_plan_of_yesterday_is_not_applied_today():
    version = plan_document(ApplyRequest({"version": 1, "groups": [{"name": "A"}]})).version
    apply({"groups": [{"name": "B"}]})
    assert refused({"groups": [{"name": "A"}]}, version=version) == [("", "ssr.document.changed")]
    version = plan_document(ApplyRequest({"version": 1})).version
    apply({"groups": [{"name": "A"}]}, version=version)


def shop(**client):
    redirect = {"redirect_uris": ["https://shop.example/back"]}
    return {
        "applications": [
            {"key": "shop", "label": "Shop", "client": {**redirect, **client} if client else None}
        ]
    }


def test_confidential_client_gets_a_secret_that_is_shown_once():
    raw = shop(client_type="confidential", scopes=["email", "openid"])
    (told,) = apply(raw).secrets
    client = Client.objects.get(client_id="shop")
    assert (told.what, told.name) == ("Client secret", "shop")
    assert client.secrets.get().digest == hash_secret(told.value)
    assert client.redirect_uris == "https://shop.example/back"
    assert client.scopes == ["openid", "email"]
    assert told.value not in dump(exported())
    assert client.secrets.get().digest not in dump(exported())
    assert apply(raw).secrets == ()
    assert planned(exported()).is_empty


def test_a_client_changes_keeps_its_secret_and_goes():
    apply(shop(client_type="confidential"))
    secret = Client.objects.get().secrets.get()
    assert apply(shop(client_type="confidential", access_seconds=900)).secrets == ()
    assert Client.objects.get().secrets.get() == secret
    apply(shop(client_type="public"))
    assert apply(shop(client_type="confidential")).secrets[0].value
    assert ClientSecret.objects.filter(expires_at=None).count() == 1
    found = planned(shop())
    assert [one.path for change in found.changes for one in change.differences] == ["client"]
    apply(shop())
    assert not Client.objects.exists()
    assert Application.objects.filter(key="shop").exists()


def test_pkce_of_a_client_is_configured_and_exported():
    apply(shop(client_type="confidential"))
    assert not Client.objects.get(client_id="shop").requires_pkce
    assert "pkce_required" not in dump(exported())
    apply(shop(client_type="confidential", pkce_required=True))
    assert Client.objects.get(client_id="shop").requires_pkce
    assert "pkce_required: true" in dump(exported())


@pytest.mark.parametrize(
    "given",
    [
        "https://a.example/, https://b.example/cb",
        "https://a.example/;https://b.example/cb\n",
        ["https://a.example/\nhttps://b.example/cb"],
        ["https://a.example/,", " https://b.example/cb"],
    ],
)
def test_addresses_of_a_client_may_be_pasted_with_separators(given):
    document = shop(client_type="public", redirect_uris=given)
    apply(document)
    assert Client.objects.get().redirect_uris.split() == ["https://a.example/", "https://b.example/cb"]
    assert not apply(document).secrets
    assert dump(exported()).count("https://b.example/cb") == 1


def test_client_violation_is_named_inside_its_app():
    wild = shop(client_type="public", redirect_uris=["https://*.example/x"], access_seconds=5)
    assert refused(wild) == [
        ("applications[0].client.redirect_uris", "ssr.client.uri_wildcard"),
        ("applications[0].client.access_seconds", "ssr.client.lifetime"),
    ]
    spaced = shop(client_type="public", redirect_uris=["https://a.example/ b"])
    assert refused(spaced) == [("applications[0].client.redirect_uris", "ssr.client.uri_absolute")]
    built_in = {"key": "dashboard", "label": "D", "everyone": True, "client": {"client_type": "public"}}
    assert refused({"applications": [built_in]}) == [("applications[0].client", "ssr.client.built_in")]


def test_a_rehearsal_does_everything_and_leaves_nothing():
    before = exported()
    wish = ApplyRequest({"version": 1, **WHOLE})
    assert not apply_document(wish, now=NOW, dry_run=True).plan.is_empty
    assert exported() == before
    assert current_brand().name == before["brand"]["name"]
    assert Event.objects.count() == 0
    with pytest.raises(ValidationFailed):
        apply_document(
            ApplyRequest({"version": 1, "protection": {"challenge_minutes": 99}}),
            now=NOW,
            dry_run=True,
        )


def test_dry_run_leaves_no_snapshot_behind():
    apply(WHOLE)
    policy = {**WHOLE["policies"]["authentication"][0], "active": False}
    app = {"key": "shop", "label": "Other"}
    raw = {"policies": {"authentication": [policy]}, "applications": [app]}
    assert planned(raw).count(ChangeKind.CHANGE) == 2
    assert application("shop").label == "Shop"


def test_client_that_an_app_leaves_out_stays():
    [told] = apply(shop(client_type="confidential")).secrets
    named = {"applications": [{"key": "shop", "label": "Shop & more"}]}
    assert [one.path for change in planned(named).changes for one in change.differences] == ["label"]
    apply(named)
    assert Client.objects.get(client_id="shop").secrets.get().digest == hash_secret(told.value)
    apply(shop())
    assert not Client.objects.filter(client_id="shop").exists()


@pytest.mark.parametrize("typed", [" lead ", "lead\u200b", "\ufefflead", "\u2067lead\u2069", "lead\u00a0"])
def test_name_with_invisible_ends_is_the_name_without_them(typed):
    raw = {"groups": [{"name": typed}], "applications": [{"key": "shop", "label": typed, "groups": [typed]}]}
    apply(raw)
    assert planned(raw).is_empty
    assert Group.objects.get().name == "lead"
    app = Application.objects.get(key="shop")
    assert (app.label, [group.name for group in app.groups.all()]) == ("lead", ["lead"])
    apply({"network_zones": [{"name": typed, "networks": ["192.0.2.0/24"]}]})
    assert NetworkZone.objects.get().name == "lead"


@pytest.mark.parametrize("again", ["Same", "Same ", "\u200bSame", "Same\u2060"])
@pytest.mark.parametrize("section", ["groups", "enrollment_policies"])
def test_two_entries_of_one_name_are_refused_by_plan_and_apply(section, again):
    raw = {section: [{"name": "Same"}, {"name": again}]}
    with pytest.raises(ValidationFailed) as refusal:
        planned(raw)
    assert [(one.field, one.code) for one in refusal.value.violations] == [
        (f"{section}[1]", "ssr.document.again")
    ]
    assert refused(raw) == [(f"{section}[1]", "ssr.document.again")]


@pytest.mark.parametrize("name", ["x\u202ey", "a\x1b[31mb", "a\nb", "a\u2028b", "a\x85b"])
def test_name_with_a_forbidden_character_is_refused(name):
    assert refused({"groups": [{"name": name}]}) == [("groups[0].name", "ssr.text.characters")]
    raw = {"applications": [{"key": "shop", "label": name}]}
    assert refused(raw) == [("applications[0].label", "ssr.text.characters")]


def test_plan_makes_the_checks_that_services_make():
    raw = {"policies": {"session": [{"name": "Default global session policy", "rules": []}]}}
    with pytest.raises(ValidationFailed) as refusal:
        planned(raw)
    assert [(one.field, one.code) for one in refusal.value.violations] == refused(raw)


def test_networks_domains_and_addresses_lose_invisible_ends():
    raw = {
        "network_zones": [{"name": "Office", "networks": ["\u200b192.0.2.0/24\u00a0"]}],
        "enrollment_policies": [{"name": "Staff", "allowed_domains": ["\u200bexample.com\u2060"]}],
        "applications": [
            {"key": "shop", "label": "Shop", "initiate_login_uri": "\u200bhttps://shop.example/\u00a0"}
        ],
        "brand": {"name": "Orchard", "support_email": "\u200bhelp@example.com"},
    }
    apply(raw)
    assert planned(raw).is_empty
    assert NetworkZone.objects.get().networks == "192.0.2.0/24"
    assert ProfileEnrollmentPolicy.objects.get(name="Staff").allowed_domains == "example.com"
    assert Application.objects.get(key="shop").initiate_login_uri == "https://shop.example/"
    assert Brand.objects.get().support_email == "help@example.com"
