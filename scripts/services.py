"""Makes sure the servers that tests start are installed: PostgreSQL, from Debian's packages where we may install them.

Where it cannot be had, the tests that need it are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def postgres_folder() -> Path | None:
    """The folder with `initdb` and `postgres`: on PATH, or where Debian puts them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


def main() -> None:
    if postgres_folder() is not None:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print("PostgreSQL is not installed: its tests will be skipped (Debian: apt-get install postgresql)")
        return
    print("Installing PostgreSQL for the tests …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]):
        done = subprocess.run([apt, *arguments], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(
                f"PostgreSQL could not be installed: its tests will be skipped\n{done.stderr.strip()}", file=sys.stderr
            )
            return


if __name__ == "__main__":
    main()
