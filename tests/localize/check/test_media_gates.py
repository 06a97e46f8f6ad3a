"""Each gate of sound and fit: what passes, what warns, what blocks."""

import pytest

from dramaport.drama.values import Span
from dramaport.localize.check import sound
from dramaport.localize.check.fit import fit, right_voice, voiced
from dramaport.localize.check.thresholds import Thresholds
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.mix.values import APP, TV, MixReport
from dramaport.localize.speak.values import Spoken
from dramaport.localize.speak.voicecheck import WrongVoice

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def spoken(line: str = "E01.001", duration: int = 900, **changes: object) -> Spoken:
    values = {"natural": duration, "duration": duration, "slot": 1000, "limit": 1200, "voice": "v", "text": "Hi"}
    return Spoken.model_validate({"line": line, "text_index": 0, **values, **changes})


def report(leak: dict[str, float] | None = None, over_bed: dict[str, float] | None = None) -> MixReport:
    return MixReport(lufs=-16, true_peak=-2, leak=leak or {}, over_bed=over_bed or {})


def severities(issues: tuple[Issue, ...]) -> list[Severity]:
    return [issue.severity for issue in issues]


def test_a_line_that_fits_passes() -> None:
    assert fit([spoken(tempo=1.15)], {"E01.001": 0}, 10_000, "es") == ()


def test_a_hurried_line_blocks_and_says_how_fast_it_is() -> None:
    (issue,) = fit([spoken(tempo=1.16)], {"E01.001": 0}, 10_000, "es")
    assert (issue.gate, issue.severity, issue.line, issue.language) == ("fit", ERROR, "E01.001", "es")
    assert issue.measure == 1.16 and "1.16 times" in issue.message


@pytest.mark.parametrize(("overrun", "expected"), [(0, []), (1, [WARNING]), (400, [WARNING]), (401, [ERROR])])
def test_an_overrun_warns_then_blocks(overrun: int, expected: list[Severity]) -> None:
    assert severities(fit([spoken(overrun=overrun)], {"E01.001": 0}, 10_000, "es")) == expected


def test_a_line_that_the_end_of_the_episode_would_cut_blocks() -> None:
    assert severities(fit([spoken(duration=900)], {"E01.001": 9_101}, 10_000, "es")) == [ERROR]
    assert fit([spoken(duration=900)], {"E01.001": 9_100}, 10_000, "es") == ()


def test_a_line_without_a_voice_blocks() -> None:
    clips = [spoken("E01.001"), spoken("E01.002", duration=0)]
    issues = voiced(["E01.001", "E01.002", "E01.003"], clips, "th")
    assert [(issue.line, issue.severity) for issue in issues] == [("E01.002", ERROR), ("E01.003", ERROR)]


@pytest.mark.parametrize(("decibel", "expected"), [(-30.0, []), (-16.0, []), (-15.9, [WARNING]), (-9.9, [ERROR])])
def test_a_leak_in_one_line_warns_then_blocks(decibel: float, expected: list[Severity]) -> None:
    quiet = {f"E01.{n:03}": -35.0 for n in range(2, 6)}
    issues = sound.leak(report({"E01.001": decibel, **quiet}), "en")
    assert severities(issues) == expected
    assert all(issue.line == "E01.001" for issue in issues)


def test_a_faint_leak_throughout_blocks_though_no_line_does_alone() -> None:
    (issue,) = sound.leak(report({f"E01.{n:03}": -18.5 for n in range(5)}), "en")
    assert issue.severity is ERROR and issue.line is None
    assert sound.leak(report({f"E01.{n:03}": -19.5 for n in range(5)}), "en") == ()


def test_a_mix_without_original_speech_has_no_leak() -> None:
    assert sound.leak(report(), "en") == ()


@pytest.mark.parametrize(("decibel", "expected"), [(8.0, []), (5.9, [WARNING]), (2.9, [ERROR])])
def test_a_voice_under_the_music_warns_then_blocks(decibel: float, expected: list[Severity]) -> None:
    assert severities(sound.over_bed(report(over_bed={"E01.001": decibel}), "en")) == expected


@pytest.mark.parametrize(
    ("lufs", "profile", "passes"),
    [(-16.9, APP, True), (-15.1, APP, True), (-17.1, APP, False), (-16.0, TV, False), (-23.4, TV, True)],
)
def test_loudness_is_judged_by_its_profile(lufs: float, profile: object, passes: bool) -> None:
    issues = sound.loudness(lufs, profile, "en")  # type: ignore[arg-type]
    assert severities(issues) == ([] if passes else [ERROR])


def test_a_true_peak_above_minus_one_blocks() -> None:
    assert sound.true_peak(-1.0, "en") == ()
    assert severities(sound.true_peak(-0.9, "en")) == [ERROR]


def test_the_decoded_peak_counts_where_it_is_higher() -> None:
    mixed = report()
    assert mixed.highest_peak == -2
    assert mixed.model_copy(update={"decoded_peak": -2.2}).highest_peak == -2
    lifted = mixed.model_copy(update={"decoded_peak": -0.7})
    assert severities(sound.true_peak(lifted.highest_peak, "en")) == [ERROR]


def test_a_clip_in_another_voice_only_warns() -> None:
    wrong = WrongVoice(line="E01.004", character="lin", voice="af_heart", sounds_like="af_sky", margin=0.12)
    (issue,) = right_voice([wrong], "en")
    assert (issue.gate, issue.severity, issue.line, issue.measure) == ("voice", WARNING, "E01.004", 0.12)
    assert "af_sky instead of af_heart" in issue.message


def test_speech_without_a_line_is_listed_with_its_time() -> None:
    (issue,) = sound.unclaimed([Span(start=12_300, end=13_000)], "en")
    assert issue.severity is WARNING and "12.3 s" in issue.message and issue.measure == 700


def test_thresholds_are_data_that_a_release_can_tighten() -> None:
    strict = Thresholds(tempo=1.0, true_peak=-2.0)
    assert severities(fit([spoken(tempo=1.1)], {"E01.001": 0}, 10_000, "es", strict)) == [ERROR]
    assert severities(sound.true_peak(-1.5, "en", strict)) == [ERROR]
