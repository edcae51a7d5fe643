// The public views as CSV, read by SheetJS, which types cells as spreadsheets do: only days are read as dates. An EDTF
// month is one to a spreadsheet; docs/tables.md has the import step that keeps it text.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import * as xlsx from "xlsx";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const files = readdirSync(new URL("../../views", import.meta.url)).filter((file) => file.endsWith(".graphql"));
const day = /^\d{4}-\d\d-\d\d$/;

/** The rows of a table as arrays of cells, with the types that SheetJS gives them or as they are written. */
const rowsOf = (csv, raw) => {
  const book = xlsx.read(csv, { type: "string", cellDates: true, raw });
  return xlsx.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1, raw: true, defval: "" });
};

/** The tables of a view: for its example, and of all records if no variable is required. */
const tablesOf = async (view) => {
  const { url } = view.formats.find((format) => /\.csv(\?|$)/.test(format.url));
  const example = await fetch(server + url);
  assert.equal(example.status, 200, url);
  const all = await fetch(`${server}/views/${view.name}.csv`);
  return [await example.text(), ...(all.status === 200 ? [await all.text()] : [])];
};

const { views } = await (await fetch(`${server}/views`)).json();

for (const file of files) {
  const view = views.find(({ name }) => `${name}.graphql` === file);
  test(`${file}: only days are dates`, async () => {
    for (const csv of await tablesOf(view)) {
      const [typed, written] = [rowsOf(csv, false), rowsOf(csv, true)];
      const [columns, ...rows] = written;
      assert.ok(rows.length > 0, "no rows");
      rows.forEach((row, i) => {
        row.forEach((cell, j) => {
          const isDay = day.test(cell);
          if (/\.(earliest|latest)$/.test(columns[j])) assert.ok(isDay || cell === "", `${columns[j]}: ${cell}`);
          const isDate = typed[i + 1][j] instanceof Date;
          assert.ok(!isDate || isDay || columns[j].endsWith("edtf"), `${columns[j]} is read as a date: ${cell}`);
        });
      });
    }
  });
}

test("SheetJS reads days and months as dates", () => {
  const [, row] = rowsOf("day,month\n2030-05-01,2030-05\n", false);
  assert.ok(row.every((cell) => cell instanceof Date));
});
