import { VtError } from '@vt/base';
import type { ModifyRows, Plan, PlanNode, Route } from '@vt/plan';
import { isMultiShard } from '@vt/plan';
import {
  type Delete,
  type Expr,
  type Limit,
  parse,
  print,
  type Select,
  type Update,
  type UpdateExpr,
} from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { conjuncts } from '../../semantics/predicates.ts';
import { isMadeAnew } from '../../semantics/read-again.ts';
import { numbersRows } from '../../semantics/rownum.ts';
import { type TableUse, tableUses } from '../../semantics/scope.ts';
import { unqualify } from '../../semantics/unqualify.ts';
import { finish, shardTarget } from '../../statements/common.ts';
import { directive } from '../../statements/directives.ts';
import { planQuery } from '../../statements/select.ts';
import { checkForeignKeys } from '../foreign-keys.ts';
import { contains, namesInsertId, selectValues, tableNameOf } from '../names.ts';
import { checkNoAggregates } from '../no-aggregates.ts';
import { readInput } from '../read-input.ts';
import type { Targeted } from '../targeted.ts';
import { assignsAtOnce } from './at-once.ts';
import { withDefaults } from './defaults.ts';
import { hasPrimaryKey, isKnownBefore, joinsTables } from './known-before.ts';
import { ownedChange } from './owned.ts';
import { planRows } from './plan-rows.ts';
import { checkPortion, hasPortion, withoutPortion } from './portion.ts';
import { selectRows } from './select-rows.ts';
import { checkNotRead, pullOutValues } from './subqueries.ts';
import { atSource, type FromTable, fromTables, tableOfColumn, targetsOf } from './target.ts';
import { checkAssignedOnce, touchedVindexes } from './touched.ts';
import { readsViews } from './views.ts';

/** UPDATE and DELETE. */
export function planChange({ statement: given, environment }: Targeted<Update | Delete>): Plan {
  const statement = environment.flavor === 'mariadb' ? withTarget(given) : given;
  const target = shardTarget(environment);
  // A vindex among them is no table to write, which is said before that it is none to read.
  const from = target ? [] : fromTables(statement.tables, environment, cteNames(statement));
  const uses = tableUses(statement, environment);
  const operation = statement.kind === 'Update' ? 'UPDATE' : 'DELETE';
  if (statement.kind === 'Update') checkOneTable(statement, environment);
  const done = (root: PlanNode) =>
    finish(print(unqualify(statement, uses, environment.vschema)), operation, root, uses);
  if (target) {
    const query = print(unqualify(statement, uses, environment.vschema));
    return done({ kind: 'Send', ...target, query, write: true, ddl: false });
  }
  return done(new ChangePlanner(statement, from, uses, environment).plan());
}

/** A DELETE of one table names it before FROM where it has an alias: MariaDB's other form knows none. */
function withTarget(change: Update | Delete): Update | Delete {
  if (change.kind === 'Update' || change.targets.length > 0 || change.tables.length !== 1) return change;
  const [table] = change.tables;
  if (table?.kind !== 'AliasedTableExpr' || table.as === '' || change.limit || change.orderBy.length > 0) return change;
  return { ...change, targets: [{ kind: 'TableName', name: table.as, qualifier: '' }] };
}

/** @throws 1221 for ORDER BY and LIMIT where tables are joined, as mysqld, to which no shard would show them. */
function checkOneTable(change: Update, { flavor }: PlannerEnvironment): void {
  if (flavor === 'mariadb' || !joinsTables(change)) return;
  const { orderBy, limit } = change;
  const clause = orderBy.length > 0 ? 'ORDER BY' : limit ? 'LIMIT' : undefined;
  if (clause === undefined) return;
  throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1221, message: `Incorrect usage of UPDATE and ${clause}` });
}

const cteNames = (change: Update | Delete): ReadonlySet<string> =>
  new Set((change.with?.ctes ?? []).map(({ name }) => name.toLowerCase()));

const falseValue: Expr = { kind: 'Literal', type: 'Int', value: '0' };

class ChangePlanner {
  readonly #change: Update | Delete;
  readonly #uses: readonly TableUse[];
  readonly #environment: PlannerEnvironment;
  readonly #from: readonly FromTable[];
  readonly #targets: readonly FromTable[];
  readonly #readsViews: boolean;

