import { VtError } from '@vt/base';
import { fromHex } from '../key-range/bytes.ts';
import { parseShardingSpec } from '../key-range/key-range.ts';
import type { Destination } from './destination.ts';

/** topodata.TabletType by name; the numbers are wire facts. */
export const TabletType = {
  UNKNOWN: 0,
  PRIMARY: 1,
  REPLICA: 2,
  RDONLY: 3,
  SPARE: 4,
  EXPERIMENTAL: 5,
  BACKUP: 6,
  RESTORE: 7,
  DRAINED: 8,
} as const;

export type TabletTypeName = keyof typeof TabletType;

/** What `USE …` or the database of a login selects. */
export type Target = {
  readonly keyspace: string;
  readonly tabletType: TabletTypeName;
  /** Undefined: the statement is planned over the whole keyspace. */
  readonly destination: Destination | undefined;
  /** `cell-uid`: this tablet and no other. */
  readonly tabletAlias: string | undefined;
  /** As it was written; absent: it was not. */
  readonly text?: string;
};

/**
 * Reads `keyspace[:shard | /shard | [range] | [hex id]][@tablet_type[|cell-uid]]`.
 * @throws VtError INVALID_ARGUMENT for a bracket or an alias that makes no sense.
 */
export function parseTarget(text: string, defaultType: TabletTypeName = 'PRIMARY'): Target {
  const at = text.lastIndexOf('@');
  const place = at < 0 ? text : text.slice(0, at);
  const [typeText = '', alias] = at < 0 ? [undefined] : splitOnce(text.slice(at + 1), '|');
  if (at >= 0 && typeText === '') throw invalid(`invalid target: ${text}: there is no tablet type after '@'`);
  const { keyspace, destination } = parsePlace(place);
  if (alias !== undefined && destination?.kind !== 'Shard') {
    throw invalid(`invalid target: ${text}: a tablet alias needs a shard`);
  }
  const tabletType = at < 0 ? defaultType : parseTabletType(typeText);
  return { keyspace, tabletType, destination, tabletAlias: alias, text };
}

/** UNKNOWN for a word that is no tablet type. */
export function parseTabletType(text: string): TabletTypeName {
  const name = text.toUpperCase();
  if (name === 'MASTER') return 'PRIMARY';
  return name in TabletType ? (name as TabletTypeName) : 'UNKNOWN';
}

function parsePlace(place: string): { keyspace: string; destination: Destination | undefined } {
  const bracket = place.indexOf('[');
  if (bracket >= 0) {
    if (!place.endsWith(']')) throw invalid(`invalid target: ${place}: '[' is not closed`);
    return { keyspace: place.slice(0, bracket), destination: parseBracket(place.slice(bracket + 1, -1)) };
  }
  const match = /[:/]/.exec(place);
  if (!match) return { keyspace: place, destination: undefined };
  const shard = place.slice(match.index + 1);
  const destination: Destination | undefined = shard === '' ? undefined : { kind: 'Shard', shard };
  return { keyspace: place.slice(0, match.index), destination };
}

function parseBracket(text: string): Destination {
  if (!text.includes('-')) {
    const keyspaceId = fromHex(text);
    if (!keyspaceId) throw invalid(`expected valid hex in keyspace id ${text}`);
    return { kind: 'KeyspaceId', keyspaceId };
  }
  const [keyRange, ...rest] = parseShardingSpec(text);
  if (!keyRange || rest.length > 0) throw invalid('single keyrange expected in DestinationExactKeyRange');
  return { kind: 'ExactKeyRange', keyRange };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
