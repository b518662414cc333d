import { appendFile } from 'node:fs/promises';
import { type JsonValue, type MessageName, toJson } from '@vt/proto';
import type { TabletAliasLike, TopoServer } from '@vt/topo';
import { tabletAliasString } from '@vt/topo';

export type Caller = { readonly user: string; readonly peer: string };

/** One change: who asked for what, what the records were before and after, and how it ended. */
export type AuditEntry = {
  readonly time: string;
  readonly user: string;
  readonly peer: string;
  readonly method: string;
  readonly request: JsonValue;
  readonly outcome: string;
  readonly ms: number;
  /** The records that the request names, by their kind and name; only those that differ. */
  readonly before: JsonValue;
  readonly after: JsonValue;
};

/** Where changes are written down. Never rejects: a change that was made is not undone because it could not be told. */
export type AuditLog = (entry: AuditEntry) => Promise<void>;

const ENTRY_CHARS_MAX = 64 * 1024;
/** Passwords in statements are nobody's business later. */
const PASSWORD =
  /(identified\s+(?:with\s+\S+\s+)?(?:by|as)\s+|password\s*(?:=|\()\s*)('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")/gi;

/** One JSON object a line, appended to a file. */
export function auditFile(path: string, onProblem: (error: unknown) => void): AuditLog {
  // One write at a time: lines do not mix.
  let last: Promise<void> = Promise.resolve();
  return (entry) => {
    last = last.then(() => appendFile(path, `${lineOf(entry)}\n`, { mode: 0o600 })).catch(onProblem);
    return last;
  };
}

export function lineOf(entry: AuditEntry): string {
  const text = JSON.stringify(entry, redacted);
  if (text.length <= ENTRY_CHARS_MAX) return text;
  return JSON.stringify({ ...entry, request: 'too long to be kept', before: null, after: null }, redacted);
}

function redacted(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(PASSWORD, "$1'…'") : value;
}

export function requestJson(method: string, request: unknown): JsonValue {
  try {
    return toJson(`vtctldata.${method}Request` as MessageName, request as object, { compact: true });
  } catch {
    return null;
  }
}

type Named = {
  readonly keyspace?: string;
  readonly shard?: string;
  readonly shard_name?: string;
  readonly name?: string;
  readonly tablet_alias?: TabletAliasLike | null;
};
export type Records = { readonly [name: string]: JsonValue };

/** The records that a request is about, as they are now. What cannot be read is left out. */
export async function recordsOf(
  topo: TopoServer,
  method: string,
  request: unknown,
  signal: AbortSignal,
): Promise<Records> {
  const { keyspace = '', shard, shard_name, name = '', tablet_alias: alias } = request as Named;
  const within = keyspace || (/Keyspace/.test(method) ? name : '');
  const part = shard ?? shard_name ?? '';
  const found: Record<string, JsonValue> = {};
  const read = async (key: string, work: () => Promise<JsonValue>): Promise<void> => {
    const value = await work().catch(() => undefined);
    if (value !== undefined) found[key] = value;
  };
  const options = { signal };
  await Promise.all([
    within &&
      read(`keyspace ${within}`, async () =>
        toJson('topodata.Keyspace', (await topo.keyspaces.get(within, options)).value),
      ),
    within &&
      part &&
      read(`shard ${within}/${part}`, async () =>
        toJson('topodata.Shard', (await topo.shards.get(within, part, options)).value),
      ),
    alias &&
      read(`tablet ${tabletAliasString(alias)}`, async () =>
        toJson('topodata.Tablet', (await topo.tablets.get(alias, options)).value),
      ),
    within &&
      /VSchema/.test(method) &&
      read(`vschema ${within}`, async () =>
        toJson('vschema.Keyspace', (await topo.keyspaces.vschema(within, options)).value),
      ),
    /CellInfo/.test(method) &&
      name &&
      read(`cell ${name}`, async () => toJson('topodata.CellInfo', (await topo.cells.get(name, options)).value)),
    /RoutingRules|SwitchTraffic|MoveTables/.test(method) &&
      read('routing rules', async () => toJson('vschema.RoutingRules', await topo.rules.routing.get(options))),
  ]);
  return found;
}

/** What is on both sides the same is left out of both. */
export function changed(before: Records, after: Records): { readonly before: Records; readonly after: Records } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differs = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const only = (records: Records): Records =>
    Object.fromEntries(differs.map((name) => [name, records[name] ?? null] as const));
  return { before: only(before), after: only(after) };
}
