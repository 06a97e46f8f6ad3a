"""Makes sure the programs that tests start are installed: PostgreSQL, Chromium and nginx, from Debian's packages where we may.

Where one cannot be had, the tests that need it are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def postgres_folder() -> Path | None:
    """The folder with `initdb` and `postgres`: on PATH, or where Debian puts them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


def chromium() -> Path | None:
    """Chromium's or Chrome's program on PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def nginx() -> Path | None:
    """nginx's program, where its JavaScript module is there too."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found and any(Path("/etc/nginx/modules-enabled").glob("*http-js*.conf")) else None


#: Debian's packages by what finds their program.
_WANTED: dict[Callable[[], Path | None], tuple[str, ...]] = {
    postgres_folder: ("postgresql",),
    chromium: ("chromium",),
    nginx: ("nginx", "libnginx-mod-http-js", "libnginx-mod-http-brotli-filter"),
}


def main() -> None:
    missing = [package for find, packages in _WANTED.items() if find() is None for package in packages]
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        names = " ".join(missing)
        print(f"{names} not installed: the tests that need them will be skipped (Debian: apt-get install {names})")
        return
    print(f"Installing {' and '.join(missing)} for the tests …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        done = subprocess.run([apt, *arguments], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = done.stderr.strip()
            print(
                f"{' and '.join(missing)} could not be installed: their tests will be skipped\n{said}", file=sys.stderr
            )
            return


if __name__ == "__main__":
    main()
