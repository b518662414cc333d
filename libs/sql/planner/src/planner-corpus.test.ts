import { explainPlan } from '@vt/plan';
import { parse, SqlError, type Statement } from '@vt/sqlparser';
import { describe, expect, test } from 'vitest';
import { planStatement } from './plan-statement.ts';
import { argued, notPlanned, worse } from './testing/corpus-argued.ts';
import { corpusPresent, environmentOf, type PlannerCase, plannerCases } from './testing/planner-corpus.ts';

type Explained = { readonly OperatorType: string; readonly Variant?: string; readonly Inputs?: readonly Explained[] };
type Outcome = { readonly operators: readonly string[] } | { readonly error: string; readonly id: string | undefined };

const READ = /^\s*(?:\/\*.*?\*\/)?[\s(]*(?:select|with|values|table)\b/i;

describe.skipIf(!corpusPresent)('reads of the planner corpus', () => {
  const reads = corpusPresent ? plannerCases().filter(({ query }) => READ.test(query)) : [];
  const outcomes = new Map(reads.map((one) => [one.id, outcomeOf(one)]));

  test('what Vitess plans is planned', () => {
    const refused = reads.filter(({ id, outcome }) => outcome === 'plan' && 'error' in (outcomes.get(id) as Outcome));
    expect(refused.map(({ id }) => id).filter((id) => !(id in argued))).toEqual([]);
  });

  test('bad statements are refused', () => {
    const bad = reads.filter(({ outcome, error = '' }) => outcome === 'error' && !/VT12001|VT09015/.test(error));
    const planned = bad.filter(({ id }) => 'operators' in (outcomes.get(id) as Outcome)).map(({ id }) => id);
    expect(planned.filter((id) => !(id in argued))).toEqual([]);
  });

  test('plans ask as few shards as Vitess’s, or fewer', () => {
    const counts = { same: 0, better: 0, worse: 0 };
    const found: string[] = [];
    for (const { id, operators = [], outcome } of reads) {
      const mine = outcomes.get(id) as Outcome;
      if (outcome !== 'plan' || 'error' in mine || notPlanned.has(id)) continue;
      const difference = cost(mine.operators) - cost(operators);
      if (difference > 0) found.push(id);
      counts[difference > 0 ? 'worse' : difference < 0 ? 'better' : 'same']++;
    }
    console.log(`routes of ${reads.length} reads: ${JSON.stringify(counts)}`);
    expect(found.filter((id) => !(id in worse))).toEqual([]);
    expect(Object.keys(worse).filter((id) => !found.includes(id))).toEqual([]);
    expect(counts.worse / (counts.same + counts.better + counts.worse)).toBeLessThan(0.03);
  });
});

function outcomeOf(one: PlannerCase): Outcome {
  try {
    const plan = planStatement(parse(one.query) as Statement, environmentOf(one));
    return { operators: operatorsOf((explainPlan(plan) as { Instructions: Explained }).Instructions) };
  } catch (error) {
    const { message, id, name } = error as { message: string; id?: string; name: string };
    if (name !== 'VtError' && !(error instanceof SqlError)) throw error;
    return { error: message, id };
  }
}

function operatorsOf({ OperatorType, Variant, Inputs = [] }: Explained): string[] {
  return [Variant ? `${OperatorType}:${Variant}` : OperatorType, ...Inputs.flatMap(operatorsOf)];
}

const RANK: Readonly<Record<string, number>> = { Scatter: 5, SubShard: 4, IN: 3, MultiEqual: 3, Between: 3, Equal: 2 };

/** Statements first, then shards; the two statements of a lookup count as one route. */
function cost(operators: readonly string[]): number {
  let sum = 0;
  let skip = 0;
  for (const operator of operators) {
    const [type, variant = ''] = operator.split(':');
    if (type === 'VindexLookup') {
      sum += 100 + (RANK[variant] ?? 1);
      skip = 2;
    } else if (type === 'Route' && (variant === 'ByDestination' || (skip === 2 && variant === 'IN')) && skip > 0)
      skip = variant === 'ByDestination' ? 0 : 1;
    else if (type === 'Route') sum += 100 + (RANK[variant] ?? 1);
  }
  return sum;
}
