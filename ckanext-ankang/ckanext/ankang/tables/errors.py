"""Why a file could not be read as a table.

TableError
├── NotATable           it is something else: send another file
├── UndecidedEncoding   a person has to say which encoding it is
└── DamagedTable        it is a table, but broken: repair it
"""


class TableError(ValueError):
    """A file that is not read; `str(error)` is the sentence for its publisher."""

    template: str = "文件无法读取：{reason}"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.template.format(**fields))


class NotATable(TableError):
    """The file holds something else than its name says."""

    template = "文件“{name}”不是数据表：{found}。请提供 CSV、XLSX、XLS、ODS、JSON、XML 或 Parquet 格式的数据表。"

    def __init__(self, *, name: str, found: str) -> None:
        self.found = found
        super().__init__(name=name, found=found)


class UndecidedEncoding(TableError):
    """More than one encoding fits, or none well enough, to be told apart without a person."""

    template = "文件“{name}”的文字编码无法确定（{scores}）。请另存为 UTF-8 编码后重新提交。"

    def __init__(self, *, name: str, scores: dict[str, float]) -> None:
        self.scores = scores
        words = "，".join(f"{encoding} {score:.2f}" for encoding, score in scores.items())
        super().__init__(name=name, scores=words)


class DamagedTable(TableError):
    """The file is broken at a place that can be named."""

    template = "文件“{name}”第 {row} 行损坏：{reason}"

    def __init__(self, *, name: str, reason: str, row: int | None = None) -> None:
        self.row = row
        if row is None:
            self.template = "文件“{name}”已损坏：{reason}"
        super().__init__(name=name, row=row, reason=reason)
