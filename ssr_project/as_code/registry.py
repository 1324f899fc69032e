"""Every section of the document, in the order in which it is read and written."""

from typing import Final

from accounts.as_code.attributes import attributes
from accounts.as_code.brand import BRAND
from accounts.as_code.groups import GROUPS
from accounts.domain.documents.sections import Section
from applications.as_code.apps import applications
from applications.selectors import labels_enrolling_by, labels_using
from enrollment.as_code import enrollment_policies
from enrollment.selectors import policies_asking, unverified_policies
from oidc.as_code import CLIENT
from policies.as_code.policies import policies
from policies.as_code.protection import protection
from policies.as_code.zones import ZONES
from policies.domain.rules import Kind

SECTIONS: Final[tuple[Section, ...]] = (
    BRAND,
    GROUPS,
    attributes(policies_asking),
    ZONES,
    *(policies(kind, labels_using) for kind in Kind),
    enrollment_policies(labels_enrolling_by),
    protection(unverified_policies),
    applications([CLIENT]),
)

COMMENTS: Final = {
    "brand": "How pages and mails look and who they say they are.",
    "groups": "Groups of people. Who is in them is no configuration.",
    "attributes": "The profile schema: what may be known of a person. Base attributes stay.",
    "network_zones": "Names for networks, for the rules of policies.",
    "policies": (
        "Policies of five kinds, in the order in which they are asked; the default one is for the rest.\n"
        "A policy has the rules that stand here, in this order, and no others. All of `when` has to hold;\n"
        "what is left out is not asked."
    ),
    "enrollment_policies": "Who may sign up, by which form, and what a new person joins.",
    "protection": "What is hidden, how long mailed codes work, who is told of what.",
    "applications": "Apps. People who are assigned by name are no configuration.",
}
"""The comment above a section, by the first part of its name."""
