"""What there is: indicators, areas, units, documents, targets, and the sentences behind them."""

from typing import Any, Iterable, NamedTuple, Optional, Union

from indicast.base import ClientBase, as_list
from indicast.projection.v1 import projection_service_pb2 as projection_pb2
from indicast.store.v1 import indicator_store_service_pb2 as store_pb2
from indicast.store.v1 import resources_pb2 as resources

Ids = Union[str, Iterable[str]]

TARGET_COLUMNS = (
    "id indicator area measure price_basis scope base_scope period relation goal goal_kind "
    "goal_indicator goal_margin goal_authority unit kind published_text section position office "
    "pair_note document quote prefix suffix no_quote_reason publication publication_estimated "
    "revision etag"
).split()


class ServerInfo(NamedTuple):
    """What both services say of themselves; None for a service without an address."""

    store: Optional[store_pb2.GetServerInfoResponse]
    projection: Optional[projection_pb2.GetServerInfoResponse]


class Catalogue(ClientBase):
    """Reads of the catalogue. Every frame says its revision in ``frame.attrs["revision"]``."""

    def info(self) -> ServerInfo:
        """Versions, limits, newest revision. 版本、限额、最新修订。"""
        return ServerInfo(
            self._store.get_server_info(store_pb2.GetServerInfoRequest()) if self._store else None,
            self._projection.get_server_info(projection_pb2.GetServerInfoRequest())
            if self._projection
            else None,
        )

    def indicators(self, *, domain: Optional[str] = None, as_of: Any = None) -> Any:
        """All indicators. 全部指标。"""
        items, attrs = self._all_pages(
            self.store.list_indicators, {"domain": domain, "as_of": as_of}, "indicators"
        )
        columns = "id name unit nature direction domain one_off aliases definition etag".split()
        return self._frames.frame(items, columns, attrs=attrs)

    def indicator(self, id: str, *, as_of: Any = None) -> resources.Indicator:
        """One indicator; ``client.text(indicator.name)`` is its name. 一项指标。"""
        method = self.store.get_indicator
        return method(self._build(method.request, {"id": id, "as_of": as_of})).indicator

    def search(self, words: str, *, limit: int = 20, as_of: Any = None) -> Any:
        """Indicators by Chinese or English words, best first. 按中英文词语查找指标。"""
        method = self.store.search_indicators
        values = {"query": words, "page_size": limit, "as_of": as_of}
        answer = method(self._build(method.request, values))
        rows = [
            {**self._frames.cells(hit.indicator), "matched_text": hit.matched_text}
            for hit in answer.hits
        ]
        columns = "id name matched_text unit domain".split()
        return self._frames.frame(rows, columns, attrs={"revision": answer.revision})

    def areas(self, *, as_of: Any = None) -> Any:
        """All areas. 全部地区。"""
        items, attrs = self._all_pages(self.store.list_areas, {"as_of": as_of}, "areas")
        return self._frames.frame(items, "id name parent etag".split(), attrs=attrs)

    def units(self, *, as_of: Any = None) -> Any:
        """All units. 全部单位。"""
        items, attrs = self._all_pages(self.store.list_units, {"as_of": as_of}, "units")
        columns = "id symbol measure multiplier_exponent etag".split()
        return self._frames.frame(items, columns, attrs=attrs)

    def documents(self, *, as_of: Any = None) -> Any:
        """All documents, without their text. 全部文献(不含正文)。"""
        items, attrs = self._all_pages(self.store.list_documents, {"as_of": as_of}, "documents")
        columns = (
            "id title publisher address publication publication_estimated confidence "
            "is_work_report note etag"
        ).split()
        return self._frames.frame(items, columns, attrs=attrs)

    def document(self, id: str, *, as_of: Any = None) -> resources.Document:
        """One document with its text. 一份文献及其正文。"""
        method = self.store.get_document
        return method(self._build(method.request, {"id": id, "as_of": as_of})).document

    def targets(
        self,
        *,
        year: Optional[int] = None,
        section: Optional[str] = None,
        indicators: Optional[Ids] = None,
        as_of: Any = None,
    ) -> Any:
        """Published targets in report order. 按报告顺序列出已公布的目标。"""
        values = {
            "year": year,
            "section": section,
            "indicators": as_list(indicators),
            "as_of": as_of,
        }
        items, attrs = self._all_pages(self.store.list_targets, values, "targets")
        return self._frames.frame(items, TARGET_COLUMNS, attrs=attrs)

    def evidence(
        self, *, target: Optional[str] = None, figure: Any = None, as_of: Any = None
    ) -> store_pb2.GetEvidenceResponse:
        """The sentence behind a target or a figure ``(series, period[, document])``. 数据出处。"""
        method = self.store.get_evidence
        values = {"target": target, "observation": figure, "as_of": as_of}
        return method(self._build(method.request, values))
