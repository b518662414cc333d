import { type Insert, isMultiShard, type Plan, type Routing } from '@vt/plan';
import { parse, type Statement } from '@vt/sqlparser';
import type { BindVariable } from '@vt/sqltypes';
import type { ExecutorDeps } from '../executor/deps.ts';
import { SPELLED } from '../executor/errors/spelled-warnings.ts';
import { kindsOf } from '../executor/plans/literal-values.ts';
import { mayUseOwnSequence } from '../executor/plans/own-sequences.ts';
import { mayGoVerbatim, plannerEnvironment } from '../executor/plans/planned.ts';
import { makeTemplate } from '../executor/plans/template.ts';
import { columnsOfViews, planKnowingViews } from '../executor/plans/view-columns.ts';
import { assigns } from '../executor/session-answers/assignments.ts';
import { idCells } from '../executor/session-answers/given-id.ts';
import { isSpecial } from '../executor/session-answers/is-special.ts';
import { mayLock } from '../executor/session-answers/lock-functions.ts';
import { rewriteForSession } from '../executor/session-answers/session-values.ts';
import { offsetsOf } from '../executor/session-answers/skipped-rows.ts';
import { readsSystemSchema } from '../executor/system-schemas/system-schemas.ts';
import { asksSqlMode } from '../executor/texts/ignored-spaces.ts';
import { grammarOf } from '../executor/texts/mariadb-syntax.ts';
import { nameColumns } from '../executor/texts/name-columns.ts';
import { StatementCounts } from '../log/statement-counts.ts';
import type { Session } from '../session/session.ts';
import { classify, type StatementKind } from '../text/classify.ts';
import { defaultScanMode } from '../text/scan.ts';
import { type FastEntry, type FastPlan, type FastRouting, longWay } from './fast-plan.ts';
import { transactionWord } from './transaction-words.ts';

const PLACE = /:_l(\d+)/g;
const ANY_PLACE_NAME = /_l\d+/g;
const planned: ReadonlySet<StatementKind> = new Set(['delete', 'insert', 'replace', 'select', 'update']);

export type PlanRequest = {
  readonly session: Session;
  readonly deps: ExecutorDeps;
  /** As the client wrote it. */
  readonly sql: string;
  /** The same with places `:_l1`, `:_l2` … instead of literals (or of the `?` of a prepared statement). */
  readonly template: string;
  /** Of the literals, or the parameters; undefined where one is not plain. */
  readonly values: readonly BindVariable[] | undefined;
};

/** What may be kept for all statements that differ from this one in their literals only. */
export function makeEntry(request: PlanRequest): FastEntry {
  const { sql, template } = request;
  // A name of the client's own that looks like a place.
  if (/_l\d/.test(sql)) return longWay;
  // Locks of sessions are kept, or refused, there.
  if (mayLock(sql)) return longWay;
  const word = transactionWord(sql);
  if (word) return { kind: 'transaction', word };
  const { kind } = classify(sql, defaultScanMode);
  if (!planned.has(kind) || mayUseOwnSequence(sql)) return longWay;
  try {
    const whole = verbatim(request, kind);
    if (whole) return whole;
    const plan = planOf(request, template);
    return (plan && single(request, kind, plan)) ?? templated(request, kind) ?? longWay;
  } catch {
    // The long way says what is wrong with it.
    return longWay;
  }
}

/** In a keyspace of one shard, what means the same to its mysqld goes there byte for byte. */
function verbatim({ session, deps, sql, template }: PlanRequest, kind: StatementKind): FastPlan | undefined {
  const vschema = deps.vschema();
  if (!mayGoVerbatim({ session, deps, kind, mode: defaultScanMode }, sql, vschema)) return undefined;
  const { keyspace, destination } = session.target;
  return fastPlan(deps, session, {
    keyspace,
    routing: { kind: 'destination', destination },
    write: kind !== 'select',
    isSelect: kind === 'select',
    sql: template,
    statement: kind.toUpperCase(),
    type: 'Passthrough',
    tablesUsed: [],
    template,
    renameColumn: undefined,
    ids: kind === 'insert' || kind === 'replace' ? idCells(parse(template), vschema, keyspace) : undefined,
  });
}

function planOf({ session, deps }: PlanRequest, template: string): Plan | undefined {
  if (SPELLED.test(template) || asksSqlMode(template)) return undefined;
  const parsed: Statement = parse(template, {
    sqlMode: session.sqlModeNames,
    ...grammarOf(deps.options.serverVersion),
  });
  const context = { session, options: deps.options };
  if (rewriteForSession(parsed, context) !== parsed || nameColumns(parsed) !== parsed) return undefined;
  if (assigns(parsed) || (parsed.kind === 'Select' && isSpecial(parsed))) return undefined;
  if (readsSystemSchema(parsed, session.target.keyspace)) return undefined;
  return planKnowingViews(parsed, {
    ...plannerEnvironment({ session, deps }, deps.vschema()),
    scratch: false,
  });
}

/** Over several shards, or with work for the gate. */
function templated(
  { session, deps, sql, template, values }: PlanRequest,
  statement: StatementKind,
): FastEntry | undefined {
  const kinds = values && kindsOf(values);
  if (kinds === undefined) return undefined;
  return makeTemplate({ run: { session, deps }, statement, sql, template, kinds });
}

