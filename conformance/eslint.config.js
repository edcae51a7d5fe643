import graphql from "@graphql-eslint/eslint-plugin";

// Every rule for schemas that the plugin has, and those for Relay, but for these:
const departures = {
  // Fields stand in the order in which a reader wants to know them.
  "@graphql-eslint/alphabetize": "off",
  // A description of one line is written on one line.
  "@graphql-eslint/description-style": "off",
  // Whole lists that one record owns are plain; only lists that grow with the dataset have edges.
  "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
  // The dataset and its lists are always there. A null says that there is no such record, which is another thing than a failure.
  "@graphql-eslint/require-nullable-result-in-root": "off",
  // Records have an id. Dates, places in a text and pages are values, and have none.
  "@graphql-eslint/strict-id-in-types": "off",
};

export default [
  {
    files: ["**/*.graphqls"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "./schema.graphqls" } } },
    rules: {
      ...graphql.configs["flat/schema-all"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      ...departures,
    },
  },
];
