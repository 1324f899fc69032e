"""A draft of a policy: edited on the pages of a policy, in force only once it is published."""

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.configuration_cache import forget, raise_version
from accounts.domain.violations import ValidationFailed
from accounts.models import Event, ProfileAttribute, Role, User
from accounts.users.groups import delete_group
from applications.services.recipes import RECIPES, RecipeValues, apply_recipe
from configuration.document import plain_document, read_values
from configuration.models import PolicyVersion
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import all_policies, enrollment_policy, policies_asking
from policies.domain.rules import Kind
from policies.models import NetworkZone, Policy
from policies.selectors import current_policies, load_policies
from policies.selectors.policy_rows import read_draft
from policies.services.zones import delete_zone, save_zone
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event
from tests.policies.rows import add_policy, add_rule, author, default_rule, group, owner

pytestmark = pytest.mark.django_db

LIST = "enrollment/profileenrollmentpolicy/"


@pytest.fixture
def policy() -> ProfileEnrollmentPolicy:
    return ProfileEnrollmentPolicy.objects.get(is_default=True)


def begin(desk: Desk, policy: ProfileEnrollmentPolicy) -> ProfileEnrollmentPolicy:
    """Press the button of the policy's page; return the draft."""
    desk.post(f"{LIST}{policy.pk}/draft/begin/", {})
    return ProfileEnrollmentPolicy.with_drafts.get(draft_of=policy)


def state(policy: ProfileEnrollmentPolicy) -> tuple[object, ...]:
    """Return everything that a draft must leave alone."""
    return (
        plain_document(read_values()),
        all_policies(),
        enrollment_policy(),
        [*ProfileEnrollmentPolicy.objects.values()],
        PolicyVersion.objects.count(),
    )


def press(desk: Desk, policy: ProfileEnrollmentPolicy, **more: str):
    """Press Publish on the page of the draft as it is shown now."""
    sent = {name: desk.form(f"{LIST}{policy.pk}/draft/")[name] for name in ("seen", "seen_draft")}
    return desk.post(f"{LIST}{policy.pk}/draft/publish/", {**sent, **more})


def test_draft_is_edited_compared_and_published(desk, policy):
    ProfileEnrollmentPolicy.objects.update(dashboard=True)
    raise_version()
    before = state(policy)

    draft = begin(desk, policy)
    shown = desk.save(f"{LIST}{draft.pk}/change/", {"form_title": "Join <us>", "sign_up_allowed": "on"})

    assert state(policy) == before
    assert "Draft of Default policy: nothing changes" in desk.open(f"{LIST}{draft.pk}/change/").text
    assert "Form title: changed from “Create your account” to “Join &lt;us&gt;”." in shown.text
    assert "Allow sign-up: changed from off to on." in shown.text
    assert shown.text.count("changed from") == 2
    assert str(draft.pk) not in desk.open(LIST).text.split("result_list")[1]
    assert "Open draft" in desk.open(f"{LIST}{policy.pk}/change/").text
    assert "Published" in press(desk, policy).said
    policy.refresh_from_db()
    assert (policy.form_title, policy.sign_up_allowed, policy.dashboard) == ("Join <us>", True, True)
    assert not ProfileEnrollmentPolicy.with_drafts.filter(draft_of=policy).exists()
    newest = PolicyVersion.objects.filter(policy=policy.public_id).first()
    assert (newest.entry["form_title"], newest.actor_id) == ("Join <us>", desk.user.public_id)
    types = Event.objects.filter(type__startswith="policy.draft").values_list("type", flat=True)
    assert {*types} == {f"policy.draft.{verb}" for verb in ("create", "update", "publish")}
    assert newest_event("policy.draft.update").targets == [
        {"type": "profile_enrollment_policy", "id": policy.public_id}
    ]


def test_publishing_is_refused_after_a_change_of_policy_or_draft(desk, policy):
    draft = begin(desk, policy)
    page = f"{LIST}{policy.pk}/draft/"
    for changed in (policy, draft):
        desk.save(f"{LIST}{draft.pk}/change/", {"form_title": "Join us"})
        sent = {name: desk.form(page)[name] for name in ("seen", "seen_draft")}
        desk.save(f"{LIST}{changed.pk}/change/", {"submit_label": f"Send {changed.pk}"})
        before = ProfileEnrollmentPolicy.objects.get(pk=policy.pk).form_title

        for data in (sent, {}, {"seen": "x", "seen_draft": "9" * 30}):
            assert "changed" in desk.post(f"{page}publish/", data).said
        assert ProfileEnrollmentPolicy.objects.get(pk=policy.pk).form_title == before
    press(desk, policy)
    assert ProfileEnrollmentPolicy.objects.get(pk=policy.pk).form_title == "Join us"


