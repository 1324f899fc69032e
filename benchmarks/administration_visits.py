"""The pages that the measurement opens: every list with its filters, searches, people, groups and events."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.references import reference_of
from accounts.models import Challenge, Event, OutboxMail, Session, User
from benchmarks.administration_tables import (
    EVERYBODY,
    OFFICE,
    RARE_TYPE,
    SMALL_GROUP,
    TENTH,
    TYPES,
    busy_person,
)
from flows.models import Transaction

SUGGESTIONS: Final = "autocomplete/?app_label=applications&model_name=application&field_name=people"
NO_GROUP: Final = 9999


def visits(people: int) -> Mapping[str, str]:
    """Return the addresses of the pages by a name for each."""
    some = User.objects.filter(pk__gte=people // 2 + 2).order_by("pk")[0]
    return {
        "home": "",
        **_people(some),
        **_one_person(some, User.objects.get(pk=busy_person(people))),
        **_searches(some),
        **_log(some, User.objects.get(pk=busy_person(people))),
        **_rest(some),
    }


def _people(some: User) -> dict[str, str]:
    queries = {
        "": "",
        "after the middle": f"after={some.pk}",
        "last page": "end=1",
        "by name": "o=2",
        "by name backwards": "o=-2",
        "by name, in the middle": f"o=2&after={some.pk}",
        "by name, last page": "o=2&end=1",
        "by address": "o=1",
        "active": "status=ACTIVE",
        "pending": "status=pending",
        "locked": "status=LOCKED_OUT",
        "suspended": "status=SUSPENDED",
        "deactivated": "status=DEPROVISIONED",
        "password reset (ten)": "status=RECOVERY",
        "locked, by name": "status=LOCKED_OUT&o=2",
        "locked, by address, last page": "status=LOCKED_OUT&o=1&end=1",
        "imported": "origin__exact=import",
        "added by hand (few, long ago)": "origin__exact=administrator",
        "added by hand, by name": "origin__exact=administrator&o=2",
        "administrators": "is_staff__exact=1",
        "not administrators": "is_staff__exact=0",
        "of no one: locked administrators": "is_staff__exact=1&status=LOCKED_OUT",
        "of no one: imported by hand and reset": "origin__exact=administrator&status=RECOVERY",
        "of a small group": f"group={SMALL_GROUP}",
        "of a small group, by name": f"group={SMALL_GROUP}&o=2",
        "of a group of 900,000": f"group={EVERYBODY}",
        "of a group of 900,000, by name": f"group={EVERYBODY}&o=2",
        "of a group of 900,000, last page": f"group={EVERYBODY}&end=1",
        "of a group of 100,000": f"group={TENTH}",
        "of no group": f"group={NO_GROUP}",
        "locked, of a group of 900,000": f"group={EVERYBODY}&status=LOCKED_OUT",
        "added by hand, of a small group": f"group={SMALL_GROUP}&origin__exact=administrator",
        "search: address": f"q={some.email}",
        "search: Ada": "q=Ada",
        "search: ØDEGÅRD": "q=ØDEGÅRD",
        "search: two names": "q=Ada+Family1234",
        "search: part of an address": f"q={some.email.partition('@')[0][-8:]}",
        "search: domain": "q=mail7.example",
        "search: public id": f"q={some.public_id}",
        "search: one letter (a)": "q=a",
        "search: one letter of no name (ж)": "q=ж",
        "search: three letters of all (mai)": "q=mai",
        "search: no match": "q=xylophonist",
        "search: Ada, by name": "q=Ada&o=2",
        "search: Ada, last page": "q=Ada&end=1",
        "search: Ada among locked": "q=Ada&status=LOCKED_OUT",
        "search: mail7.example in a small group": f"q=mail7.example&group={SMALL_GROUP}",
        "search: Ada among added by hand": "q=Ada&origin__exact=administrator",
        "search: Ada in a group of 900,000": f"q=Ada&group={EVERYBODY}",
        "search: no match among locked": "q=xylophonist&status=LOCKED_OUT",
        "search: one letter (a) among locked": "q=a&status=LOCKED_OUT",
        "search: mai among active": "q=mai&status=ACTIVE",
    }
    return {
        f"people, {name}".removesuffix(", "): f"accounts/user/?{query}" for name, query in queries.items()
    }


def _one_person(some: User, busy: User) -> dict[str, str]:
    return {
        "person": f"accounts/user/{some.pk}/change/",
        "person with 20,000 events, 2,000 sessions": f"accounts/user/{busy.pk}/change/",
        "person: question before an action": f"accounts/user/{some.pk}/do/suspend/",
        "people: add one": "accounts/user/add/",
        "people: suggestions": f"{SUGGESTIONS}&term=ada",
        "group": f"accounts/group/{SMALL_GROUP}/change/",
        "group of 900,000": f"accounts/group/{EVERYBODY}/change/",
        "group of 900,000: question before deletion": f"accounts/group/{EVERYBODY}/delete/",
        "groups": "accounts/group/",
        "groups, search": "accounts/group/?q=Group+1",
    }


def _searches(some: User) -> dict[str, str]:
    typed = {
        "address": some.email,
        "Ada": "Ada",
        "one letter (a)": "a",
        "no match": "xylophonist",
        "domain": "mail7.example",
        "reference": reference_of(Event.objects.filter(user_id=some.public_id)[0].transaction_id),
    }
    return {f"search of everything: {name}": f"search/?q={text}" for name, text in typed.items()}


def _log(some: User, busy: User) -> dict[str, str]:
    event = Event.objects.filter(user_id=some.public_id)[0]
    middle = Event.objects.get(pk=event.pk)
    day = f"{middle.occurred_at:%Y-%m-%d}"
    hour = f"since={day}T10:00&until={day}T11:00"
    queries = {
        "": "",
        "after the middle": f"after={event.pk}",
        "last page": "end=1",
        "failures": "outcome__exact=failure",
        "successes": "outcome__exact=success",
        "rare family": "about=user.account",
        "frequent family": "about=user.session",
        "family of nothing": "about=policy.rule",
        "an hour": hour,
        "an hour, rare family": f"{hour}&about=user.account",
        "an hour, failures": f"{hour}&outcome__exact=failure",
        "a day in the future": "since=2100-01-01T00:00",
        "failures of a rare family": "outcome__exact=failure&about=user.account",
        "failures of a frequent family": "outcome__exact=failure&about=user.session",
        "failures of a frequent family, last page": "outcome__exact=failure&about=user.session&end=1",
        "search: address": f"q={some.email}",
        "search: unknown address": "q=unknown@example.com",
        "search: public id": f"q={some.public_id}",
        "search: person with 20,000 events": f"q={busy.public_id}",
        "search: that person, last page": f"q={busy.public_id}&end=1",
        "search: that person, failures": f"q={busy.public_id}&outcome__exact=failure",
        "search: that person, an hour": f"q={busy.public_id}&{hour}",
        "search: that person, rare family": f"q={busy.public_id}&about=user.account",
        "search: reference": f"q={reference_of(event.transaction_id)}",
        "search: transaction": f"q={event.transaction_id}",
        "search: rare type": f"q={RARE_TYPE}",
        "search: frequent type": f"q={TYPES[0]}",
        "search: frequent type, last page": f"q={TYPES[0]}&end=1",
        "search: frequent type, an hour": f"q={TYPES[0]}&{hour}",
        "search: frequent type, failures": f"q={TYPES[1]}&outcome__exact=failure",
        "search: IP address": "q=10.7.7.7",
        "search: IP address of an office": f"q={OFFICE}",
        "search: IP address of an office, last page": f"q={OFFICE}&end=1",
        "search: office, failures": f"q={OFFICE}&outcome__exact=failure",
        "search: office, an hour": f"q={OFFICE}&{hour}",
        "search: office, rare family": f"q={OFFICE}&about=user.account",
        "search: nothing": "q=no.such.type",
    }
    lists = {f"log, {name}".removesuffix(", "): f"accounts/event/?{query}" for name, query in queries.items()}
    return {**lists, "event": f"accounts/event/{event.pk}/change/"}


def _rest(some: User) -> dict[str, str]:
    session = Session.objects.order_by("created_at")[0]
    message, challenge = OutboxMail.objects.order_by("id")[100], Challenge.objects.order_by("id")[100]
    transaction = Transaction.objects.order_by("created_at")[100]
    return {
        "sessions": "accounts/session/",
        "sessions, last page": "accounts/session/?end=1",
        "sessions, search: address": f"accounts/session/?q={some.email}",
        "sessions, search: IP address": f"accounts/session/?q={session.ip_address}",
        "messages": "accounts/outboxmail/",
        "messages, page 400": "accounts/outboxmail/?p=400",
        "messages, failed": "accounts/outboxmail/?state__exact=failed",
        "messages, waiting": "accounts/outboxmail/?state__exact=queued",
        "messages, rare type": "accounts/outboxmail/?template=activation",
        "messages, search: address": f"accounts/outboxmail/?q={message.to}",
        "messages, search: no match": "accounts/outboxmail/?q=unknown@example.com",
        "message": f"accounts/outboxmail/{message.pk}/change/",
        "transactions": "flows/transaction/",
        "transactions, sign-ups": "flows/transaction/?intent__exact=sign_up",
        "transactions, search: address": f"flows/transaction/?q={challenge.address}",
        "transactions, search: reference": f"flows/transaction/?q={reference_of(transaction.pk)}",
        "transaction": f"flows/transaction/{transaction.pk}/change/",
        "challenges": "accounts/challenge/",
        "challenges, search: address": f"accounts/challenge/?q={challenge.address}",
        "attempt counters": "accounts/budget/",
        "imports": "accounts/userimport/",
        "imports: new": "accounts/userimport/add/",
        "sign-up forms": "enrollment/profileenrollmentpolicy/",
        "sign-up form": "enrollment/profileenrollmentpolicy/1/change/",
        "profile attributes": "accounts/profileattribute/",
        "group rules": "accounts/grouprule/",
        "applications": "applications/application/",
        "roles": "accounts/role/",
        "simulation": f"policies/rule/simulation/?person={some.email}",
    }
