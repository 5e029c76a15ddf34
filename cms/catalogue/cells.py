"""How a text stands in a cell: safe to open in a spreadsheet program, and readable back unchanged.

* A text that such a program could take for a formula gets an apostrophe in front (OWASP ASVS 5.0
  V1.2.10); so does one that already has it, so that taking one away is always right.
* Characters that XML cannot hold are written ``_x000B_``, as spreadsheet programs do themselves.
* Items stand one per line; a line break inside an item is ``\\n``, a bar inside one is ``\\|``.
"""

import re
import unicodedata

from config.spreadsheets import FORMULA

#: Leaves what the product has in this column as it is: what no cell can hold is exported so.
KEEP = "(keep)"
#: What one cell of XLSX can hold.
XLSX_CELL_LENGTH = 32_767
_FORMULA = re.compile(f"'*{FORMULA}")
# Neither NUL nor half of a surrogate pair, which no database holds: these stay as they are written.
_ENCODED = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_LOOKS_ENCODED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_BREAK = re.compile(r"\s*\n\s*")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def is_control(char: str) -> bool:
    """Whether XML or a person would stumble over the character."""
    if char in "\n\t":
        return False
    return unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff"


def one_newline(text: str) -> str:
    """Forms send ``\\r\\n``, files hold either."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    return _BREAK.sub(" ", one_newline(text).strip())


def to_cell(text: str) -> str:
    encoded = "".join(
        f"_x{ord(char):04X}_" if is_control(char) else char
        for char in _LOOKS_ENCODED.sub("_x005F_x", text)
    )
    return f"'{encoded}" if _FORMULA.match(encoded) else encoded


def from_cell(cell: str) -> str:
    """The inverse of `to_cell`; a cell that was typed by hand comes out as it is."""
    cell = one_newline(cell)
    if cell.startswith("'") and _FORMULA.match(cell[1:]):
        cell = cell[1:]
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), cell)


def join_lines(items: list[str]) -> str:
    return "\n".join(_escape(item) for item in items)


def split_lines(text: str) -> list[str]:
    return [_unescape(line.strip()) for line in text.split("\n") if line.strip()]


def join_pairs(pairs: list[tuple[str, str]]) -> str:
    """Lines of ``first | second``; an empty second is left out with its bar."""
    escaped = [[_escape(item).replace("|", "\\|") for item in pair] for pair in pairs]
    return "\n".join(f"{first} | {second}" if second else first for first, second in escaped)


def split_pairs(text: str) -> list[tuple[str, str]]:
    """Two parts of each line; what follows a second bar belongs to the second part."""
    return [_pair(line) for line in text.split("\n") if line.strip()]


def _pair(line: str) -> tuple[str, str]:
    marked = _BAR.sub(lambda found: f"{found[1]}\0", line, count=1)
    first, _bar, second = marked.partition("\0")
    return _unescape(first.strip()), _unescape(second.strip())


def _escape(item: str) -> str:
    return one_newline(item).replace("\\", "\\\\").replace("\n", "\\n")


def _unescape(item: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], item)
