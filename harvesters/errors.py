"""What can go wrong while harvesting, by consequence.

HarvestError
├── Retry        the same request may succeed in a moment
├── StopSource   nothing of this source can be trusted now
└── DropItem     this item stays out, the others go on
"""

from typing import Any


class HarvestError(Exception):
    """A fault with a Chinese sentence that says what is wrong and where, and one that says what to do."""

    template = "采集出错：{reason}"
    remedy = ""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        self.said = self.template.format(**fields)
        super().__init__("。".join(filter(None, (self.said, self.remedy))))


class Retry(HarvestError):
    """The request may succeed when made again."""

    wait: float | None = None


class StopSource(HarvestError):
    """The source as a whole cannot be harvested."""


class DropItem(HarvestError):
    """One item cannot be used."""


class Unreachable(Retry):
    """No connection, or it broke off."""

    template = "连接 {url} 失败：{reason}"
    remedy = "请来源部门检查服务器和网络，下一次采集会再试"


class TimedOut(Retry):
    """Connecting, waiting or the whole request took too long."""

    template = "{url} 在 {seconds} 秒内没有答完"
    remedy = "请来源部门查明服务器为何答得太慢，下一次采集会再试"


class ServerBusy(Retry):
    """The server asks us to come again, and may say when."""

    template = "{url} 暂时不可用（状态码 {status}）"
    remedy = "请来源部门检查服务器，下一次采集会再试"

    def __init__(self, wait: float | None = None, **fields: Any) -> None:
        super().__init__(**fields)
        self.wait = wait


class BrokenOff(StopSource):
    """Reading ends here: what was read goes ahead, the rest waits for the next run."""


class ComeLater(BrokenOff):
    """The server asks us to stay away for longer than a worker may wait."""

    template = "{url} 现在不接受访问（状态码 {status}），要求 {seconds:.0f} 秒以后再来"
    remedy = "下一次采集会再试；经常如此的，调大 source.yaml 的 politeness.delay_seconds"


class RunTooLong(BrokenOff):
    """The run took as long as a run may."""

    template = "这一次采集已用了 {seconds} 秒，到 {host} 为止"
    remedy = "其余的由下一次采集接着读；确须更久的，由管理员调大 ckanext.ankang.harvest.run_seconds"


class BadSource(StopSource):
    """A source's description cannot be understood."""

    template = "来源 {source} 的 source.yaml 中 {where} 不对：{reason}"


class UnknownPlace(StopSource):
    """An address names a place that the configuration does not know."""

    template = (
        "来源地址 {address} 中的“{place}”没有配置网址。"
        "请先运行 deploy/up，或用环境变量 ANKANG_DEMONSTRATION_URL 写明它的网址"
    )


class UnknownNetwork(StopSource):
    """A source wants to call into a network that the configuration does not allow."""

    template = (
        "来源要访问的内部网络“{network}”没有获准。"
        "请先在 ckanext.ankang.harvest.networks 中写明它的网段，或从 source.yaml 的 networks 中删去"
    )


class UnknownSecret(StopSource):
    """A source names a password or key that this machine does not have."""

    template = "来源用到的口令“{name}”没有配置。请设环境变量 ANKANG_SECRET_{name}，或写进口令文件"


class OpenSecrets(StopSource):
    """Everybody may read the secrets file."""

    template = "口令文件 {path} 人人可读。请先 chmod 640，再试一次"


class LoginRefused(StopSource):
    """The server does not know us, or is not the one we know."""

    template = "{url} 登录不成：{reason}"
    remedy = "请核对 source.yaml 的 login 和口令"


class BadListing(StopSource):
    """The list of items cannot be read as the source describes it."""

    template = "{url} 的列表读不出来：{reason}"
    remedy = "请核对来源的列表是否改了样子，必要时修改 source.yaml"


class TooFew(BadListing):
    """The list was read to its end and has fewer items than the source expects."""

    remedy = "请来源部门核对列表；确实变少的，修改 source.yaml 的 expected"


