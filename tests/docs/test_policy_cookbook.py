"""The cookbook has a command for each recipe, and the command takes the options that it shows."""

import re
import shlex

from applications.management.commands.policies import Command
from applications.services.recipes import RECIPES
from tests.lint import ROOT

PAGE = (ROOT / "docs" / "admin" / "policy-cookbook.md").read_text()
COMMANDS = [
    shlex.split(line) for line in re.findall(r"^    manage\.py policies (recipe .+)$", PAGE, re.MULTILINE)
]


def test_cookbook_has_a_command_for_each_recipe():
    assert [words[1] for words in COMMANDS] == [recipe.key for recipe in RECIPES]


def test_cookbook_shows_every_required_option_of_a_recipe():
    parser = Command().create_parser("manage.py", "policies")
    for recipe, words in zip(RECIPES, COMMANDS, strict=True):
        chosen = vars(parser.parse_args(words))
        needed = {"domain" if field == "domains" else field for field in recipe.fields} - {"passkeys"}
        assert {name for name in needed if not chosen[name]} == set(), recipe.key
