import { buildPrimitive } from '@vt/engine';
import type { Plan, PlanNode, PlanValue, Routing } from '@vt/plan';
import { StatementCounts } from '../log/statement-counts.ts';
import type { StatementKind } from '../text/classify.ts';
import type { PlannedTemplate } from './fast-plan.ts';

type Uses = { readonly routed: PlannedTemplate['routed'][number][]; readonly counts: number[] };

/** Steps that ask nothing of a value but what their input gives. */
const plainSteps: ReadonlySet<PlanNode['kind']> = new Set(['Aggregate', 'Distinct', 'SimpleProjection', 'Sort']);

/**
 * A plan whose literals are all the shards' business, or say where to go: then it is the plan of all statements that differ in these only.
 * INVARIANT: no step in the gate computes with a place, whose type is not known when it is planned.
 */
export function plannedTemplate(plan: Plan, statement: StatementKind, literals: number): PlannedTemplate | undefined {
  const uses: Uses = { routed: [], counts: [] };
  if (!isPlain(plan.root, uses)) return undefined;
  const cached = { plan, primitive: buildPrimitive(plan.root), counts: new StatementCounts(), hits: 0 };
  return { kind: 'planned', cached, literals, ...uses, statement };
}

function isPlain(node: PlanNode, uses: Uses): boolean {
  switch (node.kind) {
    case 'Route':
    case 'Dml': {
      const { routing, query, ...rest } = node;
      return query !== '' && !hasPlace(rest) && isRouted(routing, uses);
    }
    case 'Limit': {
      const { input, count, offset, ...rest } = node;
      return addCounts(offset ? [count, offset] : [count], uses) && !hasPlace(rest) && isPlain(input, uses);
    }
    default: {
      if (!plainSteps.has(node.kind) || !('input' in node)) return false;
      const { input, ...rest } = node;
      return !hasPlace(rest) && isPlain(input, uses);
    }
  }
}

/** Which values tell the shards; false for a routing that is not of plain values. */
function isRouted(routing: Routing, uses: Uses): boolean {
  switch (routing.type) {
    case 'Scatter':
    case 'Reference':
    case 'Unsharded':
      return true;
    case 'EqualUnique':
      return routing.values.length === 1 && addAll(routing.values, routing, uses);
    case 'IN':
      return routing.values.kind === 'List' && addAll(routing.values.values, routing, uses);
    default:
      return false;
  }
}

function addAll(
  values: readonly PlanValue[],
  { vindex }: Extract<Routing, { type: 'EqualUnique' | 'IN' }>,
  uses: Uses,
): boolean {
  if (vindex.lookup) return false;
  for (const value of values) {
    const literal = literalOf(value);
    if (literal === undefined) return false;
    uses.routed.push({ literal, column: vindex.column });
  }
  return true;
}

/** Of a LIMIT. */
function addCounts(values: readonly PlanValue[], { counts }: Uses): boolean {
  for (const value of values) {
    if (value.kind === 'Literal') continue;
    const literal = literalOf(value);
    if (literal === undefined) return false;
    counts.push(literal);
  }
  return true;
}

function literalOf(value: PlanValue): number | undefined {
  const place = value.kind === 'Bind' ? /^_l(\d+)$/.exec(value.name)?.[1] : undefined;
  return place === undefined ? undefined : Number(place) - 1;
}

function hasPlace(part: object): boolean {
  return /_l\d/.test(
    JSON.stringify(part, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
}
