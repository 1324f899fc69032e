"""Linked accounts on the security page: what users see of them, link and unlink."""

import pytest
from django.utils import timezone

from accounts.credentials import enrollments
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import LinkedAccount, PendingEnrollment
from accounts.identities import new_public_id
from accounts.models import Enrollment
from tests.actors import PASSWORD, a_user, mails_to
from tests.dashboard.changes import Change
from tests.dashboard.users import ADA, buttons_in, come_in, notes_on, page_of, policy_says, rows_of, tags_in
from tests.identity_providers.rows import a_provider

pytestmark = pytest.mark.django_db
TITLE, WITHOUT, ANOTHER = f"Acme · {ADA}", "Account with another provider", "Another linked account"


def link(user, provider):
    account = LinkedAccount(provider.public_id, provider.issuer, user.public_id)
    pending = PendingEnrollment(new_public_id(), Authenticator.IDENTITY_PROVIDER, ADA, account)
    return enrollments.add(user, pending, timezone.now())


def rows_at(visitor, page="/me/security"):
    return rows_of(visitor.get(page))


def test_linking_is_offered_where_provider_and_policies_allow_it():
    visitor = come_in(a_user(ADA, PASSWORD))
    assert WITHOUT not in rows_at(visitor)
    a_provider()
    assert buttons_in(rows_at(visitor)[WITHOUT]) == [f"Link {WITHOUT}"]
    policy_says({Authenticator.IDENTITY_PROVIDER: "not_allowed"})
    assert WITHOUT not in rows_at(visitor)


def test_linking_leads_to_the_provider_after_a_proof():
    acme = a_provider()
    change = Change.begin(come_in(a_user(ADA, PASSWORD), mailed=True), "add/identity_provider")
    assert change.asks == "enroll-identity-provider"
    assert change.answer("redirect-idp", idp="another").status_code == 422
    assert not change.facts.upstream_request
    page = page_of(change.visitor.get())
    assert [field.get("value") for field in page.all("input", name="idp")] == [acme.public_id]


def test_linked_account_is_shown_by_its_provider_and_unlinked():
    user, acme = a_user(ADA, PASSWORD), a_provider()
    linked, visitor = link(user, acme), come_in(user, mailed=True)
    rows = rows_at(visitor)
    assert buttons_in(rows[TITLE]) == [f"Unlink {TITLE}"]
    assert buttons_in(rows[ANOTHER]) == [f"Link {WITHOUT}"]
    assert TITLE in rows_at(visitor, "/me/")
    change = Change.begin(visitor, f"remove/{linked.public_id}")
    assert f"Unlink “{ADA}”?" in page_of(visitor.get()).text
    change.answer("remove-authenticator")
    assert not Enrollment.objects.exists()
    assert notes_on(visitor.get("/me/security?done")) == ["Account unlinked."]
    mail = mails_to(ADA)[-1]
    assert (mail.template, mail.context["authenticator"]) == ("authenticator_removed", TITLE)


def test_account_of_a_provider_that_is_off_is_marked_and_can_go():
    user, acme = a_user(ADA, PASSWORD), a_provider(active=False)
    link(user, acme)
    row = rows_at(come_in(user))[TITLE]
    assert tags_in(row) == ["Not in use"]
    assert buttons_in(row) == [f"Unlink {TITLE}"]


def test_only_linked_account_stays_where_nothing_else_signs_in():
    policy_says({Authenticator.EMAIL: "not_allowed"})
    user, acme = a_user(ADA), a_provider()
    linked = link(user, acme)
    visitor = come_in(user, passkey=linked)
    row = rows_at(visitor)[TITLE]
    assert tags_in(row) == ["Your only sign-in method"]
    assert not buttons_in(row)
    visitor.http.post(f"/me/security/remove/{linked.public_id}")
    assert Enrollment.objects.filter(pk=linked.pk).exists()
