import { isReserved, keywordId } from '@vt/sqlparser';

const REVERSE = '_reverse';

/** The workflow that moves the changes back after a switch; of such a one, the workflow that it came from. */
export function reverseName(workflow: string): string {
  return isReverse(workflow) ? workflow.slice(0, -REVERSE.length) : workflow + REVERSE;
}

export const isReverse = (workflow: string): boolean => workflow.endsWith(REVERSE);

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const WORD = (1n << 64n) - 1n;

/** FNV-1 of 64 bits. */
export function fnv1(text: string): bigint {
  let hash = OFFSET;
  for (const byte of Buffer.from(text)) hash = ((hash * PRIME) & WORD) ^ BigInt(byte);
  return hash;
}

/** Names one switch of traffic in journals: the same streams give the same id, whoever asks. 63 bits. */
export function migrationId(targetKeyspace: string, streams: readonly { shard: string; id: number }[]): bigint {
  const keys = streams.map(({ shard, id }) => `${shard}:${id}`).sort();
  return fnv1(targetKeyspace + keys.join('')) & ((1n << 63n) - 1n);
}

export function literal(text: string): string {
  const escaped = text.replace(/[\0\n\r\x1a"'\\]/g, (char) => {
    const names: Record<string, string> = { '\0': '0', '\n': 'n', '\r': 'r', '\x1a': 'Z' };
    return `\\${names[char] ?? char}`;
  });
  return `'${escaped}'`;
}

/** `db`.`table` */
export function inDatabase(database: string, table: string): string {
  return `${ticks(database)}.${ticks(table)}`;
}

/** A name in backticks, whether it needs them or not. */
export function ticks(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A name as filters write it: in backticks only where it needs them. */
export function plain(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) && isReserved[keywordId(name)] !== 1 ? name : ticks(name);
}

/** `keyspace.table` as routing rules write where a name leads: readers of rules parse it, so that odd characters need backticks. */
export function routed(keyspace: string, table: string): string {
  return `${keyspace}.${/^[\w$\u0080-\uffff]+$/.test(table) ? table : ticks(table)}`;
}

/** Of tablet types, those that read. */
export const readTypes = ['REPLICA', 'RDONLY'] as const;
export type ReadType = (typeof readTypes)[number];
