"""A tiny drama: the texts of its files."""

from __future__ import annotations

DRAMA = """
title = "灯"
source = "zh"

[[characters]]
id = "an"
name = "安"
gender = "female"
age = "young"
voice = "zf_xiaoxiao"

[[characters]]
id = "bo"
name = "伯"
gender = "male"
age = "elder"
voice = "zm_yunyang"
pitch = -2
speed = 0.9
"""

EPISODE = """
title = "夜"
place = "night_river"

[[beats]]
kind = "screen"
id = "E01.001"
style = "card"
text = "安，点灯的人"
seconds = 0.6

[[beats]]
kind = "line"
id = "E01.002"
character = "an"
text = "谁？"
delivery = "whisper"
pause = 0.1

[[beats]]
kind = "sound"
effect = "water"

[[beats]]
kind = "line"
id = "E01.003"
character = "bo"
text = "我。"
overlap = true
"""
