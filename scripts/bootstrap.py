"""Makes .venv from the lock file. Needs nothing but Python ≥ 3.11 with venv."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
UV = "uv==0.13.9"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the check that makes the message below readable
        sys.exit(f"Dramaport needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11")
    if not (BIN / "python").exists():
        print("Making .venv …", flush=True)
        venv.create(VENV, with_pip=True)
    python = str(BIN / "python")
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    print("Installing the locked dependencies …", flush=True)
    uv = str(BIN / "uv")
    _run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    _run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"set-up failed at: {' '.join(command[1:4])} … (exit {done.returncode}); the lines above say why")


if __name__ == "__main__":
    main()
