"""Reads the XLSX files of a folder with LibreOffice, and prints the tables as JSON.

LibreOffice converts them to Flat ODS, in which each cell has the type that LibreOffice gave it.

Usage: python3 read_libreoffice.py FOLDER
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

BOOLEANS = {"of:=TRUE()": True, "of:=FALSE()": False}  # LibreOffice reads the booleans of XLSX as these formulas


def text_of(element):
    """Returns the text of a paragraph, in which spaces and line breaks may be elements."""
    special = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
    text = element.text or ""
    for child in element:
        if child.tag == TEXT + "s":
            text += " " * int(child.get(TEXT + "c", "1"))
        else:
            text += special.get(child.tag) or text_of(child)
        text += child.tail or ""
    return text


def value_of(cell):
    formula = cell.get(TABLE + "formula")
    if formula in BOOLEANS:
        return BOOLEANS[formula]
    assert formula is None, ElementTree.tostring(cell)
    kind = cell.get(OFFICE + "value-type")
    if kind is None:
        return ""
    if kind == "float":
        return json.loads(cell.get(OFFICE + "value"))
    if kind == "date":
        return {"date": cell.get(OFFICE + "date-value")}
    assert kind == "string", kind
    return "\n".join(text_of(p) for p in cell.findall(TEXT + "p"))


def rows_of(table):
    rows = []
    for row in table.iter(TABLE + "table-row"):
        cells = []
        for cell in row.findall(TABLE + "table-cell"):
            repeated = int(cell.get(TABLE + "number-columns-repeated", "1"))
            cells += [value_of(cell)] * min(repeated, 1000)  # the last one fills the sheet
        rows += [cells] * min(int(row.get(TABLE + "number-rows-repeated", "1")), 1000)
    return rows


def read(path, width):
    sheets = ElementTree.parse(path).getroot().iter(TABLE + "table")
    sheets = {sheet.get(TABLE + "name"): rows_of(sheet) for sheet in sheets}
    rows = [row[:width] + [""] * (width - len(row)) for row in next(iter(sheets.values()))]
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    return {"columns": rows[0], "rows": rows[1:], "sheets": list(sheets)}


def main(folder):
    with tempfile.TemporaryDirectory() as made:
        command = ["soffice", f"-env:UserInstallation=file://{made}/profile", "--headless", "--convert-to", "fods"]
        files = sorted(str(path) for path in folder.glob("*.xlsx"))
        subprocess.run(command + ["--outdir", made] + files, check=True, capture_output=True)
        described = json.loads((folder / "columns.json").read_text())
        tables = {n: read(pathlib.Path(made, n + ".fods"), len(columns)) for n, columns in described.items()}
    json.dump(tables, sys.stdout)


main(pathlib.Path(sys.argv[1]))
