/** `npx tsx -C @vt/source libs/sql/evalengine/src/testing/report.ts [GROUP]`: the corpus by group, and what differs. */
import { difference, type ExpressionCase, readLines, runCase } from './corpus.ts';

const wanted = process.argv[2];
const counts = new Map<string, { total: number; unsupported: number; wrong: number; reasons: Map<string, number> }>();
const shown: string[] = [];
for (const test of readLines<ExpressionCase>('evalengine/expressions.jsonl')) {
  if (wanted !== undefined && test.fn !== wanted) continue;
  const count = counts.get(test.fn) ?? { total: 0, unsupported: 0, wrong: 0, reasons: new Map() };
  counts.set(test.fn, count);
  count.total++;
  let wrong = '';
  try {
    const outcome = runCase(test);
    if (outcome.kind === 'unsupported') {
      count.unsupported++;
      count.reasons.set(outcome.reason, (count.reasons.get(outcome.reason) ?? 0) + 1);
    }
    wrong = difference(test, outcome);
  } catch (error) {
    wrong = `thrown: ${error instanceof Error ? error.stack : String(error)}`;
  }
  if (wrong !== '') {
    count.wrong++;
    shown.push(`${test.fn} ${test.id}: ${test.expr}\n    ${wrong}`);
  }
}
const sum = { total: 0, unsupported: 0, wrong: 0 };
for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  sum.total += count.total;
  sum.unsupported += count.unsupported;
  sum.wrong += count.wrong;
  if (count.wrong > 0 || count.unsupported > 0) {
    const reasons = [...count.reasons]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 3)
      .map(([reason, n]) => `${reason} ${n}`);
    process.stdout.write(
      `${name.padEnd(28)} ${count.total} wrong ${count.wrong} unsupported ${count.unsupported} ${reasons.join('; ')}\n`,
    );
  }
}
process.stdout.write(`${shown.slice(0, Number(process.argv[3] ?? 40)).join('\n')}\n`);
process.stdout.write(`${sum.total} cases, ${sum.unsupported} unsupported, ${sum.wrong} wrong\n`);
