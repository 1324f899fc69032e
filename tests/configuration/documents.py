"""A document with every section."""


def rule(name="Rule", when=None, **then):
    return {"name": name, **({"when": when} if when else {}), "then": then}


WHOLE = {
    "brand": {"name": "Plum", "color": "#0B6657"},
    "groups": [{"name": "Staff", "description": "Who works here"}, {"name": "Guests"}],
    "attributes": [
        {
            "key": "team",
            "type": "choice",
            "title": "Team",
            "options": [{"value": "ops", "title": "Ops"}, {"value": "shop", "title": "Shop"}],
            "default": "shop",
        },
        {"key": "height", "type": "number", "title": "Height", "minimum": "0.50", "maximum": 3},
    ],
    "identity_providers": [
        {
            "kind": "openid_connect",
            "label": "Partner",
            "issuer": "https://login.partner.example",
            "client_id": "plum",
            "scopes": ["openid", "email"],
            "everywhere": False,
            "trusted_domains": ["Partner.example"],
            "mapping": [{"claim": "unit", "attribute": "team", "time": "sign_in"}],
        }
    ],
    "network_zones": [{"name": "Office", "networks": ["203.0.113.0/24", "2001:DB8::/32"]}],
    "policies": {
        "session": [
            {
                "name": "Staff sessions",
                "groups": ["Staff"],
                "rules": [
                    rule(
                        "At work", {"zones_included": ["Office"], "weekdays": ["fri", "mon"]}, idle_minutes=60
                    ),
                    rule("Elsewhere", {"device": "new"}, allowed=False),
                ],
            }
        ],
        "authentication": [{"name": "Two", "rules": [rule(factors=2, excluded=["phone", "email"])]}],
        "enrollment": [
            {
                "name": "Staff things",
                "groups": ["Staff"],
                "rules": [
                    rule(
                        "Everybody",
                        authenticators={
                            "password": "optional",
                            "passkey": {"need": "required", "grace_skips": 3},
                            "totp": {"need": "required", "grace_until": "2027-06-01T00:00:00+02:00"},
                        },
                    )
                ],
            }
        ],
        "account_management": [
            {"name": "Careful", "rules": [rule("r", {"operations": ["unlock"]}, factors=2)]}
        ],
    },
    "enrollment_policies": [
        {
            "name": "Shop sign-up",
            "sign_up_allowed": True,
            "dashboard": True,
            "allowed_domains": ["Example.com", "@example.org"],
            "groups": ["Guests"],
            "form": [
                {
                    "attribute": "team",
                    "required": True,
                    "label": "Your team",
                    "options": [{"value": "shop", "title": "The shop"}],
                    "required_message": "Choose your team.",
                },
                {
                    "attribute": "firstName",
                    "shown_if": "team",
                    "shown_if_values": ["shop"],
                    "new_page": True,
                    "page_title": "Your name",
                },
            ],
        }
    ],
    "protection": {"hide_at_sign_in": True, "challenge_minutes": 20},
    "applications": [
        {
            "key": "shop",
            "label": "Shop",
            "color": "#AA0000",
            "groups": ["Staff"],
            "authentication_policy": "Two",
            "enrollment_policy": "Shop sign-up",
            "logo": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
        }
    ],
    "group_rules": [
        {
            "name": "Shop team",
            "groups": ["Staff"],
            "trusts_user_values": True,
            "when": [
                {"attribute": "team", "values": ["shop"]},
                {"email_domains": ["Example.com"], "or": True},
                {"applications": ["shop"]},
                {"policies": ["Shop sign-up"], "or": True},
            ],
        }
    ],
}
