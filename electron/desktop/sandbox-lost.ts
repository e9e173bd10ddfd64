import { spawnSync } from 'node:child_process';
import { app } from 'electron';
import { sandboxLoss, type SandboxLoss } from './sandbox.ts';
import { appImage } from './start-again.ts';

/** The launcher of an AppImage has just had the answer to the same question. */
const ANSWER_MS = 2000;

/**
 * Why this run has no sandbox, or `null`; before anything changes the command line. What a launcher put into the words is taken out
 * of them: they are handed on at a start again, where the launcher decides anew.
 */
export function sandboxLost(): SandboxLoss | null {
  const loss = sandboxLoss({
    hasSwitch: (name) => app.commandLine.hasSwitch(name),
    words: process.argv.slice(1),
    environment: process.env,
    userId: process.getuid?.() ?? null,
    fromAppImage: appImage() !== null,
    mayMakeNamespaces: () =>
      spawnSync('unshare', ['-Ur', 'true'], { stdio: 'ignore', timeout: ANSWER_MS }).status === 0,
  });
  if (loss?.by === 'launcher') process.argv.splice(1, 1);
  return loss;
}
