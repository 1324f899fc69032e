from accounts.domain.event_words import sentence, template_of


def test_event_reads_as_a_sentence_that_ends_with_its_actor():
    template = template_of("user.lifecycle.suspend", success=True)

    assert sentence(template, "ada@example.com", "owner@example.com") == (
        "ada@example.com was suspended · owner@example.com"
    )


def test_refusal_does_not_read_as_a_success():
    assert template_of("user.session.start", success=False) != template_of("user.session.start", success=True)


def test_a_type_without_a_sentence_is_shown_as_it_is():
    assert sentence(template_of("a.b.c", success=True), "Unknown user", "") == "a.b.c"


def test_log_names_a_decoy_as_a_decoy():
    sent = "system.email.send_factor_verify_message"
    assert "none was sent" in template_of(sent, success=True, variant="nobody")
    assert "owner was notified" in template_of(sent, success=True, variant="holder_told")
    assert "isn’t active" in template_of("user.session.start", success=False, variant="turned_away")
