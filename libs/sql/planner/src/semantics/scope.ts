import { VtError } from '@vt/base';
import type { AliasedTableExpr, Node, TableName } from '@vt/sqlparser';
import { visitButLiterals } from '@vt/sqlparser';
import { findTableOrVindex, parseTarget, type Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';

const SYSTEM_SCHEMAS = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);

export const isSystemSchema = (name: string): boolean => SYSTEM_SCHEMAS.has(name.toLowerCase());

/** One mention of a table in a statement. */
export type TableUse = {
  /** By what its columns are qualified: the alias, else the name. */
  readonly alias: string;
  readonly name: TableName;
  /** Undefined: a table of a system schema. */
  readonly table: Table | undefined;
  /** In a subquery or derived table, not in the statement's own FROM. */
  readonly nested: boolean;
};

/** All tables of a statement. `around`: it may have CTEs of this, too. @throws when one does not exist, or its name is ambiguous. */
export function tableUses(statement: Node, environment: PlannerEnvironment, around: Node = statement): TableUse[] {
  const uses: TableUse[] = [];
  const ctes = new CteNames(around);
  let depth = 0;
  visitButLiterals(
    statement,
    (node) => {
      if (node.kind === 'Subquery' || node.kind === 'DerivedTable' || node.kind === 'CommonTableExpr') depth++;
      if (node.kind === 'CommonTableExpr') ctes.enter(node);
      if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName')
        addUse(uses, node, node.expr, ctes, depth > 0, environment);
      if (node.kind === 'TableStatement') addUse(uses, undefined, node.table, ctes, depth > 0, environment);
    },
    (node) => {
      if (node.kind === 'Subquery' || node.kind === 'DerivedTable' || node.kind === 'CommonTableExpr') depth--;
      if (node.kind === 'CommonTableExpr') ctes.leave();
    },
  );
  return uses;
}

function addUse(
  uses: TableUse[],
  aliased: AliasedTableExpr | undefined,
  name: TableName,
  ctes: CteNames,
  nested: boolean,
  environment: PlannerEnvironment,
): void {
  if (name.qualifier === '' && (ctes.has(name.name.toLowerCase()) || isDual(name))) return;
  uses.push({ alias: aliased?.as || name.name, name, table: resolve(name, environment), nested });
}

/** @throws VT09017 for a table that is named with shards of its keyspace, as `keyspace[range].table`, which only writes may. */
export function checkNoTarget({ qualifier }: TableName, { vschema, tabletType }: PlannerEnvironment): void {
  if (!/[[:@]/.test(qualifier) || vschema.keyspaces.has(qualifier)) return;
  if (vschema.keyspaces.has(parseTarget(qualifier, tabletType).keyspace))
    throw VtError.of('VT09017', 'SELECT with a target destination is not allowed');
}

export function resolve(name: TableName, environment: PlannerEnvironment): Table | undefined {
  checkNoTarget(name, environment);
  const qualifier = name.qualifier || environment.keyspace;
  if (isSystemSchema(qualifier)) return undefined;
  const keyspace =
    name.qualifier || (environment.vschema.keyspaces.has(environment.keyspace) ? environment.keyspace : '');
  const found = findTableOrVindex(environment.vschema, keyspace, name.name, environment.tabletType);
  if ('vindex' in found) throw VtError.of('VT12001', `reading vindex '${name.name}' as a table`);
  return environment.mirrored?.(found.table) ?? found.table;
}

function isDual(name: TableName): boolean {
  return name.name.toLowerCase() === 'dual';
}

const none: ReadonlySet<string> = new Set();

/** Which names mean CTEs, while a statement is walked through. */
class CteNames {
  readonly #counts = new Map<string, number>();
  /** Of each CTE, the names that mean tables in it: its own, unless it may be recursive, and those behind it. */
  readonly #hidden = new Map<Node, ReadonlySet<string>>();
  readonly #within: ReadonlySet<string>[] = [];

  constructor(statement: Node) {
    visitButLiterals(statement, (node) => {
      if (node.kind !== 'With') return;
      const names = node.ctes.map(({ name }) => name.toLowerCase());
      for (const [i, cte] of node.ctes.entries()) {
        this.#counts.set(names[i] as string, (this.#counts.get(names[i] as string) ?? 0) + 1);
        this.#hidden.set(cte, new Set(names.slice(node.recursive ? i + 1 : i)));
      }
    });
  }

  enter(cte: Node): void {
    this.#within.push(this.#hidden.get(cte) ?? none);
  }

  leave(): void {
    this.#within.pop();
  }

  has(name: string): boolean {
    const count = this.#counts.get(name) ?? 0;
    // Of several with one name another one may be meant.
    return count > 1 || (count === 1 && !this.#within.some((hidden) => hidden.has(name)));
  }
}
