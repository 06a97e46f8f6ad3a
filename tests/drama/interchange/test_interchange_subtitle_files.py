"""SRT, WebVTT and TTML: what other tools write is read with a stated interpretation, or refused by line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dramaport.drama.interchange.clock import clock
from dramaport.drama.interchange.rows import ReviewRow
from dramaport.drama.interchange.srt import read_srt, write_srt
from dramaport.drama.interchange.ttml import write_ttml
from dramaport.drama.interchange.vtt import VERTICAL, read_vtt, write_vtt
from dramaport.drama.values import Cue, LineKind, Span
from dramaport.errors import BadInput

CUES = (
    Cue(span=Span(start=500, end=2120), rows=("Grandpa! Someone's", "in the water!"), line_ids=("E01.001",)),
    Cue(span=Span(start=2200, end=4200), rows=("Shen Du",), line_ids=("E01.005",), kind=LineKind.SCREEN),
)

GOOD = """1
00:00:00,500 --> 00:00:02,120
Grandpa! Someone's
in the water!

2
00:00:02,200 --> 00:00:04,200
Shen Du
"""


def test_subrip_as_every_player_reads_it() -> None:
    assert write_srt(CUES).decode() == GOOD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_srt_in_the_encodings_chinese_tools_save(encoding: str) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,000\r\n你是谁？我不认识你。\r\n\r\n"
    found = read_srt(text.encode(encoding), "E01.srt")
    assert [(row.start, row.end, row.target) for row in found.rows] == [(1000, 2000, "你是谁？我不认识你。")]
    assert bool(found.warnings) == (encoding == "gb18030")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("¿Quién está ahí? Él.", "cp1252"),
        ("누구세요? 모르겠어요. 할아버지", "euc-kr"),
        ("誰ですか。知りません。", "euc-jp"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_refused_and_not_guessed(text: str, encoding: str) -> None:
    with pytest.raises(BadInput, match=r"E01\.srt: its encoding cannot be told; save it as UTF-8"):
        read_srt(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode(encoding), "E01.srt")


def test_unpadded_milliseconds_are_whole_milliseconds_and_said_so() -> None:
    found = read_srt(b"1\n00:00:00,33 --> 00:00:02,33\none\n\n2\n00:00:02,367 --> 00:00:03,367\ntwo\n", "cn.srt")
    assert [(row.start, row.end) for row in found.rows] == [(33, 2033), (2367, 3367)]
    assert len(found.warnings) == 1
    assert "line 2" in found.warnings[0]
    assert "33 is 0.033 s" in found.warnings[0]


def test_a_real_file_with_malformed_times(shared_data: Path) -> None:
    file = shared_data / "video" / "vse_test_cn.srt"
    found = read_srt(file.read_bytes(), file.name)
    assert len(found.rows) == file.read_text("utf-8").count("-->")
    assert all(row.target for row in found.rows)
    assert "whole milliseconds" in found.warnings[0]
    gaps = [after.start - before.end for before, after in zip(found.rows, found.rows[1:], strict=False)]
    assert sum(gap < 0 for gap in gaps) <= 1  # its thirds of a second fall into place


@pytest.mark.parametrize(
    "times",
    ["00:00:61,000 --> 00:00:62,000", "00:00:05,000 --> 00:00:02,000", "0:0 --> 1", "00:00:01;000 --> 00:00:02;000"],
)
def test_times_that_cannot_be_read_are_refused_with_their_line(times: str) -> None:
    with pytest.raises(BadInput, match=r"E01\.srt: line 7: .* write them as 00:00:01,000"):
        read_srt(f"{GOOD[:62]}\n\n2\n{times}\ntwo\n".encode(), "E01.srt")


def test_what_other_tools_leave_out_or_add_is_forgiven() -> None:
    found = read_srt(
        b"00:00:01,000 --> 00:00:02,000 X1:10 X2:20\n<font color='red'>{\\an8}one</font>\n"
        b"2\n00:03.500 -> 00:04.000\ntwo\n25\n\n3\n00:00:05,000 --> 00:00:06,000\n",
        "E01.srt",
    )
    assert [(row.start, row.target) for row in found.rows] == [(1000, "one"), (3500, "two\n25"), (5000, "")]
    assert any("arrow" in warning for warning in found.warnings)


def test_a_file_without_subtitles_is_refused() -> None:
    with pytest.raises(BadInput, match="no subtitle found"):
        read_srt(b"go --> there, then", "notes.srt")
    with pytest.raises(BadInput, match="not a text file"):
        read_srt(b"\xff\xfe1\x00\x00\x00", "E01.srt")


def test_webvtt_for_hls_in_the_safe_column() -> None:
    assert write_vtt(CUES, VERTICAL, timestamp_map=900_000).decode() == (
        "WEBVTT\n"
        "X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n"
        "\n"
        "E01.001\n"
        "00:00:00.500 --> 00:00:02.120 line:71.25% position:50% size:72.22% align:center\n"
        "Grandpa! Someone's\n"
        "in the water!\n"
        "\n"
        "E01.005\n"
        "00:00:02.200 --> 00:00:04.200 line:12.00% position:50% size:72.22% align:center\n"
        "Shen Du\n"
    )


def test_webvtt_keeps_right_to_left_rows_and_their_isolates() -> None:
    row = "سيهدم المرسى يا \u2066Lin Wan\u2069،"
    written = write_vtt([Cue(span=Span(start=0, end=1000), rows=(row,), line_ids=("E01.001",))], VERTICAL)
    assert read_vtt(written, "ar.vtt").rows[0].target == row


def test_webvtt_names_the_character_and_the_line_for_review() -> None:
    row = ReviewRow(line="E01.001", start=0, end=1000, character="赵 & 成", target="a < b\nc")
    written = write_vtt([row])
    assert "<v 赵 &amp; 成>a &lt; b\nc" in written.decode()
    assert read_vtt(written, "E01.vtt").rows == (row,)


def test_webvtt_notes_styles_and_settings_are_skipped() -> None:
    text = (
        "WEBVTT - ferry\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\na note\n\n"
        "00:01.000 --> 00:02.000 line:0\n<c.loud>one</c> &amp; <00:01.500>two\n"
    )
    assert read_vtt(text.encode(), "E01.vtt").rows == (ReviewRow(start=1000, end=2000, target="one & two"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\none\n", "begins with the line WEBVTT"),
        ("WEBVTT\n\n00:01.000 --> later\none\n", "line 3: times"),
        ("WEBVTT\n\nE01.001\none\n", "line 3: a cue without times"),
    ],
)
def test_webvtt_that_cannot_be_read_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_vtt(text.encode(), "E01.vtt")


TT = "{http://www.w3.org/ns/ttml}"
TTS = "{http://www.w3.org/ns/ttml#styling}"


def test_ttml_puts_speech_below_and_screen_text_above() -> None:
    root = ET.fromstring(write_ttml(CUES, "en"))  # noqa: S314 (our own bytes)
    speech, screen = root.iter(f"{TT}p")
    assert (speech.get("begin"), speech.get("end"), speech.get("region")) == ("00:00:00.500", "00:00:02.120", "speech")
    assert speech.text == "Grandpa! Someone's"
    assert [each.tail for each in speech.iter(f"{TT}br")] == ["in the water!"]
    assert screen.get("region") == "screen"
    aligned = {
        each.get("{http://www.w3.org/XML/1998/namespace}id"): each.get(f"{TTS}displayAlign")
        for each in root.iter(f"{TT}region")
    }
    assert aligned == {"speech": "after", "screen": "before"}


def test_ttml_says_when_it_runs_from_right_to_left() -> None:
    arabic = ET.fromstring(write_ttml(CUES, "ar"))  # noqa: S314 (our own bytes)
    assert [each.get(f"{TTS}direction") for each in arabic.iter(f"{TT}style")] == ["rtl"]
    english = ET.fromstring(write_ttml(CUES, "en"))  # noqa: S314 (our own bytes)
    assert [each.get(f"{TTS}direction") for each in english.iter(f"{TT}style")] == [None]


def test_clock() -> None:
    assert clock(3_723_004) == "01:02:03.004"
    assert clock(0, ",") == "00:00:00,000"