def test_draft_shows_what_changed_in_its_policy_since_it_began(desk, policy):
    own = add_policy(Kind.SESSION, "Own", group("Staff"))
    rule = add_rule(own, {"name": "<b>Office</b>"}, idle_minutes=45)
    changed = {
        LIST: (policy, f"{LIST}{policy.pk}/change/", {"submit_label": "Send"}, "to “Send”."),
        "policies/sessionpolicy/": (
            own,
            f"policies/rule/{rule.pk}/change/",
            {"idle_minutes": "20"},
            "&lt;b&gt;Office&lt;/b&gt;” › Then › ",
        ),
    }
    for list_page, (row, form, values, sentence) in changed.items():
        page = f"{list_page}{row.pk}/draft/"
        desk.post(f"{page}begin/", {})
        assert "since this draft began" not in desk.open(page).text

        desk.save(form, values)

        [_before, shown] = desk.open(page).text.split("since this draft began")
        meanwhile, publishing = shown.split("What publishing changes")
        assert sentence in meanwhile
        assert f"{list_page}{row.pk}/versions/" in meanwhile
        assert "changed from" in publishing
        PolicyVersion.objects.filter(policy=row.public_id).update(entry={})
        assert "can’t be listed" in desk.open(page).text
        desk.post(f"{page}discard/", {})
        desk.post(f"{page}begin/", {})
        assert "since this draft began" not in desk.open(page).text


def test_publishing_that_asks_people_for_more_is_confirmed(desk, policy):
    a_user("ada@example.com")
    draft = begin(desk, policy)
    shown = desk.save(f"{LIST}{draft.pk}/change/", {"progressive": "on"})
    assert "Once it’s published" in shown.text

    asked = press(desk, policy)

    assert "asks people for more" in asked.text
    assert not ProfileEnrollmentPolicy.objects.get(pk=policy.pk).progressive
    assert "Published" in desk.post(f"{LIST}{policy.pk}/draft/publish/", desk.form_of(asked)).said
    assert ProfileEnrollmentPolicy.objects.get(pk=policy.pk).progressive


def test_draft_is_one_per_policy_and_discarded(desk, policy):
    before = state(policy)
    draft = begin(desk, policy)
    assert begin(desk, policy).pk == draft.pk

    assert "discarded" in desk.post(f"{LIST}{policy.pk}/draft/discard/", {}).said

    assert state(policy) == before
    assert ProfileEnrollmentPolicy.with_drafts.count() == ProfileEnrollmentPolicy.objects.count()
    assert "no draft" in desk.open(f"{LIST}{policy.pk}/draft/").text
    assert "changed" in desk.post(f"{LIST}{policy.pk}/draft/publish/", {}).said
    assert newest_event("policy.draft.discard").actor_id == desk.user.public_id


def test_draft_keeps_its_attributes_and_its_name_from_others(desk, policy):
    draft = begin(desk, policy)
    attribute = ProfileAttribute.objects.get(key="middleName")
    row = {"form_fields-3-attribute": attribute.pk, "form_fields-TOTAL_FORMS": 4}
    desk.save(f"{LIST}{draft.pk}/change/", row)

    assert policies_asking(attribute.pk) == (policy.name,)
    with pytest.raises(ProtectedError):
        attribute.delete()
    other = ProfileEnrollmentPolicy.objects.create(name="Other")
    assert "name" in desk.save(f"{LIST}{draft.pk}/change/", {"name": other.name}).error_at("name")


def test_group_that_only_drafts_name_is_not_deleted(desk, policy):
    named = group("Drafted")
    session = add_policy(Kind.SESSION, "Own", group("Staff"))
    desk.post(f"policies/sessionpolicy/{session.pk}/draft/begin/", {})
    drafts = begin(desk, policy), Policy.with_drafts.get(draft_of=session)
    for draft in drafts:
        draft.groups.add(named)

    with pytest.raises(ValidationFailed) as failure:
        delete_group(named, actor=None, now=timezone.now())

    [violation] = failure.value.violations
    forms = "profile enrollment policy “Default policy (draft)”"
    assert violation.params == (f"policy “Own (draft)”, {forms}",)
    assert forms in desk.open(f"accounts/group/{named.pk}/delete/").text
    desk.post(f"accounts/group/{named.pk}/delete/", {"post": "yes"})
    assert [[*draft.groups.filter(name="Drafted")] for draft in drafts] == [[named], [named]]


