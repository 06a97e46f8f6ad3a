"""`dramaport demo`: the sample drama, rendered from its script and localised, with a report to look at."""

from __future__ import annotations

import signal
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from dramaport.ai import models
from dramaport.ai.abilities import Speaker
from dramaport.ai.speak import speaker_for
from dramaport.build.engine import Done, Engine
from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.cli import sample
from dramaport.cli.commands.models import fetch_with_bars
from dramaport.cli.commands.release import release_all
from dramaport.cli.commands.run import show_matrix, show_troubles
from dramaport.cli.commands.stream import publish_releases
from dramaport.cli.context import House, console, hold, open_house
from dramaport.cli.main import app
from dramaport.cli.novel import script_from_novel
from dramaport.cli.reporting import write_report
from dramaport.cli.season import Run, run
from dramaport.cli.serving import running
from dramaport.drama import repository
from dramaport.drama.decisions import Decision, DecisionKind
from dramaport.drama.languages import languages
from dramaport.drama.repository import Drama, Footage
from dramaport.drama.screenplay import Screenplay
from dramaport.drama.values import Value
from dramaport.errors import BadInput, DramaportError
from dramaport.localize.pipeline.values import Source
from dramaport.produce.animatic import VERSION as ANIMATIC_VERSION
from dramaport.produce.animatic import Truth, load_script, render_episode
from dramaport.produce.animatic.checks import producible
from dramaport.settings import Settings

TITLE = "渡口"
_MODELS = [
    "kokoro-82m", "kokoro-voices", "noto-sans-sc", "noto-sans", "whisper-base", "speaker-embedder", "deepfilternet3", "sentence-encoder",
]  # fmt: skip


class Rendered(Value):
    """A rendered episode and the truth about it."""

    video: Artifact
    truth: Truth


@step("animatic", ANIMATIC_VERSION, Rendered)
def animatic_step(work: Work, *, script: Screenplay, episode: str, speaker: Speaker, font: str) -> Rendered:
    path = models.folder(font.partition("@")[0]) / "NotoSansSC_700Bold.ttf"
    truth = render_episode(script, episode, work.folder, speaker, path)
    return Rendered(video=work.keep(work.folder / f"{episode}.mp4"), truth=truth)


@app.command()
def demo(
    to: Annotated[str, typer.Option("--to", help="languages, such as en,th, or all")] = "en,es",
    folder: Annotated[Path, typer.Option("--sample", help="the sample's script")] = Path("samples/ferry"),
    episodes: Annotated[int, typer.Option(min=1, help="how many of the sample's episodes")] = 12,
    home: Annotated[Path, typer.Option(help="where the demo keeps everything")] = Path(".demo"),
    from_novel: Annotated[
        bool,
        typer.Option("--from-novel", help="begin with the novel: plan it and write the script, from recorded answers"),
    ] = False,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="open the report in a browser")] = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="show the app, until stopped")] = True,
) -> None:
    """Localise the sample drama: 12 short episodes of 渡口, rendered here from their script, and show it in the app."""
    tags = [language.tag for language in languages(to)]
    house = open_house(Settings(home=home.absolute(), write_answers=folder / "answers.jsonl"))
    script = producible(script_from_novel(house, folder, TITLE)) if from_novel else load_script(folder)
    script = script.model_copy(update={"episodes": dict(list(script.episodes.items())[:episodes])})
    fetch_with_bars(_MODELS)
    started = monotonic()  # downloads depend on the network, the rest on the machine
    drama = _start(house, folder, script)
    with ExitStack() as open_things:
        with hold(house, drama):
            first = next(iter(script.episodes))
            truths = [_add(house, drama, script, first)]
            _localise_first(house, tags[0], first, truths, started)
            if serve:
                _show_app(house, folder, open_things, opened=opened)
            truths += _add_all(house, drama, script, [episode for episode in script.episodes if episode != first])
            done = _localise(house, tags, truths)
            released = release_all(house, done, tags, home / "releases")
            _publish(house, folder)
        show_matrix(done, tags)
        show_troubles(done)
        report = write_report(house, done, tags, home / "report.html", home / "releases", truths)
        console.print(f"{released} releases in {monotonic() - started:.0f} s. Report: {report.absolute().as_uri()}")
        _say_where_from(done, tags)
        if opened:
            webbrowser.open(report.absolute().as_uri())
        if serve:
            console.print("the app goes on until you stop it with Ctrl-C")
            signal.pause()


