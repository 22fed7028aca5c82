"""Which kind of document this probably is, by number, issuer and title; a person decides.

Laws and regulations: 立法法 (2023) 2, 91, 93; 行政规范性文件: 国办发〔2018〕37号 一 (made by an
administrative organ, binding on the public, applied repeatedly).
"""

import re
from collections.abc import Sequence

LAW, STATE_REGULATION, MINISTRY_RULE = "法律", "行政法规", "部门规章"
MINISTRY_DOCUMENT, LOCAL_REGULATION = "部门规范性文件", "地方性法规"
LOCAL_RULE, NORMATIVE, OTHER = "政府规章", "行政规范性文件", "其他公文"

_STATE = re.compile(
    r"国务院(?:、[^令]{2,20})?(?:令第|公布|发布|批准|第\S{1,6}次)|政务院|国务院关于修改"
)
_CENTRAL = re.compile(
    r"^(?:中华人民共和国|国家)?[一-龥]{0,10}(?:部|总局|国家局|委员会|署|总行|中国人民银行)(?:[、]|$)"
)
_ORDERED = re.compile(r"令第?\S{1,6}号(?:令)?(?:公布|发布|颁布)")
_LOCAL = re.compile(r"省|市|县|区|镇|乡|街道|州|旗|盟|示例")
_RULES = re.compile(
    r"(?:办法|规定|细则|规则|规程|标准|措施|通告|目录)(?:》?的(?:通知|公告|通告))?(?:[（(].*[）)])?$"
)


def suggest_kind(
    title: str, number: str, issuer: str, history: Sequence[str], forwarded: str = ""
) -> str:
    """The name of a kind, empty where the header does not tell."""
    printed = "；".join([number, *history])
    if "人民代表大会" in issuer or "人民代表大会" in printed:
        national = "全国人民代表大会" in issuer + printed
        return LAW if national else LOCAL_REGULATION
    if _STATE.search(printed) or (issuer == "国务院" and "令" in number):
        return STATE_REGULATION
    central = bool(_CENTRAL.match(issuer)) and not _LOCAL.search(issuer)
    if "令第" in number or any(_ORDERED.search(line) for line in history):
        return MINISTRY_RULE if central else LOCAL_RULE
    if central:
        return MINISTRY_DOCUMENT
    if not issuer:
        return ""
    return NORMATIVE if _RULES.search(title) or _RULES.search(forwarded) else OTHER
