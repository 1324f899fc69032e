from dataclasses import replace
from functools import cache

import pytest

from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.steps import FormName, Step, StepName
from flows.domain.transaction import Intent
from flows.handlers import HANDLERS
from tests.tables import each
from tools.flow_diagram import __main__, diagram
from tools.flow_diagram.__main__ import main
from tools.flow_diagram.example_answers import ANSWERS

EDGES = cache(diagram.edges)
"""Found once for all tests here: to walk along every edge takes two seconds."""


@pytest.fixture(autouse=True)
def _walked_once(monkeypatch):
    monkeypatch.setattr(diagram, "edges", EDGES)


@pytest.fixture
def walked():
    return EDGES(next_step)


def test_written_diagram_matches_the_code():
    assert main(["--check"]) == ""


def test_an_outdated_diagram_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(__main__, "PAGE", tmp_path / "flows.md")
    assert "out of date" in main(["--check"])
    (tmp_path / "flows.md").write_text("something else")
    assert "out of date" in main(["--check"])
    main([])
    assert main(["--check"]) == ""


def test_a_step_that_is_planted_appears(walked, monkeypatch):
    monkeypatch.setattr(diagram, "Intent", [Intent.SIGN_UP])  # walked again: one intent is enough

    def planted(state: FlowState) -> Step:
        step = next_step(state)
        grown_up = state.transaction.intent is Intent.SIGN_UP and step.name is StepName.ENROLL_PASSWORD
        return replace(step, name="ask-for-tea", forms=()) if grown_up else step

    assert any(edge.target == "ask-for-tea" for edge in diagram.edges(planted))
    assert not any(edge.target == "ask-for-tea" for edge in walked)


def test_the_examples_know_every_form_that_a_handler_answers():
    assert set(ANSWERS) == set(HANDLERS)


@each("step", list(StepName))
def test_every_step_is_reached(walked, step):
    assert any(edge.target == step for edge in walked)


def test_every_form_that_a_handler_answers_is_offered_somewhere(walked):
    # A question helps only where nothing else can be proved: it has no alternative beside it.
    never = (StepName.CHALLENGE_SECURITY_QUESTION, FormName.SELECT_AUTHENTICATOR_AUTHENTICATE)
    assert set(HANDLERS) - {(edge.source, edge.form) for edge in walked} == {never}


def test_no_end_but_a_session_or_none_is_left_open(walked):
    left = {edge.target for edge in walked} - {edge.source for edge in walked}
    assert left == {StepName.ENDED, "session", "no_session"}


@each("intent", list(Intent))
def test_every_intent_has_a_diagram_with_start_and_end(walked, intent):
    mine = [edge for edge in walked if edge.intent is intent]
    assert any(edge.source == "[*]" for edge in mine)
    assert any(edge.source == StepName.DONE for edge in mine)


def test_only_recovery_and_deletion_can_end_without_a_session(walked):
    without = {edge.intent for edge in walked if edge.target == "no_session"}
    assert without == {Intent.RECOVER, Intent.ACTIVATE, Intent.UNLOCK, Intent.MANAGE}
