import { VtError } from '@vt/base';
import {
  compareKeyRanges,
  formatKeyRange,
  fullKeyRange,
  type KeyRange,
  keyRangesIntersect,
  parseKeyRangeParts,
} from './key-range.ts';

/** Parsed: its name as the topology stores it, and its range; no range for a shard that is not divided by key. */
export type ShardName = { readonly name: string; readonly keyRange: KeyRange | undefined };

const BOUND = /^(?:[0-9a-f]{2})*$/i;

/** Whether a shard of this name holds a range of keyspace ids. */
export function isRangeShard(name: string): boolean {
  return name.includes('-');
}

/**
 * Reads a shard name. With a dash it is a range of hex bytes (`-80`, `80-c0`) and is spelled in lower case; without one it
 * is a custom name (`0`). Anything else is INVALID_ARGUMENT with the reason.
 */
export function parseShardName(text: string): ShardName {
  if (text === '') throw invalid(text, 'it is empty');
  if (text.includes('/')) throw invalid(text, "it contains '/'");
  if (/\s/.test(text)) throw invalid(text, 'it contains white space');
  if (!isRangeShard(text)) return { name: text, keyRange: undefined };
  const parts = text.split('-');
  if (parts.length !== 2) throw invalid(text, 'it must contain one dash, between start and end');
  for (const part of parts) if (!BOUND.test(part)) throw invalid(text, `'${part}' is not an even number of hex digits`);
  const [start = '', end = ''] = parts.map((part) => part.toLowerCase());
  if (end !== '' && start.padEnd(end.length, '0') >= end.padEnd(start.length, '0')) {
    throw invalid(text, 'its start is not below its end');
  }
  return { name: `${start}-${end}`, keyRange: parseKeyRangeParts(start, end) };
}

/** Throws when two of the shards hold the same keyspace ids, or the same name stands twice. */
export function checkNoOverlap(shards: readonly ShardName[]): void {
  const names = new Set<string>();
  for (const { name } of shards) {
    if (names.has(name)) throw plain(`shard '${name}' is listed twice`);
    names.add(name);
  }
  const ranges = shards.filter((shard) => shard.keyRange !== undefined).sort(byRange);
  for (const [i, shard] of ranges.entries()) {
    const next = ranges[i + 1];
    if (next?.keyRange && shard.keyRange && keyRangesIntersect(shard.keyRange, next.keyRange)) {
      throw plain(`shards '${shard.name}' and '${next.name}' overlap`);
    }
  }
}

/** Throws when the shards leave a part of the key space to nobody, or give it to two. A single custom shard is whole. */
export function checkCompleteness(shards: readonly ShardName[]): void {
  checkNoOverlap(shards);
  const ranges = shards.filter((shard) => shard.keyRange !== undefined).sort(byRange);
  if (ranges.length === 0) return;
  if (ranges.length !== shards.length) throw plain('shards with a key range and shards without one cannot be mixed');
  let covered = '';
  for (const { name, keyRange } of ranges) {
    const start = trim(keyRange ? formatKeyRange(keyRange).split('-')[0] : '');
    if (start !== covered)
      throw plain(`nobody owns the keyspace ids from '${covered || '00'}' to the start of shard '${name}'`);
    covered = trim(name.split('-')[1]);
    if (covered === '' && name !== ranges.at(-1)?.name)
      throw plain(`shard '${name}' is not the last one but has no end`);
  }
  if (covered !== '') throw plain(`nobody owns the keyspace ids from '${covered}' on`);
}

function byRange(a: ShardName, b: ShardName): number {
  return a.keyRange && b.keyRange ? compareKeyRanges(a.keyRange, b.keyRange) : 0;
}

function trim(hex = ''): string {
  return hex.replace(/(?:00)+$/, '');
}

function invalid(text: string, reason: string): VtError {
  return plain(`invalid shard name '${text}': ${reason}`);
}

function plain(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}

/** Whether two shards of a keyspace may have the same rows; those with names that are no ranges have all. */
export function shardsIntersect(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => parseShardName(name).keyRange ?? fullKeyRange) as [KeyRange, KeyRange];
  return keyRangesIntersect(one, other);
}
