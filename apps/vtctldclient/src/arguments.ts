import { readFileSync } from 'node:fs';
import { VtError } from '@vt/base';
import { fromJsonText, type Message, type MessageName } from '@vt/proto';
import { flag, parseFlags } from '@vt/servenv/cli';
import { parseTabletAlias } from '@vt/topo';
import { parseKeyRange } from '@vt/vschema';

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}

/** `keyspace/shard` */
export function keyspaceShard(text: string): { keyspace: string; shard: string } {
  const [keyspace, shard, ...more] = text.split('/');
  if (!keyspace || !shard || more.length > 0) throw invalid(`'${text}' is not of the form keyspace/shard`);
  return { keyspace, shard };
}

/** `zone1-100` or `zone1-0000000100`; undefined for an empty text. */
export function optionalAlias(text: string): { cell: string; uid: number } | undefined {
  return text === '' ? undefined : parseTabletAlias(text);
}

/** One of a text and a file's contents; exactly one must be given. */
export function textOrFile(text: string, file: string, names: string): string {
  if ((text === '') === (file === '')) throw invalid(`give one of ${names}`);
  return file === '' ? text : readText(file);
}

export function readText(file: string): string {
  return readBytes(file).toString();
}

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw invalid(`cannot read ${file}: ${(error as Error).message}`);
  }
}

/** What is told with whatever was read from JSON. */
export const skips =
  'If this is not what you expected, check the input data (as JSON parsing will skip unexpected fields).';

/** A message in JSON that somebody wrote, without the fields that it does not have, as Vitess reads it; `what` is how they call it. */
export function messageOf<N extends MessageName>(name: N, text: string, what: string): Message<N> {
  try {
    return fromJsonText(name, text, { discardUnknown: true });
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(`the ${what} is not the JSON of one: ${error.message}`);
    throw error;
  }
}

const INT32_MAX = 2 ** 31 - 1;

/** A whole number of 32 bits. */
export function integer(text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(value) <= INT32_MAX)) throw invalid(`'${text}' is not a whole number of 32 bits`);
  return value;
}

/** `-80`; null for an empty text. */
export function keyRange(text: string): { start: Uint8Array; end: Uint8Array } | null {
  return text === '' ? null : parseKeyRange(text);
}

/** `true` or `false`, and nothing else: what is mistyped changes nothing. */
export function trueOrFalse(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw invalid(`'${text}' is neither true nor false`);
  return text === 'true';
}

export function duration(ms: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(Math.floor(ms / 1_000)), nanos: Math.round((ms % 1_000) * 1e6) };
}

/** As a flag that takes a duration reads it: `1h45m`, `300ms`. */
export function durationOf(text: string): { seconds: bigint; nanos: number } {
  return duration(parseFlags({ duration: flag.duration('') }, { argv: [`--duration=${text}`] }).values.duration);
}

/** `2006-01-02T15:04:05Z`; null for an empty text. */
export function timestamp(text: string): { seconds: bigint; nanoseconds: number } | null {
  if (text === '') return null;
  const ms = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid(`'${text}' is not of the form 2006-01-02T15:04:05Z`);
  return { seconds: BigInt(Math.floor(ms / 1000)), nanoseconds: (ms % 1000) * 1e6 };
}

const tabletTypes = ['PRIMARY', 'REPLICA', 'RDONLY', 'SPARE', 'EXPERIMENTAL', 'BACKUP', 'RESTORE', 'DRAINED'] as const;
export type TabletTypeName = (typeof tabletTypes)[number];

/** A tablet type in any letter case. */
export function tabletType(text: string): TabletTypeName {
  const found = tabletTypes.find((type) => type === text.toUpperCase());
  if (found) return found;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `'${text}' is not a tablet type: use ${tabletTypes.join(', ').toLowerCase()}`,
  });
}
