import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped names
 */

/**
 * The part of vitest's JSON report that is read here.
 * @typedef {{ status: string, fullName: string }} ReportedTest
 * @typedef {{ name: string, status: string, assertionResults: readonly ReportedTest[] }} ReportedFile
 * @typedef {{ testResults: readonly ReportedFile[] }} Report
 */

/** @type {Count} */
export const NOTHING_COUNTED = { passed: 0, failed: 0, skipped: [] };

/**
 * @param {string} root
 * @param {(reportFile: string) => Promise<number>} runTests gives vitest's exit code
 * @returns {Promise<Count>}
 */
export async function countTests(root, runTests) {
  const reportFile = join(root, 'dist', 'test-report.json');
  mkdirSync(dirname(reportFile), { recursive: true });
  // A run that crashes leaves none behind, and must not be counted by the last one's.
  rmSync(reportFile, { force: true });
  const exitCode = await runTests(reportFile);
  if (!existsSync(reportFile)) return { ...NOTHING_COUNTED, failed: 1 };
  // oxlint-disable-next-line typescript/no-unsafe-argument -- the shape is vitest's own, pinned in package.json
  return countReport(JSON.parse(readFileSync(reportFile, 'utf8')), exitCode);
}

/**
 * @param {Report} report
 * @param {number} exitCode vitest's
 * @returns {Count}
 */
export function countReport(report, exitCode) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const failedTests = tests.filter((test) => test.status === 'failed').length;
  // A file that does not load has no tests to fail.
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = failedTests + failedFiles;
  const isFailedRun = exitCode !== 0 || passed === 0;
  return {
    passed,
    // Trouble outside every test (an unhandled rejection, a crashed worker) shows in the exit code only.
    failed: failed === 0 && isFailedRun ? 1 : failed,
    skipped: tests
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => test.fullName),
  };
}

/** @param {Count} count */
export function countedLine({ passed, failed, skipped }) {
  const skippedPart = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return `${passed} passed, ${failed} failed${skippedPart}`;
}
