import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

// Completion and checks run in web workers, which are loaded from this server.
self.MonacoEnvironment = {
  getWorker(_id: string, language: string) {
    switch (language) {
      case "json":
        return new JsonWorker();
      case "graphql":
        return new GraphQLWorker();
    }
    return new EditorWorker();
  },
};
