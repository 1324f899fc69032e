"""The lists of mutations name places and tests that exist."""

import subprocess
import sys

from tests.lint import ROOT


def test_every_mutation_names_one_place_and_a_test():
    done = subprocess.run(
        [sys.executable, "tools/mutate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
