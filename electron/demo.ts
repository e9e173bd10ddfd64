import './adapters/without-home.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoFleet } from './adapters/demo-fleet.ts';
import { nodeClock } from './adapters/node-clock.ts';
import { runProcess } from './cli/run-process.ts';
import { program } from './program.ts';

/* A living product in one command: pretend services, and records that go when it ends. */
const folder = mkdtempSync(join(tmpdir(), 'bellwether-demo-'));
const fleet = await startDemoFleet(nodeClock);
const config = join(folder, 'demo.yaml');
writeFileSync(config, fleet.configText);
const words = ['serve', '--config', config, '--data-dir', folder, ...process.argv.slice(2)];
await runProcess(words, { ...program, demo: true }, async () => {
  await fleet.close();
  rmSync(folder, { recursive: true, force: true });
});