  constructor(
    statement: Update | Delete,
    from: readonly FromTable[],
    uses: readonly TableUse[],
    environment: PlannerEnvironment,
  ) {
    this.#environment = environment;
    const ctes = cteNames(statement);
    this.#readsViews = readsViews(statement, from, environment, ctes);
    const targets = targetsOf(statement, from);
    const change = withSources(statement, targets, environment);
    this.#change = change.kind === 'Update' ? withDefaults(change, from) : change;
    this.#uses = this.#change === statement ? uses : tableUses(this.#change, environment);
    this.#from = this.#change === statement ? from : fromTables(this.#change.tables, environment, ctes);
    this.#targets = this.#change === statement ? targets : targetsOf(this.#change, this.#from);
  }

  plan(): PlanNode {
    const tables = this.#uses.flatMap(({ table }) => (table ? [table] : []));
    const [first] = tables;
    if (!first) throw VtError.of('VT09005');
    const local = tables.length === this.#uses.length && tables.every(({ keyspace }) => keyspace === first.keyspace);
    if (local && !first.sharded) return this.#dml({ type: 'Unsharded' }, this.#unqualified(this.#change), first);
    const written = this.#targets.map(({ table }) => table);
    for (const table of written) checkForeignKeys(table, this.#change, this.#environment);
    if (this.#change.kind === 'Update') checkAssignedOnce(this.#change, written);
    if (hasPortion(this.#change)) return this.#portion(this.#change);
    if (this.#change.returning.length > 0) return this.#returning(this.#change);
    if (this.#environment.ownClauses && numbersRows(this.#change)) return this.#numbering(this.#change);
    return this.#direct(this.#change) ?? this.#withValues() ?? this.#rows();
  }

  /** With ROWNUM(), of which each shard would begin to count. */
  #numbering(change: Update | Delete): PlanNode {
    const node = this.#direct(change);
    return node?.kind === 'Dml' && !isMultiShard(node.routing) ? node : refuse('ROWNUM() over several shards');
  }

  /** MariaDB's FOR PORTION OF: each shard cuts its own rows, where one statement to each is all. */
  #portion(change: Update | Delete): PlanNode {
    for (const { table } of this.#targets) checkPortion(change, table);
    const node = change.returning.length === 0 ? this.#direct(change) : undefined;
    return node?.kind === 'Dml' ? node : refuse('FOR PORTION OF in such a change in a sharded keyspace');
  }

  /** MariaDB's RETURNING: each shard tells of its own rows, where nothing else must be done with them. */
  #returning(change: Update | Delete): PlanNode {
    const isPlain = change.tables.length === 1 && !contains(change, ['Subquery']) && !change.with;
    const node = isPlain ? (this.#direct(change) ?? this.#returningRows(change)) : undefined;
    if (node?.kind !== 'Dml' && node?.kind !== 'ModifyRows')
      return refuse('RETURNING of such a change in a sharded keyspace');
    // MariaDB tells no columns where it sees beforehand that there are no rows.
    if (node.kind === 'Dml' ? node.routing.type === 'None' : isNone(change.limit)) return node;
    const { returning } = this.#unqualified(change);
    const empty = {
      ...selectRows(this.#unqualified(change), returning, false),
      where: falseValue,
      orderBy: [],
      limit: null,
    };
    return { ...node, emptyQuery: print(empty) };
  }

  /** With ORDER BY or LIMIT over several shards: what each row's own statement returns. */
  #returningRows(change: Update | Delete): ModifyRows | undefined {
    if (change.kind !== 'Delete') return undefined;
    const text = this.#unqualified(change)
      .returning.map((each) => print(each))
      .join(', ');
    const node = this.#rows();
    const targets = node.targets.map((target) => ({
      ...target,
      suffix: ` returning ${text}`,
      ...(change.orderBy.length > 0 && { oneByOne: true as const }),
    }));
    return { ...node, targets };
  }

  /** As one statement to the shards that a SELECT of its rows would go to; undefined where such a SELECT is more than one route. */
  #direct(change: Update | Delete): PlanNode | undefined {
    const [target, ...more] = this.#targets;
    if (!target || (more.length > 0 && !this.#keepsPlaces(change))) return undefined;
    const { table } = target;
    if (table.sharded && table.type === 'reference') return this.#everywhere(change, table);
    const touched = change.kind === 'Update' ? touchedVindexes(this.#assigned(change, target), table) : undefined;
    if (touched?.moves) return undefined;
    const route = this.#routeOf(change);
    if (!route || route.keyspace !== table.keyspace) return undefined;
    if (isMultiShard(route.routing) && (change.limit || change.orderBy.length > 0)) return undefined;
    // What is assigned for one row is seen by the next, whichever shard has it.
    if (isMultiShard(route.routing) && contains(change, ['AssignmentExpr'])) return undefined;
    const routing = isNever(change.where) ? ({ type: 'None' } as const) : route.routing;
    const { from, where } = parse(route.query) as Select;
    const sent = this.#unqualified({
      ...change,
      tables: this.#from.length > 1 || this.#readsViews ? from : change.tables,
      where,
    });
    if (this.#environment.noScatter && routing.type === 'Scatter') refuse(`${change.kind} that scatters`);
    const vindexes = table.columnVindexes.filter(({ owned }) => owned);
    const owned = more.length > 0 ? [] : touched ? touched.owned : vindexes;
    if (owned.length > 0 && !isKnownBefore(change, table, owned)) return undefined;
    const atOnce = change.kind === 'Update' && assignsAtOnce(change, target, this.#environment);
    const keeps = owned.length > 0 && table.sharded ? ownedChange(sent, target, owned, atOnce) : undefined;
    const isJoined = this.#environment.flavor === 'mariadb' && change.kind === 'Update' && this.#from.length > 1;
    const node = { ...this.#dml(routing, sent, table, keeps), ...(isJoined && { joined: true as const }) };
    if (!mayFindNoShard(routing) || this.#from.length > 1 || this.#readsViews) return node;
    // What a subquery reads need not be on any one shard.
    if (change.returning.length > 0 || contains(change, ['Subquery'])) return node;
    return { ...node, ofNone: print(this.#unqualified(ofNone(change))) };
  }

  /** Whether all that is to be done is in the tables that the statement names: each row stays where it is, and nobody keeps entries of it elsewhere. */
  #keepsPlaces(change: Update | Delete): boolean {
    return this.#targets.every((target) => {
      const { sharded, pinned, type, keyspace, columnVindexes } = target.table;
      if (!sharded || pinned || type === 'reference' || keyspace !== this.#targets[0]?.table.keyspace) return false;
      if (change.kind === 'Delete') return !columnVindexes.some(({ owned }) => owned);
      const { moves, owned } = touchedVindexes(this.#assigned(change, target), target.table);
      return !moves && owned.length === 0;
    });
  }

  #assigned(change: Update, target: FromTable): readonly UpdateExpr[] {
    return change.exprs.filter(({ name }) => tableOfColumn(name, this.#from, change.tables) === target);
  }

  #routeOf(change: Update | Delete): Route | undefined {
    const one = selectRows(
      withoutPortion(change),
      [{ kind: 'AliasedExpr', expr: { kind: 'Literal', type: 'Int', value: '1' }, as: '', text: '1' }],
      false,
    );
    try {
      const { root } = planQuery(one, this.#environment);
      return root.kind === 'Route' && hasSubqueriesOf(change, root, this.#environment) ? root : undefined;
    } catch (error) {
      if (error instanceof VtError && error.id === 'VT12001') return undefined;
      throw error;
    }
  }

  /** A reference table without a source: every shard changes its own rows. */
  #everywhere(change: Update | Delete, table: Table): PlanNode | undefined {
    // Each would find its own rows, and make its own values.
    const isSame = !isMadeAnew(change) && !(change.limit && hasPrimaryKey(table));
    if (!isSame || this.#uses.some((use) => use.table?.type !== 'reference' || use.table.keyspace !== table.keyspace))
      return undefined;
    return { ...this.#dml({ type: 'Scatter' }, this.#unqualified(change), table), everywhere: true };
  }

  /** With the values of subqueries read before. */
  #withValues(): PlanNode | undefined {
    const pulled = pullOutValues(this.#change, this.#targets, this.#environment);
    const { change, subqueries } = pulled;
    if (subqueries.length === 0 || pulled.losesDigits) return undefined;
    checkNotRead(this.#change, this.#targets, this.#environment);
    const columns = subqueries.map(({ subquery }, i) => ({
      kind: 'AliasedExpr' as const,
      expr: subquery,
      as: `c${i}`,
      text: '',
    }));
    const target = this.#targets[0];
    const local = this.#localOf(change);
    const input = local ?? this.#direct(change);
    if (!input || !target) return undefined;
    const read = (of: typeof columns) => readInput({ ...selectValues(of), with: this.#change.with }, this.#environment);
    const each = columns.length > 1 ? { each: columns.map((column) => read([column])) } : {};
    return { kind: 'WithValues', values: read(columns), binds: subqueries.map(({ bind }) => bind), ...each, input };
  }

  /** What is left of a statement when its subqueries are gone may be all in one unsharded keyspace. */
  #localOf(change: Update | Delete): PlanNode | undefined {
    const uses = tableUses(change, this.#environment);
    const [first] = uses;
    if (!first?.table || first.table.sharded || uses.some(({ table }) => table?.keyspace !== first.table?.keyspace))
      return undefined;
    return this.#dml({ type: 'Unsharded' }, this.#unqualified(change), first.table);
  }

  #rows(): ModifyRows {
    checkNotRead(this.#change, this.#targets, this.#environment);
    const { orderBy } = this.#change;
    const assigned = this.#change.kind === 'Update' ? this.#change.exprs : [];
    checkNoAggregates([...assigned, ...orderBy].map(({ expr }) => expr));
    const unqualified = <N extends Update | Delete>(node: N) => this.#unqualified(node);
    const node = planRows(this.#change, this.#from, this.#targets, this.#environment, unqualified);
    return namesInsertId(this.#change) ? this.#namingId(node) : node;
  }

  /** The insert id is what LAST_INSERT_ID(expr) was of the last row: of the order the statement says, where the row's own statement calls it. */
  #namingId(node: ModifyRows): ModifyRows {
    const { where, orderBy } = this.#change;
    const [target, ...more] = node.targets;
    const isKnown = orderBy.length > 0 && more.length === 0 && !(where && namesInsertId(where));
    if (!isKnown || !target || target.values.length > 0 || target.move || target.ignore)
      return refuse('LAST_INSERT_ID(expr) in such a change of several shards');
    return { ...node, targets: [{ ...target, oneByOne: true }] };
  }

  #dml(
    routing: Route['routing'],
    change: Update | Delete,
    table: Table,
    owned?: ReturnType<typeof ownedChange>,
  ): Extract<PlanNode, { kind: 'Dml' }> {
    return {
      kind: 'Dml',
      operation: change.kind,
      keyspace: table.keyspace,
      table: table.name,
      routing,
      query: print(change),
      owned,
      everywhere: false,
      multiShardAutocommit: directive(change.comments, 'MULTI_SHARD_AUTOCOMMIT') === '1',
      ...(namesInsertId(change) && { namesId: true }),
    };
  }

  #unqualified<N extends Update | Delete>(change: N): N {
    return unqualify(change, this.#uses, this.#environment.vschema);
  }
}

/** LIMIT 0, as it is written. */
function isNone(limit: Limit | null): boolean {
  return limit?.rowCount.kind === 'Literal' && /^0+$/.test(limit.rowCount.value);
}

/** A condition that no row meets, as tools write it that want no rows: `1 = 0`, `false`. */
function isNever(where: Expr | null): boolean {
  return conjuncts(where).some((term) => {
    if (term.kind === 'BoolVal') return !term.value;
    if (term.kind === 'Literal') return term.type === 'Int' && /^0+$/.test(term.value);
    if (term.kind !== 'ComparisonExpr' || term.operator !== '=' || term.modifier !== '') return false;
    const { left, right } = term;
    return (
      left.kind === 'Literal' &&
      right.kind === 'Literal' &&
      left.type === 'Int' &&
      right.type === 'Int' &&
      BigInt(left.value) !== BigInt(right.value)
    );
  });
}

/** Whether there may be no shard for its values: one that a table is asked for, or no row is wanted. */
function mayFindNoShard(routing: Route['routing']): boolean {
  return routing.type === 'None' || ('vindex' in routing && routing.vindex.lookup === true);
}

function ofNone<N extends Update | Delete>(change: N): N {
  const where: Expr = change.where ? { kind: 'AndExpr', exprs: [falseValue, change.where] } : falseValue;
  return { ...change, where };
}

/** With the sources of reference tables in the place of those that the statement changes. */
function withSources<N extends Update | Delete>(
  change: N,
  targets: readonly FromTable[],
  environment: PlannerEnvironment,
): N {
  const moved = targets.filter(({ table }) => table.source !== undefined);
  if (moved.length === 0) return change;
  const [target, ...more] = moved;
  if (!target || more.length > 0 || change.tables.length !== 1)
    return refuse('several reference tables in one statement');
  const source = atSource(target, environment);
  const expr = { ...tableNameOf(source), qualifier: source.keyspace };
  const as = target.expr.as || (source.name === target.alias ? '' : target.alias);
  return { ...change, tables: [{ ...target.expr, expr, as }] };
}

/** A subquery of SET is in no SELECT of the rows: it must be on the same shards for another reason. */
function hasSubqueriesOf(change: Update | Delete, route: Route, environment: PlannerEnvironment): boolean {
  if (change.kind === 'Delete') return true;
  const own = change.exprs.flatMap(({ expr }) => tableUses(expr, environment, change));
  const ofCtes =
    change.with && change.exprs.some((update) => contains(update, ['Subquery']))
      ? tableUses(change.with, environment, change)
      : [];
  const uses = [...own, ...ofCtes];
  if (uses.length === 0) return true;
  return uses.every(
    ({ table }) => table?.keyspace === route.keyspace && (!table.sharded || table.type === 'reference'),
  );
}
