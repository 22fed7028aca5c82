"""Tables as paragraphs: kept together, or taken apart where they only lay out the page."""

Rows = list[list[list[str]]]


def table_paragraphs(rows: Rows) -> list[str]:
    """One paragraph for a table, rows on lines and cells apart by tabs (trap 24).

    A table with one filled cell a row is layout (a red head, the lines under 抄送): its paragraphs.
    """
    filled = [row for row in rows if any(cell for cell in row)]
    if all(sum(1 for cell in row if cell) <= 1 for row in filled):
        return [text for row in filled for cell in row for text in cell]
    return ["\n".join("\t".join(" ".join(cell) for cell in row) for row in filled)]
