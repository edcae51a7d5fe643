import { type FragmentType, graphql, readFragment } from "./gql";

const statementFragment = graphql(`
  fragment StatementArticle on Statement {
    passage {
      exact
    }
    textSpan {
      start
      end
    }
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

/** One statement, marked in its passage, with its speaker, day and occasion, if known, and its source passages. */
export function StatementArticle({ statement }: { statement: FragmentType<typeof statementFragment> }) {
  const { passage, textSpan, speakers, saidOn, occasion, citations } = readFragment(statementFragment, statement);
  const letters = [...passage.exact]; // spans count code points, not UTF-16 units
  return (
    <article>
      <h2>{speakers.map((speaker) => speaker.agent?.name ?? speaker.namedAs).join(", ")}</h2>
      <blockquote>
        {letters.slice(0, textSpan.start).join("")}
        <mark>{letters.slice(textSpan.start, textSpan.end).join("")}</mark>
        {letters.slice(textSpan.end).join("")}
      </blockquote>
      <p>
        <small title={saidOn?.note ?? undefined}>
          {saidOn ? `${saidOn.edtf} (${saidOn.basis.toLowerCase()})` : "on a day that is not printed"}
          {occasion && `, ${occasion.name}`}
        </small>
      </p>
      {citations.map(({ id, prefix, exact, suffix, document }) => (
        <p className="passage" key={id}>
          {prefix && `…${prefix}`}
          <mark>{exact}</mark>
          {suffix && `${suffix}…`} <cite>{document.title ?? document.fileName}</cite>
          {document.publisher ? `, ${document.publisher}` : ", no publisher printed"}
        </p>
      ))}
    </article>
  );
}
