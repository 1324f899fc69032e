"""``manage.py policies shadow start session Employees``: the trial of a draft, beside the page's buttons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from accounts.domain.violations import ValidationFailed, Violation
from accounts.management.subcommands import Result, Subcommand, argument, not_found
from applications.management.commands.policies import KIND, POLICY
from policies.domain.shadow import ShadowEnd, from_stored
from policies.models import Policy
from policies.selectors.shadows import ShadowReport, shadow_report
from policies.services.shadows import start_shadow, stop_shadow

START, STOP, SHOW = "start", "stop", "show"
ACTION: Final = argument("action", choices=(START, STOP, SHOW), help="start, stop or show")


def _run(options: dict[str, Any], now: datetime) -> Result:
    policy = Policy.objects.filter(kind=options["kind"], name=options["policy"]).first()
    if policy is None:
        raise not_found("ssr.policy.unknown", options["policy"])
    if options["action"] == START:
        start_shadow(policy, None, now)
    if options["action"] == STOP:
        stop_shadow(policy, None, now)
    draft = Policy.with_drafts.filter(draft_of=policy).first()
    if draft is None:
        raise ValidationFailed([Violation("", "ssr.policy.no_draft")])
    return {"kind": policy.kind, "name": policy.name, **_facts(shadow_report(draft, now))}


def _facts(report: ShadowReport | None) -> Mapping[str, Any]:
    if report is None:
        return {"state": "not started"}
    end = ShadowEnd(report.shadow.end).label if report.shadow.end else ""
    return {
        "state": "running" if report.is_running else "ended",
        "started": report.shadow.started_at.isoformat(timespec="seconds"),
        "ends": report.shadow.ends_at.isoformat(timespec="seconds"),
        "end": end,
        "attempts": report.attempts,
        "differing": report.differing,
        "differences": [
            {"count": item.count, "difference": item.difference.describe().english, "rule": item.rule}
            for item in report.counts
        ],
        "newest": [
            {
                "time": row.at.isoformat(timespec="seconds"),
                "user": row.user,
                "transaction": row.transaction,
                "differences": " ".join(found.describe().english for found in from_stored(row.differences)),
            }
            for row in report.newest
        ],
    }


SHADOW: Final = Subcommand(
    "try the draft of a policy for a day beside the policies in force, and show what would have gone "
    "differently",
    _run,
    (ACTION, KIND, POLICY),
)
