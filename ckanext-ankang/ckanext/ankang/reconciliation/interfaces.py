"""What another room implements to have what it keeps compared with what others keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from ckan.plugins import Interface


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit: a kind of schemas/reconciliation.yaml, what it is about, what became of it.

    `mended` is true once it was put right, or will be by a job that this brought on its way.
    """

    kind: str
    subject: str
    title: str = ""
    mended: bool = False
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """As it stands in the table."""
        return asdict(self)


class IReconciliation(Interface):
    """Compare what a room keeps with what stands elsewhere."""

    def reconcile(self, mend: bool) -> Iterator[Finding]:
        """Yield what does not fit; with `mend` put right what can be.

        Mending commits by itself, never deletes anything, and may be done twice.
        """
        return iter(())
