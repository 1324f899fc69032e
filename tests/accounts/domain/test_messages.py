import re

import pytest

from accounts.domain.messages import CATALOGUE, Message, MessageClass, entry, format_text
from accounts.domain.violations import Violation
from tests.tables import each

OURS = re.compile(r"ssr(\.[a-z_]+)+")
BLAMING = re.compile(r"\b(invalid|illegal|forbidden|failed|fatal|must enter|please)\b|!", re.IGNORECASE)


def test_every_message_is_calm():
    assert [key for key, message in CATALOGUE.items() if BLAMING.search(message.text)] == []


def test_every_message_ends_like_a_sentence_or_quotes_other_words():
    sentences = {key: one.text for key, one in CATALOGUE.items() if not key.startswith("ssr.password.rule.")}

    assert [key for key, text in sentences.items() if not text.endswith((".", "{0}"))] == []


def test_only_messages_without_error_have_a_success_status():
    errors = {key: one for key, one in CATALOGUE.items() if one.cls is MessageClass.ERROR}

    assert [key for key, one in errors.items() if one.status < 400] == []


def test_our_own_keys_look_alike():
    ours = [key for key in CATALOGUE if key.startswith("ssr.")]

    assert [key for key in ours if not OURS.fullmatch(key)] == []


@each(
    "key",
    [
        "idx.unknown.user",
        "incorrectPassword",
        "api.authn.error.PASSCODE_INVALID",
        "tooManyRequests",
        "ssr.resend.too_soon",
        "ssr.mail.too_many",
        "idx.return.link.expired",
        "idx.return.stale",
        "idx.return.error",
        "ssr.link.used",
        "idx.session.expired",
        "idx.transferred.to.new.tab",
        "idx.enter.otp.in.original.tab",
        "idx.email.verification.required",
        "oie.registration.is.not.enabled",
        "idx.error.registration.unavailable",
        "idx.recovery.completed",
        "ssr.address.taken_at_finish",
        "ssr.busy",
        "ssr.form.outdated",
        "ssr.cookies.off",
        "ssr.email.domain_not_allowed",
    ],
)
def test_every_message_of_the_flows_is_in_the_catalogue(key):
    assert entry(key).text


def test_unknown_key_raises():
    with pytest.raises(KeyError):
        entry("ssr.no.such.key")


@each(
    ("template", "params", "text"),
    [
        ("Hello {0}", ("Ada",), "Hello Ada"),
        ("{1} and {0}", ("a", "b"), "b and a"),
        ("Hello {0}{1}", ("Ada",), "Hello Ada"),
        ("{0}", ("{1}", "secret"), "{1}"),
        ("{0.__class__} {x} {}", ("a",), "{0.__class__} {x} {}"),
        ("{0}", ("\\1 %s",), "\\1 %s"),
        ("Enter your {0|inline}.", ("First name",), "Enter your first name."),
        ("Enter your {0|inline}.", ("ZIP code",), "Enter your ZIP code."),
        ("Enter your {0|inline}.", ("",), "Enter your ."),
    ],
)
def test_params_are_put_in_and_never_read_as_templates(template, params, text):
    assert format_text(template, params) == text


def test_a_message_knows_its_class_status_and_english_words():
    message = Message("idx.unknown.user", ("ada@example.com",))

    assert (message.cls, message.status) == (MessageClass.INFO, 400)
    assert message.english == "There’s no account with the username ada@example.com."


def test_violation_has_a_text():
    assert Message.of(Violation("identifier", "ssr.mail.too_many", ("15:40",))).params == ("15:40",)
