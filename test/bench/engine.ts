import { parseArgs } from 'node:util';
import { INTERVAL_MS } from './engine/fleet.ts';
import { measureIdle, measureRun } from './engine/measure-run.ts';
import { formatLines, idleLines, runLines } from './engine/report.ts';

/*
 * The built product as a process, against a fleet of targets in another; the floor beside it in a third. Prints figures,
 * judges nothing. `npm run bench -- engine --services 9,100 --seconds 60 --idle 0` chooses.
 */

const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '9,100,1000' },
    /** Of the steady part of each run. */
    seconds: { type: 'string', default: '40' },
    /** Seconds that nine services are watched idly; 0 leaves it out. */
    idle: { type: 'string', default: '60' },
  },
});

const print = (text: string) => void process.stdout.write(`${text}\n`);
const runs = [];
for (const services of values.services.split(',').map(Number)) {
  const figures = await measureRun(services, Number(values.seconds) * 1000);
  runs.push(figures);
  print(`\n${services} services every ${INTERVAL_MS / 1000} s`);
  print(formatLines(runLines(figures, INTERVAL_MS)));
}
let idle = null;
if (Number(values.idle) > 0) {
  idle = await measureIdle(9, 30_000, Number(values.idle) * 1000);
  print('\n9 services every 30 s, nobody looking');
  print(formatLines(idleLines(idle)));
}
print(`\n${JSON.stringify({ benchmark: 'engine', runs, idle })}`);
