"""What can stand against a write."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import conflict


class RevisionConflict(tk.ValidationError):
    """Somebody else wrote meanwhile; the API answers 409 with the three-way difference.

    Nothing is lost: `yours` is what was refused, `merged` what it would be with everything that
    does not contradict, and `edit` what to send it again with.
    """

    def __init__(
        self,
        base: dict[str, Any],
        theirs: dict[str, Any],
        yours: dict[str, Any],
        **revision: Any,
    ) -> None:
        self.difference = conflict.difference(base, theirs, yours)
        fields = [change.as_dict() for change in self.difference.changes]
        sentence = tk._(
            "在您修改期间，别人已经保存了新的内容。请逐项核对后再保存，您的内容没有丢失。"
        )
        super().__init__(
            {
                "message": [sentence],
                "base": base,
                "theirs": theirs,
                "yours": yours,
                "fields": fields,  # type: ignore[dict-item]
                "merged": self.difference.merged,
                **revision,
            },
            {"message": sentence},
        )
