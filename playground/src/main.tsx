import "./workers";
import "graphiql/style.css";
import "./style.css";
import { GraphiQL } from "graphiql";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { fetcher } from "./ask";
import { linked } from "./link";
import { buttons } from "./toolbar";
import { savedViews, tabOf, viewsPlugin } from "./views";

/** The views that are open in tabs at first. */
const first = ["statements", "member-states-on-a-day", "through-an-agency", "disagreements"];

interface Dataset {
  version: string;
  sha256: string;
}

async function dataset(): Promise<Dataset> {
  const answer = (await fetcher({ query: "{ dataset { version sha256 } }" })) as { data: { dataset: Dataset } };
  return answer.data.dataset;
}

function Citation({ version, sha256 }: Dataset) {
  return (
    <p className="citation">
      Cite as: <cite>Summitry</cite>, dataset <strong>{version}</strong>{" "}
      <span title={`sha256 of the records: ${sha256}`}>({sha256.slice(0, 12)}…)</span>, CC BY 4.0. Passages belong to their authors.
    </p>
  );
}

const [views, about] = await Promise.all([savedViews(), dataset()]);
const asked = linked();
const view = views.find((v) => v.name === asked.view);
const shared = view ? { ...tabOf(view), ...(asked.variables !== undefined && { variables: asked.variables }) } : asked.query !== undefined ? { query: asked.query, variables: asked.variables ?? "" } : undefined;
const tabs = first.flatMap((name) => views.filter((v) => v.name === name)).map(tabOf);
const visited = localStorage.getItem("graphiql:tabState") !== null; // GraphiQL brings back its tabs
const opened = shared ?? (visited ? undefined : tabs[0]);
const plugins = [viewsPlugin(views)];

createRoot(document.getElementById("playground")!).render(
  <StrictMode>
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      defaultTabs={shared ? [shared, ...tabs] : tabs}
      {...(opened && { initialQuery: opened.query, initialVariables: opened.variables })}
      defaultEditorToolsVisibility="variables"
      isHeadersEditorEnabled={false}
    >
      <GraphiQL.Logo>
        <a href="./" className="home">
          Summitry
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>{buttons}</GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <Citation {...about} />
      </GraphiQL.Footer>
    </GraphiQL>
  </StrictMode>,
);
