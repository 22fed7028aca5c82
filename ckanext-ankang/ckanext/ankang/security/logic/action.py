"""Who gets an account and whose signature counts; and a shim for updates that CKAN 2.12.0 loses."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, logic, model
from ckan.types import Context, DataDict

from .. import second_factor


@tk.chained_action
def package_update(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Keep the change of an update whose commit is deferred.

    A shim, dropped when 2.12.1 keeps them. Core rolls its savepoint back and returns the dict as if saved (`update.py:446-463`), save with
    `return_id_only`, when it leaves the savepoint open: so ask for the id, release the savepoint
    and show the dataset as core would have.
    """
    if not context.get("defer_commit"):
        return next_action(context, data_dict)
    only_id = context.get("return_id_only", False)
    outer = model.Session().get_nested_transaction()
    context["return_id_only"] = True
    try:
        package_id = next_action(context, data_dict)
    finally:
        context["return_id_only"] = only_id
    inner = model.Session().get_nested_transaction()
    if inner is not None and inner is not outer:
        inner.commit()
    if only_id:
        return package_id
    return logic.package_show_default_and_custom_schemas(context, package_id)[1]


@tk.side_effect_free
def ankang_second_factor_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Whether the asker has bound a second factor, and shown it in this session."""
    tk.check_access("ankang_second_factor_show", context, data_dict)
    person = model.User.get(context["user"])
    return {
        "confirmed": second_factor.confirmed(person.id),
        "shown": second_factor.shown_in_session(person.id),
    }


def ankang_second_factor_reset(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let `person`, who lost telephone and codes, bind anew; a platform administrator, with a `reason`."""
    tk.check_access("ankang_second_factor_reset", context, data_dict)
    reason = str(data_dict.get("reason") or "").strip()
    if not reason:
        raise tk.ValidationError({"reason": [tk._("请写明重置的理由。")]})
    person = model.User.get(data_dict.get("person") or "")
    if person is None:
        raise tk.ObjectNotFound(
            tk._("没有用户“{name}”。").format(name=data_dict.get("person") or "")
        )
    second_factor.reset(person.id, context["user"], reason)
    return {"person": person.id}


@tk.chained_action
def user_create(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Accounts come from the platform's administrator."""
    _check_account_maker(context)
    return next_action(context, data_dict)


@tk.chained_action
def user_invite(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """An invitation makes an account, too: a department's own administrator sends none."""
    _check_account_maker(context)
    return next_action(context, data_dict)


@tk.chained_action
def ankang_case_decide(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Count the signature of whoever has shown a second factor."""
    return _signed(next_action, context, data_dict)


@tk.chained_action
def ankang_column_approve(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """The same for the meaning of columns."""
    return _signed(next_action, context, data_dict)


@tk.chained_action
def ankang_erasure_confirm(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """The same for the second person of a 清除."""
    return _signed(next_action, context, data_dict)


@tk.chained_action
def ankang_finding_release(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """The same for letting a finding of privacy pass."""
    return _signed(next_action, context, data_dict)


@tk.chained_action
def ankang_standing_approval_grant(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """The same for approving in advance."""
    return _signed(next_action, context, data_dict)


def _signed(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    said = dict(data_dict)
    second_factor.demand(context, said.pop("totp", None))
    return next_action(context, said)


def _check_account_maker(context: Context) -> None:
    if not context.get("ignore_auth") and not authz.is_sysadmin(context.get("user") or ""):
        raise tk.NotAuthorized(tk._("帐号只由平台管理员开立。请联系平台管理员。"))
