import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { Tab } from "./tabs";

/** A view, as /views lists it. */
export interface View {
  name: string;
  title: string;
  description: string;
  operation: string;
  example: Record<string, unknown>;
}

export async function savedViews(): Promise<View[]> {
  const response = await fetch("views", { headers: { Accept: "application/json" } });
  return ((await response.json()) as { views: View[] }).views;
}

/** Returns a view as the content of a tab: its operation, which describes itself, and its example as variables. */
export function tabOf({ operation, example }: View): Tab {
  return {
    query: operation,
    variables: Object.keys(example).length > 0 ? JSON.stringify(example, null, 2) : "",
  };
}

/** The pane that lists all views. Each opens in a new tab. */
export function viewsPlugin(views: View[]): GraphiQLPlugin {
  function Views() {
    const { addTab, updateActiveTabValues } = useGraphiQLActions();
    const { queryEditor, variableEditor } = useGraphiQL((state) => ({
      queryEditor: state.queryEditor,
      variableEditor: state.variableEditor,
    }));
    const open = (view: View) => {
      const tab = tabOf(view);
      addTab();
      queryEditor?.setValue(tab.query);
      variableEditor?.setValue(tab.variables);
      updateActiveTabValues(tab);
    };
    return (
      <section className="views">
        <h2>Views</h2>
        <p>Saved queries. Each opens in a new tab, where you can edit it.</p>
        <ul>
          {views.map((view) => (
            <li key={view.name}>
              <button type="button" className="graphiql-un-styled" title={view.description} onClick={() => open(view)}>
                {view.title}
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return { title: "Views", icon: ViewsIcon, content: Views };
}

function ViewsIcon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M2 3h12M2 8h12M2 13h8" />
    </svg>
  );
}
