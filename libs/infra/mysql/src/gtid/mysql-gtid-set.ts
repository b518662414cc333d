import { badGtid, parseUnsigned } from './gtid-error.ts';
import { containsAll, count, type Interval, type Intervals, isSame, minus, normalize } from './intervals.ts';

/**
 * MySQL's GTID set, e.g. `3e11fa47-…:1-5:7,3e11fa47-…:nightly:1-2` (8.3 and newer have the tags).
 * `sources`: who wrote (a lower-case server uuid, or `uuid:tag`) → which of its transactions. No entry is empty.
 */
export interface MysqlGtidSet {
  readonly kind: 'MySQL56';
  readonly sources: ReadonlyMap<string, Intervals>;
}

/** One transaction. */
export interface MysqlGtid {
  readonly kind: 'MySQL56';
  /** A server uuid, or `uuid:tag`. */
  readonly source: string;
  readonly sequence: bigint;
}

export const SEQUENCE_MAX = 2n ** 63n - 1n;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TAG = /^[a-z_][a-z0-9_]{0,31}$/;

/** Parses what `@@gtid_executed` prints, and what people write: any case, spaces and newlines between the parts. */
export function parseMysqlGtidSet(text: string): MysqlGtidSet {
  const runs = new Map<string, Interval[]>();
  for (const group of text.toLowerCase().split(',')) {
    if (group.trim() === '') continue;
    const [uuid = '', ...parts] = group.split(':').map((part) => part.trim());
    if (!UUID.test(uuid) || parts.length === 0) throw badGtid('MySQL GTID set', text);
    readGroup(uuid, parts, runs, text);
  }
  return fromRuns(runs);
}

/** The parts of one uuid: intervals, each belonging to the tag before it if there is one. */
function readGroup(uuid: string, parts: readonly string[], runs: Map<string, Interval[]>, text: string): void {
  let source = uuid;
  let isTagBare = false;
  for (const part of parts) {
    if (TAG.test(part)) {
      if (isTagBare) break;
      source = `${uuid}:${part}`;
      isTagBare = true;
      continue;
    }
    isTagBare = false;
    const list = runs.get(source) ?? [];
    list.push(parseInterval(part, text));
    runs.set(source, list);
  }
  if (isTagBare) throw badGtid('MySQL GTID set', text);
}

function parseInterval(part: string, text: string): Interval {
  const [from = '', to = from, more] = part.split('-').map((digits) => digits.trim());
  const start = parseUnsigned(from, SEQUENCE_MAX);
  const end = parseUnsigned(to, SEQUENCE_MAX);
  if (start === undefined || end === undefined || start < 1n || more !== undefined)
    throw badGtid('MySQL GTID set', text);
  return { start, end };
}

/** Parses `uuid:number` or `uuid:tag:number`. */
export function parseMysqlGtid(text: string): MysqlGtid {
  const parts = text.toLowerCase().split(':');
  const sequence = parseUnsigned(parts.at(-1) ?? '', SEQUENCE_MAX);
  const [uuid = '', tag] = parts.slice(0, -1);
  const isWhole = parts.length === 2 || (parts.length === 3 && tag !== undefined && TAG.test(tag));
  if (!isWhole || !UUID.test(uuid) || sequence === undefined || sequence < 1n) throw badGtid('MySQL GTID', text);
  return { kind: 'MySQL56', source: parts.slice(0, -1).join(':'), sequence };
}

export function formatMysqlGtid({ source, sequence }: MysqlGtid): string {
  return `${source}:${sequence}`;
}

/** The set's one text: uuids sorted, untagged before tagged, as the server prints it but on one line without spaces. */
export function formatMysqlGtidSet(set: MysqlGtidSet): string {
  const groups: string[] = [];
  let openUuid = '';
  for (const [source, runs] of sorted(set)) {
    const [uuid = '', tag] = source.split(':');
    const text = runs.map(({ start, end }) => (start === end ? `${start}` : `${start}-${end}`)).join(':');
    if (uuid === openUuid) groups.push(`${groups.pop()}:${tag}:${text}`);
    else groups.push(`${source}:${text}`);
    openUuid = uuid;
  }
  return groups.join(',');
}

/** Sources in the order of their bytes. ':' sorts after every hex digit and '-', so untagged comes before tagged. */
export function sorted(set: MysqlGtidSet): readonly (readonly [source: string, runs: Intervals])[] {
  return [...set.sources].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function mysqlSetOf({ source, sequence }: MysqlGtid): MysqlGtidSet {
  return fromRuns(new Map([[source, [{ start: sequence, end: sequence }]]]));
}

export function containsMysql(whole: MysqlGtidSet, part: MysqlGtidSet): boolean {
  return [...part.sources].every(([source, runs]) => containsAll(whole.sources.get(source) ?? [], runs));
}

export function equalMysql(a: MysqlGtidSet, b: MysqlGtidSet): boolean {
  return (
    a.sources.size === b.sources.size &&
    [...a.sources].every(([source, runs]) => isSame(runs, b.sources.get(source) ?? []))
  );
}

export function unionMysql(a: MysqlGtidSet, b: MysqlGtidSet): MysqlGtidSet {
  const runs = new Map<string, readonly Interval[]>(a.sources);
  for (const [source, more] of b.sources) runs.set(source, [...(runs.get(source) ?? []), ...more]);
  return fromRuns(runs);
}

/** What is in `from` and not in `without`. */
export function subtractMysql(from: MysqlGtidSet, without: MysqlGtidSet): MysqlGtidSet {
  return fromRuns(
    new Map([...from.sources].map(([source, runs]) => [source, minus(runs, without.sources.get(source) ?? [])])),
  );
}

/** How many transactions. */
export function countMysql(set: MysqlGtidSet): bigint {
  return [...set.sources.values()].reduce((sum, runs) => sum + count(runs), 0n);
}

export function fromRuns(runs: ReadonlyMap<string, readonly Interval[]>): MysqlGtidSet {
  const sources = [...runs].map(([source, list]) => [source, normalize(list)] as const);
  return { kind: 'MySQL56', sources: new Map(sources.filter(([, list]) => list.length > 0)) };
}
