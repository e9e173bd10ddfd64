import type { ExchangeContent, Phase } from '../../shared/domain/exchange.ts';
import { count } from '../views/format.ts';

const ENDED_IN: Readonly<Record<Phase, string>> = {
  lookup: 'looking up the name',
  connect: 'connecting',
  tls: 'the TLS handshake',
  answer: 'waiting for the answer',
  body: 'reading the answer',
};

/** What a service was sent and what it said: text from strangers, and nothing but text. */
export function ExchangeContentView({
  about,
  content,
}: {
  /** Which of two, such as `First bad`. */
  readonly about: string;
  readonly content: ExchangeContent;
}) {
  const { requests, peer, attempts, endedIn, headers, headersLeftOut, body } = content;
  return (
    <>
      <dl className="exchange-facts">
        {requests.map(({ method, url }, index) => (
          <div key={index}>
            <dt>{index === 0 ? 'Request' : 'Redirected to'}</dt>
            <dd>
              <code dir="ltr">
                {method} {url}
              </code>
            </dd>
          </div>
        ))}
        {peer !== null && (
          <div>
            <dt>Address</dt>
            <dd>
              <code dir="ltr">{peer}</code>
            </dd>
          </div>
        )}
        {attempts.length > 0 && (
          <div>
            <dt>Tried in vain</dt>
            {attempts.map(({ address, error }, index) => (
              <dd key={index}>
                <code dir="ltr">{address}</code> {error}
              </dd>
            ))}
          </div>
        )}
        {endedIn !== null && (
          <div>
            <dt>Ended while</dt>
            <dd>{ENDED_IN[endedIn]}</dd>
          </div>
        )}
      </dl>
      {headers.length > 0 && (
        <details>
          <summary>{count(headers.length + headersLeftOut, 'header')}</summary>
          <table className="headers">
            <tbody>
              {headers.map(([name, value], index) => (
                <tr key={index}>
                  <th scope="row">{name}</th>
                  <td dir="ltr">{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {headersLeftOut > 0 && <p className="nothing">{headersLeftOut} more were not kept.</p>}
        </details>
      )}
      {body !== null && <Body name={`${about}: body`} body={body} />}
    </>
  );
}

function Body({
  name,
  body: { text, cut, compression },
}: {
  readonly name: string;
  readonly body: NonNullable<ExchangeContent['body']>;
}) {
  if (compression !== null)
    return <p className="nothing">A body compressed with {compression}: not shown.</p>;
  if (text === '') return <p className="nothing">An empty body.</p>;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and has to without a mouse */}
      <pre className="body" dir="ltr" tabIndex={0} aria-label={name} role="region">
        {text}
      </pre>
      {cut && <p className="nothing">Cut: the body goes on.</p>}
    </>
  );
}
