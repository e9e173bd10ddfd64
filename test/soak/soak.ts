import { parseArgs } from 'node:util';
import { soakCompressedDay } from './compressed-day.ts';
import { soakDesk } from './desk.ts';
import { soakKills } from './kills.ts';
import { soakSlopes } from './slopes.ts';
import { findingLine, type Finding } from './verdict.ts';

/* Runs for long, or as if: a compressed day, kills, slopes; named, a desk under load. Exit code 1 when a property does not hold. */

const USAGE =
  'Usage: npm run soak [-- [day] [kills] [slopes] [desk] [--kills 100] [--minutes 10] [--seed N]], the first three when none is named; ' +
  'each number from 1 on; minutes from 2, with desk from 3; the heap is judged from 10\n';

const PARTS = ['day', 'kills', 'slopes', 'desk'] as const;
type Part = (typeof PARTS)[number];
const USUAL: readonly Part[] = ['day', 'kills', 'slopes'];

interface Wishes {
  readonly parts: readonly Part[];
  readonly kills: number;
  readonly minutes: number;
  readonly seed: number;
}

/** `null` when they are not understood. */
function readWishes(): Wishes | null {
  const text = (standard: number) => ({ type: 'string', default: String(standard) }) as const;
  const options = { kills: text(100), minutes: text(10), seed: text(Date.now() % 2 ** 31) };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const named = PARTS.filter((part) => positionals.includes(part));
    const parts = named.length === 0 ? USUAL : named;
    const wishes = {
      parts,
      kills: Number(values.kills),
      minutes: Number(values.minutes),
      seed: Number(values.seed),
    };
    const known = named.length === new Set(positionals).size;
    const enough = wishes.minutes >= (parts.includes('desk') ? 3 : 2);
    return known && enough && wishes.kills >= 1 && wishes.seed >= 1 ? wishes : null;
  } catch {
    return null;
  }
}

async function soak({ parts, kills, minutes, seed }: Wishes): Promise<void> {
  const all: Readonly<Record<Part, readonly [string, () => Promise<readonly Finding[]>]>> = {
    day: ['a day of nine services, compressed', soakCompressedDay],
    kills: [`${kills} kills at random moments, --seed ${seed}`, () => soakKills(kills, seed)],
    slopes: [`${minutes} min of fifty services each second`, () => soakSlopes(minutes)],
    desk: [`${minutes} min on the desk of somebody who builds`, () => soakDesk(minutes)],
  };
  for (const [title, run] of parts.map((part) => all[part])) {
    process.stdout.write(`\n${title}\n`);
    for (const finding of await run()) {
      process.stdout.write(`  ${findingLine(finding)}`);
      if (finding.holds === false) process.exitCode = 1;
    }
  }
}

const wishes = readWishes();
if (wishes === null) {
  process.stderr.write(USAGE);
  process.exitCode = 64;
} else {
  await soak(wishes);
}
