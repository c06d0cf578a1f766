"""Changes of the store as they are written."""

import time
from typing import Any, Iterator, List, Mapping, Optional

from indicast.base import ClientBase
from indicast.connection import Stream, is_passing
from indicast.errors import IndicastError
from indicast.frames import FrameMaker
from indicast.store.v1 import indicator_store_service_pb2 as store_pb2
from indicast.type.v1 import value_pb2

CHANGE_COLUMNS = "revision kind key previous_revision withdrawn".split()

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0


class RevisionChanges:
    """What one revision changed, whole. 一次修订的全部变化。"""

    def __init__(self, info: value_pb2.RevisionInfo, frames: FrameMaker) -> None:
        self.info = info
        """Number, time, author, reason."""
        self.changes: List[store_pb2.RecordChange] = []
        """Changes in the order of writing, as in the contract."""
        self._frames = frames

    @property
    def revision(self) -> int:
        """Its number."""
        return self.info.revision

    @property
    def frame(self) -> Any:
        """One row a change."""
        rows = [{**self._frames.cells(c), "revision": self.revision} for c in self.changes]
        return self._frames.frame(rows, CHANGE_COLUMNS, attrs={"revision": self.revision})

    def __repr__(self) -> str:
        return f"<RevisionChanges revision={self.revision} changes={len(self.changes)}>"


class Watch(Iterator[RevisionChanges]):
    """Revisions as they are written: in order, each once and whole, none left out.

    Goes on until it is cancelled. When the store stops, restarts or says that the reader is too slow,
    the watch begins again where it stood, for up to ``patience`` seconds. 逐次修订地订阅变化,断线自动续接。
    """

    def __init__(
        self,
        client: ClientBase,
        values: Mapping[str, Any],
        start_after: Optional[int],
        patience: float,
    ) -> None:
        self.resume_revision = start_after
        """Everything up to this revision was handed over; None: begun with the newest."""
        self._client = client
        self._values = values
        self._patience = patience
        self._stream: Optional[Stream[store_pb2.WatchResponse]] = None
        self._open: Optional[RevisionChanges] = None
        self._cancelled = False

    def __iter__(self) -> "Watch":
        return self

    def __next__(self) -> RevisionChanges:
        deadline = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while not self._cancelled:
            try:
                whole = self._read_one()
            except IndicastError as error:
                if self._cancelled:
                    break
                if not is_passing(error) or time.monotonic() + pause > deadline:
                    raise
                self._stream, self._open = None, None
                if self.resume_revision is None and "resume_revision" in error.metadata:
                    self.resume_revision = int(error.metadata["resume_revision"])
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            deadline, pause = time.monotonic() + self._patience, _FIRST_PAUSE
            if whole is not None:
                return whole
        raise StopIteration

    def cancel(self) -> None:
        """Ends the watch, also from another thread: the loop over it ends."""
        self._cancelled = True
        if self._stream is not None:
            self._stream.cancel()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def _read_one(self) -> Optional[RevisionChanges]:
        """A revision once its last part is there; None for anything else."""
        if self._stream is None:
            self._stream = self._begin()
            if self._cancelled:
                self._stream.cancel()
        answer = next(self._stream)
        if answer.WhichOneof("content") == "bookmark":
            self.resume_revision = answer.bookmark.revision
            return None
        if self._open is None:
            self._open = RevisionChanges(answer.revision.info, self._client._frames)
        self._open.changes.extend(answer.revision.changes)
        if not answer.revision.last_part:
            return None
        whole, self._open = self._open, None
        self.resume_revision = whole.revision
        return whole

    def _begin(self) -> Stream[store_pb2.WatchResponse]:
        method = self._client.store.watch
        request = self._client._build(method.request, dict(self._values))
        if self.resume_revision is not None:
            request.start_after_revision = self.resume_revision
        return method(request)


class Watching(ClientBase):
    """Following the store."""

    def watch(
        self,
        *,
        start_after: Optional[int] = None,
        indicators: Any = None,
        areas: Any = None,
        kinds: Any = None,
        include_records: bool = False,
        patience: float = 60.0,
    ) -> Watch:
        """Every revision after ``start_after`` (0: from the first; None: those to come) that changes
        what the filters let pass. 订阅库中的变化。

            with client.watch(start_after=0) as changes:
                for change in changes:
                    print(change.frame)
        """
        values = {
            "filter": {"indicators": indicators, "areas": areas, "kinds": kinds},
            "include_records": include_records,
        }
        return Watch(self, values, start_after, patience)
