"""Numbers of Chinese official documents: their own (发文字号, 令) and those of chapters and articles."""

import re
import unicodedata

DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "○": 0,
    "两": 2,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"[零〇○一二三四五六七八九十百千两\d]+"

# Bracket forms seen on government pages (china.md 4.2); 〔〕 (U+3014, U+3015) is the official one.
# NFKC maps （）［］ to ASCII and ﹝﹞ to 〔〕 before this table is asked.
_BRACKETS = str.maketrans({**dict.fromkeys("([【〖<《", "〔"), **dict.fromkeys(")]】〗>》", "〕")})
_ISSUED = re.compile(r"^([一-龥]{2,20})〔((?:19|20)\d{2})〕第?0*(\d{1,4})号$")
# 〔94〕财税字第089号: the year first and short, as ministries wrote until the nineties.
_OLD = re.compile(r"^〔((?:19|20)?\d{2})〕([一-龥]{2,20}?)第?0*(\d{1,4})号$")
_ORDER = re.compile(rf"^([一-龥]{{2,30}}?)令?第({NUMERAL})号令?$")


def integer(numeral: str) -> int:
    """The value of a Chinese or Arabic numeral: 二十三, 一〇三 and 23 alike; ValueError otherwise."""
    text = unicodedata.normalize("NFKC", numeral).strip()
    if text.isdecimal():
        return int(text)
    if not text or any(character not in DIGITS and character not in UNITS for character in text):
        raise ValueError(f"不是数字：“{numeral}”。请改为“二十三”或“23”这样的形式。")
    if not any(character in UNITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    return _by_units(text)


def _by_units(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit


def chinese(number: int) -> str:
    """A number from 1 to 9999 as articles are counted: 10 is 十, 23 二十三, 103 一百零三."""
    if not 0 < number < 10_000:
        raise ValueError(f"条文序号应在 1 至 9999 之间，不能是 {number}。")
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


def document_number(text: str) -> str | None:
    """The official form of a document number or order number, or None when it is neither."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    if found := _ISSUED.match(plain):
        return f"{found[1]}〔{found[2]}〕{found[3]}号"
    if found := _OLD.match(plain):
        return f"〔{found[1]}〕{found[2]}第{found[3]}号"
    if "令" in plain and (found := _ORDER.match(plain)):
        return f"{found[1].removesuffix('令')}令第{integer(found[2])}号"
    return None
