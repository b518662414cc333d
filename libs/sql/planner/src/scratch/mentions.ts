import {
  type AliasedTableExpr,
  type CommonTableExpr,
  type DerivedTable,
  type Node,
  type QueryStatement,
  type Select,
  type SystemTime,
  type TableName,
  type TableStatement,
  type With,
} from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { mentionsName } from '../semantics/mentions-name.ts';
import { isMadeAnew, takesSome } from '../semantics/read-again.ts';
import { resolve } from '../semantics/scope.ts';
import { checkTime } from '../semantics/system-time.ts';
import { mapChildren } from './map-children.ts';
import { byPlace } from './places.ts';

/** One mention of a stored table, under the name that its temporary table will have. */
export type Mention = {
  readonly name: string;
  readonly table: Table;
  /** By what its columns are qualified. */
  readonly alias: string;
  readonly partitions: readonly string[];
  /** MariaDB: of which time its rows are; null: of now. */
  readonly systemTime: SystemTime | null;
  /** Its rows are in one order wherever they are read: their key is among what is fetched. */
  readonly inOrder: boolean;
};

const MENTIONS_MAX = 61; // as many tables as MySQL joins

/** A CTE where it can be seen, with what can be seen in its own body; `recursive`: that is it itself. */
type Cte = {
  readonly cte: CommonTableExpr;
  readonly scope: Scope;
  readonly recursive: boolean;
  /** Those that stay in the WITH which it is of. */
  readonly kept: CommonTableExpr[];
  used: number;
};
/** What a recursive CTE is called in its own body. */
type Self = { readonly self: string };
type Scope = ReadonlyMap<string, Cte | Self>;

/** The query over temporary tables, with the mentions they stand for. @throws VT12001 for what cannot be taken apart. */
export function findMentions(
  statement: QueryStatement,
  environment: PlannerEnvironment,
): { readonly query: QueryStatement; readonly mentions: readonly Mention[] } {
  const finder = new Finder(environment);
  const query = finder.walk(statement, new Map()) as QueryStatement;
  return { query, mentions: finder.mentions };
}

class Finder {
  readonly mentions: Mention[] = [];
  readonly #environment: PlannerEnvironment;
  #kept = 0;
  /** In how many CTEs of which a LIMIT takes some rows it is. */
  #taking = 0;

  constructor(environment: PlannerEnvironment) {
    this.#environment = environment;
  }

  walk(node: Node, scope: Scope): Node {
    if (node.kind === 'TableStatement') return this.walk(selectOf(node), scope);
    if ('with' in node && node.with !== null) {
      const kept: CommonTableExpr[] = [];
      const walked = this.walk({ ...node, with: null }, seen(node.with, scope, kept));
      return kept.length === 0 ? walked : ({ ...walked, with: { kind: 'With', recursive: true, ctes: kept } } as Node);
    }
    if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName') return this.#table(node, node.expr, scope);
    return mapChildren(node.kind === 'Select' ? byPlace(node) : node, (child) => this.walk(child, scope));
  }

  #table(node: AliasedTableExpr, name: TableName, scope: Scope): Node {
    if (node.sample !== undefined) return refuse('TABLESAMPLE over several shards');
    const cte = name.qualifier === '' ? scope.get(name.name.toLowerCase()) : undefined;
    if (isDual(name)) return node;
    const as = node.as || name.name;
    if (cte && 'self' in cte) return { ...node, expr: { ...name, name: cte.self }, as };
    if (node.systemTime !== null) checkTime(node.systemTime, cte === undefined);
    if (cte !== undefined) return { ...node, expr: cte.recursive ? this.#keep(cte) : this.#inline(cte), as };
    return this.#mention(node, name);
  }

  /** The CTE as a derived table of its own: its tables are others at each place. */
  #inline(found: Cte): DerivedTable {
    this.#use(found);
    const { cte, scope } = found;
    const taking = takesSome(cte.select) ? 1 : 0;
    this.#taking += taking;
    const select = this.walk(cte.select, scope) as QueryStatement;
    this.#taking -= taking;
    return { kind: 'DerivedTable', lateral: false, select: selectFrom(cte.name, { ...cte, select }) };
  }

  /**
   * A recursive CTE for each place. It stays in its WITH: of a derived table that has one which looks at the rows around it, mysqld takes the rows that
   * it had for the first of these.
   */
  #keep(found: Cte): TableName {
    this.#use(found);
    const { cte, scope, kept } = found;
    const name = `_vtc_${++this.#kept}`;
    const inside: Scope = new Map([...scope, [cte.name.toLowerCase(), { self: name }]]);
    kept.push({ ...cte, name, select: this.walk(cte.select, inside) as QueryStatement });
    return { kind: 'TableName', name, qualifier: '' };
  }

  #use(found: Cte): void {
    if (++found.used > 1 && isMadeAnew(found.cte)) refuse('a CTE used twice that is not the same each time');
  }

  #mention(node: AliasedTableExpr, name: TableName): Node {
    const table = resolve(name, this.#environment);
    if (table === undefined) return refuse('tables of a system schema together with those of shards');
    const view = this.#environment.view?.(table.keyspace, table.name);
    if (view) {
      if (node.systemTime !== null) checkTime(node.systemTime, false);
      const select = this.walk(view, new Map()) as QueryStatement;
      return { ...node, expr: { kind: 'DerivedTable', lateral: false, select }, as: node.as || name.name, hints: [] };
    }
    if (this.mentions.length >= MENTIONS_MAX) return refuse(`more than ${MENTIONS_MAX} tables in one query`);
    const alias = node.as || name.name;
    const temporary = `_vts_${this.mentions.length + 1}`;
    const { partitions, systemTime } = node;
    this.mentions.push({ name: temporary, table, alias, partitions, systemTime, inOrder: this.#taking > 0 });
    const expr: TableName = { kind: 'TableName', name: temporary, qualifier: '' };
    return { ...node, expr, as: alias, partitions: [], hints: [], systemTime: null };
  }
}

function seen(clause: With, scope: Scope, kept: CommonTableExpr[]): Scope {
  let inside: Scope = scope;
  for (const cte of clause.ctes) {
    const recursive = clause.recursive && mentionsName(cte.select, cte.name);
    inside = new Map([...inside, [cte.name.toLowerCase(), { cte, scope: inside, recursive, kept, used: 0 }]]);
  }
  return inside;
}

function selectFrom(name: string, cte: CommonTableExpr): Select {
  const from: TableName = { kind: 'TableName', name, qualifier: '' };
  return { ...starSelect(from), with: { kind: 'With', recursive: false, ctes: [cte] } };
}

/** TABLE t is SELECT * FROM t. */
function selectOf(node: TableStatement): Select {
  const { with: clause, orderBy, limit, locks, into } = node;
  return { ...starSelect(node.table), with: clause, orderBy, limit, locks, into };
}

function starSelect(table: TableName): Select {
  return {
    kind: 'Select',
    comments: [],
    with: null,
    options: [],
    columns: [{ kind: 'StarExpr', table: null }],
    from: [{ kind: 'AliasedTableExpr', expr: table, partitions: [], as: '', columns: [], hints: [], systemTime: null }],
    where: null,
    groupBy: null,
    having: null,
    windows: [],
    qualify: null,
    orderBy: [],
    limit: null,
    locks: [],
    into: null,
  };
}

function isDual(name: TableName): boolean {
  return name.qualifier === '' && name.name.toLowerCase() === 'dual';
}
