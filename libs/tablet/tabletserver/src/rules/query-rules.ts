import { VtError } from '@vt/base';
import type { TabletRequest } from '@vt/proto/hot';
import type { BindVariable } from '@vt/sqltypes';
import { userOf } from '../request.ts';
import type { Statement } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';
import { type QueryRule, ruleApplies, type Subject } from './rule.ts';

/** Where rules come from; each source replaces its own. */
export type RuleSource = 'denied tables' | 'file' | 'topology';

const codes = { FAIL: 'INVALID_ARGUMENT', FAIL_RETRY: 'FAILED_PRECONDITION', BUFFER: 'CLUSTER_EVENT' } as const;

/** Rules against statements, by source. Costs nothing while there are none. */
export class QueryRules {
  readonly #bySource = new Map<RuleSource, readonly QueryRule[]>();
  #all: readonly QueryRule[] = [];
  #exempt: ReadonlySet<bigint> = noTransactions;

  get all(): readonly QueryRule[] {
    return this.#all;
  }

  get sources(): ReadonlyMap<RuleSource, readonly QueryRule[]> {
    return this.#bySource;
  }

  set(source: RuleSource, rules: readonly QueryRule[]): void {
    this.#bySource.set(source, rules);
    this.#all = [...this.#bySource.values()].flat();
  }

  /**
   * Tables of which nothing may be read or written here, and such of which nothing may be written: they are on their way to another keyspace.
   * `exempt`: ids of transactions that may.
   */
  denyTables(
    tables: readonly string[],
    writesOnly: readonly string[] = [],
    exempt: ReadonlySet<bigint> = noTransactions,
  ): void {
    this.#exempt = exempt;
    const rules = [
      ...(tables.length > 0 ? [deniedTables(tables, [])] : []),
      ...(writesOnly.length > 0 ? [deniedTables(writesOnly, writingPlans)] : []),
    ];
    this.set('denied tables', rules);
  }

  /** Once more for tables that are refused, right before a statement is sent: it may have waited for a connection. @throws VtError. */
  checkDenied(request: TabletRequest, statement: Statement): void {
    const denied = this.#bySource.get('denied tables');
    if (denied !== undefined && denied.length > 0) this.check(request, statement, '');
  }

  /** @throws VtError when a rule forbids it. */
  check(request: TabletRequest, statement: Statement, peer: string): void {
    if (this.#all.length === 0) return;
    const subject = subjectOf(request, statement, peer);
    const isExempt = this.#exempt.size > 0 && this.#exempt.has(request.transactionId || request.reservedId);
    const rule = this.#all.find((one) => !(isExempt && one.name === DENIED) && ruleApplies(one, subject));
    if (!rule) return;
    throw new VtError({ code: codes[rule.action], message: `disallowed due to rule: ${rule.description}` });
  }
}

const DENIED = 'denied_table';
const noTransactions: ReadonlySet<bigint> = new Set();
const writingPlans = ['Insert', 'InsertMessage', 'Update', 'Delete', 'DDL', 'Load'];

function deniedTables(tableNames: readonly string[], plans: readonly string[]): QueryRule {
  return {
    name: DENIED,
    description: 'enforce denied tables',
    requestIp: undefined,
    user: undefined,
    query: undefined,
    leadingComment: undefined,
    trailingComment: undefined,
    plans,
    tableNames,
    bindConditions: [],
    action: 'FAIL_RETRY',
  };
}

function subjectOf(request: TabletRequest, statement: Statement, peer: string): Subject {
  const { leading, query, trailing } = withoutMargins(statement.sql);
  return {
    query,
    leadingComment: leading,
    trailingComment: trailing,
    plan: statement.plan,
    tables: usesOf(statement).tables.map(({ table }) => table),
    user: userOf(request.caller),
    ip: peer.replace(/^ipv[46]:/, '').replace(/:\d+$/, ''),
    bind: (name) => bindOf(request, statement, name),
  };
}

function bindOf(request: TabletRequest, statement: Statement, name: string): BindVariable | undefined {
  if (!request.values) return request.binds[name];
  return request.values[statement.binds.findIndex((bind) => bind.name === name)];
}

const LEADING = /^(?:\s*\/\*.*?\*\/\s*)+/s;
const TRAILING = /(?:\s*\/\*(?:(?!\*\/).)*\*\/\s*)+$/s;

/** A statement and the comments around it. */
function withoutMargins(sql: string): { leading: string; query: string; trailing: string } {
  const leading = LEADING.exec(sql)?.[0] ?? '';
  const rest = sql.slice(leading.length);
  const trailing = TRAILING.exec(rest)?.[0] ?? '';
  return { leading, query: rest.slice(0, rest.length - trailing.length), trailing };
}