def test_draft_has_no_history_and_cannot_be_deleted_or_drafted(desk, policy):
    draft = begin(desk, policy)

    assert desk.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status == 403
    assert desk.post(f"{LIST}{draft.pk}/draft/begin/", {}).status == 404
    assert desk.open(f"{LIST}{draft.pk}/draft/").status == 404
    assert desk.post(f"{LIST}{draft.pk}/versions/1/undo/", {"seen": "1"}).status == 404


def test_auditor_sees_a_draft_and_changes_none(desk, policy):
    begin(desk, policy)
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Auditor"))

    shown = desk.open(f"{LIST}{policy.pk}/draft/")

    assert (shown.status, "Publish</button>" in shown.text) == (200, False)
    for action in ("begin", "publish", "discard"):
        assert desk.post(f"{LIST}{policy.pk}/draft/{action}/", {}).status == 403


def decisions() -> tuple[object, ...]:
    """Return everything about sign-on policies that a draft must leave alone."""
    forget()
    return (
        plain_document(read_values()),
        load_policies(),
        current_policies(),
        [*Policy.objects.values("id", "name", "version")],
        PolicyVersion.objects.count(),
    )


def test_draft_of_a_policy_and_its_rules_is_published(desk):
    staff = group("Staff")
    policy = add_policy(Kind.SESSION, "Own", staff)
    gone = group("Gone")
    rule = add_rule(policy, {"name": "Office", "groups_included": [gone]}, idle_minutes=45)
    add_rule(policy, {"name": "Others"}, idle_minutes=60)
    before = decisions()
    pages = f"policies/sessionpolicy/{policy.pk}/"

    desk.post(f"{pages}draft/begin/", {})
    draft = Policy.with_drafts.get(draft_of=policy)
    copied = draft.rules.get(name="Office")
    own = f"policies/sessionpolicy/{draft.pk}/change/"
    desk.save(f"policies/rule/{copied.pk}/change/", {"idle_minutes": "15"})
    desk.save(f"policies/rule/add/?policy={draft.pk}", {"name": "Third"})
    desk.post(f"policies/rule/{draft.rules.get(name='Others').pk}/do/up/", {})
    desk.save(own, {"description": "Drafted"})

    assert decisions() == before
    assert "Draft of Own: nothing changes" in desk.open(own).text
    assert "Draft of Own: nothing changes" in desk.open(f"policies/rule/{copied.pk}/change/").text
    assert f"/{draft.pk}/change/" not in desk.open("policies/sessionpolicy/").text
    shown = desk.open(f"{pages}draft/").text
    assert "Rule “Third” was added." in shown
    assert "changed from 45 to 15." in shown
    sent = {name: desk.form(f"{pages}draft/")[name] for name in ("seen", "seen_draft")}
    desk.save(f"policies/rule/{copied.pk}/change/", {"idle_minutes": "20"})
    assert "changed" in desk.post(f"{pages}draft/publish/", sent).said
    assert decisions() == before
    sent = {name: desk.form(f"{pages}draft/")[name] for name in ("seen", "seen_draft")}
    assert "Published" in desk.post(f"{pages}draft/publish/", sent).said
    assert [*policy.rules.values_list("name", flat=True)] == ["Others", "Office", "Third"]
    rule.refresh_from_db()
    assert rule.sessionoutcome.idle_minutes == 20
    assert Policy.with_drafts.count() == Policy.objects.count()
    assert newest_event("policy.draft.update").targets == [{"type": "policy", "id": policy.public_id}]


