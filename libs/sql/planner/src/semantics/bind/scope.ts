import { VtError } from '@vt/base';
import type { AliasedExpr, ColName, Expr, LockClause, TableName } from '@vt/sqlparser';
import { findColumn, type Source } from './source.ts';

/** A column that stands for those of the same name of several sources. */
export type Merged = { readonly kind: 'merged'; readonly column: ColName; readonly aliases: ReadonlySet<string> };

/** What names mean in one block of a query. */
export type Scope = {
  /** In the order of FROM. */
  readonly sources: Source[];
  /** Columns that USING and NATURAL made one of. */
  readonly merged: Merged[];
  /** What `*` stands for, in its order: merged columns, and of the sources the columns that are not. */
  readonly shown: (Merged | Source)[];
  /** The same as MySQL takes it where the members are a side of a NATURAL or USING join: the right side of a RIGHT JOIN comes first. */
  readonly shownInside: (Merged | Source)[];
  /** The block around, whose columns are visible too. */
  readonly outer: Scope | undefined;
  /** Columns of the block's select list that are bound by now: subqueries behind them see what they are called. */
  readonly listed: AliasedExpr[];
  /** The block's locking clauses, as written. */
  readonly locks: readonly LockClause[];
  /** Of a join: the members of FROM, or of the join around, that stand before it. Only LATERAL sees them. */
  readonly beside?: Scope;
};

export type Found =
  | { readonly kind: 'column'; readonly column: ColName; readonly source: Source | undefined }
  /** What is called so in the select list of a block around. */
  | { readonly kind: 'listed'; readonly expr: Expr }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' };

export function newScope(outer: Scope | undefined, locks: readonly LockClause[] = []): Scope {
  return { sources: [], merged: [], shown: [], shownInside: [], listed: [], outer, locks };
}

export function column(alias: string, name: string): ColName {
  return { kind: 'ColName', name, qualifier: { kind: 'TableName', name: alias, qualifier: '' } };
}

/** The column that a name means, looked for in this block and then in those around it. */
export function findName(scope: Scope, name: ColName): Found {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const found = name.qualifier ? qualified(at, name.name, name.qualifier) : unqualified(at, name.name);
    if (found.kind !== 'none') return found;
    const listed = at === scope || name.qualifier ? undefined : findCalled(at, name.name);
    if (listed) return { kind: 'listed', expr: listed.expr };
  }
  return { kind: 'none' };
}

function findCalled({ listed }: Scope, name: string): AliasedExpr | undefined {
  return listed.find(({ as }) => as.toLowerCase() === name.toLowerCase());
}

function qualified(scope: Scope, name: string, qualifier: TableName): Found {
  const source = findSource(scope, qualifier);
  if (!source) return { kind: 'none' };
  if (source.authoritative && !findColumn(source, name)) return { kind: 'none' };
  return { kind: 'column', column: column(source.alias, name), source };
}

/** The source of `t.` or `keyspace.t.` in this block alone. */
export function findSource(scope: Scope, qualifier: TableName): Source | undefined {
  const named = scope.sources.filter(({ name }) => name.toLowerCase() === qualifier.name.toLowerCase());
  const exact = named.filter(({ name }) => name === qualifier.name);
  const found = exact.length > 0 ? exact : named;
  if (qualifier.qualifier === '') return found[0];
  return found.find((source) => keyspaceOf(source) === qualifier.qualifier);
}

function keyspaceOf(source: Source): string | undefined {
  if (source.kind === 'table') return source.written.qualifier || source.table.keyspace;
  if (source.kind === 'derived') return source.keyspace;
  if (source.kind === 'system') return source.node.expr.kind === 'TableName' ? source.node.expr.qualifier : undefined;
  return undefined;
}

function unqualified(scope: Scope, name: string): Found {
  const merged = mergedOf(scope, name);
  const others = scope.sources.filter(({ alias }) => !merged.some(({ aliases }) => aliases.has(alias)));
  const known = others.filter((source) => findColumn(source, name));
  const open = others.filter((source) => !source.authoritative && !findColumn(source, name));
  if (known.length + merged.length > 1) return { kind: 'ambiguous' };
  if (merged[0]) return { kind: 'column', column: { ...merged[0].column, name }, source: undefined };
  const [only] = known;
  if (only) return { kind: 'column', column: column(only.alias, name), source: only };
  if (open.length > 1) return { kind: 'ambiguous' };
  const [maybe] = open;
  return maybe ? { kind: 'column', column: column(maybe.alias, name), source: maybe } : { kind: 'none' };
}

/** Whether the column of the source stands behind a merged one. */
export function isMerged({ merged }: Scope, alias: string, name: string): boolean {
  return merged.some((one) => one.aliases.has(alias) && one.column.name.toLowerCase() === name.toLowerCase());
}

/** The merged columns of the name. */
export function mergedOf({ merged }: Scope, name: string): Merged[] {
  return merged.filter(({ column: { name: own } }) => own.toLowerCase() === name.toLowerCase());
}

/** Adds a member of FROM, which shows its own columns. */
export function addMember(scope: Scope, source: Source): void {
  addSource(scope, source);
  scope.shown.push(source);
  scope.shownInside.push(source);
}

export function addSource(scope: Scope, source: Source): void {
  const same = scope.sources.find(
    (other) => other.name.toLowerCase() === source.name.toLowerCase() && keyspaceOf(other) === keyspaceOf(source),
  );
  if (same && source.name !== '') throw VtError.of('VT03013', source.name);
  scope.sources.push(source);
}
