"""What an error means and what to do next, in Chinese and English."""

from typing import Dict, NamedTuple


class _Text(NamedTuple):
    zh: str
    en: str


_CODES: Dict[str, _Text] = {
    "INVALID_ARGUMENT": _Text("输入有误", "the input is wrong"),
    "NOT_FOUND": _Text("没有找到", "not found"),
    "UNAVAILABLE": _Text("服务没有应答", "the service does not answer"),
    "DEADLINE_EXCEEDED": _Text("超时", "it took too long"),
    "ABORTED": _Text("数据已被他人更新", "the data changed meanwhile"),
    "RESOURCE_EXHAUSTED": _Text("服务忙或空间不足", "the service is busy or out of space"),
    "PERMISSION_DENIED": _Text("无权操作", "not allowed"),
    "UNAUTHENTICATED": _Text("无权操作", "not allowed"),
    "FAILED_PRECONDITION": _Text("现有数据或设置不允许", "the data or the settings do not allow it"),
    "OUT_OF_RANGE": _Text("超出现有数据的范围", "beyond the data at hand"),
    "ALREADY_EXISTS": _Text("已经存在", "it exists already"),
    "DATA_LOSS": _Text("数据损坏", "the data is damaged"),
    "UNIMPLEMENTED": _Text("服务不支持此功能", "the service does not offer this"),
    "CANCELLED": _Text("已取消", "cancelled"),
}
_OTHER_CODE = _Text("内部错误", "internal error")

_NEXT_BY_REASON: Dict[str, _Text] = {
    "ADDRESS_INVALID": _Text(
        "地址写成 主机:端口 或 unix:/路径", "write the address as host:port or unix:/path"
    ),
    "CONFIGURATION_INVALID": _Text("改正 connect() 的参数", "correct the arguments of connect()"),
    "CONFIRMATION_NEEDED": _Text(
        "先用 validate_only=True 看差异,再以其 plan 作 confirmed_plan 重发",
        "look at the report of validate_only=True, then repeat with its plan as confirmed_plan",
    ),
    "DEADLINE_EXCEEDED": _Text("用 timeout= 给更长时间", "allow more time with timeout="),
    "DOCUMENT_NOT_FOUND": _Text("client.documents() 列出文献", "see client.documents()"),
    "ETAG_MOVED": _Text("重新读取,核对后以新的 etag 重发", "read it again, check, repeat with the new etag"),
    "FIELD_INVALID": _Text("改正上列字段", "correct the fields named above"),
    "FILTER_INVALID": _Text("改正所指位置的条件", "correct the filter at the character named"),
    "INDICATOR_NOT_FOUND": _Text("client.search(词语) 查找指标", "find it with client.search(words)"),
    "INSECURE_ADDRESS": _Text(
        "改用本机地址或 unix: 套接字,或给出 tls=Tls(...)",
        "use a loopback address or a Unix socket, or give tls=Tls(...)",
    ),
    "OBSERVATION_NOT_FOUND": _Text(
        "client.observations(指标, all_vintages=True) 列出已有数值",
        "see what is there with client.observations(indicator, all_vintages=True)",
    ),
    "PLAN_MOVED": _Text(
        "库中数据刚有变动:再看一遍差异,再确认",
        "the data just changed: look at the report again and confirm its plan",
    ),
    "REQUEST_ID_REUSED": _Text("换一个 request_id", "use a new request_id"),
    "REVISION_MOVED": _Text("重新读取后重发", "read again and repeat"),
    "REVISION_NOT_FOUND": _Text("client.info() 显示最新修订", "see the newest revision in client.info()"),
    "RULE_INVALID": _Text("规则的写法见 docs/data-format.md", "docs/data-format.md lists every rule"),
    "SCENARIO_EXISTS": _Text("换一个编号", "choose another id"),
    "SCENARIO_NOT_FOUND": _Text("client.scenarios() 列出已有情景", "see client.scenarios()"),
    "SERVICE_UNREACHABLE": _Text(
        "先运行 indicast up,或在 connect() 给出地址",
        "start the services with: indicast up, or give their addresses to connect()",
    ),
    "STORE_UNAVAILABLE": _Text(
        "测算服务连不上指标库:先看 indicast status",
        "the projection service cannot reach the store: see indicast status",
    ),
    "TARGET_NOT_FOUND": _Text("client.targets() 列出已有目标", "see client.targets()"),
    "TLS_CLIENT_REFUSED": _Text(
        "出示服务所信任的 CA 签发的证书", "show a certificate of the CA that the service trusts"
    ),
    "TLS_FILE_UNREADABLE": _Text("检查路径、属主和权限", "check path, owner and mode"),
    "TLS_INCOMPLETE": _Text("三个文件都要给出", "name all three files, or none"),
    "TLS_KEY_EXPOSED": _Text("运行 chmod 600", "run chmod 600, or 640 when root owns it"),
    "TLS_KEY_MISMATCH": _Text("给出同时生成的一对", "give the two that were made together"),
    "TLS_NOT_SPOKEN": _Text("不用 TLS 调用,或改正地址", "call it without TLS, or correct the address"),
    "TLS_REQUIRED": _Text(
        "给出 tls=Tls(...),或设置 INDICAST_TLS_CA 等",
        "give tls=Tls(...), or set INDICAST_TLS_CA and so on",
    ),
    "TLS_SERVER_NOT_TRUSTED": _Text(
        "检查 CA 文件和地址;证书上的名称可用 server_name 给出",
        "check the CA file and the address; server_name may give a name of the certificate",
    ),
    "WATCH_TOO_SLOW": _Text("读得更快,并从该修订之后重新订阅", "read faster, and watch again after that revision"),
}

_LATER = _Text("稍后重试", "try again later")
_REPORT = _Text("把请求号交给管理员", "give the request id to the person who runs the services")
_NEXT_BY_CODE: Dict[str, _Text] = {
    "ABORTED": _LATER,
    "RESOURCE_EXHAUSTED": _LATER,
    "UNAVAILABLE": _LATER,
    "INTERNAL": _REPORT,
    "UNKNOWN": _REPORT,
    "DATA_LOSS": _REPORT,
}


def words_of_code(code: str, language: str) -> str:
    """What a canonical code means."""
    text = _CODES.get(code, _OTHER_CODE)
    return text.zh if language == "zh" else text.en


def next_step_of(reason: str, code: str, language: str) -> str:
    """What to do about a reason, else about its code; empty where there is nothing to add."""
    text = _NEXT_BY_REASON.get(reason, _NEXT_BY_CODE.get(code, _Text("", "")))
    return text.zh if language == "zh" else text.en