/** A plan that is one statement to one shard. */
function single({ session, deps, template }: PlanRequest, kind: StatementKind, plan: Plan): FastPlan | undefined {
  const root = plan.root.kind === 'Insert' ? oneRow(plan.root) : plan.root;
  if (root?.kind !== 'Route' && root?.kind !== 'Dml' && root?.kind !== 'OneRow') return undefined;
  if (root.kind === 'Route' && root.extraColumns !== 0) return undefined;
  // Entries of the vindexes that the table owns change with its rows.
  if (root.kind === 'Dml' && (root.owned || root.everywhere)) return undefined;
  const routing = routingOf(root.routing, root.kind === 'OneRow');
  if (!routing) return undefined;
  const { keyspace, query } = root;
  const { statement, type, tablesUsed } = plan;
  const write = root.kind !== 'Route';
  return fastPlan(deps, session, {
    keyspace,
    routing,
    write,
    isSelect: kind === 'select',
    sql: query,
    statement,
    type,
    tablesUsed,
    template,
    renameColumn: columnsOfViews(plan),
    ids: root.kind === 'OneRow' ? idCells(parse(query), deps.vschema(), keyspace) : undefined,
  });
}

/** An INSERT of one row into a table that nothing else must be done for: it goes to the row's shard as it is. */
function oneRow(insert: Insert): OneRow | undefined {
  const { source, vindexes, sequence, replaced, searched, everywhere, pinned, keyspace, sharded } = insert;
  const [use] = vindexes;
  const [row] = source.kind === 'Values' ? source.rows : [];
  if (insert.emptyQuery !== undefined) return undefined;
  if (!sharded || sequence || replaced || searched || everywhere || pinned || insert.ignore || vindexes.length !== 1)
    return undefined;
  if (!use || use.owned || use.offsets.length !== 1 || source.kind !== 'Values' || source.computed) return undefined;
  if (!row || source.rows.length !== 1 || row.cells.some(({ bind }) => bind !== undefined)) return undefined;
  const cell = row.cells.find(({ offset }) => offset === use.offsets[0]);
  if (cell?.value.kind !== 'Bind') return undefined;
  const routing = { type: 'EqualUnique', vindex: use.vindex, values: [cell.value] } as const;
  return { kind: 'OneRow', keyspace, routing, query: `${insert.prefix}${row.text}${insert.suffix}` };
}

type OneRow = {
  readonly kind: 'OneRow';
  readonly keyspace: string;
  readonly routing: Routing;
  readonly query: string;
};

const placesOf = (template: string): number => template.match(PLACE)?.length ?? 0;

/** All of a kept plan's literals are places, those of OFFSET too. */
function skipsOf(template: string, session: Session, { options }: ExecutorDeps): readonly number[] {
  return offsetsOf(template, session, options.serverVersion).flatMap((offset) => {
    const place = offset.kind === 'Argument' ? placeOf(offset.name) : undefined;
    return place === undefined ? [] : [place];
  });
}

/** Which literal of the client's a place stands for. */
function placeOf(name: string): number | undefined {
  const place = /^_l(\d+)$/.exec(name)?.[1];
  return place === undefined ? undefined : Number(place) - 1;
}

function routingOf(routing: Routing, inserted: boolean): FastRouting | undefined {
  if (routing.type === 'EqualUnique') {
    const [value] = routing.values;
    if (routing.values.length !== 1 || value?.kind !== 'Bind') return undefined;
    const literal = placeOf(value.name);
    return literal === undefined ? undefined : { kind: 'value', vindex: routing.vindex, literal, inserted };
  }
  if (routing.type === 'Unsharded') return { kind: 'destination', destination: undefined };
  if (routing.type === 'Reference') return { kind: 'destination', destination: { kind: 'AnyShard' } };
  if (routing.type !== 'ByDestination' || isMultiShard(routing)) return undefined;
  return { kind: 'destination', destination: routing.destination };
}

type Parts = Pick<
  FastPlan,
  'ids' | 'isSelect' | 'keyspace' | 'renameColumn' | 'routing' | 'sql' | 'statement' | 'tablesUsed' | 'write'
> & {
  readonly type: string;
  /** As the client wrote it, with places. */
  readonly template: string;
};

/** INVARIANT: every literal of the client has exactly one place in the shard's statement, and nothing else looks like one. */
function fastPlan(deps: ExecutorDeps, session: Session, parts: Parts): FastPlan | undefined {
  const { type, template, ...plan } = parts;
  const literals = placesOf(template);
  const { statement, tablesUsed } = plan;
  const order = [...plan.sql.matchAll(PLACE)].map((match) => Number(match[1]) - 1);
  const names = plan.sql.match(ANY_PLACE_NAME)?.length ?? 0;
  if (new Set(order).size !== order.length || names !== order.length || order.length !== literals) return undefined;
  const { tabletType } = session.target;
  return {
    kind: 'shard',
    ...plan,
    order,
    skips: plan.isSelect ? skipsOf(template, session, deps) : [],
    executed: deps.stats.queryCounter?.({ statement, type, tabletType, tablesUsed }),
    columns: undefined,
    counts: new StatementCounts(),
  };
}
