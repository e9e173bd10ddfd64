import type { EngineHealth, Lateness } from '../../shared/domain/engine-health.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import type { Paint } from './palette.ts';
import { count, plain, wrap } from './text.ts';

const MARKS = {
  pass: { words: 'well', style: 'dim' },
  warn: { words: '▲ hindered', style: 'yellow' },
  fail: { words: '✗ stuck', style: 'red' },
} as const;

/** How the monitor itself is: one line while all is well, what is wrong and the figures when not. */
export function engineLines(engine: EngineHealth, columns: number, paint: Paint): readonly string[] {
  const { words, style } = MARKS[engine.status];
  const { probing, loop, storage, notifiers } = engine;
  const line = `monitor ${words} · ${startsText(probing.starts)} · loop delay up to ${formatDuration(loop.worstMs)}`;
  const figures = [
    `${count(storage.waiting, 'row')} of history waiting`,
    ...(storage.dropped > 0 ? [`${storage.dropped} lost`] : []),
    ...notifiers.map(({ name, waiting }) => `${plain(name)}: ${waiting} waiting`),
  ].join(' · ');
  return [
    ...wrap(line, columns).map((text) => paint(style, text)),
    ...(engine.status === 'pass' ? [] : indented([...engine.concerns, figures], columns)),
  ];
}

function startsText({ total, late, windowMs }: Lateness): string {
  const span = formatDuration(windowMs);
  return late === 0
    ? `${count(total, 'probe')} in ${span}, none late`
    : `${late} of ${count(total, 'probe')} in ${span} late`;
}

function indented(sentences: readonly string[], columns: number): readonly string[] {
  return sentences.flatMap((sentence) => wrap(plain(sentence), columns - 2).map((text) => `  ${text}`));
}
