"""Chinese names in two parts: the surname and the given name, and the forms people are called by."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

#: The two-character surnames still met in stories, and those of one character: the commonest, and the usual ones of period
#: dramas.
_DOUBLE: Final = frozenset(
    re.findall("..", "欧阳司马上官诸葛慕容司徒夏侯东方皇甫尉迟公孙令狐宇文长孙南宫独孤端木百里轩辕北堂纳兰完颜")
)
_SINGLE: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙段史黎贺顾毛郝龚邵万覃武钱戴严莫孔汤常温康施牛樊葛邢安齐傅裴霍容季穆萧阮凌柳骆乔陶倪俞"
    "颜甄阎祁厉盛宁简纪舒蓝游滕"
)


class Name(NamedTuple):
    """`family` is "" where a name has none."""

    family: str
    given: str


def split(name: str) -> Name:
    """The parts of a name: 沈渡 is 沈 and 渡, 小满 has no surname, 欧阳娜娜 is 欧阳 and 娜娜."""
    if len(name) > 2 and name[:2] in _DOUBLE:
        return Name(name[:2], name[2:])
    if 2 <= len(name) <= 3 and name[0] in _SINGLE:
        return Name(name[0], name[1:])
    return Name("", name)


def given_forms(name: Name) -> tuple[str, ...]:
    """What family and friends say: 小渡, 阿渡, 渡儿; a given name of two characters also by itself."""
    last = name.given[-1]
    pet = tuple(
        form
        for stem in {name.given: None, last: None}
        for form in (f"小{stem}", f"阿{stem}", f"{stem}儿", f"{stem}{stem}")
    )
    alone = (name.given,) if len(name.given) > 1 and name.family else ()
    return tuple(dict.fromkeys((*alone, *pet)))


#: What follows a surname when it is addressed, by the gender that names; under None those that name either.
_TITLES: Final = {
    "male": ("先生", "叔", "叔叔", "伯", "伯伯", "大爷", "爷", "爷爷", "哥", "少", "少爷", "公子", "师傅", "师父", "大哥", "父"),
    "female": (
        "太太", "夫人", "小姐", "女士", "婶", "阿姨", "姨", "姐", "大姐", "姑娘", "妈", "妈妈", "奶奶", "婆婆", "太", "母",
    ),
    None: (
        "总", "董", "董事长", "总裁", "老师", "医生", "大夫", "律师", "警官", "队长", "队", "局长", "局", "院长", "校长", "教授",
        "老板", "经理", "主任", "主管", "助理", "秘书", "导演", "书记", "处长", "科长", "大人", "老",
    ),
}  # fmt: skip
TITLES: Final = {word: gender for gender, words in _TITLES.items() for word in words}
#: What stands before a surname.
PREFIXES: Final = ("老", "小", "大")
#: What follows a family's name when the house is meant.
HOUSES: Final = ("家", "氏", "府")
