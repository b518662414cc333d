import { VtError } from '@vt/base';
import type { Plan, PlanNode } from '@vt/plan';
import type { QueryStatement } from '@vt/sqlparser';
import { findMirrorRule, type Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { planType } from './common.ts';
import { hasNextval, planQuery } from './select.ts';

/** A query, and beside it its copy where mirror rules want the reads of one of its tables copied. */
export function planMirrored(statement: QueryStatement, environment: PlannerEnvironment): Plan {
  const plan = planQuery(statement, environment);
  const rules = rulesOf(plan, environment);
  // A copy that takes numbers of a sequence would change something.
  if (rules.targets.size === 0 || hasNextval(statement)) return plan;
  const mirrored = ({ keyspace, name }: Table) => rules.targets.get(`${keyspace}.${name}`);
  const { target, tables } = copyOf(statement, {
    ...environment,
    mirrored: (table) => mirrored(table) ?? table,
  });
  const root: PlanNode = { kind: 'Mirror', percent: rules.percent, input: plan.root, target };
  const tablesUsed = [...new Set([...plan.tablesUsed, ...tables])].sort();
  return { ...plan, root, type: planType(root), tablesUsed };
}

type Rules = { readonly targets: ReadonlyMap<string, Table>; readonly percent: number };

/** Of several tables, the one that is to be mirrored least decides. */
function rulesOf({ tablesUsed }: Plan, { vschema, tabletType, destination }: PlannerEnvironment): Rules {
  const targets = new Map<string, Table>();
  let percent = Number.POSITIVE_INFINITY;
  if (vschema.mirrorRules.size === 0 || destination) return { targets, percent };
  for (const name of tablesUsed) {
    const rule = findMirrorRule(vschema, name, tabletType);
    if (!rule || 'error' in rule || rule.percent <= 0) continue;
    targets.set(name, rule.table);
    percent = Math.min(percent, rule.percent);
  }
  return { targets, percent };
}

type Copy = {
  readonly target: PlanNode | { readonly refusal: string };
  readonly tables: readonly string[];
};

/** What cannot be planned there is no reason to refuse it here. */
function copyOf(statement: QueryStatement, environment: PlannerEnvironment): Copy {
  try {
    const { root, tablesUsed } = planQuery(statement, environment);
    return { target: root, tables: tablesUsed };
  } catch (error) {
    if (!(error instanceof VtError)) throw error;
    return { target: { refusal: error.message }, tables: [] };
  }
}
