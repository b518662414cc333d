import { isDeepStrictEqual } from 'node:util';
import type { Vector } from './corpus.ts';

/** Thrown for a call that no adapter knows: a private helper of the recorded suite. */
export class UnknownCall extends Error {}

export type Adapters = Readonly<Record<string, (...args: never[]) => unknown>>;

type Tree = { [field: string]: unknown };

/** Computes recorded call trees with our own functions. A function that returns several values returns a `Multi`. */
export class Multi {
  readonly values: readonly unknown[];
  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

export function evaluate(node: unknown, adapters: Adapters): unknown {
  if (Array.isArray(node)) return node.map((item) => evaluate(item, adapters));
  if (node === null || typeof node !== 'object') return node;
  const tree = node as Tree;
  if ('$hex' in tree) return new Uint8Array(Buffer.from(String(tree['$hex']), 'hex'));
  if ('call' in tree) return call(tree, adapters);
  if ('len' in tree) return (evaluate(tree['len'], adapters) as ArrayLike<unknown>).length;
  if ('index' in tree) {
    const list = evaluate(tree['of'], adapters) as unknown[];
    return list[Number(evaluate(tree['index'], adapters))];
  }
  if ('op' in tree && 'args' in tree) return arithmetic(tree, adapters);
  if ('$type' in tree) return typed(tree, adapters);
  if ('attr' in tree || 'string' in tree || 'index' in tree || '$const' in tree)
    throw new UnknownCall(Object.keys(tree).join());
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, evaluate(value, adapters)]));
}

function call(tree: Tree, adapters: Adapters): unknown {
  const name = String(tree['call']);
  const adapter = adapters[name];
  if (!adapter) throw new UnknownCall(name);
  const args = ((tree['args'] ?? []) as unknown[]).map((arg) => evaluate(arg, adapters));
  const result = adapter(...(args as never[]));
  return result instanceof Multi ? result.values[Number(tree['ret'] ?? 0)] : result;
}

function arithmetic(tree: Tree, adapters: Adapters): unknown {
  const [a, b] = (tree['args'] as unknown[]).map((arg) => Number(evaluate(arg, adapters)));
  if (tree['op'] === '-') return (a ?? 0) - (b ?? 0);
  if (tree['op'] === '+') return (a ?? 0) + (b ?? 0);
  throw new UnknownCall(`operator ${String(tree['op'])}`);
}

function typed(tree: Tree, adapters: Adapters): unknown {
  const adapter = adapters[`$${String(tree['$type'])}`];
  if (!adapter) throw new UnknownCall(String(tree['$type']));
  const fields = Object.fromEntries(
    Object.entries(tree)
      .filter(([key]) => key !== '$type')
      .map(([key, value]) => [key, evaluate(value, adapters)]),
  );
  return adapter(fields as never);
}

/** Undefined when the fact holds, else what differs. */
export function check(vector: Vector, adapters: Adapters): string | undefined {
  let got: unknown;
  let thrown: Error | undefined;
  try {
    got = evaluate(vector.expr, adapters);
  } catch (error) {
    if (error instanceof UnknownCall) throw error;
    thrown = error as Error;
  }
  if (vector.op === 'error') return thrown ? undefined : 'no error';
  if (vector.op === 'error_contains') {
    return thrown?.message.includes(String(vector.value)) ? undefined : `message '${thrown?.message ?? 'none'}'`;
  }
  if (vector.op === 'error_eq') {
    return thrown?.message === String(vector.value) ? undefined : `message '${thrown?.message ?? 'none'}'`;
  }
  if (thrown) return `threw ${thrown.message}`;
  return compare(vector, got, adapters);
}

function compare(vector: Vector, got: unknown, adapters: Adapters): string | undefined {
  const differs = (want: unknown) => (isDeepStrictEqual(plain(got), plain(want)) ? undefined : show(got, want));
  switch (vector.op) {
    case 'no_error':
      return undefined;
    case 'eq':
      return differs(evaluate(vector.value, adapters));
    case 'ne':
      return differs(evaluate(vector.value, adapters)) ? undefined : 'equal';
    case 'true':
      return differs(true);
    case 'false':
      return differs(false);
    case 'HasPrefix':
      return String(got).startsWith(String(vector.value)) ? undefined : show(got, vector.value);
    case 'HasSuffix':
      return String(got).endsWith(String(vector.value)) ? undefined : show(got, vector.value);
    default:
      throw new UnknownCall(`check ${vector.op}`);
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}

function show(got: unknown, want: unknown): string {
  return `got ${JSON.stringify(plain(got))}, want ${JSON.stringify(plain(want))}`;
}
