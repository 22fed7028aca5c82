"""The states of a case and what leads from one to the next (pure).

The state is never typed: it is what the dated events of a case, in their order, lead to. Who may let
which event happen, and when a case is approved at all, is the matter of `process`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

OPENED: Final = "opened"
WAITING: Final = "waiting"
RETURNED: Final = "returned"
HELD: Final = "held"
APPROVED: Final = "approved"
PUBLISHED: Final = "published"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"
STOPPED: Final = "stopped"  # the secrecy review says 不公开: nobody else sees it any more
HIDDEN: Final = "hidden"  # what was public before this case is not public any more

LABELS: Final = {
    OPENED: "已建立",
    WAITING: "审核中",
    RETURNED: "已退回",
    HELD: "已扣下",
    APPROVED: "已批准",
    PUBLISHED: "已发布",
    REJECTED: "未通过",
    WITHDRAWN: "已撤回",
    STOPPED: "不公开",
    HIDDEN: "已隐藏",
}
STATES: Final = tuple(LABELS)
ENDS: Final = frozenset({PUBLISHED, REJECTED, WITHDRAWN, STOPPED, HIDDEN})

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (OPENED, "submit"): WAITING,
    (OPENED, "hold"): HELD,
    (OPENED, "return"): RETURNED,
    (OPENED, "stop"): STOPPED,
    (OPENED, "approve"): APPROVED,
    (WAITING, "sign"): WAITING,
    (WAITING, "look"): WAITING,
    (WAITING, "refer"): WAITING,
    (WAITING, "escalate"): WAITING,
    (WAITING, "approve"): APPROVED,
    (WAITING, "return"): RETURNED,
    (WAITING, "reject"): REJECTED,
    (WAITING, "hold"): HELD,
    (WAITING, "withdraw"): WITHDRAWN,
    (WAITING, "stop"): STOPPED,
    (WAITING, "hide"): HIDDEN,
    (RETURNED, "resubmit"): WAITING,
    (RETURNED, "withdraw"): WITHDRAWN,
    # What was held is never approved as it is: corrected, it is checked in a case of its own.
    (HELD, "reject"): REJECTED,
    (HELD, "withdraw"): WITHDRAWN,
    (APPROVED, "publish"): PUBLISHED,
    (APPROVED, "hold"): HELD,
    (APPROVED, "return"): RETURNED,
    (APPROVED, "withdraw"): WITHDRAWN,
}
EVENTS: Final = tuple(sorted({event for _, event in TRANSITIONS}))
EVENT_LABELS: Final = {
    "submit": "提交",
    "resubmit": "重新提交",
    "hold": "扣下",
    "return": "退回",
    "sign": "签字",
    "look": "打开核对",
    "refer": "报有关部门确定、征求意见",
    "escalate": "逾期提醒上一级",
    "approve": "全部审核通过",
    "reject": "不予通过",
    "withdraw": "撤回",
    "stop": "不公开",
    "hide": "隐藏",
    "publish": "发布",
}


class ImpossibleStep(ValueError):
    """An event that cannot happen in this state."""

    template = "案卷目前的状态是“{state}”，不能执行“{event}”。请刷新页面查看最新状态。"

    def __init__(self, state: str, event: str) -> None:
        self.state = state
        self.event = event
        self.fields = {
            "state": LABELS.get(state, state),
            "event": EVENT_LABELS.get(event, event),
        }
        super().__init__(self.template.format(**self.fields))


def after(state: str, event: str) -> str:
    """The state that `event` leads to; raises `ImpossibleStep`."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise ImpossibleStep(state, event) from None


def state_of(events: Iterable[str]) -> str:
    """The state of a case with these events, oldest first."""
    return reduce(after, events, OPENED)
