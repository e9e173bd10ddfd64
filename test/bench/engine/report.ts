import type { measureIdle, RunFigures } from './measure-run.ts';

type Line = readonly [what: string, figure: string, bar: string];

const ms = (value: number) => `${value.toFixed(1)} ms`;
const kb = (value: number) => `${value.toFixed(0)} bytes`;
const ratio = (value: number) => value.toFixed(2);

/** Memory in MB by the number of services. */
const MEMORY_BARS: Readonly<Record<number, string>> = { 9: '105 MB', 100: '115 MB', 1000: '150 MB' };

export function runLines(figures: RunFigures, intervalMs: number): readonly Line[] {
  const { services, sweep, firstSweep, loop, fan } = figures;
  const steadyRate = (services * 1000) / intervalMs;
  const burstBar = `${Math.max(20, steadyRate * 1.5).toFixed(0)}/s`;
  return [
    ['probes asked, achieved', `${figures.asked}, ${figures.achieved}`, '100 %'],
    ['start lateness p50, p99', `${ms(figures.latenessP50)}, ${ms(figures.latenessP99)}`, 'p99 50 ms'],
    ['busiest second over mean', ratio(figures.busiestOverMean), '1.3'],
    ['CPU per 1,000 probes', `${figures.cpuPerThousand.toFixed(2)} s`, ''],
    ['the floor, same seconds', `${figures.floorPerThousand.toFixed(2)} s`, ''],
    ['product over floor', ratio(figures.floorRatio), services === 1000 ? '1.5' : ''],
    ['memory (PSS)', `${figures.memoryMb.toFixed(0)} MB`, MEMORY_BARS[services] ?? ''],
    ['written per probe', kb(figures.writtenBytesPerProbe), '1000 bytes'],
    ['database growth per probe', kb(figures.storedBytesPerProbe), '60 bytes'],
    ['whole database per probe, with what begins and incidents', kb(figures.closedBytesPerProbe), ''],
    [
      'loop delay p50, p99, max (10 ms of it are the resolution)',
      `${ms(loop.p50Ms)}, ${ms(loop.p99Ms)}, ${ms(loop.maxMs)}`,
      'p99 20 ms',
    ],
    [
      'outage to status on the socket, median and max',
      `${ms(figures.outageToStatusMedian)}, ${ms(figures.outageToStatusMax)}`,
      '',
    ],
    [
      'outage to alert on the socket, median and max',
      `${ms(figures.outageToAlertMedian)}, ${ms(figures.outageToAlertMax)}`,
      '',
    ],
    [
      `bad sample to status on the socket, median and max of ${figures.statuses}`,
      `${ms(figures.statusMedian)}, ${ms(figures.statusMax)}`,
      '50 ms',
    ],
    [
      `hold ended to alert on the socket, median and max of ${figures.firings}`,
      `${ms(figures.alertMedian)}, ${ms(figures.alertMax)}`,
      '200 ms',
    ],
    [
      'first start: ready after, round complete after',
      `${ms(firstSweep.readyMs)}, ${ms(firstSweep.endMs)}`,
      '',
    ],
    [
      'restart: ready after, round complete after',
      `${ms(sweep.readyMs)}, ${ms(sweep.endMs)}${sweep.complete ? '' : ' (incomplete)'}`,
      '',
    ],
    ['restart: length of the first round', ms(sweep.roundMs), `${intervalMs} ms`],
    ['restart: busiest second', `${sweep.busiestSecond}/s`, burstBar],
    [
      `${fan.viewers} pages at once: served, slowest snapshot`,
      `${fan.served}, ${ms(fan.slowestSnapshot)}`,
      '3000 ms',
    ],
    ['meanwhile: latest probe', `${fan.latestProbeIntervals.toFixed(3)} intervals`, '1.1 intervals'],
  ];
}

export function idleLines(idle: Awaited<ReturnType<typeof measureIdle>>): readonly Line[] {
  return [['share of one core', `${(idle.coreRatio * 100).toFixed(2)} %`, '0.3 %']];
}

export function formatLines(lines: readonly Line[]): string {
  return lines
    .map(([what, figure, bar]) =>
      `${what.padEnd(58)} ${figure.padEnd(28)}${bar === '' ? '' : `  bar ${bar}`}`.trimEnd(),
    )
    .join('\n');
}
