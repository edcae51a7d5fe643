import { type FragmentType, graphql, readFragment } from "./gql";

const statementFragment = graphql(`
  fragment StatementArticle on Statement {
    text
    speakers {
      namedAs
      agent {
        name
      }
    }
    saidOn {
      edtf
      basis
      note
    }
    occasion {
      name
    }
    citations {
      id
      prefix
      exact
      suffix
      document {
        fileName
        title
        publisher
      }
    }
  }
`);

/** One statement with its speaker, day and occasion, if known, and its source passage. */
export function StatementArticle({ statement }: { statement: FragmentType<typeof statementFragment> }) {
  const { text, speakers, saidOn, occasion, citations } = readFragment(statementFragment, statement);
  return (
    <article>
      <h2>{speakers.map((speaker) => speaker.agent?.name ?? speaker.namedAs).join(", ")}</h2>
      <blockquote>{text}</blockquote>
      <p>
        <small title={saidOn?.note ?? undefined}>
          {saidOn ? `${saidOn.edtf} (${saidOn.basis.toLowerCase()})` : "on a day that is not printed"}
          {occasion && `, ${occasion.name}`}
        </small>
      </p>
      {citations.map(({ id, prefix, exact, suffix, document }) => (
        <p className="passage" key={id}>
          …{prefix}
          <mark>{exact}</mark>
          {suffix}… <cite>{document.title ?? document.fileName}</cite>
          {document.publisher ? `, ${document.publisher}` : ", no publisher printed"}
        </p>
      ))}
    </article>
  );
}
