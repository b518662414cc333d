import { isMultiShard, type Plan, type PlanNode } from '@vt/plan';
import type { PlannerEnvironment } from '@vt/planner';
import {
  type CurTimeFuncExpr,
  type Expr,
  type Node,
  parse,
  rewrite,
  type Statement,
  visitButLiterals,
} from '@vt/sqlparser';
import { type BindVariables, Type } from '@vt/sqltypes';
import type { Session } from '../../session/session.ts';
import { withNames } from '../texts/name-columns.ts';
import { keepViews, planKnowingViews } from './view-columns.ts';

/** Binds of a statement's time: seconds since 1970 with so many digits, or a text in UTC. */
const NAME = /^__vt(now|utc)(\d)$/;
const IN_QUERY = /:(__vt(?:now|utc)\d)\b/g;
const MICROS = 1_000_000n;

/**
 * NOW() is the same in all of a statement, and each mysqld has its own: where a statement goes to several, the gate's time takes its place. What goes
 * to one mysqld asks that one. Columns' defaults stay each mysqld's.
 */
export function planAtOneTime(statement: Statement, env: PlannerEnvironment): Plan {
  const plan = planKnowingViews(statement, env);
  if (goesToOne(plan.root)) return plan;
  const timed = atOneTime(statement);
  if (timed === undefined) {
    timesOf.set(plan, []);
    return plan;
  }
  try {
    const other = planKnowingViews(timed, env);
    return shape(other.root) === shape(plan.root) ? keepViews(other, { ...other, query: plan.query }) : plan;
  } catch {
    return plan;
  }
}

/** Undefined: it asks for no time. */
function atOneTime(statement: Statement): Statement | undefined {
  let [asks, isOfHistory] = [false, false];
  visitButLiterals(statement, (node) => {
    asks ||= timeExpr(node) !== undefined;
    // MariaDB reads NOW() there as the moment itself, with all its digits.
    isOfHistory ||= node.kind === 'AliasedTableExpr' && node.systemTime !== null;
    return !isOfHistory;
  });
  if (!asks || isOfHistory) return undefined;
  // Columns that have names keep them: the texts of the others change.
  const named = isQuery(statement) ? withNames(statement) : statement;
  return rewrite(named, (node) => timeExpr(node) ?? node);
}

const isQuery = (statement: Statement) => statement.kind === 'Select' || statement.kind === 'Union';

const AS: ReadonlyMap<string, 'date' | 'datetime' | 'time'> = new Map([
  ...['curdate', 'current_date', 'utc_date'].map((name) => [name, 'date'] as const),
  ...['curtime', 'current_time', 'utc_time'].map((name) => [name, 'time'] as const),
  ...['now', 'current_timestamp', 'localtime', 'localtimestamp', 'utc_timestamp'].map(
    (name) => [name, 'datetime'] as const,
  ),
]);

function timeExpr(node: Node): Expr | undefined {
  if (node.kind === 'FuncExpr')
    return node.name.toLowerCase() === 'unix_timestamp' && node.qualifier === '' && node.args.length === 0
      ? expression(':__vtnow0')
      : undefined;
  return node.kind === 'CurTimeFuncExpr' ? currentTime(node) : undefined;
}

/** A CAST to the very type: as a parameter, the number would be one of six digits. */
function currentTime({ name, fsp }: CurTimeFuncExpr): Expr | undefined {
  const as = AS.get(name.toLowerCase());
  if (as === undefined || fsp > 6) return undefined;
  const digits = Math.max(fsp, 0);
  const time = name.toLowerCase().startsWith('utc') ? `:__vtutc${digits}` : `from_unixtime(:__vtnow${digits})`;
  return expression(`cast(${time} as ${as}${as === 'date' || digits === 0 ? '' : `(${digits})`})`);
}

const made = new Map<string, Expr>();

