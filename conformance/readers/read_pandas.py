"""Reads the tables of a folder with pandas, as CSV or XLSX, and prints them as JSON.

Usage: python3 read_pandas.py csv|xlsx FOLDER
"""

import datetime
import json
import pathlib
import sys

import pandas


def read_csv(path, columns):
    dtypes = {"number": "Int64", "boolean": "boolean", "text": "string"}
    dates = [c["name"] for c in columns if c["kind"] == "date"]
    return pandas.read_csv(
        path,
        dtype={c["name"]: dtypes[c["kind"]] for c in columns if c["kind"] != "date"},
        parse_dates=dates,
        keep_default_na=False,
        na_values=[""],
    )


def read_xlsx(path):
    sheets = pandas.read_excel(path, sheet_name=None, dtype=object, keep_default_na=False, na_values=[""])
    return next(iter(sheets.values())), list(sheets)


def cell(value):
    if pandas.isna(value):
        return ""
    if isinstance(value, datetime.datetime):  # which pandas.Timestamp is
        assert value.time() == datetime.time(), value
        return {"date": value.date().isoformat()}
    return value.item() if hasattr(value, "item") else value


def main(form, folder):
    tables = {}
    for name, columns in json.loads((folder / "columns.json").read_text()).items():
        path, sheets = folder / f"{name}.{form}", []
        if form == "csv":
            frame = read_csv(path, columns)
        else:
            frame, sheets = read_xlsx(path)
        rows = [[cell(value) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]
        tables[name] = {"columns": list(frame.columns), "rows": rows, "sheets": sheets}
    json.dump(tables, sys.stdout)


main(sys.argv[1], pathlib.Path(sys.argv[2]))
