import "./workers";
import "graphiql/style.css";
import "./style.css";
import { GraphiQL } from "graphiql";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { fetcher } from "./ask";
import { copyText, linked } from "./link";
import { KeepTabs, lastTab, type Tab } from "./tabs";
import { buttons } from "./toolbar";
import { savedViews, tabOf, type View, viewsPlugin } from "./views";

/** The views that are open in tabs at the first visit. */
const first = ["statements", "member-states-on-a-day", "through-an-agency", "disagreements"];

interface Dataset {
  version: string;
  sha256: string;
  title: string | null;
  creator: string | null;
  licence: string | null;
}

async function dataset(): Promise<Dataset> {
  const answer = (await fetcher({ query: "{ dataset { version sha256 title creator licence } }" })) as {
    data: { dataset: Dataset };
  };
  return answer.data.dataset;
}

function Citation({ version, sha256, title, creator, licence }: Dataset) {
  return (
    <p className="citation">
      Cite as: {creator && `${creator}: `}
      {title && <cite>{title}, </cite>}dataset <strong>{version}</strong>{" "}
      <span title={`SHA-256 of the records: ${sha256}`}>({sha256.slice(0, 12)}…)</span>
      {licence && `, ${licence}`}. Passages belong to their authors.
    </p>
  );
}

/** Returns the tab for the link in the address, if there is one. */
function linkedTab(views: View[]): Tab | undefined {
  const { query, variables, view: name } = linked();
  const view = views.find((v) => v.name === name);
  if (view) return { ...tabOf(view), ...(variables !== undefined && { variables }) };
  return query === undefined ? undefined : { query, variables: variables ?? "" };
}

/** Copies the query by a selection where navigator.clipboard is missing, since GraphiQL has no other way. */
function copyQuery(query: string) {
  if (!navigator.clipboard) void copyText(query);
}

// Follow a link that is pasted into the address bar of the open page.
addEventListener("hashchange", () => {
  const { query, view } = linked();
  if (query !== undefined || view !== undefined) location.reload();
});

const [views, about] = await Promise.all([savedViews(), dataset()]);
const shared = linkedTab(views);
const tabs = first.flatMap((name) => views.filter((v) => v.name === name)).map(tabOf);
const opened = shared ?? lastTab() ?? tabs[0];
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
      onCopyQuery={copyQuery}
    >
      <GraphiQL.Logo>
        <a href="./" className="home">
          {about.title ?? "Home"}
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>{buttons}</GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <Citation {...about} />
        <KeepTabs />
      </GraphiQL.Footer>
    </GraphiQL>
  </StrictMode>,
);
