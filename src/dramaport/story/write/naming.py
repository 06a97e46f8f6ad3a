"""Ids the program gives: people and places by how their names sound in Latin letters, threads by number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from pypinyin import lazy_pinyin

#: Surnames by which a name is split, as 沈渡 → shen_du: the hundred or so most people have, and those of two characters.
_DOUBLE: Final = re.findall("..", "欧阳司马上官诸葛东方皇甫尉迟公孙慕容司徒司空夏侯令狐宇文长孙南宫端木独孤百里轩辕")
_SINGLE: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
)
#: Surnames that sound otherwise than the character mostly does.
_SOUNDS: Final = {
    "曾": "zeng",
    "单": "shan",
    "翟": "zhai",
    "任": "ren",
    "覃": "qin",
    "尉迟": "yuchi",
    "长孙": "zhangsun",
}
_LONGEST: Final = 40


def slug(name: str, taken: Collection[str] = (), otherwise: str = "role") -> str:
    """An id for a name: `shen_du` for 沈渡, `xiaoman` for 小满, `mrs_gray` for Mrs. Gray; numbered where it is taken."""
    surname = _surname(name)
    parts = [_SOUNDS.get(surname) or _latin(surname), _latin(name[len(surname) :])] if surname else [_latin(name)]
    plain = "_".join(filter(None, parts))[:_LONGEST].strip("_")
    plain = plain if plain[:1].isalpha() else f"{otherwise}_{plain}".rstrip("_")
    numbered = (f"{plain}_{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(one for one in numbered if one not in taken)


def next_thread(taken: Collection[str]) -> str:
    """The id of the next thread: T01, T02 …, never one that is taken."""
    return next(one for number in range(1, len(taken) + 2) if (one := f"T{number:02}") not in taken)


def _surname(name: str) -> str:
    if name[:2] in _DOUBLE and len(name) > 2:
        return name[:2]
    return name[0] if len(name) in {2, 3} and name[0] in _SINGLE else ""


def _latin(text: str) -> str:
    sounded = "".join(lazy_pinyin(text, errors=lambda other: other))
    plain = unicodedata.normalize("NFKD", sounded).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
