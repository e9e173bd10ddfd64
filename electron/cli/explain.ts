import { unobservedWords } from '../../shared/domain/run.ts';
import { explain as explainState, type Explanation } from '../../shared/domain/explain.ts';
import { recordSample } from '../../shared/domain/record-sample.ts';
import { classify, type Status } from '../../shared/domain/sample.ts';
import type { Service } from '../../shared/domain/service.ts';
import { unobserved } from '../../shared/domain/service-state.ts';
import { createWarmProber } from '../adapters/prober/warm-prober.ts';
import { connectInstance, type InstanceClient } from '../adapters/instance-client.ts';
import { chooseServices } from './choose-services.ts';
import { complain, dataFolderOf, printJson, printLines, type Context } from './context.ts';
import { ANSWERS } from './decode-answers.ts';
import { EXIT } from './exit-codes.ts';
import { complainOfService } from './with-instance.ts';
import { configFaultLines, loadConfig } from './load-config.ts';
import { measureTexts } from './measure-text.ts';
import { STATUS_MARKS, type Paint } from './palette.ts';
import { cut, padEnd, plain, wrap } from './text.ts';
import { moment } from './times.ts';

/** Asks the running instance; without one, probes once and explains that one sample. */
export async function explain(context: Context, id: string): Promise<number> {
  const { signal } = context.terminal;
  const connected = await connectInstance(dataFolderOf(context), signal);
  if (signal.aborted) return EXIT.interrupted;
  if (connected.ok) return explainFromInstance(context, connected.value, id);
  if (connected.error.kind === 'trouble' || connected.error.kind === 'silent') {
    return complain(context, EXIT.someDegradedOrUnknown, connected.error.message);
  }
  return explainFromOneProbe(context, id);
}

async function explainFromInstance(context: Context, client: InstanceClient, id: string): Promise<number> {
  const answer = await client.ask(ANSWERS.service, `services/${encodeURIComponent(id)}`);
  if (context.terminal.signal.aborted) return EXIT.interrupted;
  if (!answer.ok) return complainOfService(context, client, id, answer.error);
  const { service, explanation } = answer.value;
  const now = context.clock.wallNow();
  const since =
    service.since === null
      ? ''
      : `since ${moment(service.since, now)}${unobservedWords(service.unobservedMs, now - service.since)}`;
  const measures = measureTexts(service, now);
  return print(context, { service, explanation, since, measures, source: 'instance' });
}

async function explainFromOneProbe(context: Context, id: string): Promise<number> {
  const { terminal, clock, version } = context;
  const loaded = loadConfig(context);
  if (!loaded.ok) {
    printLines(terminal.stderr, configFaultLines(loaded.error));
    return EXIT.badConfig;
  }
  const chosen = chooseServices(loaded.value, [id]);
  if (!chosen.ok) return complain(context, EXIT.usage, chosen.error);
  const prober = createWarmProber({ clock, version });
  try {
    const [service] = chosen.value;
    if (service === undefined) throw new Error('a service that was chosen is missing');
    const result = await prober.probe(service, terminal.signal);
    if (terminal.signal.aborted) return EXIT.interrupted;
    if (result.outcome === 'void') return complain(context, EXIT.someDegradedOrUnknown, result.message);
    const explanation = explainSample(service, classify(result, service, clock.wallNow()));
    return print(context, { service, explanation, since: '', measures: [], source: 'one probe' });
  } finally {
    await prober.close();
  }
}

/** As the engine would explain it, had this been the first sample. */
function explainSample(service: Service, sample: ReturnType<typeof classify>): Explanation {
  const { state } = recordSample(unobserved(service.id, sample.at), service, sample);
  return explainState(service, state, null, sample.at);
}

interface Explained {
  readonly service: { readonly id: string; readonly name: string; readonly address: string };
  readonly explanation: Explanation;
  readonly since: string;
  readonly measures: readonly string[];
  readonly source: 'instance' | 'one probe';
}

const EXIT_CODES: Readonly<Record<Status, number>> = {
  up: EXIT.allUp,
  degraded: EXIT.someDegradedOrUnknown,
  unknown: EXIT.someDegradedOrUnknown,
  down: EXIT.someDown,
};

function print(context: Context, explained: Explained): number {
  const { stdout } = context.terminal;
  const { explanation, source } = explained;
  if (context.common.json) printJson(stdout, { ...explanation, source });
  else printLines(stdout, explanationLines(explained, stdout.columns(), context.paint));
  return EXIT_CODES[explanation.status];
}

function explanationLines(
  { service, explanation, since, measures, source }: Explained,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { glyph, style } = STATUS_MARKS[explanation.status];
  const { name, id, address } = service;
  const title = name === id ? plain(name) : `${plain(name)} (${plain(id)})`;
  return [
    paint('bold', cut(title, columns)),
    `${paint(style, `${glyph} ${explanation.status}`)}${since === '' ? '' : ` ${since}`}`,
    '',
    ...fact('why', explanation.why, 'address'.length, '', columns, paint),
    ...fact('probed', explanation.probing, 'address'.length, '', columns, paint),
    ...fact('address', address, 'address'.length, '', columns, paint),
    ...measures.flatMap((text) => fact('measure', text, 'address'.length, '', columns, paint)),
    '',
    ...(explanation.rules.length === 0 ? ['No alert rule applies to it.'] : []),
    ...explanation.rules.flatMap((rule, index) => [
      ...(index > 0 ? [''] : []),
      ...ruleLines(rule, columns, paint),
    ]),
    ...(source === 'instance'
      ? []
      : ['', ...wrap('No instance is running: this is what one probe, made just now, says.', columns)]),
  ];
}

const RULE_MARKS = {
  inactive: { glyph: '·', style: 'dim' },
  pending: { glyph: '…', style: 'yellow' },
  firing: { glyph: '!', style: 'red' },
} as const;

function ruleLines(rule: Explanation['rules'][number], columns: number, paint: Paint): readonly string[] {
  const { glyph, style } = RULE_MARKS[rule.state];
  const label = (term: string, text: string) => fact(term, text, 'when'.length, '  ', columns, paint);
  return [
    `${paint(style, `${glyph} ${rule.state}`)}  ${cut(plain(rule.rule), columns - rule.state.length - 4)}`,
    ...label('when', rule.condition),
    ...label('why', rule.why),
    ...label('next', rule.next),
  ];
}

function fact(
  term: string,
  text: string,
  width: number,
  margin: string,
  columns: number,
  paint: Paint,
): readonly string[] {
  return wrap(plain(text), columns - margin.length - width - 2).map(
    (line, index) => `${margin}${paint('dim', padEnd(index === 0 ? term : '', width))}  ${line}`,
  );
}
