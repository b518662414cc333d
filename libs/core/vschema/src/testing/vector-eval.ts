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

export async function evaluate(node: unknown, adapters: Adapters): Promise<unknown> {
  if (Array.isArray(node)) return all(node, adapters);
  if (node === null || typeof node !== 'object') return node;
  const tree = node as Tree;
  if ('$hex' in tree) return new Uint8Array(Buffer.from(String(tree['$hex']), 'hex'));
  if ('call' in tree) return call(tree, adapters);
  if ('len' in tree) return ((await evaluate(tree['len'], adapters)) as ArrayLike<unknown> | undefined)?.length ?? 0;
  if ('index' in tree) return member(await evaluate(tree['of'], adapters), await evaluate(tree['index'], adapters));
  if ('attr' in tree) return attribute(tree, adapters);
  if ('$const' in tree) return adapterOf('$const', adapters)(tree['$const'] as never);
  if ('op' in tree && 'args' in tree) return arithmetic(tree, adapters);
  if ('$type' in tree) return typed(tree, adapters);
  if ('string' in tree) throw new UnknownCall(Object.keys(tree).join());
  return fields(Object.entries(tree), adapters);
}

async function all(nodes: readonly unknown[], adapters: Adapters): Promise<unknown[]> {
  const out: unknown[] = [];
  for (const node of nodes) out.push(await evaluate(node, adapters));
  return out;
}

async function fields(entries: readonly [string, unknown][], adapters: Adapters): Promise<Tree> {
  const out: Tree = {};
  for (const [key, value] of entries) out[key] = await evaluate(value, adapters);
  return out;
}

async function call(tree: Tree, adapters: Adapters): Promise<unknown> {
  const adapter = adapterOf(String(tree['call']), adapters);
  const receiver = 'recv' in tree ? [await evaluate(tree['recv'], adapters)] : [];
  const args = [...receiver, ...(await all((tree['args'] ?? []) as unknown[], adapters))];
  const result = await adapter(...(args as never[]));
  return result instanceof Multi ? result.values[Number(tree['ret'] ?? 0)] : result;
}

function adapterOf(name: string, adapters: Adapters): Adapters[string] {
  const adapter = adapters[name];
  if (!adapter) throw new UnknownCall(name);
  return adapter;
}

function member(of: unknown, key: unknown): unknown {
  if (of instanceof Map) return of.get(key);
  return (of as Readonly<Record<string, unknown>> | undefined)?.[String(key)];
}

async function attribute(tree: Tree, adapters: Adapters): Promise<unknown> {
  const adapter = adapterOf(`@${String(tree['attr'])}`, adapters);
  return adapter((await evaluate(tree['of'], adapters)) as never);
}

async function arithmetic(tree: Tree, adapters: Adapters): Promise<number> {
  const [a, b] = (await all(tree['args'] as unknown[], adapters)).map(Number);
  if (tree['op'] === '-') return (a ?? 0) - (b ?? 0);
  if (tree['op'] === '+') return (a ?? 0) + (b ?? 0);
  throw new UnknownCall(`operator ${String(tree['op'])}`);
}

async function typed(tree: Tree, adapters: Adapters): Promise<unknown> {
  const adapter = adapterOf(`$${String(tree['$type'])}`, adapters);
  const entries = Object.entries(tree).filter(([key]) => key !== '$type');
  return adapter((await fields(entries, adapters)) as never);
}

/** Undefined when the fact holds, else what differs. */
export async function check(vector: Vector, adapters: Adapters): Promise<string | undefined> {
  // An assertion that a value is an error without naming which of several results it means: what it tested is not on record.
  if (vector.op === 'error' && isCall(vector.expr, /^(?:CreateVindex|\.FindTable)$/) && !('ret' in vector.expr))
    throw new UnknownCall('error of a value');
  if (isCall(vector.expr, /^vterrors\./)) throw new UnknownCall('an error made by the suite itself');
  let got: unknown;
  let thrown: Error | undefined;
  try {
    got = await evaluate(vector.expr, adapters);
  } catch (error) {
    if (error instanceof UnknownCall) throw error;
    thrown = error as Error;
  }
  if (got instanceof Error) thrown ??= got;
  // The suite tests some errors in a loop, and what is on record of it has both branches.
  if (vector.op === 'no_error' && thrown && isLoop(vector))
    throw new UnknownCall('a branch that the suite does not take');
  if (vector.op === 'no_error') return thrown ? `threw ${thrown.message}` : undefined;
  if (vector.op === 'error') return thrown ? undefined : 'no error';
  if (vector.op === 'error_contains') {
    return thrown?.message.includes(String(vector.value)) ? undefined : `message '${thrown?.message ?? 'none'}'`;
  }
  if (vector.op === 'error_eq') {
    return thrown?.message === String(vector.value) ? undefined : `message '${thrown?.message ?? 'none'}'`;
  }
  if (thrown !== undefined && thrown === got) got = thrown.message;
  else if (thrown) return `threw ${thrown.message}`;
  return compare(vector, got, 'value' in vector ? await evaluate(vector.value, adapters) : undefined);
}

const loops = /CreateVindex$|^TestFindBestColVindex$|^TestCreateVindexAllowUnknownParams$|^TestLookupHashCreate$/;

function isLoop({ test }: Vector): boolean {
  return loops.test(test);
}

function isCall(expr: unknown, name: RegExp): expr is Tree {
  return expr !== null && typeof expr === 'object' && 'call' in expr && name.test(String((expr as Tree)['call']));
}

function compare(vector: Vector, got: unknown, wanted: unknown): string | undefined {
  const differs = (want: unknown) => (isDeepStrictEqual(plain(got), plain(want)) ? undefined : show(got, want));
  switch (vector.op) {
    case 'nil':
      // An empty list of bytes is nil there.
      return got === undefined || got === null || (got instanceof Uint8Array && got.length === 0)
        ? undefined
        : show(got, null);
    case 'not_nil':
      return got === undefined || got === null ? 'nil' : undefined;
    case 'empty':
      return got === undefined || got === null || (got as ArrayLike<unknown>).length === 0 ? undefined : show(got, []);
    case 'contains':
      return String(got).includes(String(vector.value)) ? undefined : show(got, vector.value);
    case 'json_eq':
      return isDeepStrictEqual(JSON.parse(String(got)), JSON.parse(String(vector.value)))
        ? undefined
        : show(got, vector.value);
    case 'eq':
      return differs(wanted);
    case 'ne':
      return differs(wanted) ? undefined : 'equal';
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
  if (typeof value === 'function') return 'function';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}

function show(got: unknown, want: unknown): string {
  return `got ${JSON.stringify(plain(got))}, want ${JSON.stringify(plain(want))}`;
}