class PagingLoop(StopSource):
    """The pages of a list come round again, or never end."""

    template = "{url} 的分页没有尽头：{reason}"
    remedy = "请来源部门修复分页；确有更多页的，调大 source.yaml 的 politeness.pages"


class HostSilent(DropItem):
    """A host did not answer so often that this run calls it no more; the item is not at fault."""

    template = "{host} 连续 {count} 次没有回答，这一次不再访问"
    remedy = "请来源部门检查服务器和网络，下一次采集会再试"


class AddressRefused(DropItem):
    """The address is one that the portal never calls."""

    template = "不允许访问 {url}：{reason}"
    remedy = "请核对网址；确须访问内部网络的，由管理员在 ckanext.ankang.harvest.networks 中写明"


class TooManyRedirects(DropItem):
    """The server sends us from page to page."""

    template = "{url} 转向超过 {limit} 次"
    remedy = "请来源部门检查网址的转向设置"


class TooLarge(DropItem):
    """The answer is larger than the limit, counted after decompression."""

    template = "{url} 的内容超过 {limit} 字节"
    remedy = "请来源部门分开提供；确须更大的，由管理员调大 ckanext.ankang.harvest 的 page_bytes 或 file_bytes"


class BadStatus(DropItem):
    """The server refuses the request for good."""

    template = "{url} 返回状态码 {status}"
    remedy = "请核对网址，或请来源部门恢复访问"


class WrongContent(DropItem):
    """The answer is not what the source promised."""

    template = "{url} 的内容不是{expected}：{reason}"
    remedy = "请来源部门检查这个网址"


class MissingValue(DropItem):
    """An item lacks a value that its source must give."""

    template = "来源 {source} 的 {item} 缺少“{field}”"
    remedy = "请来源部门补上"


class NoSuchFile(DropItem):
    """A manifest names a file that does not lie in its folder."""

    template = "清单中的文件“{file}”不在 {url} 里。请补上文件，或改正清单"


class AmbiguousNames(DropItem):
    """File names of one item contradict each other."""

    template = "{url} 中标识 {item} 的几个文件名说法不一：“{field}”既是“{one}”又是“{other}”"


class ViewRefused(DropItem):
    """The database does not show a view as source.yaml has it."""

    template = "视图 {view} 读不出来：{reason}"
    remedy = "请核对视图和 source.yaml 的 views"


class SameKey(DropItem):
    """The key of a view does not tell its rows apart, so that their order would be chance."""

    template = (
        "视图 {view} 中有几行的 {key} 都是“{value}”。请在 source.yaml 的 key 中补上能区分各行的列"
    )


class UnreadableList(StopSource):
    """A manifest or a catalogue cannot be read as a table or list."""

    template = "清单 {url} 读不出来：{reason}"
    remedy = "请核对文件和 source.yaml 的写法"


class UnknownValue(DropItem):
    """An item holds a value that no rule of its source explains."""

    template = "来源 {source} 的 {item} 中，“{field}”的值“{value}”没有对应规则"
    remedy = "请来源部门改正，或在 source.yaml 中写明它的对应值"


class UnknownField(DropItem):
    """An item holds a field that its source neither maps nor ignores."""

    template = "来源 {source} 的 {item} 中，字段“{field}”（值“{value}”）既未映射也未列入忽略"
    remedy = "请在 source.yaml 的 fields 或 ignore 中写明"


class Unexplained(DropItem):
    """An item holds several things that its source does not explain."""

    template = "{reasons}"
    remedy = "请来源部门改正，或在 source.yaml 中写明"

    def __init__(self, problems: tuple[DropItem, ...]) -> None:
        self.problems = problems
        super().__init__(reasons="；".join(problem.said for problem in problems))


class Crashed(DropItem):
    """A parser failed in a way nobody foresaw."""

    template = "来源 {source} 的 {item} 解析时出错：{reason}"
    remedy = "请开发人员修改来源的 parse.py 或采集程序"
