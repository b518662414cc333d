import { childFields, type Expr, type Node, print, rewrite, visit } from '@vt/sqlparser';

/** Equal expressions have equal keys. */
export function exprKey(expr: Node): string {
  const found = keys.get(expr);
  if (found !== undefined) return found;
  const key = print(lowerNames(expr));
  keys.set(expr, key);
  return key;
}

const keys = new WeakMap<Node, string>();
const EXACT = 'exact ';

/** The same aggregate once more, as something else: with all the digits that MySQL computes with. */
export function exactly<N extends Node>(aggregate: N): N {
  const copy = { ...aggregate };
  keys.set(copy, `${EXACT}${exprKey(aggregate)}`);
  return copy;
}

export function isExact(aggregate: Node): boolean {
  return exprKey(aggregate).startsWith(EXACT);
}

/** Column names are the same in upper and lower case. */
function lowerNames<N extends Node>(expr: N): N {
  return rewrite(expr, (node) =>
    node.kind === 'ColName' && node.name !== node.name.toLowerCase()
      ? { ...node, name: node.name.toLowerCase() }
      : node,
  );
}

/** Nodes that stand directly in one, in the order in which they are written. */
export function childrenOf(node: Node): Node[] {
  return childFields[node.kind].flatMap((field) => {
    const child = (node as unknown as Record<string, unknown>)[field];
    if (child === null || child === undefined) return [];
    return Array.isArray(child) ? (child as Node[]) : [child as Node];
  });
}

const noSources: ReadonlySet<string> = new Set();
const sourcesCache = new WeakMap<Node, ReadonlySet<string>>();

/** Aliases of the sources whose columns are in a bound expression; of its subqueries too, but for their own. */
export function sourcesOf(node: Node): ReadonlySet<string> {
  const cached = sourcesCache.get(node);
  if (cached) return cached;
  let found: Set<string> | undefined;
  visit(node, (child) => {
    if (child.kind !== 'ColName' || !child.qualifier) return;
    found ??= new Set();
    found.add(child.qualifier.name);
  });
  const defined = found && definedIn(node);
  for (const name of defined ?? noSources) found?.delete(name);
  const sources = found ?? noSources;
  sourcesCache.set(node, sources);
  return sources;
}

export function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  for (const name of part) if (!whole.has(name)) return false;
  return true;
}

export function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const name of a) if (b.has(name)) return true;
  return false;
}

export function union<T>(...sets: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  return new Set(sets.flatMap((set) => [...set]));
}

export function isAggregate(node: Node): boolean {
  switch (node.kind) {
    case 'AggregateExpr':
    case 'CountStar':
    case 'GroupConcatExpr':
      return !node.over;
    default:
      return node.kind === 'LoadedAggregateExpr';
  }
}

export function isWindow(node: Node): boolean {
  switch (node.kind) {
    case 'AggregateExpr':
    case 'CountStar':
    case 'GroupConcatExpr':
      return node.over !== null;
    default:
      return node.kind === 'WindowFuncExpr';
  }
}

/** Whether something of this kind is in the expression itself, outside of its subqueries. */
export function contains(root: Node, test: (node: Node) => boolean): boolean {
  let found = false;
  visit(root, (node) => {
    if (found || node.kind === 'Subquery') return false;
    if (test(node)) found = true;
    return undefined;
  });
  return found;
}

export function hasQuotient(root: Node): boolean {
  return contains(root, (node) => node.kind === 'BinaryExpr' && node.operator === '/');
}

export function hasSubquery(root: Node): boolean {
  let found = false;
  visit(root, (node) => {
    if (node.kind === 'Subquery') found = true;
    return !found;
  });
  return found;
}

/** The aggregates outside of subqueries, each once. */
export function aggregatesIn(roots: readonly Node[]): Expr[] {
  const found = new Map<string, Expr>();
  for (const root of roots) {
    visit(root, (node) => {
      if (node.kind === 'Subquery') return false;
      if (!isAggregate(node)) return undefined;
      found.set(exprKey(node), node as Expr);
      return false;
    });
  }
  return [...found.values()];
}

