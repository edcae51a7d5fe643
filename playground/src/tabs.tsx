import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";
import { dropLink } from "./link";

/** The content of a tab's editors. */
export interface Tab {
  query: string;
  variables: string;
}

/** Where GraphiQL stores its tabs. */
const key = "graphiql:tabState";

/**
 * The tab that was open at the end of the last visit, or undefined. GraphiQL restores its list of tabs, but fills the
 * editors from other keys, which it writes only when the user types.
 */
export function lastTab(): Tab | undefined {
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem(key) ?? "") as {
      tabs: Record<keyof Tab, string | null>[];
      activeTabIndex: number;
    };
    const tab = tabs[activeTabIndex];
    return tab && { query: tab.query ?? "", variables: tab.variables ?? "" };
  } catch {
    return undefined; // nothing is stored yet, or storage is denied
  }
}

/**
 * Stores the tabs when the page is left, since GraphiQL does so half a second late. Removes the link from the address
 * as soon as the editors hold something else, so that a reload shows the edits.
 */
export function KeepTabs() {
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    activeTabIndex: state.activeTabIndex,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  useEffect(() => {
    const store = () => {
      const open = { query: queryEditor?.getValue() ?? "", variables: variableEditor?.getValue() ?? "" };
      const all = tabs.map((tab, i) => ({ ...tab, ...(i === activeTabIndex && open), response: null, headers: null }));
      try {
        localStorage.setItem(key, JSON.stringify({ tabs: all, activeTabIndex }));
      } catch {
        // storage is full or denied
      }
    };
    addEventListener("pagehide", store);
    return () => removeEventListener("pagehide", store);
  }, [tabs, activeTabIndex, queryEditor, variableEditor]);
  useEffect(() => {
    const listeners = [queryEditor, variableEditor].map((editor) => editor?.onDidChangeModelContent(dropLink));
    return () => listeners.forEach((listener) => listener?.dispose());
  }, [queryEditor, variableEditor]);
  return null;
}
