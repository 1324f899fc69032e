"""Pages of later questions: skippable or not, for an app or for our own pages, one or a few, refused."""

from collections.abc import Callable, Mapping

from accounts.domain.fields import Constraints, Field, FieldType
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import QuestionsSubject
from flows.hosted.presenter import Attempt, Page
from tests.flows.hosted.examples import button, choices, page, refused

TEAM = Field("userProfile.team", FieldType.CHOICE, "Your team", options=choices("Ops", "Sales"))
TOWN = Field("userProfile.city", FieldType.STRING, "Town", constraints=Constraints(max_length=128))
NEWS = Field("userProfile.news", FieldType.BOOLEAN, "Send me the newsletter")


def questions(
    *fields: Field,
    app: str = "Payroll",
    skip: bool = True,
    attempt: Attempt = Attempt(),  # noqa: B008
) -> Page:
    forms = (Form(FormName.PROFILE_UPDATE, fields), *((button(FormName.SKIP),) if skip else ()))
    return page(Step(StepName.PROFILE_UPDATE, forms, subject=QuestionsSubject(app)), attempt)


def required(field: Field) -> Field:
    return Field(field.path, field.type, field.label, required=True, options=field.options)


PAGES: Mapping[str, Callable[[], Page]] = {
    "questions": lambda: questions(TEAM, TOWN, NEWS),
    "questions, one": lambda: questions(TOWN),
    "questions, required": lambda: questions(required(TEAM), TOWN, skip=False),
    "questions, of our own pages": lambda: questions(TOWN, app=""),
    "questions, required, of our own pages": lambda: questions(required(TOWN), app="", skip=False),
    "questions, refused": lambda: questions(
        required(TEAM),
        required(TOWN),
        skip=False,
        attempt=refused("userProfile.team", "ssr.field.choose", "Your team", **{"userProfile.city": "Cork"}),
    ),
}
