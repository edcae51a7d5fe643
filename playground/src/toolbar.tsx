import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { type ReactNode, useRef } from "react";
import { csvOf, nameIn } from "./ask";
import { copyText, linkTo } from "./link";

/** The buttons beside the query: GraphiQL's own, the result as a table, and a link to the current content. */
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
      const query = editors.query?.getValue() ?? "";
      const operationName = nameIn(query, editors.operationName);
      const text = editors.variables?.getValue().trim();
      const variables = text ? (JSON.parse(text) as Record<string, unknown>) : undefined;
      save(await csvOf({ query, variables, operationName }), `${operationName ?? "answer"}.csv`);
    } catch (problem) {
      editors.response?.setValue(JSON.stringify({ "No table": (problem as Error).message }, null, 2));
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
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    const link = linkTo(editors.query?.getValue() ?? "", editors.variables?.getValue() ?? "");
    history.replaceState(null, "", link);
    if ((await copyText(link)) || !dialog.current || !field.current) return;
    field.current.value = link;
    dialog.current.showModal();
    field.current.select();
  };
  return (
    <>
      <ToolbarButton label="Copy a link to this query" onClick={() => void copy()}>
        <span className="word">Link</span>
      </ToolbarButton>
      <dialog ref={dialog} className="link" aria-label="Link to this query">
        <form method="dialog">
          <label>
            The browser does not allow copying. Copy the link from here, or from the address bar:
            <input ref={field} readOnly />
          </label>
          <button>Close</button>
        </form>
      </dialog>
    </>
  );
}
