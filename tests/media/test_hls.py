"""Playlists as values: what is written can be read, what is moved addresses the same bytes, what is broken is
refused.
"""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.media import hls
from dramaport.media.hls import Alternative, MediaPlaylist, Range, Segment, Variant

lengths = st.integers(1, 10**7)
durations = st.integers(1, 9_999_999).map(lambda micro: Fraction(micro, 1_000_000))


@st.composite
def playlists(draw: st.DrawFn) -> MediaPlaylist:
    uri = draw(st.sampled_from(["a.mp4", "video-0a1b2c3d.mp4"]))
    place = draw(st.integers(0, 1000))
    head = draw(st.one_of(st.none(), lengths))
    start = None if head is None else Range(uri, place, head)
    place += head or 0
    segments = []
    for length, seconds in draw(st.lists(st.tuples(lengths, durations), min_size=1, max_size=8)):
        segments.append(Segment(seconds, Range(uri, place, length)))
        place += length
    return MediaPlaylist(tuple(segments), start)


@given(playlists())
def test_a_written_playlist_reads_back_the_same(playlist: MediaPlaylist) -> None:
    assert hls.parse(hls.render(playlist)) == playlist


@given(playlists())
def test_no_segment_is_longer_than_the_target_duration(playlist: MediaPlaylist) -> None:
    assert all(round(float(s.seconds)) <= playlist.target for s in playlist.segments)


@given(playlists(), st.integers(0, 10**6))
def test_a_moved_playlist_addresses_the_same_bytes_further_on(playlist: MediaPlaylist, by: int) -> None:
    there = hls.moved(playlist, "all.mp4", by)
    assert [(r.offset - by, r.length) for r in there.ranges] == [(r.offset, r.length) for r in playlist.ranges]
    assert {r.uri for r in there.ranges} == {"all.mp4"}
    assert there.seconds == playlist.seconds


@given(st.lists(playlists(), min_size=1, max_size=5))
def test_joined_playlists_never_share_a_byte(many: list[MediaPlaylist]) -> None:
    sizes = [playlist.end for playlist in many]
    joined = hls.joined(many, sizes, "all.mp4")
    covered = sorted((r.offset, r.end) for playlist in joined for r in playlist.ranges)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(covered))
    assert max(end for _, end in covered) <= sum(sizes)


def test_joined_parts_hold_the_bytes_of_their_files() -> None:
    files = [b"HEADone1one2", b"HDtwo", b"x" * 7]
    many = [
        MediaPlaylist(
            (Segment(Fraction(2), Range("a", 4, 4)), Segment(Fraction(2), Range("a", 8, 4))), Range("a", 0, 4)
        ),
        MediaPlaylist((Segment(Fraction(2), Range("b", 2, 3)),), Range("b", 0, 2)),
        hls.whole_file("c", 7, Fraction(5)),
    ]
    blob = b"".join(files)
    joined = hls.joined(many, [len(f) for f in files], "all")
    read = [[blob[r.offset : r.end] for r in playlist.ranges] for playlist in joined]
    assert read == [[b"HEAD", b"one1", b"one2"], [b"HD", b"two"], [b"xxxxxxx"]]


def test_a_playlist_that_reaches_beyond_its_file_cannot_be_joined() -> None:
    with pytest.raises(BadInput, match="byte 8 of a file with 7"):
        hls.joined([hls.whole_file("a", 8, Fraction(1))], [7], "all")


def test_a_range_without_an_offset_goes_on_where_the_last_one_ended() -> None:
    text = "#EXTM3U\n#EXTINF:2,\n#EXT-X-BYTERANGE:10@5\na\n#EXTINF:2,\n#EXT-X-BYTERANGE:7\na\n#EXT-X-ENDLIST\n"
    assert [s.where for s in hls.parse(text).segments] == [Range("a", 5, 10), Range("a", 15, 7)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "does not start with #EXTM3U"),
        ("#EXTM3U\n#EXTINF:2,\n#EXT-X-BYTERANGE:1@0\na\n", "cut off"),
        ("#EXTM3U\n#EXTINF:two,\n#EXT-X-ENDLIST", "line 2"),
        ("#EXTM3U\n#EXTINF:2,\na\n#EXT-X-ENDLIST", "line 3 cannot be used"),
        ("#EXTM3U\na\n#EXT-X-ENDLIST", "a segment without a duration"),
        ('#EXTM3U\n#EXT-X-MAP:URI="a"\n#EXT-X-ENDLIST', "line 2"),
        ("#EXTM3U\n#EXTINF:2,\n#EXT-X-BYTERANGE:7\na\n#EXT-X-ENDLIST", "without an offset"),
    ],
)
def test_a_broken_playlist_is_refused_with_the_line_at_fault(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        hls.parse(text, "video.m3u8")


def test_the_peak_bandwidth_is_the_heaviest_segment_s() -> None:
    segments = tuple(Segment(Fraction(2), Range("a", 100 * n, length)) for n, length in enumerate([1000, 3000, 2000]))
    playlist = MediaPlaylist(segments)
    assert playlist.peak_bandwidth == 12_000
    assert playlist.mean_bandwidth == 8_000


def test_a_scrap_at_the_end_does_not_count_as_a_peak() -> None:
    whole = Segment(Fraction(2), Range("a", 0, 1000))
    scrap = Segment(Fraction(1, 25), Range("a", 1000, 500))
    assert MediaPlaylist((whole, scrap)).peak_bandwidth < 6_000


def test_a_master_playlist_names_languages_sizes_and_codecs() -> None:
    variant = Variant("v.m3u8", 720, 1280, Fraction(30000, 1001), "avc1.64001f,mp4a.40.2", 2_000_000, 1_500_000)
    audio = [Alternative("en.m3u8", "en", "English", True), Alternative("pt.m3u8", "pt-BR", 'Portugu"ês\n')]
    text = hls.master([variant], audio, [Alternative("ar.m3u8", "ar", "العربية")])
    media = [hls.attributes(line.partition(":")[2]) for line in text.splitlines() if line.startswith("#EXT-X-MEDIA:")]
    assert [(m["TYPE"], m["LANGUAGE"], m["NAME"], m["DEFAULT"]) for m in media] == [
        ("AUDIO", "en", "English", "YES"),
        ("AUDIO", "pt-BR", "Português", "NO"),
        ("SUBTITLES", "ar", "العربية", "NO"),
    ]
    (stream,) = [hls.attributes(line.partition(":")[2]) for line in text.splitlines() if "STREAM-INF" in line]
    assert stream["RESOLUTION"] == "720x1280"
    assert stream["CODECS"] == "avc1.64001f,mp4a.40.2"
    assert (stream["BANDWIDTH"], stream["AVERAGE-BANDWIDTH"]) == ("2000000", "1500000")
    assert stream["FRAME-RATE"] == "29.970"
    assert (stream["AUDIO"], stream["SUBTITLES"]) == ("audio", "subtitles")


def test_a_master_playlist_without_subtitles_names_no_such_group() -> None:
    variant = Variant("v.m3u8", 360, 640, Fraction(25), "avc1.64001e", 1, 1)
    assert "SUBTITLES" not in hls.master([variant], [], [])
