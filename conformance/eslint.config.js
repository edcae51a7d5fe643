import graphql from "@graphql-eslint/eslint-plugin";

// All of the plugin's rules for schemas and for Relay, except these:
const departures = {
  // Fields are sorted by their importance for readers.
  "@graphql-eslint/alphabetize": "off",
  // Descriptions of one line are written on one line.
  "@graphql-eslint/description-style": "off",
  // Only lists that grow with the dataset are connections. Lists that one record owns are plain. Changes have no id.
  "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
  // The dataset and its lists are never null. For a record, null means that it does not exist, and is not an error.
  "@graphql-eslint/require-nullable-result-in-root": "off",
  // Records have an id. Dates, positions in a text and pages are values without one.
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
