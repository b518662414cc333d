import { buildPrimitive } from '@vt/engine';
import type { Plan } from '@vt/plan';
import { parse, type SelectExpr, type Statement, visit } from '@vt/sqlparser';
import type { ColumnKind } from '@vt/vschema';
import { StatementCounts } from '../../log/statement-counts.ts';
import type { StatementKind } from '../../text/classify.ts';
import { assigns } from '../session-answers/assignments.ts';
import { isSpecial } from '../session-answers/is-special.ts';
import { mayLock } from '../session-answers/lock-functions.ts';
import { rewriteForSession } from '../session-answers/session-values.ts';
import type { StatementRun } from '../statement.ts';
import { readsSystemSchema } from '../system-schemas/system-schemas.ts';
import { asksSqlMode } from '../texts/ignored-spaces.ts';
import { grammarOf } from '../texts/mariadb-syntax.ts';
import { nameColumns } from '../texts/name-columns.ts';
import type { CachedPlan } from './plan-cache.ts';
import { plannerEnvironment } from './planned.ts';
import { planAtOneTime } from './statement-time.ts';

/** A statement whose plan is the same for all literals of the same kinds: they are its binds, `_l1` and so on. */
export type PlannedTemplate = {
  readonly kind: 'planned';
  readonly cached: CachedPlan;
  /** What each literal is, as a character each; see `kindsOf`. */
  readonly kinds: string;
  /** Literals that say where to go, for a column of this kind: the plan relies on their telling the shard. */
  readonly routed: readonly { readonly literal: number; readonly column: ColumnKind }[];
  /** Literals that count rows. */
  readonly counts: readonly number[];
  readonly statement: StatementKind;
};

export type TemplateRequest = {
  readonly run: Pick<StatementRun, 'session' | 'deps'>;
  readonly statement: StatementKind;
  /** As it is written, with the literals of one of its kind. */
  readonly sql: string;
  /** With places `:_l1`, `:_l2` … instead of the literals. */
  readonly template: string;
  readonly kinds: string;
};

const PLACE = /:_l\d/;
const planned: ReadonlySet<Statement['kind']> = new Set(['Delete', 'Insert', 'Select', 'Update']);
const nodeKinds: ReadonlySet<unknown> = new Set([
  ...['Aggregate', 'ApplySubquery', 'Concatenate', 'Distinct', 'Dml', 'Filter', 'HashJoin', 'Insert', 'Join', 'Limit'],
  ...[
    'Mirror',
    'ModifyRows',
    'Projection',
    'RecurseCte',
    'Route',
    'Rows',
    'SemiJoin',
    'Send',
    'SetOperation',
    'SimpleProjection',
  ],
  ...['Sort', 'UncorrelatedSubquery', 'VindexFunc', 'WithValues'],
]);

/**
 * The plan with places for literals, where that is the one that these literals have, too. Undefined: each text is to be planned by itself.
 * INVARIANT: a plan with places is right for all values, as the planner knows nothing of them; what it does in the gate is compiled when it
 * runs, with the values' types.
 */
export function makeTemplate({ run, statement, sql, template, kinds }: TemplateRequest): PlannedTemplate | undefined {
  const bound = planOf(run, template);
  const written = bound && planOf(run, sql);
  if (!bound || !written || outline(bound.root) !== outline(written.root)) return undefined;
  const uses: Uses = { routed: [], counts: [] };
  collectUses(bound.root, uses);
  const cached = { plan: bound, primitive: buildPrimitive(bound.root), counts: new StatementCounts(), hits: 0 };
  return { kind: 'planned', cached, kinds, ...uses, statement };
}

function planOf({ session, deps }: TemplateRequest['run'], text: string): Plan | undefined {
  if (asksSqlMode(text) || mayLock(text)) return undefined;
  const parsed: Statement = parse(text, {
    sqlMode: session.sqlModeNames,
    ...grammarOf(deps.options.serverVersion),
  });
  if (!planned.has(parsed.kind) || assigns(parsed) || (parsed.kind === 'Select' && isSpecial(parsed))) return undefined;
  const named = nameColumns(parsed);
  if (isNamedByPlace(named)) return undefined;
  if (rewriteForSession(named, { session, options: deps.options }) !== named) return undefined;
  if (readsSystemSchema(named, session.target.keyspace)) return undefined;
  return planAtOneTime(named, { ...plannerEnvironment({ session, deps }, deps.vschema()), scratch: false });
}

/** A column that is called as it is written is called otherwise with every value. */
function isNamedByPlace(statement: Statement): boolean {
  if (statement.kind === 'Select' && statement.columns.some(isCalledPlace)) return true;
  let found = false;
  visit(statement, (node) => {
    found ||= node.kind === 'AliasedExpr' && PLACE.test(node.as);
    return !found;
  });
  return found;
}

function isCalledPlace(column: SelectExpr): boolean {
  return column.kind === 'AliasedExpr' && column.as === '' && column.expr.kind !== 'ColName' && PLACE.test(column.text);
}

type Outlined = { kind?: unknown; routing?: { type?: string }; query?: unknown; function?: unknown };

/** What steps a plan takes, which of them are bounded, and what they aggregate. */
function outline(root: object): string {
  const steps: string[] = [];
  walk(root, (part) => {
    const { kind, routing, query, ...rest } = part as Outlined;
    // An average is made of other parts beside a DOUBLE, which a place may be.
    if (typeof rest.function === 'string') steps.push(rest.function);
    if (!nodeKinds.has(kind)) return;
    const limits = typeof query === 'string' ? (query.match(/\blimit\b/g)?.length ?? 0) : 0;
    steps.push(`${String(kind)} ${routing?.type ?? ''} ${limits}`);
  });
  return steps.join('\n');
}

type Uses = { readonly routed: PlannedTemplate['routed'][number][]; readonly counts: number[] };

function collectUses(root: object, uses: Uses): void {
  walk(root, (part) => {
    const { vindex, offsets, kind, count, offset } = part as Partial<Record<string, unknown>>;
    const use = vindex as { readonly column?: ColumnKind } | undefined;
    if (use?.column !== undefined && offsets === undefined)
      for (const literal of placesIn(part)) uses.routed.push({ literal, column: use.column });
    if (kind === 'Limit') uses.counts.push(...placesIn({ count, offset }));
    if (kind === 'Insert') collectCells(part as InsertPart, uses);
  });
}

type InsertPart = {
  readonly vindexes: readonly {
    readonly vindex: { readonly column: ColumnKind };
    readonly offsets: readonly number[];
  }[];
  readonly source: { readonly rows?: readonly { readonly cells: readonly { readonly offset: number }[] }[] };
};

function collectCells({ vindexes, source }: InsertPart, { routed }: Uses): void {
  for (const { vindex, offsets } of vindexes) {
    for (const { cells } of source.rows ?? []) {
      const own = cells.filter(({ offset }) => offsets.includes(offset));
      for (const literal of placesIn(own)) routed.push({ literal, column: vindex.column });
    }
  }
}

function placesIn(part: object): number[] {
  const found: number[] = [];
  walk(part, (value) => {
    const { kind, name } = value as { kind?: unknown; name?: unknown };
    const place = kind === 'Bind' && typeof name === 'string' ? /^_l(\d+)$/.exec(name)?.[1] : undefined;
    if (place !== undefined) found.push(Number(place) - 1);
  });
  return found;
}

/** All objects of a plan, which is bounded in depth as its statement is. */
function walk(part: object, visit: (part: object) => void): void {
  if (!Array.isArray(part)) visit(part);
  for (const value of Object.values(part)) if (typeof value === 'object' && value !== null) walk(value, visit);
}
