"""`story import`, `select`, `plan`, `ledger` and `accept` as their users meet them, and every way they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_making import Command, refused
from dramaport.story.workshop import open_workshop
from story_making import text_of


@pytest.fixture
def novel(tmp_path: Path) -> Path:
    file = tmp_path / "novel.txt"
    file.write_bytes(text_of(200, 2).encode("gb18030"))
    return file


@pytest.fixture
def planned(dramaport: Command, novel: Path) -> Command:
    assert dramaport("story", "import", novel, "--name", "渡口").code == 0
    assert dramaport("story", "plan", "渡口", "--episodes", "20").code == 0
    return dramaport


def spans(home: Path) -> dict[str, tuple[int, int]]:
    plan = open_workshop(home, "渡口").plan()
    return {episode.id: (episode.source.start, episode.source.end) for episode in plan.episodes}


def test_an_imported_novel_is_utf_8_with_its_chapters(dramaport: Command, novel: Path, home: Path) -> None:
    said = dramaport("story", "import", novel, "--title", "渡口")
    assert said.code == 0
    assert "渡口: 2 chapters" in said.out
    assert "from gb18030" in said.out
    assert "save it as UTF-8" in said.out
    assert (home / "stories" / "渡口" / "novel.txt").read_bytes() == text_of(200, 2).encode()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7", ("a.pdf", "PDF")),
        ("a.txt", b"", ("a.txt", "empty")),
        ("a.txt", bytes(range(256)) * 10, ("a.txt", "UTF-8")),
        ("a.epub", b"PK\x03\x04 broken", ("a.epub", "damaged")),
    ],
)
def test_what_is_no_novel_is_refused_by_name(
    name: str, data: bytes, words: tuple[str, ...], dramaport: Command, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    refused(dramaport("story", "import", tmp_path / name), *words)


def test_a_name_that_leads_out_of_the_stories_is_refused(dramaport: Command, novel: Path, home: Path) -> None:
    refused(dramaport("story", "import", novel, "--name", "../渡口"), "cannot name a folder")
    assert not (home / "渡口").exists()


def test_another_text_of_the_same_name_needs_replace(planned: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(text_of(100), "utf-8")
    refused(planned("story", "import", other, "--name", "渡口"), "there already", "--replace")
    assert planned("story", "import", other, "--name", "渡口", "--replace").code == 0
    refused(planned("story", "ledger", "渡口"), "cuts another text", "dramaport story plan 渡口")


def test_the_same_text_again_changes_nothing(planned: Command, novel: Path) -> None:
    assert planned("story", "import", novel, "--name", "渡口").code == 0
    assert planned("story", "ledger", "渡口").code == 0


def test_a_novel_that_accepted_episodes_cut_is_not_replaced(planned: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(text_of(100), "utf-8")
    planned("story", "accept", "渡口", "E03")
    refused(planned("story", "import", other, "--name", "渡口", "--replace"), "E03", "withdraw")


def test_stories_are_listed_with_how_far_they_are(planned: Command) -> None:
    said = planned("story", "list")
    assert "渡口" in said.out
    assert "20" in said.out


def test_a_plan_is_shown_with_its_wall_and_what_it_cannot_say(planned: Command) -> None:
    said = planned("story", "plan", "渡口", "--episodes", "40")
    assert "40 episodes, by mechanical/" in said.out
    assert "wall:" in said.out
    assert "without a model" in said.out


def test_accepted_episodes_stay_where_they_are_in_a_new_plan(planned: Command, home: Path) -> None:
    before = spans(home)
    assert planned("story", "accept", "渡口", "E03", "7-9").code == 0
    assert planned("story", "plan", "渡口", "--episodes", "26").code == 0
    after = spans(home)
    assert len(after) == 26
    assert all(after[id] == before[id] for id in ("E03", "E07", "E08", "E09"))


def test_a_plan_that_leaves_accepted_episodes_no_room_is_refused_and_the_old_one_stays(
    planned: Command, home: Path
) -> None:
    before = spans(home)
    planned("story", "accept", "渡口", "E20")
    refused(planned("story", "plan", "渡口", "--episodes", "12"), "E20", "20 episodes")
    assert spans(home) == before


def test_a_withdrawn_episode_may_move_again(planned: Command, home: Path) -> None:
    planned("story", "accept", "渡口", "E20")
    said = planned("story", "accept", "渡口", "E20", "--withdraw")
    assert "nothing of 渡口 is accepted" in said.out
    assert planned("story", "plan", "渡口", "--episodes", "12").code == 0


def test_a_lost_plan_can_be_made_again_with_what_was_accepted(planned: Command, home: Path) -> None:
    planned("story", "accept", "渡口", "plan")
    before = spans(home)
    open_workshop(home, "渡口").plan_file.unlink()
    assert planned("story", "plan", "渡口", "--episodes", "20").code == 0
    assert spans(home) == before


def test_an_episode_changed_since_it_was_accepted_is_told(planned: Command, home: Path) -> None:
    planned("story", "accept", "渡口", "E03")
    shop = open_workshop(home, "渡口")
    plan = shop.plan()
    episodes = tuple(e.model_copy(update={"title": "别的"}) if e.id == "E03" else e for e in plan.episodes)
    shop.save_plan(plan.model_copy(update={"episodes": episodes}))
    assert "changed since it was accepted: E03" in planned("story", "accept", "渡口").out


def test_a_plan_changed_while_it_was_planned_is_not_overwritten(
    planned: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dramaport.cli.commands.story import planning

    make = planning.make_plan

    def meanwhile(*given: object, **named: object) -> object:
        shop = open_workshop(home, "渡口")
        shop.save_plan(shop.plan().model_copy(update={"notes": ("a person was here",)}))
        return make(*given, **named)

    monkeypatch.setattr(planning, "make_plan", meanwhile)
    refused(planned("story", "plan", "渡口", "--episodes", "30"), "was changed while it was planned", "again")
    assert open_workshop(home, "渡口").plan().notes == ("a person was here",)


def test_a_story_another_process_works_on_is_busy(planned: Command, home: Path) -> None:
    with open_workshop(home, "渡口").hold():
        said = planned("story", "plan", "渡口")
    assert said.code == 4
    assert "another process" in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "nope"), ("no story is called 'nope'", "渡口")),
        (("plan", "渡口", "--episodes", "0"), ("1 to 999",)),
        (("plan", "渡口", "--episodes", "900"), ("ask for at most",)),
        (("plan", "渡口", "--chapters", "9"), ("chapters 1 to 2",)),
        (("plan", "渡口", "--chapters", "two"), ("no chapters",)),
        (("plan", "渡口", "--by", "magic"), ("mechanical",)),
        (("ledger", "渡口", "--of", "x"), ("plan, script or auto",)),
        (("ledger", "渡口", "--of", "script"), ("story write 渡口",)),
        (("accept", "渡口", "E99"), ("no episode E99",)),
        (("accept", "渡口", "everything"), ("nothing to accept",)),
        (("accept", "渡口", "E09-E02"), ("nothing to accept",)),
    ],
)
def test_wrong_words_are_refused_in_one_line(words: tuple[str, ...], said: tuple[str, ...], planned: Command) -> None:
    refused(planned("story", *words), *said)


def test_a_score_card_says_what_it_read_and_what_it_cannot_judge(dramaport: Command, novel: Path) -> None:
    said = dramaport("story", "select", novel, "--details")
    assert said.code == 0
    assert "read whole: 2 chapters" in said.out
    assert "no figure here says that" in said.out
    assert "nobody gave a rate" in said.out


def test_score_cards_are_data_too(dramaport: Command, novel: Path) -> None:
    cards = json.loads(dramaport("story", "select", novel, novel, "--json").out)
    assert len(cards) == 2
    assert all("evidence" in figure for figure in cards[0]["figures"])


def test_a_file_that_is_no_novel_stops_no_other_card(dramaport: Command, novel: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    said = dramaport("story", "select", novel, tmp_path / "a.pdf")
    assert said.code == 2
    assert "a.pdf is a PDF" in said.err
    assert "read whole" in said.out


def test_own_rates_make_an_estimate(dramaport: Command, novel: Path, tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text('[[rate]]\nproduction = "live"\nper_minute = "6000"\ncurrency = "CNY"\n', "utf-8")
    said = dramaport("story", "select", novel, "--details", "--rates", rates, "--episodes", "60")
    assert "cost, live, 98 min: 588,000 CNY" in said.out
    rates.write_text("[[rate]]\nproduction = 3\n", "utf-8")
    refused(dramaport("story", "select", novel, "--rates", rates), "rates.toml", "docs/story.md")
    refused(dramaport("story", "select", novel, "--rates", tmp_path / "none.toml"), "none.toml")


def test_a_novel_that_is_here_already_is_found_in_the_slate(planned: Command, novel: Path) -> None:
    assert "shares with 渡口: 100%" in planned("story", "select", novel, "--details").out
    assert "nobody compared" in planned("story", "select", novel, "--details", "--no-slate").out


def test_novels_that_cannot_be_read_are_told_one_by_one_and_make_no_empty_table(
    dramaport: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7")
    said = dramaport("story", "select", tmp_path / "a.txt", tmp_path / "b.txt")
    refused(said, "a.txt is empty", "1 more of 2")
    assert "b.txt is a PDF" in said.out
    assert "figure" not in said.out


def test_many_novels_stand_in_tables_that_can_be_read(dramaport: Command, novel: Path) -> None:
    said = dramaport("story", "select", *[novel] * 9)
    assert said.code == 0
    assert "…" not in said.out


def test_a_title_that_leads_out_of_the_house_asks_for_a_name(dramaport: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("《../../x》\n\n第一章 夜\n\n他走到江边，看见一个人。\n", "utf-8")
    refused(dramaport("story", "import", tmp_path / "evil.txt"), "../../x", "--name")
    said = dramaport("story", "import", tmp_path / "evil.txt", "--name", "two words")
    assert said.code == 0
    assert "dramaport story plan 'two words' --episodes 60" in said.out


def test_the_list_counts_chapters_as_import_does(dramaport: Command, tmp_path: Path) -> None:
    text = "渡口\n\n第一章 夜\n\n他走到江边，看见一个人。\n\n第二章 雨\n\n她没有说话，转身走了。\n"
    (tmp_path / "n.txt").write_text(text, "utf-8")
    assert "2 chapters" in dramaport("story", "import", tmp_path / "n.txt", "--name", "ferry").out
    (row,) = [line for line in dramaport("story", "list").out.splitlines() if "ferry" in line]
    assert row.split("│")[2].strip() == "2"
