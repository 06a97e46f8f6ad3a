"""Things a shot can show by themselves, and the words of an action that call for one."""

from __future__ import annotations

import re

#: By name, the words in Chinese and English.
PROPS: dict[str, str] = {
    "letter": "信|字条|纸条|合同|协议|文件|letter|note|contract|document",
    "phone": "手机|电话|phone",
    "bell": "铃|bell",
    "ring": "戒指|ring\\b",
    "knife": "刀|匕首|剪刀|knife|dagger",
    "money": "钱|钞票|现金|支票|银票|money|cash|cheque",
    "photo": "照片|相片|画像|photo|portrait",
    "key": "钥匙|\\bkey",
    "medicine": "药|medicine|pill",
    "plate": "船牌|木牌|牌子|令牌|plate|token",
    "jade": "玉|项链|吊坠|jade|necklace|pendant",
    "cup": "酒|茶杯|杯子|碗|wine|cup|glass\\b|bowl",
    "lamp": "灯笼|油灯|马灯|lantern|lamp",
    "flower": "花束|玫瑰|鲜花|flower|rose",
}


def prop_in(text: str) -> str | None:
    """The thing an action's words name first, or None."""
    found = ((match.start(), name) for name, words in PROPS.items() if (match := re.search(words, text.lower())))
    return min(found, default=(0, None))[1]
