import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, tool } from './paths.mjs';
import { run } from './run.mjs';

/**
 * Runs vitest with its own output shown. Returns { counts: 'N passed, N failed[, N skipped]', problem } where problem is a
 * sentence when anything failed.
 */
export async function runVitest(args) {
  const report = join(cacheDir(), `vitest-${process.pid}.json`);
  mkdirSync(cacheDir(), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, output } = await run(tool('vitest'), ['run', ...reporters, ...args], { show: true });
  try {
    return summarize(JSON.parse(readFileSync(report, 'utf8')), code);
  } catch (error) {
    return { counts: '0 passed, 1 failed', problem: `vitest gave no report (${output.trim() || error.message}).` };
  } finally {
    rmSync(report, { force: true });
  }
}

/** A test file that could not even be loaded counts as one failed test: none of its tests is in the report. */
export function summarize(report, exitCode) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  const counts = `${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  if (failed > 0) return { counts, problem: `${failed} tests failed.` };
  if (exitCode !== 0) return { counts, problem: `vitest ended with code ${exitCode} (see its output above).` };
  return { counts, problem: undefined };
}
