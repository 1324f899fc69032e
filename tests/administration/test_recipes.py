"""The page of recipes: few choices, the effect before it is saved, and rows that can be edited afterwards."""

import html
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import Event, User
from applications.models import Application
from applications.services import apps
from applications.services.recipes import RECIPES
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import AuthenticationOutcome, NetworkZone, Policy
from tests.actors import a_user
from tests.administration.desk import Desk
from tests.policies.rows import owner

pytestmark = pytest.mark.django_db

RIGHTS = Path(__file__).resolve().parents[2] / "docs" / "rights.md"


@pytest.fixture
def payroll() -> Application:
    return apps.create_application("Payroll", apps.author(None, timezone.now()), everyone=True)


def send(desk: Desk, recipe: str, **choices: object):
    posted = {f"{recipe}-{name}": value for name, value in choices.items()}
    return desk.post("recipes/", {"recipe": recipe, **posted})


def titles(desk: Desk) -> list[str]:
    return [
        html.unescape(title)
        for title in re.findall(r"<h2 id=\"[\w-]+\">(.*?)</h2>", desk.open("recipes/").text)
    ]


def helper(*codenames: str) -> Desk:
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return desk


def test_owner_sees_every_recipe_in_its_order(desk: Desk):
    assert titles(desk) == [recipe.title for recipe in RECIPES]


def test_applied_recipe_leads_to_the_row_that_it_wrote(desk: Desk, payroll: Application):
    shown = send(desk, "require-authenticator-app", application=payroll.pk, passkeys="on")
    payroll.refresh_from_db()
    assert "Recipe applied to “Payroll: Authenticator app”." in shown.said
    assert payroll.authentication_policy is not None
    event = Event.objects.get(type="policy.lifecycle.create")
    assert event.actor_id == desk.user.public_id


def test_recipe_that_removes_access_shows_who_and_waits(desk: Desk, payroll: Application):
    offered = Policy.objects.get(kind=Kind.ENROLLMENT, is_default=True).rules.get().enrollmentoutcome.settings
    offered.filter(authenticator__in=["totp", "passkey"]).delete()
    a_user("ada@example.com")
    asked = send(desk, "require-authenticator-app", application=payroll.pk)
    assert "Save anyway" in asked.text
    assert not Policy.objects.filter(name__startswith="Payroll").exists()
    confirmed = desk.post("recipes/", {**desk.form_of(asked), "confirmed": "yes"})
    assert "Payroll: Authenticator app" in confirmed.said


def test_recipe_with_a_mistake_keeps_what_was_typed(desk: Desk):
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)
    posted = {"recipe": "allow-domains", "allow-domains-form": form.pk, "allow-domains-domains": "no domain"}
    answer = desk.client.post("/admin/recipes/", posted)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Error: Recipes", text)
    assert "“no domain”" in text
    assert ">\nno domain</textarea>" in text


def test_recipe_without_a_choice_says_so(desk: Desk):
    assert "This field is required." in send(desk, "close-sign-up").text


def test_locking_every_owner_out_is_refused(desk: Desk):
    offered = Policy.objects.get(kind=Kind.ENROLLMENT, is_default=True).rules.get().enrollmentoutcome.settings
    offered.filter(authenticator="passkey").delete()
    owner()
    refused = send(desk, "passkeys-for-administrators")
    assert "administrator" in refused.said
    assert not Policy.objects.filter(name__endswith="Passkeys").exists()


def test_recipes_need_all_of_their_permissions(payroll: Application):
    limited = helper("change_profileenrollmentpolicy", "change_authenticationpolicy")
    assert titles(limited) == ["Require two factors outside the office", "Allow only these email domains"]
    assert send(limited, "close-sign-up", application=payroll.pk).status == 403
    assert helper("view_user").open("recipes/").status == 403


def test_recipe_is_offered_only_with_the_right_to_all_it_writes():
    for recipe in RECIPES:
        names = [permission.partition(".")[2] for permission in recipe.permissions]
        # Who opens the administration is for owners, whatever the permissions.
        assert (recipe.title in titles(helper(*names))) is not recipe.owners_only
        for missing in names:
            left = helper(*(name for name in names if name != missing))
            asked = left.client.post("/admin/recipes/", {"recipe": recipe.key})
            assert asked.status_code == 403, (recipe.key, missing)


def test_documented_permissions_of_recipes_are_those_required():
    rows = re.findall(r"^\| (`[\w-]+`(?:, `[\w-]+`)*) \| (`\w+`[^|]*) \|$", RIGHTS.read_text(), re.MULTILINE)
    documented = {
        key: set(re.findall(r"`(\w+)`", cell))
        for keys, cell in rows
        for key in re.findall(r"`([\w-]+)`", keys)
    }
    for recipe in RECIPES:
        assert documented[recipe.key] == {name.partition(".")[2] for name in recipe.permissions}


def test_second_press_keeps_the_policy_of_the_first(desk: Desk, payroll: Application):
    for _press in range(2):
        shown = send(
            desk, "require-authenticator-app", application=payroll.pk, passkeys="on", confirmed="yes"
        )
        assert "Recipe applied to “Payroll: Authenticator app”." in shown.said
    assert Policy.objects.filter(name__startswith="Payroll").count() == 1


def test_rule_that_denies_everyone_is_named_beside_the_policy(desk: Desk):
    policy = Policy.objects.get(kind=Kind.AUTHENTICATION, is_default=True)
    AuthenticationOutcome.objects.filter(rule__policy=policy, rule__is_default=True).update(allowed=False)
    zone = NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")
    refused = send(desk, "two-factors-outside", policy=policy.pk, zone=zone.pk)
    rule = policy.rules.get()
    assert f"The rule “{rule.name}” denies access, and this recipe would allow it." in refused.text
    assert policy.rules.count() == 1


def test_domains_that_a_form_has_are_listed_and_stay(desk: Desk):
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)
    ProfileEnrollmentPolicy.objects.update(allowed_domains="a.example\nb.example")
    refused = send(desk, "allow-domains", form=form.pk, domains="example.org")
    assert f"“{form.name}” already allows other domains: a.example, b.example." in refused.text
    form.refresh_from_db()
    assert form.allowed_domains == "a.example\nb.example"


def test_policy_of_the_administration_is_for_owners():
    limited = helper("change_authenticationpolicy", "view_networkzone")
    zone = NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")
    guard = Application.objects.get(key="administration").authentication_policy
    policy = guard or Policy.objects.get(kind=Kind.AUTHENTICATION, is_default=True)
    refused = send(limited, "two-factors-outside", policy=policy.pk, zone=zone.pk)
    assert (refused.status, policy.rules.filter(name="Outside Office").exists()) == (403, False)


def test_unknown_recipe_is_refused(desk: Desk):
    assert send(desk, "open-everything").status == 403
