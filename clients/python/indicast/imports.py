"""Writing the store: imports in one message or as a stream, and taking a revision back."""

from typing import Any, Iterable, Iterator, Mapping, Optional, Union

from indicast.base import ClientBase
from indicast.errors import InvalidArgumentError
from indicast.frames import FrameMaker
from indicast.records import LISTS, Records, fill_records, new_request_id, split
from indicast.store.v1 import indicator_curation_service_pb2 as curation
from indicast.store.v1 import indicator_store_service_pb2 as store_pb2

_Answer = Union[
    curation.ImportRecordsResponse,
    curation.ImportRecordStreamResponse,
    curation.RevertRevisionResponse,
]

# Room for the frame of the message and the fields that are not records.
_PART_SHARE = 0.5


class ImportResult:
    """What an import did, or would do. 导入结果。"""

    def __init__(self, message: _Answer, request_id: str, frames: FrameMaker) -> None:
        self.message = message
        """The answer as in the contract."""
        self.request_id = request_id
        """Send it again with the same content to get the same answer."""
        self._frames = frames

    @property
    def revision(self) -> int:
        """Newest revision after the call."""
        return self.message.head.revision

    @property
    def changed(self) -> bool:
        """True when a revision was made (or would be, with validate_only)."""
        return self.message.changed

    @property
    def report(self) -> curation.ImportReport:
        """Counts and single changes as in the contract."""
        return self.message.report

    @property
    def plan(self) -> str:
        """``confirmed_plan`` of the import that writes exactly this; of validate_only."""
        return self.message.report.plan

    @property
    def changes(self) -> Any:
        """The changed and withdrawn records. 变更的记录。"""
        return self._frames.frame(self.report.changes, "kind key before after".split())

    @property
    def findings(self) -> Any:
        """What a curator should look at although it is no error. 需人工核对之处。"""
        return self._frames.frame(self.report.findings, "code field text".split())

    @property
    def exceeded(self) -> Any:
        """The thresholds that the import exceeds. 超出的阈值。"""
        return self._frames.frame(self.report.exceeded, "threshold limit actual key".split())

    def __repr__(self) -> str:
        report = self.report
        return (
            f"<ImportResult revision={self.revision} changed={self.changed} "
            f"added={report.added_count} changed_records={report.changed_count} "
            f"unchanged={report.unchanged_count} withdrawn={report.withdrawn_count}>"
        )


class Imports(ClientBase):
    """Writes. Each is one transaction: all or nothing, one revision. Nothing is repeated by itself; the
    same ``request_id`` with the same content may be sent again after an UnavailableError."""

    def import_records(
        self,
        *,
        reason: str,
        request_id: Optional[str] = None,
        validate_only: bool = False,
        expected_revision: Optional[int] = None,
        thresholds: Optional[Mapping[str, Any]] = None,
        confirmed_plan: Optional[str] = None,
        **records: Records,
    ) -> ImportResult:
        """Imports ``areas``, ``units``, ``documents``, ``indicators``, ``observations``, ``targets``,
        ``scenarios``, ``withdrawals`` and ``replacements``; what does not fit in one message goes as
        a stream of parts. 一次导入,全部成功或全部不写。"""
        unknown = [name for name in records if name not in LISTS]
        if unknown:
            raise TypeError(f"no records {', '.join(unknown)}; there are {', '.join(LISTS)}")
        request = self._import_request(
            reason, request_id, validate_only, expected_revision, thresholds, confirmed_plan
        )
        fill_records(request, records, self.options.language)
        limit = self._max_request_bytes()
        if request.ByteSize() > limit * _PART_SHARE:
            return self._send_parts(split(request, int(limit * _PART_SHARE)), request.request_id)
        answer = self.store.import_records(request)
        return ImportResult(answer, request.request_id, self._frames)

    def import_stream(
        self,
        parts: Iterable[Mapping[str, Records]],
        *,
        reason: str,
        request_id: Optional[str] = None,
        validate_only: bool = False,
        expected_revision: Optional[int] = None,
        thresholds: Optional[Mapping[str, Any]] = None,
        confirmed_plan: Optional[str] = None,
    ) -> ImportResult:
        """One import of more records than fit in memory: each part a mapping such as
        ``{"observations": frame}``. An exception of ``parts`` breaks it off and nothing is written.
        分批发送的一次导入。"""
        head = self._import_request(
            reason, request_id, validate_only, expected_revision, thresholds, confirmed_plan
        )
        limit = int(self._max_request_bytes() * _PART_SHARE)
        return self._send_parts(self._parts(head, parts, limit), head.request_id)

    def revert(
        self,
        revision: int,
        *,
        reason: str,
        request_id: Optional[str] = None,
        validate_only: bool = False,
        expected_revision: Optional[int] = None,
    ) -> ImportResult:
        """Takes back what one revision did, as a new revision. 撤销一次修订。"""
        method = self.store.revert_revision
        request = self._build(
            method.request,
            {
                "request_id": request_id or new_request_id(),
                "reason": reason,
                "revision": revision,
                "validate_only": validate_only,
                "expected_revision": expected_revision,
            },
        )
        return ImportResult(method(request), request.request_id, self._frames)

    def _import_request(
        self,
        reason: str,
        request_id: Optional[str],
        validate_only: bool,
        expected_revision: Optional[int],
        thresholds: Optional[Mapping[str, Any]],
        confirmed_plan: Optional[str],
    ) -> curation.ImportRecordsRequest:
        values = {
            "request_id": request_id or new_request_id(),
            "reason": reason,
            "validate_only": validate_only,
            "expected_revision": expected_revision,
            "thresholds": thresholds,
            "confirmed_plan": confirmed_plan,
        }
        return self._build(curation.ImportRecordsRequest, values)

    def _parts(
        self,
        head: curation.ImportRecordsRequest,
        parts: Iterable[Mapping[str, Records]],
        part_bytes: int,
    ) -> Iterator[curation.ImportRecordStreamRequest]:
        request = head
        for records in parts:
            fill_records(request, records, self.options.language)
            yield from split(request, part_bytes)
            request = curation.ImportRecordsRequest()
        if request is head:
            yield curation.ImportRecordStreamRequest(part=head)

    def _send_parts(
        self, parts: Iterator[curation.ImportRecordStreamRequest], request_id: str
    ) -> ImportResult:
        answer = self.store.import_record_stream(parts)
        return ImportResult(answer, request_id, self._frames)

    def _max_request_bytes(self) -> int:
        info = self.store.get_server_info(store_pb2.GetServerInfoRequest())
        if info.max_request_bytes <= 0:
            raise InvalidArgumentError("the store states no max_request_bytes")
        return info.max_request_bytes
