import { expect, it } from 'vitest';
import { evidenceMarkdown } from '../../../renderer/views/evidence-markdown.ts';
import type { IncidentDetail } from '../../../shared/protocol/views.ts';
import { incidentDetail, serviceView } from '../../fixtures/page-fleet.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const orders = serviceView(AT, { name: 'Orders *new*' });

function markdown({ incident, evidence }: IncidentDetail): string {
  if (evidence === null) throw new Error('there is nothing to show');
  return evidenceMarkdown(orders, incident, evidence);
}

it('tells what was bad, what was good, and how to ask again', () => {
  const detail = incidentDetail(AT);
  const text = markdown(detail);
  expect(text).toContain(String.raw`## Orders \*new\*: Answered 503 Service Unavailable.`);
  expect(text).toContain('- 2026-01-05T08:58:55.000Z: HTTP 503, answered 503 Service Unavailable\n');
  expect(text).toContain('- lookup 1 ms, connect 2 ms, first byte 36 ms, transfer 3 ms\n');
  expect(text).toContain('```http\ncontent-type: application/json; charset=utf-8\n');
  expect(text).toContain('"reason": "too many connections"');
  expect(text.indexOf('### First bad')).toBeLessThan(text.indexOf('### Last good'));
  expect(text.trimEnd().split('\n').slice(-3)).toEqual([
    '```sh',
    "curl --include 'http://localhost:8000/health'",
    '```',
  ]);
});

it('says so when the times in it are of a clock that was wrong', () => {
  const { incident, evidence } = incidentDetail(AT);
  expect(markdown({ incident: { ...incident, clockWrong: true }, evidence })).toContain(
    '\n- to 2026-01-05T08:59:55.000Z\n- the clock was wrong then\n',
  );
});

it('keeps what a service said inside its fence, and a word of the command one word', () => {
  const { incident, evidence } = incidentDetail(AT);
  const bad = evidence?.firstBad;
  if (bad?.content === undefined || bad.content === null) throw new Error('no content');
  const content = {
    ...bad.content,
    requests: [
      { method: 'POST', url: "http://x/?q=';rm -rf", headers: [['Authorization', '***']] as const },
      { method: 'GET', url: 'http://x/there', headers: [] },
    ],
    body: { text: '````\n# not a heading', cut: true, compression: null },
  };
  const text = markdown({ incident, evidence: { lastGood: null, firstBad: { ...bad, content } } });
  expect(text).toContain('`````http\n');
  expect(text).toContain('# not a heading\n(cut)\n`````\n');
  expect(text).toContain('Not seen between the start of Bellwether and the incident.');
  expect(text).toContain(
    String.raw`curl --include --location --request 'POST' --header 'Authorization: ***' 'http://x/?q='\'';rm -rf'`,
  );
});

it('is short for TCP and for who may not see more', () => {
  const { incident, evidence } = incidentDetail(AT);
  const bad = evidence?.firstBad;
  if (bad === undefined) throw new Error('no evidence');
  const text = markdown({ incident, evidence: { lastGood: null, firstBad: { ...bad, content: null } } });
  expect(text).not.toContain('curl');
  expect(text).not.toContain('```');
});
