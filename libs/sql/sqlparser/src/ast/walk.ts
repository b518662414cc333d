import { childFields } from './children.ts';
import type { Node } from './node.ts';

type Fields = Record<string, unknown>;

/**
 * Calls `enter` for `root` and everything below, parents first, in text order. Returning false skips what is below that
 * node; `leave` is called after a node's children. Keeps its own stack: depth costs no call stack.
 */
export function visit(root: Node, enter: Enter, leave?: Leave): void {
  walk(root, enter, leave, pushChildren);
}

/** As visit, without literals below `root`, and without rows of nothing else: of a bulk insert it costs a fraction. */
export function visitButLiterals(root: Node, enter: Enter, leave?: Leave): void {
  walk(root, enter, leave, pushOthers);
}

type Enter = (node: Node) => boolean | void;
type Leave = (node: Node) => void;
type Pending = (Node | { readonly done: Node })[];

function walk(root: Node, enter: Enter, leave: Leave | undefined, push: (node: Node, stack: Pending) => void): void {
  const stack: Pending = [root];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if ('done' in top) {
      leave?.(top.done);
      continue;
    }
    if (enter(top) === false) continue;
    if (leave !== undefined) stack.push({ done: top });
    push(top, stack);
  }
}

function pushChildren(node: Node, stack: Pending): void {
  const fields = childFields[node.kind];
  for (let f = fields.length - 1; f >= 0; f--) {
    const value = (node as unknown as Fields)[fields[f]!];
    if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) stack.push(value[i] as Node);
    else if (value !== null && value !== undefined) stack.push(value as Node);
  }
}

function pushOthers(node: Node, stack: Pending): void {
  const fields = childFields[node.kind];
  for (let f = fields.length - 1; f >= 0; f--) {
    const value = (node as unknown as Fields)[fields[f]!];
    if (Array.isArray(value)) pushInteresting(value as readonly Node[], stack);
    else if (value !== null && value !== undefined && (value as Node).kind !== 'Literal') stack.push(value as Node);
  }
}

function pushInteresting(list: readonly Node[], stack: Pending): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const node = list[i]!;
    if (node.kind === 'Literal' || (node.kind === 'ValTuple' && node.exprs.every(isLiteral))) continue;
    stack.push(node);
  }
}

const isLiteral = ({ kind }: Node): boolean => kind === 'Literal';

/**
 * Bottom-up, copy-on-write: `change` gets each node with its children already rewritten and returns it or another one;
 * an untouched subtree keeps its identity. `descend` may refuse to go below a node.
 */
export function rewrite<N extends Node>(root: N, change: (node: Node) => Node, descend?: (node: Node) => boolean): N {
  return rewriteNode(root, change, descend) as N;
}

function rewriteNode(node: Node, change: (n: Node) => Node, descend: ((n: Node) => boolean) | undefined): Node {
  if (descend !== undefined && !descend(node)) return node;
  let copy: Fields | undefined;
  for (const field of childFields[node.kind]) {
    const before = (node as unknown as Fields)[field];
    if (before === null || before === undefined) continue;
    const after = Array.isArray(before)
      ? rewriteList(before as readonly Node[], change, descend)
      : rewriteNode(before as Node, change, descend);
    if (after !== before) (copy ??= { ...(node as unknown as Fields) })[field] = after;
  }
  return change((copy as unknown as Node | undefined) ?? node);
}

function rewriteList(
  list: readonly Node[],
  change: (n: Node) => Node,
  descend: ((n: Node) => boolean) | undefined,
): readonly Node[] {
  let copy: Node[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const after = rewriteNode(list[i]!, change, descend);
    if (after !== list[i]) (copy ??= list.slice())[i] = after;
  }
  return copy ?? list;
}

/** Are the two trees the same statement? Fields that only remember the client's spelling (`text`) are not compared. */
export function equals(a: Node, b: Node): boolean {
  return same(a, b);
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b);
  const x = a as Fields;
  const y = b as Fields;
  if (x['kind'] !== y['kind']) return false;
  for (const field in x) {
    if (field !== 'text' && !same(x[field], y[field])) return false;
  }
  // Fields that say "not given" by their absence may be on either side.
  for (const field in y) if (x[field] === undefined && y[field] !== undefined && field !== 'text') return false;
  return true;
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
  return true;
}

/** A copy that shares nothing with `node`. */
export function clone<N extends Node>(node: N): N {
  return copyOf(node) as N;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Fields = {};
  for (const field in value) copy[field] = copyOf((value as Fields)[field]);
  return copy;
}
