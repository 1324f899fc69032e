from accounts.domain.event_words import sentence, template_of


def test_an_event_reads_as_a_sentence_with_whoever_did_it_at_the_end():
    template = template_of("user.lifecycle.suspend", success=True)

    assert sentence(template, "ada@example.com", "owner@example.com") == (
        "ada@example.com was suspended · owner@example.com"
    )


def test_a_refusal_is_not_told_as_a_success():
    assert template_of("user.session.start", success=False) != template_of("user.session.start", success=True)


def test_a_type_without_a_sentence_is_shown_as_it_is():
    assert sentence(template_of("a.b.c", success=True), "Somebody", "") == "a.b.c"
