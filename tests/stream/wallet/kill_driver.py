"""A nursery of processes to be killed: it imports everything once, and forks a process for each line it reads.

A line is a number that makes the life's ids its own, the address of the database, and viewers. The process buys, unlocks and
is refunded until it is killed, and says what was committed:

    born <pid>, bought <id>, charged <coins>, back <id>, ended <status>

Every purchase is told twice, every third request too.
"""

from __future__ import annotations

import os
import sys
import traceback
from itertools import count

from dramaport.data.engine import open_database
from dramaport.stream.wallet import Unlocked
from wallet_making import Books


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def live(life: str, url: str, *viewers: str) -> None:
    books = Books(open_database(url))
    say("born", os.getpid())
    for step in count():
        viewer = viewers[step % len(viewers)]
        name = f"{viewer}-{life}-{step}"
        books.buy(viewer, 100, 7, id=name)
        say("bought", name)
        books.buy(viewer, 100, 7, id=name)
        number = int(life) * 100_000 + 2 * step + 1
        for _ in range(2 if step % 3 == 0 else 1):
            answer = books.unlock(viewer, number, number + 1, price=50, key=name)
        if isinstance(answer, Unlocked):  # else the coins went to what was owed
            say("charged", answer.charged)
        if step % 5 == 4:
            books.reverse(name, id=name + "-back")
            say("back", name)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                live(*line.split())
            finally:  # it never ends of itself
                traceback.print_exc()
                os._exit(1)
        say("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
