"""Which cases a standing approval covers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ckanext.ankang.review.approval import Grant, refusal

NOW = datetime(2026, 11, 1, tzinfo=UTC)
GRANT = Grant(
    source_hash="abc",
    owner_org="minzheng",
    expires=NOW + timedelta(days=1),
    limits={"max_items": 2, "types": ["dataset"]},
    revoked=False,
    suspended=False,
    in_post=True,
)
PACKAGE = {"title": "村级名录", "type": "dataset", "owner_org": "minzheng"}


def test_a_case_within_its_limits_is_covered():
    assert refusal(GRANT, "abc", [PACKAGE, PACKAGE], NOW) is None


@pytest.mark.parametrize(
    ("changes", "packages", "reason"),
    [
        ({"source_hash": "other"}, [PACKAGE], "改动"),
        ({"expires": NOW}, [PACKAGE], "到期"),
        ({"revoked": True}, [PACKAGE], "撤销"),
        ({"suspended": True}, [PACKAGE], "暂停"),
        ({"in_post": False}, [PACKAGE], "岗位"),
        ({}, [PACKAGE] * 3, "超过"),
        ({}, [{**PACKAGE, "type": "document"}], "document"),
        ({}, [{**PACKAGE, "owner_org": "weijian"}], "部门"),
    ],
)
def test_anything_else_is_refused_with_its_reason(changes, packages, reason):
    assert reason in refusal(replace(GRANT, **changes), "abc", packages, NOW)
