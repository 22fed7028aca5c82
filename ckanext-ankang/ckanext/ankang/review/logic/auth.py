"""Who may ask for what; that a decision is a certain person's stands in `decisions`, for everybody.

Posts are given by platform administrators only: a department's own CKAN administrator is nobody here.
"""

from typing import Any

from ckan import model
from ckan.types import AuthResult, Context

from .. import posts, visible
from ..model import Case, CaseItem, Deputy, PostHolding
from ..profiles import profiles

REFUSED: AuthResult = {"success": False}


def ankang_standing_approval_grant(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The head of the department, in his own name."""
    owner = model.Group.get(data_dict.get("owner_org"))
    user = context.get("user") or ""
    own = data_dict.get("approver_name") in (None, "", user)
    return {"success": own and owner is not None and posts.holds(user, owner.id, posts.LEADER)}


def ankang_standing_approval_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_standing_approval_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_case_open(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who has a post of clerk somewhere; not what comes by a standing approval."""
    profile = profiles().get(data_dict.get("profile") or "standard")
    named = data_dict.get("profile") or data_dict.get("kind") == "withdraw"
    standing = profile is not None and profile.standing
    return {"success": bool(named) and not standing and _holds(context, posts.CLERK)}


def ankang_case_resubmit(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _seen(context, data_dict.get("id"))


def ankang_case_decide(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever has a post anywhere; whose turn it is, is decided in the action."""
    return {"success": bool(posts.held_by(context.get("user") or ""))}


def ankang_case_item_open(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    item = model.Session.get(CaseItem, str(data_dict.get("id")))
    return _seen(context, item and item.case_id)


def ankang_case_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _seen(context, data_dict.get("id"))


def ankang_case_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody who is signed in: the list holds only what the asker may see."""
    return {"success": bool(context.get("user"))}


def ankang_post_grant(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_post_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_post_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever holds a post sees the posts of his department."""
    user = context.get("user") or ""
    own = data_dict.get("person") == user
    department = model.Group.get(data_dict.get("department"))
    at_home = department is not None and any(
        held.department == department.id for held in posts.held_by(user)
    )
    return {"success": bool(user) and (own or at_home)}


def ankang_deputy_grant(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The holder of the post, and platform administrators."""
    return {"success": _holds_it(context, data_dict.get("holding_id"))}


def ankang_deputy_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The holder of the post, whoever named the deputy, and platform administrators."""
    deputy = model.Session.get(Deputy, str(data_dict.get("id")))
    return {"success": deputy is not None and _holds_it(context, deputy.holding_id)}


def ankang_deputy_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever stands in sees for whom; who has a deputy sees that one."""
    user = context.get("user")
    held = _holds_it(context, data_dict.get("holding_id"))
    return {"success": bool(user) and (held or data_dict.get("person") == user)}


def ankang_profile_grant(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_profile_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_profile_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever holds a post: he must know which ways his department may go."""
    return {"success": bool(posts.held_by(context.get("user") or ""))}


def ankang_review_statistics(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The platform's office."""
    return {"success": _holds(context, *posts.PLATFORM)}


def ankang_platform_review(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever reviews for the platform, in whatever department's things."""
    return {"success": _holds(context, *posts.PLATFORM)}


def ankang_audit_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The platform's supervisor, besides administrators."""
    return {"success": _holds(context, "platform_supervisor")}


def _holds(context: Context, *wanted: str) -> bool:
    return any(held.post in wanted for held in posts.held_by(context.get("user") or ""))


def _holds_it(context: Context, holding_id: Any) -> bool:
    """Whether the asker is the person to whom that post was given, today or on other days."""
    holding = model.Session.get(PostHolding, str(holding_id))
    return holding is not None and holding.person == context.get("user")


def _seen(context: Context, case_id: Any) -> AuthResult:
    case = model.Session.get(Case, str(case_id)) if case_id else None
    return {"success": case is not None and visible.may_see(context.get("user"), case)}
