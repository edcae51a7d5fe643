import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: `${process.env.SUMMITRY_SERVER ?? "http://localhost:8080"}/schema.graphql`,
  documents: "src/**/*.tsx",
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: { unmaskFunctionName: "readFragment" } },
      config: {
        strictScalars: true,
        scalars: { Date: "string", EDTF: "string", URL: "string" },
        enumsAsTypes: true,
        useTypeImports: true,
      },
    },
    // Lists the types of each interface, which Apollo's cache needs for fragments on interfaces.
    "src/gql/possible-types.ts": { plugins: ["fragment-matcher"] },
  },
};

export default config;
