import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBuild } from './prepare.mjs';
import { runAttached, runQuietly, toolEnvironment } from './run-program.mjs';
import { say, secondsSince, Stop } from './stop.mjs';
import { countTests, countedLine, NOTHING_COUNTED } from './test-count.mjs';

/**
 * @typedef {import('./test-count.mjs').Count} Count
 * @typedef {{ name: string, advice: string, run: () => Promise<void> }} Stage fails with a Stop
 */

/**
 * @param {string} root
 * @param {string} node
 * @returns {readonly Stage[]}
 */
function checks(root, node) {
  const tool = (/** @type {string} */ script, /** @type {readonly string[]} */ toolArguments) => async () => {
    const { exitCode, output } = await runQuietly(
      node,
      [join(root, 'node_modules', script), ...toolArguments],
      {
        cwd: root,
        env: toolEnvironment(root),
      },
    );
    if (exitCode !== 0) throw new Stop(output.trimEnd());
  };
  return [
    {
      name: 'format',
      advice: 'npm run format puts it right.',
      run: tool('prettier/bin/prettier.cjs', ['--check', '.']),
    },
    {
      name: 'lint',
      advice: 'each message above says what to do instead.',
      run: tool('oxlint/bin/oxlint', ['.']),
    },
    {
      name: 'types',
      advice: 'the compiler names the places above.',
      run: tool('@typescript/native/bin/tsc', ['-b']),
    },
    {
      name: 'dead code',
      advice: 'delete what nobody uses, or stop exporting it.',
      run: tool('knip/bin/knip.js', ['--config', 'build/knip.json']),
    },
  ];
}

/**
 * @param {string} root
 * @param {string} node
 */
export async function runChecks(root, node) {
  const count = await runStages(checks(root, node));
  return count.failed === 0 ? 0 : 1;
}

/**
 * Every stage counts as one, and so does every test. The last line is the result, alone on its line.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} filters passed to vitest
 */
export async function runTests(root, node, filters) {
  const build = { name: 'build', advice: 'see above.', run: () => prepareBuild(root, node) };
  let count = await runStages([...checks(root, node), build]);
  if (count.failed === 0) {
    say('tests ...');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const tests = await countTests(root, async (reportFile) => {
      const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
      const words = [vitest, 'run', ...reports, ...filters];
      const { exitCode } = await runAttached(node, words, { cwd: root, env: toolEnvironment(root) });
      return exitCode;
    });
    count = { passed: count.passed + tests.passed, failed: tests.failed, skipped: tests.skipped };
  }
  for (const name of count.skipped) process.stdout.write(`skipped: ${name}\n`);
  process.stdout.write(`${countedLine(count)}\n`);
  return count.failed === 0 ? 0 : 1;
}

/**
 * Each benchmark is a program of its own that prints figures; nothing is judged.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} words names, all when there are none; what follows the first option goes to the programs
 */
export async function runBenchmarks(root, node, words) {
  const folder = join(root, 'test', 'bench');
  const known = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const names = firstOption === -1 ? words : words.slice(0, firstOption);
  const options = firstOption === -1 ? [] : words.slice(firstOption);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Stop(`There is no benchmark "${unknown}"; there is ${known.join(', ')}.`, 64);
  await prepareBuild(root, node);
  for (const name of names.length === 0 ? known : names) {
    say(`${name} ...`);
    const { exitCode } = await runAttached(node, [join(folder, `${name}.ts`), ...options], { cwd: root });
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

/**
 * Prints figures and whether each property holds; 1 when one does not.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} options
 */
export async function runSoak(root, node, options) {
  await prepareBuild(root, node);
  const program = join(root, 'test', 'soak', 'soak.ts');
  const { exitCode } = await runAttached(node, [program, ...options], { cwd: root });
  return exitCode;
}

/**
 * Stops at the first that fails: what follows would only repeat it.
 * @param {readonly Stage[]} stages
 * @returns {Promise<Count>}
 */
async function runStages(stages) {
  let passed = 0;
  for (const { name, advice, run } of stages) {
    const startedAt = performance.now();
    say(`${name} ...`);
    try {
      await run();
    } catch (fault) {
      if (!(fault instanceof Stop)) throw fault;
      say(`${fault.message}\n\nStopped: ${name} failed; ${advice}`);
      return { ...NOTHING_COUNTED, passed, failed: 1 };
    }
    say(`  ${name} passed in ${secondsSince(startedAt)}`);
    passed += 1;
  }
  return { ...NOTHING_COUNTED, passed };
}
