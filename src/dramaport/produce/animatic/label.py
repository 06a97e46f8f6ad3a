"""The mark of generated pictures and voices that Chinese rules ask for, seen and in the file.

GB 45438-2025 (in force since 2025-09-01, with the Measures for Labelling AI-Generated Synthetic Content): in a video a text
of at least 5 % of the frame's shorter side, at the start, for at least two seconds; in the file's metadata a field named AIGC
with what made it, who, and a number of the content.
"""

from __future__ import annotations

import json

from dramaport.build.digest import digest_of
from dramaport.drama.screenplay import Screenplay
from dramaport.errors import BadInput

#: By market: the words that are seen.
LABELS = {"cn": "AI生成"}


def label_text(market: str) -> str:
    """The visible words for a market. Raises BadInput for one whose rules nobody has written down here."""
    if market not in LABELS:
        raise BadInput(f"no AI label is known for {market!r}; use one of {' '.join(LABELS)}, or leave it out")
    return LABELS[market]


def metadata_of(play: Screenplay, episode: str, label: str) -> dict[str, str]:
    """The file's metadata: the field AIGC where the film is labelled. Label "1" means that it is generated."""
    if not label:
        return {}
    content = digest_of(play.episode(episode))[:32]
    told = {
        "Label": "1",
        "ContentProducer": play.platform,
        "ProduceID": content,
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return {"AIGC": json.dumps({"AIGC": told}, ensure_ascii=False, separators=(",", ":"))}
