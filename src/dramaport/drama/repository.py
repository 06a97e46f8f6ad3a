"""Dramas in the database. SQL lives here and nowhere else in this room; callers open and commit the transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, Column, Connection, DateTime, Integer, MetaData, String, Table, insert, select

from dramaport.build.store import Artifact
from dramaport.drama.decisions import Decision
from dramaport.drama.values import Value
from dramaport.errors import BadInput

_meta = MetaData()
_drama = Table(
    "drama", _meta, Column("id", String, primary_key=True), Column("title", String), Column("source", String)
)
_episode = Table(
    "episode",
    _meta,
    Column("drama_id", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("file", String),
    Column("digest", String),
    Column("suffix", String),
    Column("size", BigInteger),
)
_decision = Table(
    "decision",
    _meta,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("drama_id", String),
    Column("kind", String),
    Column("subject", String),
    Column("language", String),
    Column("value", JSON),
    Column("anchor", JSON(none_as_null=True)),
    Column("origin", String),
    Column("at", DateTime(timezone=True)),
)
_release = Table(
    "release",
    _meta,
    Column("drama_id", String, primary_key=True),
    Column("episode", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("manifest", String),
    Column("at", DateTime(timezone=True)),
)


class Footage(Value):
    """One episode's original: its code, the file's name as the producer gave it, and its bytes in the store."""

    code: str
    file: str
    video: Artifact


class Drama(Value):
    """A drama and its episodes in order."""

    id: str
    title: str
    source: str
    episodes: tuple[Footage, ...] = ()

    def footage(self, code: str) -> Footage:
        for episode in self.episodes:
            if episode.code == code:
                return episode
        raise BadInput(
            f"{self.title} has no episode {code}; it has {self.episodes[0].code} to {self.episodes[-1].code}"
        )


def require_free(db: Connection, title: str) -> None:
    """Raises BadInput when the title is taken."""
    if db.execute(select(_drama.c.id).where(_drama.c.title == title)).first() is not None:
        raise BadInput(f"a drama called {title!r} exists already; choose another title, or add footage with --add")


def create(db: Connection, title: str, source: str) -> Drama:
    """A new drama without episodes. Raises BadInput when the title is taken."""
    require_free(db, title)
    drama = Drama(id=uuid.uuid4().hex, title=title, source=source)
    db.execute(insert(_drama).values(id=drama.id, title=title, source=source))
    return drama


def put_footage(db: Connection, drama_id: str, footage: Iterable[Footage]) -> None:
    """Add episodes, or replace those of the same code."""
    for episode in footage:
        db.execute(_episode.delete().where(_episode.c.drama_id == drama_id, _episode.c.code == episode.code))
        db.execute(
            insert(_episode).values(
                drama_id=drama_id,
                code=episode.code,
                file=episode.file,
                digest=episode.video.digest,
                suffix=episode.video.suffix,
                size=episode.video.size,
            )
        )


def find(db: Connection, title: str) -> Drama:
    """The drama of a title. Raises BadInput listing the titles there are."""
    row = db.execute(select(_drama).where(_drama.c.title == title)).first()
    if row is None:
        titles = [name for (name,) in db.execute(select(_drama.c.title).order_by(_drama.c.title))]
        known = f"known: {', '.join(titles)}" if titles else 'none exists yet: dramaport new "title" --from footage/'
        raise BadInput(f"no drama is called {title!r}; {known}")
    rows = db.execute(select(_episode).where(_episode.c.drama_id == row.id).order_by(_episode.c.code))
    episodes = tuple(
        Footage(code=e.code, file=e.file, video=Artifact(digest=e.digest, suffix=e.suffix, size=e.size)) for e in rows
    )
    return Drama(id=row.id, title=row.title, source=row.source, episodes=episodes)


def titles(db: Connection) -> tuple[str, ...]:
    return tuple(name for (name,) in db.execute(select(_drama.c.title).order_by(_drama.c.title)))


def decide(db: Connection, drama_id: str, decisions: Iterable[Decision]) -> int:
    """Append to the log; returns how many."""
    rows = [
        {**decision.model_dump(mode="json"), "drama_id": drama_id, "at": datetime.now(UTC)} for decision in decisions
    ]
    if rows:
        db.execute(insert(_decision), rows)
    return len(rows)


def decisions(db: Connection, drama_id: str) -> tuple[Decision, ...]:
    """The whole log, oldest first."""
    rows = db.execute(select(_decision).where(_decision.c.drama_id == drama_id).order_by(_decision.c.number))
    return tuple(
        Decision(kind=r.kind, subject=r.subject, language=r.language, value=r.value, anchor=r.anchor, origin=r.origin)
        for r in rows
    )


def record_release(db: Connection, drama_id: str, episode: str, language: str, manifest: str) -> None:
    """Remember the digest of the manifest that was released last for an episode and language."""
    where = (_release.c.drama_id == drama_id, _release.c.episode == episode, _release.c.language == language)
    db.execute(_release.delete().where(*where))
    db.execute(
        insert(_release).values(
            drama_id=drama_id, episode=episode, language=language, manifest=manifest, at=datetime.now(UTC)
        )
    )


def releases(db: Connection, drama_id: str) -> dict[tuple[str, str], str]:
    """Manifest digests by (episode, language)."""
    rows = db.execute(select(_release).where(_release.c.drama_id == drama_id))
    return {(r.episode, r.language): r.manifest for r in rows}
