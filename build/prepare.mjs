import { join } from 'node:path';
import { build, staleSteps } from './build-step.mjs';
import { forgetInstall, install, isInstalled } from './install.mjs';
import { holdingLock } from './lock.mjs';
import { findNode, nodeIsMissing } from './node-runtime.mjs';
import { say } from './stop.mjs';

/**
 * Installs when that is needed.
 * @param {string} root
 * @returns {Promise<string>} the Node to use
 */
export async function prepareNode(root) {
  if (!isInstalled(root)) {
    await holdingLock(lockPath(root), async () => {
      if (!isInstalled(root)) await install(root);
    });
  }
  const node = findNode(root);
  if (node !== null) return node;
  forgetInstall(root);
  throw nodeIsMissing();
}

/**
 * Builds what changed.
 * @param {string} root
 * @param {string} node
 */
export async function prepareBuild(root, node) {
  if (staleSteps(root).length === 0) return;
  await holdingLock(lockPath(root), async () => {
    const steps = staleSteps(root);
    if (steps.length === 0) return;
    say('Building what changed ...');
    // All have ended before the lock is given back, also when one fails.
    const first = steps.filter((step) => step.last !== true);
    const outcomes = await Promise.allSettled(first.map((step) => build(root, node, step)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    for (const step of staleSteps(root)) await build(root, node, step);
  });
}

/** @param {string} root */
function lockPath(root) {
  return join(root, 'dist', 'bootstrap.lock');
}
