"""The covered picture, encoded and packaged once for all languages."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

from dramaport.ai.abilities import Reader
from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.errors import BadInput
from dramaport.localize import cover as covering
from dramaport.localize.package import stills
from dramaport.localize.package.renditions import VERSION as LADDER_VERSION
from dramaport.localize.package.renditions import Ladder, package_ladder
from dramaport.localize.pipeline.values import Facts, PictureSet
from dramaport.localize.read.values import Captions
from dramaport.media.encode import constant_rate, encode_frames, ladder, nominal_rate

#: Either module's answers changing makes the pictures stale.
VERSION = 1000 * covering.VERSION + 10 * LADDER_VERSION + stills.VERSION


@step("pictures", VERSION, PictureSet)
def pictures_step(
    work: Work,
    *,
    video: Artifact,
    captions: Captions,
    cuts: tuple[int, ...],
    facts: Facts,
    mode: str | None,
    reader: Reader,
) -> PictureSet:
    """Cover the captions until they cannot be read, encode every rung, package them, and take the stills."""
    original = work.open(video)
    cover = covering.plan_cover(covering.look(original, captions, cuts), mode, reader)
    rate = nominal_rate(Fraction(*facts.rate))
    rungs = ladder(facts.width, facts.height)
    covered = ((frame.at / 1000, frame) for frame in covering.covered_frames(original, cover))
    frames = constant_rate(covered, rate, facts.duration / 1000)
    first = next(frames, None)
    if first is None:
        raise BadInput("the video has no frame; check that it can be played")
    packed = (frame.packed() for frame in chain((first,), frames))
    encoded = encode_frames(packed, rate, rungs, work.folder, about="the picture", form=first.form)
    packaged: Ladder = package_ladder(encoded, rungs, rate, work.folder / "video.mp4")
    poster, sheet = work.folder / "poster.jpg", work.folder / "storyboard.jpg"
    stills.poster(encoded[-1], poster)
    layout = stills.storyboard(encoded[0], rungs[0].width, rungs[0].height, facts.duration / 1000, sheet)
    return PictureSet(
        ladder=packaged,
        video=work.keep(work.folder / "video.mp4"),
        whole=work.keep(encoded[-1]),
        preview=work.keep(encoded[len(encoded) // 2]),
        poster=work.keep(poster),
        storyboard=layout,
        sheet=work.keep(sheet),
        plan=cover.plan,
    )