def test_renamed_rule_of_a_draft_is_published_as_the_same_rule(desk):
    policy = add_policy(Kind.SESSION, "Own", group("Staff"))
    office, others = (add_rule(policy, {"name": name}, idle_minutes=45) for name in ("Office", "Others"))
    page = f"policies/sessionpolicy/{policy.pk}/draft/"
    desk.post(f"{page}begin/", {})
    copied = {rule.name: rule for rule in Policy.with_drafts.get(draft_of=policy).rules.all()}
    desk.save(f"policies/rule/{copied['Office'].pk}/change/", {"name": "<b>Desk</b>", "idle_minutes": "15"})
    # Its new name is that of another rule of the policy, so it counts as another rule.
    desk.save(f"policies/rule/{copied['Others'].pk}/change/", {"name": "Office"})
    versions = PolicyVersion.objects.count()

    shown = desk.open(page)
    published = desk.post(f"{page}publish/", desk.form_of(shown))

    assert "Rule “Office” was renamed to “&lt;b&gt;Desk&lt;/b&gt;”." in shown.text
    assert "Rule “&lt;b&gt;Desk&lt;/b&gt;” › Then › " in shown.text
    for change in ("Rule “Office” was added.", "Rule “Others” was removed."):
        assert change in shown.text
    assert "Published" in published.said
    desk_rule, new = policy.rules.order_by("position")
    assert (desk_rule.public_id, desk_rule.name) == (office.public_id, "<b>Desk</b>")
    assert desk_rule.sessionoutcome.idle_minutes == 15
    assert (new.name, new.pk == others.pk, new.copied_from) == ("Office", False, "")
    assert PolicyVersion.objects.count() == versions + 1


def test_draft_does_not_widen_a_rule_whose_group_is_gone(desk):
    policy, gone = add_policy(Kind.SESSION, "Own", group("Staff")), group("Gone")
    add_rule(policy, {"name": "Office", "groups_included": [gone]})
    gone.delete()
    page = f"policies/sessionpolicy/{policy.pk}/draft/"

    desk.post(f"{page}begin/", {})

    draft = Policy.with_drafts.get(draft_of=policy)
    assert read_draft(draft).rules[0].conditions == load_policies().by_id[policy.pk].rules[0].conditions
    assert "Nothing yet." in desk.open(page).text


def test_draft_of_a_default_policy_keeps_its_flags_and_locks_no_owner_out(desk):
    owner()
    rule = default_rule(Kind.SESSION)
    page = f"policies/sessionpolicy/{rule.policy_id}/draft/"
    desk.post(f"{page}begin/", {})
    draft = Policy.with_drafts.get(draft_of=rule.policy_id)
    copied = draft.rules.get()
    assert (draft.is_default, copied.is_default, draft.groups.count()) == (True, True, 0)

    desk.save(f"policies/rule/{copied.pk}/change/", drop="allowed")

    assert not draft.rules.get().sessionoutcome.allowed
    sent = {name: desk.form(page)[name] for name in ("seen", "seen_draft")}
    assert "administrator" in desk.post(f"{page}publish/", {**sent, "confirmed": "yes"}).said
    assert rule.sessionoutcome.allowed


def test_recipe_and_zones_are_as_before_while_there_are_drafts(desk):
    zone = save_zone(NetworkZone(name="Office", networks="192.0.2.0/24"), author())
    for kind in (Kind.SESSION, Kind.ENROLLMENT):
        desk.post(f"policies/{kind}policy/{default_rule(kind).policy_id}/draft/begin/", {})
    draft = Policy.with_drafts.get(draft_of__kind=Kind.SESSION)
    add_rule(draft, {"name": "Office", "zones_included": [zone]})
    [recipe] = [recipe for recipe in RECIPES if recipe.key == "password-optional"]

    apply_recipe(recipe, RecipeValues(form=ProfileEnrollmentPolicy.objects.get(is_default=True)), author())

    with pytest.raises(ValidationFailed):
        delete_zone(zone, author())


def test_only_owners_draft_the_administrations_policy(desk):
    policy = Policy.objects.get(name="Administration")
    page = f"policies/authenticationpolicy/{policy.pk}/draft/"
    desk.post(f"{page}begin/", {})
    draft = Policy.with_drafts.get(draft_of=policy)
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Administrator"))

    assert desk.post(f"policies/authenticationpolicy/{draft.pk}/change/", {"name": "x"}).status == 403
    assert desk.post(f"policies/rule/{draft.rules.get().pk}/change/", {"name": "x"}).status == 403
    assert desk.post(f"policies/rule/add/?policy={draft.pk}", {"name": "x"}).status == 403
    assert desk.post(f"{page}publish/", {}).status == 403
