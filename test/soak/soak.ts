import { parseArgs } from 'node:util';
import { soakCompressedDay } from './compressed-day.ts';
import { soakKills } from './kills.ts';
import { soakSlopes } from './slopes.ts';
import { findingLine, type Finding } from './verdict.ts';

/* Runs for long, or as if: a compressed day, kills, slopes. Exit code 1 when a property does not hold. */

const USAGE =
  'Usage: npm run soak [-- [--kills 100] [--minutes 10] [--seed N]], each from 1 on; minutes from 2, the heap is judged from 10\n';

interface Wishes {
  readonly kills: number;
  readonly minutes: number;
  readonly seed: number;
}

/** `null` when they are not understood. */
function readWishes(): Wishes | null {
  const text = (standard: number) => ({ type: 'string', default: String(standard) }) as const;
  const options = { kills: text(100), minutes: text(10), seed: text(Date.now() % 2 ** 31) };
  try {
    const { values } = parseArgs({ options });
    const wishes = {
      kills: Number(values.kills),
      minutes: Number(values.minutes),
      seed: Number(values.seed),
    };
    return wishes.kills >= 1 && wishes.minutes >= 2 && wishes.seed >= 1 ? wishes : null;
  } catch {
    return null;
  }
}

async function soak({ kills, minutes, seed }: Wishes): Promise<void> {
  const parts: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
    ['a day of nine services, compressed', soakCompressedDay],
    [`${kills} kills at random moments, --seed ${seed}`, () => soakKills(kills, seed)],
    [`${minutes} min of fifty services each second`, () => soakSlopes(minutes)],
  ];
  for (const [title, run] of parts) {
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
