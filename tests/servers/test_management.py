from pathlib import Path

from tests.servers import templates
from tests.servers.management import Management


def test_commands_from_one_process_print_and_end_as_by_themselves(tmp_path: Path):
    management = Management(templates.bare_environment() | {"DATA_DIR": str(tmp_path)})
    told = "import sys; print('here'); sys.exit('not today')"
    try:
        assert management.run("shell", "--verbosity", "0", "-c", told) == (1, "here\n", "not today\n")
        assert management.run("check") == (0, "System check identified no issues (0 silenced).\n", "")
        code, out, err = management.run("shell", "--verbosity", "0", "-c", "raise ValueError('why')")
        assert (code, out, err.splitlines()[-1]) == (1, "", "ValueError: why")
    finally:
        management.close()
