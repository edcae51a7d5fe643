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
    // Which types an interface has, so that Apollo's cache understands fragments on it.
    "src/gql/possible-types.ts": { plugins: ["fragment-matcher"] },
  },
};

export default config;
