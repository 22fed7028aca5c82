"""What goes wrong is answered with the right status and a Chinese sentence.

Views of CKAN 2.12.0 let several exceptions of actions through as 500: `/feeds/tag/"`, any
`/api/util/…/autocomplete?limit=-1`, `edit_view` of a view that is gone.
"""

import re
from typing import Any

from ckan import logic
from ckan.lib.search.common import SearchError, SolrConnectionError
from ckan.types import CKANApp
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug import exceptions as http

SENTENCES = {
    http.BadRequest: "请求的内容有误。请检查填写的内容或网址中的参数，改正后再试。",
    http.Unauthorized: "需要登录才能访问。请先登录。",
    http.Forbidden: "您没有权限访问这个页面。如果您认为应当可以访问，请联系管理员。",
    http.NotFound: "没有找到这个页面。网址可能有误，或者内容已经移走；可以从首页搜索。",
    http.MethodNotAllowed: "这个网址不接受这样的请求。请返回上一页，用页面上的按钮操作。",
    http.Conflict: "内容已经被别人修改。请刷新页面，核对后再保存。",
    http.RequestEntityTooLarge: "提交的内容太大。请把文件拆小后再上传。",
    http.TooManyRequests: "访问过于频繁。请稍等几分钟后再试。",
    http.InternalServerError: "页面出错了，错误已经记录。请稍后再试；如果一直出错，请联系管理员。",
    http.ServiceUnavailable: "搜索服务暂时不可用，其他页面不受影响。请稍后再试。",
}
# A value that PostgreSQL cannot take, and a search that Solr cannot read, came with the request.
ANSWERS = {
    logic.NotFound: http.NotFound,
    logic.NotAuthorized: http.Forbidden,
    logic.ValidationError: http.BadRequest,
    DataError: http.BadRequest,
    SearchError: http.BadRequest,
    SolrConnectionError: http.ServiceUnavailable,
}


ENGLISH = re.compile("[A-Za-z]+ [A-Za-z]+|^[ -~]*$")


def install(app: CKANApp) -> None:
    """Answer as core's own views do where they remember to."""
    for kind in SENTENCES:
        _explain(app, kind)
    for raised, answer in ANSWERS.items():
        app.register_error_handler(
            raised, lambda _error, answer=answer: app.handle_http_exception(answer())
        )
    app.register_error_handler(CSRFError, lambda _: app.handle_http_exception(_expired()))


def _explain(app: CKANApp, kind: type[http.HTTPException]) -> None:
    """Let core's page for this status say our sentence where a view gave none, or an English one."""
    core = app.error_handler_spec[None][kind.code][kind]

    def in_chinese(error: http.HTTPException) -> Any:
        if ENGLISH.search(str(error.description)):
            error.description = SENTENCES[kind]
        return core(error)

    app.register_error_handler(kind, in_chinese)


def _expired() -> http.BadRequest:
    return http.BadRequest("页面已经过期，这次没有保存。请返回上一页，刷新后再提交。")