/** Of a few texts, each of which is read once. */
function expression(text: string): Expr | undefined {
  const known = made.get(text);
  if (known) return known;
  const statement = parse(`select ${text}`, { sqlMode: '' });
  const column = statement.kind === 'Select' ? statement.columns[0] : undefined;
  if (column?.kind !== 'AliasedExpr') return undefined;
  made.set(text, column.expr);
  return column.expr;
}

function goesToOne(root: PlanNode): boolean {
  if (root.kind === 'Send') return true;
  if (root.kind === 'Insert') return !root.everywhere && root.source.kind === 'Values' && root.source.rows.length === 1;
  // Where entries are kept, a query finds the rows before.
  if (root.kind === 'Dml' && root.owned) return false;
  return (root.kind === 'Route' || root.kind === 'Dml') && !isMultiShard(root.routing);
}

/** What steps a plan takes, and where they go. */
function shape(root: object): string {
  const steps: string[] = [];
  walk(root, (part) => {
    const { kind, routing } = part as { kind?: unknown; routing?: { type?: string } };
    if (routing) steps.push(`${String(kind)} ${routing.type ?? ''}`);
  });
  return steps.join('\n');
}

const timesOf = new WeakMap<Plan, readonly string[]>();

/** The time of a statement that starts now, where its plan asks for one. */
export function timeBinds(plan: Plan, { settings }: Pick<Session, 'settings'>): BindVariables | undefined {
  let names = timesOf.get(plan);
  if (names === undefined) {
    names = namesIn(plan.root);
    timesOf.set(plan, names);
  }
  if (names.length === 0) return undefined;
  const micros = setTime(settings.get('timestamp')) ?? wallMicros();
  return Object.fromEntries(names.map((name) => [name, bindOf(name, micros)]));
}

function namesIn(root: PlanNode): string[] {
  const found = new Set<string>();
  walk(root, (part) => {
    for (const value of Object.values(part))
      if (typeof value === 'string') for (const [, name = ''] of value.matchAll(IN_QUERY)) found.add(name);
    const { kind, name } = part as { kind?: unknown; name?: unknown };
    if (kind !== undefined && typeof name === 'string' && NAME.test(name)) found.add(name);
  });
  return [...found];
}

function bindOf(name: string, micros: bigint): BindVariables[string] {
  const [, zone, fsp = '0'] = NAME.exec(name) ?? [];
  const digits = Number(fsp);
  const fraction = (micros % MICROS).toString().padStart(6, '0').slice(0, digits);
  const rest = digits === 0 ? '' : `.${fraction}`;
  const seconds = micros / MICROS;
  if (zone === 'utc') {
    const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    return { type: Type.VARCHAR, value: Buffer.from(`${text}${rest}`) };
  }
  return { type: digits === 0 ? Type.INT64 : Type.DECIMAL, value: Buffer.from(`${seconds}${rest}`) };
}

/** What `SET timestamp` says; undefined: the clock's time. */
function setTime(setting: string | undefined): bigint | undefined {
  const [, seconds, fraction = ''] = /^'?(\d+)(?:\.(\d*))?'?$/.exec(setting ?? '') ?? [];
  if (seconds === undefined) return undefined;
  const micros = BigInt(seconds) * MICROS + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  return micros === 0n ? undefined : micros;
}

/** The process counts on from when it started, more finely than the clock tells; where the clock was set since, it is right. */
function wallMicros(): bigint {
  const millis = Date.now();
  const precise = performance.timeOrigin + performance.now();
  return BigInt(Math.floor((Math.abs(precise - millis) < 2 ? precise : millis) * 1000));
}

/** All objects of a plan, which is bounded in depth as its statement is. */
function walk(part: object, enter: (part: object) => void): void {
  if (!Array.isArray(part)) enter(part);
  else for (const text of part) if (typeof text === 'string') enter({ text });
  for (const value of Object.values(part)) if (typeof value === 'object' && value !== null) walk(value, enter);
}
