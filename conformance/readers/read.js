// Reads the tables of a folder with PapaParse, DuckDB or SheetJS, and prints them as JSON.
//
// Usage: node read.js papaparse|duckdb|sheetjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";

const readers = { papaparse, duckdb, sheetjs };

async function papaparse(file, columns) {
  const { default: Papa } = await import("papaparse");
  const { data, errors } = Papa.parse(readFileSync(`${file}.csv`, "utf8"), { delimiter: "," });
  if (errors.length > 0) throw new Error(`${file}: ${JSON.stringify(errors)}`);
  if (data.at(-1).length === 1 && data.at(-1)[0] === "") data.pop(); // after the last line break
  const cell = (text, i) => {
    const of = { number: Number, boolean: (text) => text === "true", date: (text) => ({ date: text }) };
    return text === "" ? "" : (of[columns[i].kind] ?? String)(text);
  };
  return { columns: data[0], rows: data.slice(1).map((row) => row.map(cell)) };
}

async function duckdb(file, columns) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create()).connect();
  const types = { number: "BIGINT", boolean: "BOOLEAN", date: "DATE", text: "VARCHAR" };
  const quote = (text) => `'${text.replaceAll("'", "''")}'`;
  const dialect = `header = true, delim = ',', quote = '"', escape = '"'`;
  const given = columns.map((c) => `${quote(c.name)}: ${quote(types[c.kind])}`).join(", ");
  const result = await connection.runAndReadAll(
    `SELECT * FROM read_csv(${quote(`${file}.csv`)}, ${dialect}, types = {${given}})`,
  );
  const cell = (value, i) => {
    if (value === null) return "";
    const kind = columns[i].kind;
    return kind === "number" ? Number(value) : kind === "date" ? { date: value } : value;
  };
  return { columns: result.columnNames(), rows: result.getRowsJson().map((row) => row.map(cell)) };
}

async function sheetjs(file, columns) {
  const { default: XLSX } = await import("xlsx");
  const book = XLSX.readFile(`${file}.xlsx`, { cellDates: true, cellNF: true, UTC: true });
  for (const [name, sheet] of Object.entries(book.Sheets)) {
    for (const [at, cell] of Object.entries(sheet)) {
      if (cell.f !== undefined) throw new Error(`${file}: ${name}!${at} is a formula: ${cell.f}`);
    }
  }
  const sheet = book.Sheets[book.SheetNames[0]];
  const range = XLSX.utils.decode_range(sheet["!ref"]);
  const cell = (r, c) => {
    const found = sheet[XLSX.utils.encode_cell({ r, c })];
    if (found === undefined) return "";
    if (r > 0 && columns[c].type === "URL" && found.l?.Target !== found.v) {
      throw new Error(`${file}: ${found.v} links to ${found.l?.Target}`);
    }
    return found.t === "d" ? { date: XLSX.SSF.format(found.z, found.v) } : found.v;
  };
  const rows = [];
  for (let r = range.s.r; r <= range.e.r; r++) {
    rows.push(Array.from({ length: range.e.c + 1 }, (_, c) => cell(r, c)));
  }
  return { columns: rows[0], rows: rows.slice(1), sheets: book.SheetNames };
}

const [name, folder] = process.argv.slice(2);
const tables = {};
for (const [view, columns] of Object.entries(JSON.parse(readFileSync(join(folder, "columns.json"), "utf8")))) {
  tables[view] = await readers[name](join(folder, view), columns);
}
process.stdout.write(JSON.stringify(tables));
