"""What happens in the episodes that do not say it: scripts that came from elsewhere have no synopsis, hook or cliffhanger."""

from __future__ import annotations

from collections.abc import Iterator

from dramaport.ai.write import Request
from dramaport.drama.screenplay import Episode, Screenplay
from dramaport.story.prompts import prompt
from dramaport.story.prompts.answers import SynopsisAnswer
from dramaport.story.write.reading import as_read

#: Longest synopsis asked for, in Chinese characters or in words: about three lines on a page.
_WORDS = 80
_MAX_TOKENS = 600


def untold(play: Screenplay) -> Iterator[tuple[str, Episode]]:
    """The episodes that lack one of the three."""
    for name, episode in play.episodes.items():
        if not (episode.synopsis and episode.hook and episode.cliffhanger):
            yield name, episode


def synopsis_request(play: Screenplay, name: str, episode: Episode) -> Request[SynopsisAnswer]:
    """The request for one episode's."""
    asked = prompt("synopsis", play.source)
    messages = asked.render(language=play.source, words=_WORDS, script=as_read(play, episode))
    return Request(asked.name, messages, SynopsisAnswer, name, max_tokens=_MAX_TOKENS, temperature=0.2)