def _publish(house: House, folder: Path) -> None:
    """What is released so far, in every market."""
    publish_releases(house, TITLE, "all", house.settings.home / "releases", folder / "about.toml")


def _show_app(house: House, folder: Path, open_things: ExitStack, *, opened: bool) -> None:
    """The app in its sandbox, while the other episodes are still being made."""
    _publish(house, folder)
    home = house.settings.home
    address = open_things.enter_context(running(home, home / "server.log", sandbox=True))
    console.print(f"watch it at {address} (sandbox: payments and ads are pretended)", soft_wrap=True)
    if opened:
        webbrowser.open(address)


def _start(house: House, folder: Path, script: Screenplay) -> Drama:
    """The drama with its bible, cast and memory; found again where an earlier demo made it."""
    with house.database.begin() as db:
        try:
            return repository.find(db, TITLE)
        except BadInput:
            drama = repository.create(db, TITLE, script.source)
        memory = house.store.put_bytes(sample.memory(folder, script), ".tmx")
        remembered = Decision(
            kind=DecisionKind.MEMORY, subject="sample", value=memory.model_dump(mode="json"), origin="sample"
        )
        repository.decide(db, drama.id, [*sample.bible(folder), *sample.cast(script), remembered])
        return drama


def _add(house: House, drama: Drama, script: Screenplay, episode: str) -> Truth:
    """Render one episode, or take it from the store, and add it to the drama."""
    engine = Engine(house.store, house.work(drama), f"{drama.id}/animatic/{episode}")
    told = script.model_copy(update={"episodes": {episode: script.episode(episode)}})
    font = models.identity("noto-sans-sc")
    made = engine.run(
        animatic_step, "animatic", script=told, episode=episode, speaker=speaker_for(script.source), font=font
    )
    engine.close()
    if not isinstance(made, Done):
        raise DramaportError(f"{episode} could not be rendered: {engine.failures[0].reason}")
    with house.database.begin() as db:
        repository.put_footage(db, drama.id, [Footage(code=episode, file=f"{episode}.mp4", video=made.value.video)])
    return made.value.truth


def _add_all(house: House, drama: Drama, script: Screenplay, episodes: list[str]) -> list[Truth]:
    with console.status(f"rendering {len(episodes)} more episodes from their script …"), ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda episode: _add(house, drama, script, episode), episodes))


def _localise_first(house: House, tag: str, episode: str, truths: list[Truth], started: float) -> None:
    """The first episode in the first language, so that there is something to watch while the rest is made."""
    drama = house.drama(TITLE)
    with console.status(f"{episode} in {tag} …"):
        _name_voices(house, run(house, drama, [], dry=False, only=episode, bars=False), truths)
        done = run(house, drama, [tag], dry=False, only=episode, bars=False)
        release_all(house, done, [tag], house.settings.home / "releases")
    console.print(f"{episode} is playable in {tag} after {monotonic() - started:.0f} s, downloads apart")


def _localise(house: House, tags: list[str], truths: list[Truth]) -> Run:
    drama = house.drama(TITLE)
    _name_voices(house, run(house, drama, [], dry=False), truths)
    return run(house, drama, tags, dry=False)


def _name_voices(house: House, done: Run, truths: list[Truth]) -> None:
    """Say once of each character's voice whose it is, where nobody has yet."""
    named = {str(d.value["character"]) for d in done.log if d.kind is DecisionKind.SPEAKER}
    sources = [line for result in done.results.values() if isinstance(result, Source) for line in result.lines]
    new = [d for d in sample.named_once(sources, truths) if d.value["character"] not in named]
    with house.database.begin() as db:
        repository.decide(db, done.drama.id, new)


def _say_where_from(done: Run, tags: list[str]) -> None:
    """Which translations come from the memory and which from a model."""
    counts: dict[str, int] = {}
    for footage in done.drama.episodes:
        for tag in tags:
            for translation in done.release(footage.code, tag).translations.values():
                counts[translation.draft] = counts.get(translation.draft, 0) + 1
    total = sum(counts.values()) or 1
    words = {
        "memory": "from the sample's translation memory", "fuzzy": "from the memory, nearly matched",
        "machine": "machine drafts by the embedded model", "person": "by a person",
    }  # fmt: skip
    parts = [f"{count} {words[draft]} ({100 * count / total:.0f} %)" for draft, count in sorted(counts.items())]
    console.print(f"translations: {'; '.join(parts)}")
