import { describe, expect, it } from 'vitest';
import { difference, type ExpressionCase, evaluateSql, readLines, runCase } from './testing/corpus.ts';

type Golden = {
  readonly id: string;
  readonly query: string;
  readonly mysql_value?: string;
  readonly mysql_error?: string;
};

const expressions = readLines<ExpressionCase>('evalengine/expressions.jsonl');
const golden = readLines<Golden>('evalengine/mysql_golden.jsonl');
/** The one answer of the golden file that newer versions of MySQL give otherwise. */
const CHANGED = '12.0 * (1 / 12)';
const SUPPORTED_MIN = 0.85;

describe.skipIf(expressions.length === 0)('recorded expressions', () => {
  it('have the value, type, collation and scale that MySQL gave, or are refused', () => {
    const wrong: string[] = [];
    let supported = 0;
    for (const test of expressions) {
      const outcome = runCase(test);
      if (outcome.kind !== 'unsupported') supported++;
      const what = difference(test, outcome);
      if (what !== '') wrong.push(`${test.id} ${test.expr}: ${what}`);
    }
    expect(wrong).toEqual([]);
    expect(supported / expressions.length).toBeGreaterThan(SUPPORTED_MIN);
  });
});

describe.skipIf(golden.length === 0)('recorded results of older versions', () => {
  it('are ours, or are refused', () => {
    const wrong: string[] = [];
    let supported = 0;
    for (const { id, query, mysql_value: value, mysql_error: error } of golden) {
      if (query.includes(CHANGED)) continue;
      const outcome = evaluateSql(query);
      if (outcome.kind === 'unsupported') continue;
      supported++;
      const right = outcome.kind === 'error' ? error !== undefined : outcome.text === value;
      if (!right)
        wrong.push(`${id} ${query.slice(0, 200)}: ${value ?? error} expected, got ${JSON.stringify(outcome)}`);
    }
    expect(wrong).toEqual([]);
    expect(supported / golden.length).toBeGreaterThan(SUPPORTED_MIN);
  });
});