const VARYING = new Set([
  'rand',
  'random_bytes',
  'uuid',
  'uuid_short',
  'sleep',
  'benchmark',
  'get_lock',
  'release_lock',
  'release_all_locks',
  'last_insert_id',
  'nextval',
]);

/** Whether evaluating it twice, or elsewhere, may give something else. */
export function varies(root: Node): boolean {
  return contains(
    root,
    (node) => (node.kind === 'FuncExpr' && VARYING.has(node.name.toLowerCase())) || node.kind === 'AssignmentExpr',
  );
}

export function conjunction(exprs: readonly Expr[]): Expr | null {
  const [first] = exprs;
  if (!first) return null;
  return exprs.length === 1 ? first : { kind: 'AndExpr', exprs };
}

/** The terms of a condition that must all be true. */
export function splitAnd(expr: Expr | null): Expr[] {
  if (expr === null) return [];
  return expr.kind === 'AndExpr' ? expr.exprs.flatMap(splitAnd) : [expr];
}

/**
 * Top-down: the first node that `change` gives something for is replaced and not looked into. `copied` is told of each node that had to be
 * copied because something below it changed.
 */
export function replace<N extends Node>(
  root: N,
  change: (node: Node) => Node | undefined,
  copied?: (before: Node, after: Node) => void,
): N {
  return replaceNode(root, change, copied) as N;
}

function replaceNode(
  node: Node,
  change: (node: Node) => Node | undefined,
  copied: ((before: Node, after: Node) => void) | undefined,
): Node {
  const next = change(node);
  if (next !== undefined) return next;
  let copy: Record<string, unknown> | undefined;
  for (const field of childFields[node.kind]) {
    const before = (node as unknown as Record<string, unknown>)[field];
    if (before === null || before === undefined) continue;
    const after = Array.isArray(before)
      ? replaceList(before as readonly Node[], change, copied)
      : replaceNode(before as Node, change, copied);
    if (after === before) continue;
    copy ??= { ...(node as unknown as Record<string, unknown>) };
    copy[field] = after;
  }
  if (!copy) return node;
  copied?.(node, copy as unknown as Node);
  return copy as unknown as Node;
}

function replaceList(
  list: readonly Node[],
  change: (node: Node) => Node | undefined,
  copied: ((before: Node, after: Node) => void) | undefined,
): readonly Node[] {
  const next = list.map((node) => replaceNode(node, change, copied));
  return next.some((node, i) => node !== list[i]) ? next : list;
}

const definedCache = new WeakMap<Node, ReadonlySet<string>>();

/** Aliases of the sources that a query has itself, in any of its blocks. */
export function definedIn(node: Node): ReadonlySet<string> {
  const cached = definedCache.get(node);
  if (cached) return cached;
  const found = new Set<string>();
  visit(node, (child) => {
    if (child.kind === 'AliasedTableExpr')
      found.add(child.as || (child.expr.kind === 'TableName' ? child.expr.name : ''));
    if (child.kind === 'JsonTableExpr') found.add(child.as);
  });
  definedCache.set(node, found);
  return found;
}

/** The outermost subqueries of an expression. */
export function subqueriesIn(root: Node): Node[] {
  const found: Node[] = [];
  visit(root, (node) => {
    if (node.kind !== 'Subquery') return undefined;
    found.push(node);
    return false;
  });
  return found;
}

/** The outermost subqueries of an expression, each as the smallest node that says what is made of it. */
export function visitSubqueries(root: Node, found: (node: Node) => void): void {
  visit(root, (node) => {
    if (node.kind === 'ExistsExpr' || node.kind === 'Subquery') {
      found(node);
      return false;
    }
    if (
      node.kind === 'ComparisonExpr' &&
      node.right.kind === 'Subquery' &&
      (node.operator === 'in' || node.operator === 'not in' || node.modifier !== '')
    ) {
      found(node);
      return false;
    }
    return undefined;
  });
}
