import { ApolloProvider } from "@apollo/client/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { client } from "./client";
import { Statements } from "./Statements";

const topic = new URLSearchParams(location.search).get("topic") ?? undefined;

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <h1>Who said what{topic && ` on ${topic}`}</h1>
      <Statements topic={topic} />
    </ApolloProvider>
  </StrictMode>,
);
