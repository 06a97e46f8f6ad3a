"""What each role looks like, the same in every episode: read from what its `look` says, the rest chosen by its id."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dramaport.drama.screenplay.values import Role
from dramaport.drama.values import Age, Gender


@dataclass(frozen=True)
class Look:
    """Build, hair and clothes. Sizes are in head heights; colours are codes such as `#f0c080`."""

    gender: Gender
    age: Age
    tall: float
    shoulders: float
    skin: str
    hair: str  # a key of hair.STYLES
    hair_colour: str
    top: str  # a key of clothes.TOPS
    top_colour: str
    trim: str
    lower: str  # "trousers", "skirt" or "robe"
    lower_colour: str
    shoes: str = "#2a2228"
    eyes: str = "#3a2a24"
    beard: bool = False
    hat: bool = False
    glasses: bool = False

    @property
    def child(self) -> bool:
        return self.age is Age.CHILD

    @property
    def elder(self) -> bool:
        return self.age is Age.ELDER

    @property
    def woman(self) -> bool:
        return self.gender is Gender.FEMALE


#: Head heights from crown to sole, and half the width of the shoulders. Fewer heads than in life: faces read at phone size.
_BUILDS = {
    (Gender.MALE, Age.YOUNG): (6.5, 0.56),
    (Gender.FEMALE, Age.YOUNG): (6.3, 0.45),
    (Gender.MALE, Age.ADULT): (6.4, 0.62),
    (Gender.FEMALE, Age.ADULT): (6.2, 0.47),
    (Gender.MALE, Age.ELDER): (6.0, 0.55),
    (Gender.FEMALE, Age.ELDER): (5.8, 0.46),
    (Gender.MALE, Age.CHILD): (4.7, 0.38),
    (Gender.FEMALE, Age.CHILD): (4.6, 0.36),
}

_HAIRS = {
    (Gender.MALE, Age.YOUNG): ("tousled", "parted", "cropped"),
    (Gender.FEMALE, Age.YOUNG): ("long", "ponytail", "bob", "waves"),
    (Gender.MALE, Age.ADULT): ("slick", "parted", "cropped"),
    (Gender.FEMALE, Age.ADULT): ("bun", "waves", "bob"),
    (Gender.MALE, Age.ELDER): ("thin", "cropped"),
    (Gender.FEMALE, Age.ELDER): ("bun", "waves"),
    (Gender.MALE, Age.CHILD): ("bowl", "cropped"),
    (Gender.FEMALE, Age.CHILD): ("buns", "ponytail"),
}

#: Top, its colour, its trim, what is worn below, its colour.
_OUTFITS = {
    (Gender.MALE, Age.YOUNG): (
        ("jacket", "#3b5a86", "#e8e0d0", "trousers", "#2c3442"),
        ("shirt", "#dfe6ee", "#8fa4c0", "trousers", "#39404e"),
        ("hoodie", "#6b7d5c", "#e9e3d2", "trousers", "#3a3a46"),
    ),
    (Gender.FEMALE, Age.YOUNG): (
        ("sweater", "#b8434d", "#ead9c2", "skirt", "#4a3a4c"),
        ("dress", "#d9dff0", "#7f8fc4", "skirt", "#d9dff0"),
        ("blouse", "#efe0d4", "#c27a6a", "skirt", "#6a4a58"),
        ("coat", "#c9a678", "#efe6d8", "trousers", "#3d3a48"),
    ),
    (Gender.MALE, Age.ADULT): (
        ("suit", "#2d3140", "#8a2c36", "trousers", "#2d3140"),
        ("suit", "#4a4650", "#2f5a7a", "trousers", "#4a4650"),
        ("jacket", "#5a4a3c", "#d8cdb8", "trousers", "#33323a"),
    ),
    (Gender.FEMALE, Age.ADULT): (
        ("suit", "#3c5f5a", "#efe6d6", "skirt", "#34524e"),
        ("qipao", "#5a3350", "#d8b46a", "robe", "#5a3350"),
        ("blouse", "#e6dde8", "#6a5a80", "skirt", "#3a3450"),
    ),
    (Gender.MALE, Age.ELDER): (
        ("tunic", "#6f6251", "#40382f", "trousers", "#4a4238"),
        ("jacket", "#4d5660", "#c9c0b0", "trousers", "#3c3c42"),
    ),
    (Gender.FEMALE, Age.ELDER): (
        ("tunic", "#63506a", "#382f3c", "trousers", "#3d3640"),
        ("sweater", "#7a5560", "#e2d4c4", "trousers", "#443c44"),
    ),
    (Gender.MALE, Age.CHILD): (
        ("tee", "#4f8763", "#f0e6c8", "trousers", "#4a5670"),
        ("school", "#e8edf2", "#c0392e", "trousers", "#2f3f66"),
    ),
    (Gender.FEMALE, Age.CHILD): (
        ("dress", "#e0a03c", "#fbf0d4", "skirt", "#e0a03c"),
        ("dress", "#d98aa0", "#fff0ea", "skirt", "#d98aa0"),
    ),
}  # fmt: skip

_SKINS = ("#f2c9a4", "#edbf9a", "#f5d2b2")
_DARK_HAIR = ("#1b1a22", "#241c1e", "#2d211e")
_GREY_HAIR = ("#c9c6c0", "#b3b0ac")

_HAIR_WORDS = {
    "ponytail": "马尾|ponytail", "buns": "丸子头|双髻|双丫髻|two buns|pigtails", "bun": "发髻|盘发|挽发|bun",
    "bowl": "锅盖头|bowl cut", "bob": "齐耳|波波头|女式短发|bob", "waves": "卷发|波浪|curl|wav", "long": "长发|披发|long hair",
    "cropped": "寸头|平头|板寸|cropped|crew cut|buzz", "slick": "背头|油头|slick", "parted": "分头|parted",
    "tousled": "碎发|乱发|蓬乱|tousled|messy", "thin": "秃|谢顶|稀疏|bald|thinning", "topknot": "束发|发冠|topknot",
}  # fmt: skip
_TOP_WORDS = {
    "suit": "西装|西服|套装|suit", "doctor": "白大褂|医生服|lab coat|white coat", "police": "警服|制服|保安|uniform",
    "school": "校服|school", "qipao": "旗袍|qipao|cheongsam", "robe": "汉服|长袍|古装|襦裙|道袍|袍|robe|hanfu",
    "tunic": "短褂|布衣|粗布|对襟|褂|tunic|homespun", "coat": "风衣|大衣|coat", "hoodie": "卫衣|帽衫|hoodie",
    "jacket": "夹克|工装|外套|jacket|overalls", "sweater": "毛衣|针织|sweater|cardigan", "dress": "连衣裙|裙|dress",
    "blouse": "罩衫|blouse", "shirt": "衬衫|衬衣|shirt", "tee": "短袖|汗衫|T恤|t-shirt|tee",
}  # fmt: skip
_COLOURS = {
    "红|red|crimson": "#b23a40", "蓝|blue|navy": "#34568c", "绿|green": "#3f7358", "黑|black": "#26262e",
    "白|white": "#eef0f2", "灰|gr[ae]y": "#7a7d86", "黄|yellow": "#dba63a", "紫|purple|violet": "#6a4a86",
    "粉|pink": "#dd93a8", "棕|褐|brown": "#6b4c38", "橙|橘|orange": "#d5793a", "米|beige|cream": "#e2d3b8",
    "金|gold": "#c9a04a", "青|teal|cyan": "#3d7f86",
}  # fmt: skip
_WITH_ROBE = frozenset({"robe", "qipao"})


def look_of(role: Role) -> Look:
    """The role's looks. Two roles of one kind differ by their ids; a role is the same wherever it is seen."""
    kind = (role.gender, role.age)
    choice = zlib.crc32(role.id.encode())
    tall, shoulders = _BUILDS[kind]
    top, top_colour, trim, lower, lower_colour = _OUTFITS[kind][choice % len(_OUTFITS[kind])]
    elder, child = role.age is Age.ELDER, role.age is Age.CHILD
    hair_colours = _GREY_HAIR if elder else _DARK_HAIR
    base = Look(
        gender=role.gender,
        age=role.age,
        tall=tall + (choice >> 9) % 3 * 0.06,
        shoulders=shoulders,
        skin="#dfae88" if elder else _SKINS[choice // 5 % len(_SKINS)],
        hair=_HAIRS[kind][choice // 3 % len(_HAIRS[kind])],
        hair_colour=hair_colours[choice // 7 % len(hair_colours)],
        top=top,
        top_colour=_tinted(top_colour, choice),
        trim=trim,
        lower=lower,
        lower_colour=_tinted(lower_colour, choice),
        shoes="#8a4a3c" if child else "#2a2228",
        beard=elder and role.gender is Gender.MALE,
    )
    return _as_told(base, role.look.lower())


def _as_told(base: Look, told: str) -> Look:
    """What the words say overrules what the id chose."""
    if not told:
        return base
    look = replace(
        base,
        hair=_first(_HAIR_WORDS, told) or base.hair,
        beard=_says(told, "胡子|胡须|白须|山羊胡|长须|beard") or (base.beard and not _says(told, "无须|shaven")),
        hat=_says(told, "斗笠|草帽|straw hat"),
        glasses=_says(told, "眼镜|glasses"),
    )
    if _says(told, "白发|花白|银发|灰发|white hair|gr[ae]y hair"):
        look = replace(look, hair_colour="#cfccc6")
    top = _first(_TOP_WORDS, told)
    if top is None:
        return look
    white = {"doctor": "#f1f4f6", "police": "#27354f", "school": "#e8edf2"}
    colour = white.get(top) or _colour_of(_TOP_WORDS[top], told) or base.top_colour
    matching = top in _WITH_ROBE or top == "dress"
    whole = "robe" if top in _WITH_ROBE else "skirt" if top == "dress" or (look.woman and top == "suit") else "trousers"
    below = colour if matching or top in ("suit", "police") else base.lower_colour
    return replace(look, top=top, top_colour=colour, lower=whole, lower_colour=below)


def _first(words: Mapping[str, str], told: str) -> str | None:
    return next((name for name, pattern in words.items() if re.search(pattern.lower(), told)), None)


def _says(told: str, pattern: str) -> bool:
    return re.search(pattern, told) is not None


def _colour_of(garment: str, told: str) -> str | None:
    """The colour word that stands before the garment, at most six letters away."""
    for pattern, code in _COLOURS.items():
        if re.search(rf"(?:{pattern})[^,，。;；、]{{0,6}}(?:{garment.lower()})", told):
            return code
    return None


def _tinted(code: str, choice: int) -> str:
    """The colour turned a little, so that two roles of one kind do not wear quite the same."""
    parts = [int(code[at : at + 2], 16) for at in (1, 3, 5)]
    turned = [max(0, min(255, part + (choice >> (8 * index) & 15) - 8)) for index, part in enumerate(parts)]
    return "#" + "".join(f"{part:02x}" for part in turned)
