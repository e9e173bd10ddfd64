import type { Evidence, Exchange } from '../../shared/domain/evidence.ts';
import type { ExchangeContent } from '../../shared/domain/exchange.ts';
import type { IncidentView, ServiceView } from '../../shared/protocol/views.ts';
import { formatLatency } from './format.ts';
import { sentence } from './words.ts';

/** For an issue or a chat: both exchanges, and the command that asks again. Nothing in it is read as Markdown that a service said. */
export function evidenceMarkdown(service: ServiceView, incident: IncidentView, evidence: Evidence): string {
  const { lastGood, firstBad } = evidence;
  const parts = [
    `## ${escaped(service.name)}: ${escaped(sentence(incident.message))}`,
    [
      `- from ${instant(incident.startedAt)}`,
      incident.resolvedAt === null ? '- not resolved' : `- to ${instant(incident.resolvedAt)}`,
      ...(incident.clockWrong ? ['- the clock was wrong then'] : []),
      `- address \`${unticked(service.address)}\``,
      `- cause \`${incident.cause}\``,
    ].join('\n'),
    '### First bad',
    ...exchangeParts(firstBad),
    '### Last good',
    ...(lastGood === null
      ? ['Not seen between the start of Bellwether and the incident.']
      : exchangeParts(lastGood)),
    ...curlParts(firstBad.content),
  ];
  return `${parts.join('\n\n')}\n`;
}

function exchangeParts({
  at,
  message,
  httpStatus,
  latencyMs,
  timings,
  content,
}: Exchange): readonly string[] {
  const outcome = message === null ? `answered in ${formatLatency(latencyMs)}` : escaped(message);
  const phases = [
    ['lookup', timings.dnsMs],
    ['connect', timings.connectMs],
    ['TLS', timings.tlsMs],
    ['first byte', timings.firstByteMs],
    ['transfer', timings.transferMs],
  ] as const;
  const times = phases.flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${formatLatency(ms)}`]));
  const facts = [
    `- ${instant(at)}: ${httpStatus === null ? '' : `HTTP ${httpStatus}, `}${outcome}`,
    ...(times.length === 0 ? [] : [`- ${times.join(', ')}`]),
    ...(content === null ? [] : addressLines(content)),
  ];
  return [facts.join('\n'), ...(content === null ? [] : answerParts(content))];
}

function addressLines({ peer, attempts }: ExchangeContent): readonly string[] {
  return [
    ...(peer === null ? [] : [`- connected to \`${peer}\``]),
    ...attempts.map(({ address, error }) => `- tried \`${address}\`: ${error}`),
  ];
}

function answerParts({ headers, headersLeftOut, body }: ExchangeContent): readonly string[] {
  const lines = [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(headersLeftOut > 0 ? [`(${headersLeftOut} more headers)`] : []),
    ...(body === null || body.text === '' ? [] : ['', body.text, ...(body.cut ? ['(cut)'] : [])]),
  ];
  return lines.length === 0 ? [] : [fenced(lines.join('\n'), 'http')];
}

/** Secrets are `***` in it: the person who runs it fills them in. */
function curlParts(content: ExchangeContent | null): readonly string[] {
  const [request] = content?.requests ?? [];
  if (content === null || request === undefined) return [];
  const { method, url, headers } = request;
  const words = [
    'curl',
    '--include',
    ...(content.requests.length > 1 ? ['--location'] : []),
    ...(method === 'HEAD' ? ['--head'] : method === 'GET' ? [] : ['--request', quoted(method)]),
    ...headers.flatMap(([name, value]) => ['--header', quoted(`${name}: ${value}`)]),
    quoted(url),
  ];
  return [fenced(words.join(' '), 'sh')];
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Longer than any fence inside. */
function fenced(text: string, language: string): string {
  const ticks = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(3, ...ticks.map((length) => length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]#|~!&@]/g, String.raw`\$&`);
}

function unticked(text: string): string {
  return text.replaceAll('`', "'");
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
