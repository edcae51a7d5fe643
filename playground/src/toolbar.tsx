import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import type { ReactNode } from "react";
import { csvOf } from "./ask";
import { linkTo } from "./link";

/** The buttons beside the query: GraphiQL's own, the answer as a table, a link to what stands here. */
export function buttons({ prettify, merge, copy }: Record<"prettify" | "merge" | "copy", ReactNode>) {
  return (
    <>
      {prettify}
      {merge}
      {copy}
      <DownloadCSV />
      <CopyLink />
    </>
  );
}

function useEditors() {
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const response = useGraphiQL((state) => state.responseEditor);
  const operationName = useGraphiQL((state) => state.operationName);
  return { query, variables, response, operationName };
}

function DownloadCSV() {
  const editors = useEditors();
  const download = async () => {
    try {
      const text = editors.variables?.getValue().trim();
      const table = await csvOf({
        query: editors.query?.getValue() ?? "",
        variables: text ? (JSON.parse(text) as Record<string, unknown>) : undefined,
        operationName: editors.operationName,
      });
      save(table, `${editors.operationName ?? "answer"}.csv`);
    } catch (problem) {
      editors.response?.setValue(JSON.stringify({ "no table": (problem as Error).message }, null, 2));
    }
  };
  return (
    <ToolbarButton label="Download CSV" onClick={() => void download()}>
      <span className="word">CSV</span>
    </ToolbarButton>
  );
}

function save(content: Blob, name: string) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(content);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}

function CopyLink() {
  const editors = useEditors();
  const copy = async () => {
    const link = linkTo(editors.query?.getValue() ?? "", editors.variables?.getValue() ?? "");
    history.replaceState(null, "", link);
    await navigator.clipboard.writeText(link).catch(() => undefined); // not everywhere allowed; the address bar has it too
  };
  return (
    <ToolbarButton label="Copy a link to this query" onClick={() => void copy()}>
      <span className="word">Link</span>
    </ToolbarButton>
  );
}
