"""The page of later questions."""

from dataclasses import replace
from typing import Final

from accounts.domain.fields import Field
from accounts.domain.messages import Message
from enrollment.domain.form import PROFILE_PREFIX, FormItem, fields_of
from enrollment.domain.progressive import can_skip
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import skip
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import QuestionsSubject
from flows.domain.transaction import Transaction

JOIN: Final = "ssr.app.join"


def profile_update(items: tuple[FormItem, ...], state: FlowState, *, joins: bool = False) -> Step:
    """Ask what the user never said; it can wait unless something required is among it (PP-2).

    With ``joins`` the answer also joins the groups of the app, which never happens unasked.
    """
    fields = tuple(_preset(field, state.transaction) for field in fields_of(items))
    main = Form(FormName.PROFILE_UPDATE, fields)
    app = state.policies.application
    return Step(
        StepName.PROFILE_UPDATE,
        (main, skip()) if can_skip(items) and not joins else (main,),
        messages=(Message(JOIN, (app.label, state.transaction.identifier_display)),) if joins else (),
        subject=QuestionsSubject("" if app.built_in else app.label, joins=app.label if joins else ""),
    )


def _preset(field: Field, transaction: Transaction) -> Field:
    """Return the input, with what was answered here before it had to be asked again."""
    draft = transaction.draft.get(field.path.removeprefix(PROFILE_PREFIX))
    return field if draft is None or field.secret else replace(field, value=draft)
