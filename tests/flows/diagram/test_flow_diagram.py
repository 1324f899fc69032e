from dataclasses import replace
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from flows.domain import diagram, examples
from flows.domain.next_step import next_step
from flows.domain.policies import Policies
from flows.domain.steps import Step, StepName
from flows.domain.transaction import Intent, Transaction
from flows.handlers import HANDLERS


def test_the_written_diagram_is_what_the_code_does():
    call_command("flow_diagram", "--check")


def test_an_outdated_diagram_is_noticed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "flows.md").write_text("something else")
    with pytest.raises(CommandError, match="out of date"):
        call_command("flow_diagram", "--check")


def test_a_step_that_is_planted_appears():
    def planted(facts: Transaction, policies: Policies, now: datetime) -> Step:
        step = next_step(facts, policies, now)
        grown_up = facts.intent is Intent.SIGN_UP and step.name is StepName.ENROLL_PASSWORD
        return replace(step, name="ask-for-tea", forms=()) if grown_up else step

    assert any(edge.target == "ask-for-tea" for edge in diagram.edges(planted))
    assert not any(edge.target == "ask-for-tea" for edge in diagram.edges())


def test_the_examples_know_every_form_that_a_handler_answers():
    assert set(examples.CHANGES) == set(HANDLERS)


@pytest.mark.parametrize("step", list(StepName))
def test_every_step_is_reached(step):
    assert any(edge.target == step for edge in diagram.edges())
