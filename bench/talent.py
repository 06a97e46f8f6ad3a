"""Talent scheduling (CSPLib prob039): every instance of a folder, its optimum with proof, and the seconds it takes.

python -m bench.talent ../shared/data/talent
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from dramaport.produce.slate.instances import read_instance
from dramaport.produce.slate.order import best_order

#: Published optima: CSPLib prob039, Garcia de la Banda, Stuckey and Chu (2011), and the makers of MobStory.
PUBLISHED = {
    "tiny": 29, "tiny2": 9, "small": 54, "small2": 56, "concert": 111, "film-10": 352, "film-12": 401, "film103": 1031,
    "film105": 849, "film114": 867, "film116": 541, "film117": 913, "film118": 853, "film119": 790, "MobStory": 871,
    "Shaw2020": 877,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.talent", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("../shared/data/talent")])
    asked = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f}\n")
    print("| instance | scenes | actors | cost found | bound | published | proved | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for file in sorted(file for folder in asked.folders for file in folder.iterdir() if file.is_file()):
        talent = read_instance(file.read_text("utf-8"), file.name)
        began = time.monotonic()
        found = best_order(talent)
        spent = time.monotonic() - began
        proof, known = found.proof, PUBLISHED.get(file.stem, "–")
        sizes = f"{len(talent.days)} | {len(talent.rates)}"
        print(
            f"| {file.stem} | {sizes} | {proof.value} | {proof.bound} | {known} | {'yes' if proof.proved else 'no'} | {spent:.2f} |"
        )


if __name__ == "__main__":
    main()
