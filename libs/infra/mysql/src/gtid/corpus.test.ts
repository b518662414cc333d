import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFilePosition } from './file-position.ts';
import { addMariadb, parseMariadbGtid, parseMariadbGtidSet } from './mariadb-gtid-set.ts';
import {
  countMysql,
  fromRuns,
  type MysqlGtidSet,
  mysqlSetOf,
  parseMysqlGtid,
  parseMysqlGtidSet,
  unionMysql,
} from './mysql-gtid-set.ts';
import {
  errantGtids,
  formatGtidSet,
  type GtidSet,
  type Position,
  parsePosition,
  positionContains,
  positionsEqual,
} from './position.ts';
import { decodeSidBlock, encodeSidBlock, formatUuid } from './sid-block.ts';

const corpora = process.env['VT_CORPORA'] ?? join(import.meta.dirname, '../../../../../../shared/corpora');
const file = join(corpora, 'vectors/mysql_replication.jsonl');
const isHere = existsSync(file);
if (!isHere) console.log(`GTID vectors skipped: ${file} is not here`);

type Json = { readonly [key: string]: unknown } & {
  readonly call?: string;
  readonly recv?: unknown;
  readonly args?: readonly unknown[];
};
type Vector = { readonly id: string; readonly expr: Json; readonly op: string; readonly value?: unknown };

/** A value or a call that the vectors name and we have nothing for. */
class Unknown extends Error {}

/** A GTID set, GTID or other value of the vectors' notation as ours. */
function value(json: unknown): unknown {
  if (json === null || typeof json !== 'object') return json;
  const node = json as Json;
  if (node.call !== undefined) return call(node);
  if (node['$hex'] !== undefined) return Buffer.from(String(node['$hex']), 'hex');
  if (Array.isArray(node['$map'])) return mapValue(node['$map'] as [unknown, unknown][]);
  switch (node['$type']) {
    case 'FilePosGTID':
      return parseFilePosition(`${node['File']}:${node['Pos']}`);
    case 'MariadbGTID':
      return parseMariadbGtidSet(`${node['Domain']}-${node['Server']}-${node['Sequence']}`);
    case 'Mysql56GTID':
      if (node['Server'] !== undefined)
        return mysqlSetOf(parseMysqlGtid(`${formatUuid(bytes(node['Server']))}:${node['Sequence']}`));
      break;
    case 'Position':
      return node['GTIDSet'] ? value(node['GTIDSet']) : undefined;
  }
  throw new Unknown(JSON.stringify(json));
}

const bytes = (json: unknown) => value(json) as Buffer;

function mapValue(entries: readonly [unknown, unknown][]): GtidSet {
  if (entries.length === 0) throw new Unknown('a set of no kind');
  if (typeof entries[0]?.[0] === 'number') {
    return entries.map(([, gtid]) => value(gtid) as GtidSet).reduce(union);
  }
  return fromRuns(
    new Map(
      entries.map(([sid, runs]) => [
        formatUuid(bytes(sid)),
        (runs as { start: number; end: number }[]).map(({ start, end }) => ({
          start: BigInt(start),
          end: BigInt(end),
        })),
      ]),
    ),
  );
}

function union(a: GtidSet, b: GtidSet): GtidSet {
  if (a.kind === 'MySQL56' && b.kind === 'MySQL56') return unionMysql(a, b);
  if (a.kind === 'MariaDB' && b.kind === 'MariaDB') return [...b.domains.values()].reduce(addMariadb, a);
  throw new Unknown('a union of two kinds');
}

const CALLS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  '.AddGTID': union,
  '.AtLeast': (whole: Position, part: Position) => positionContains(whole, part),
  '.Contains': (whole: GtidSet, part: GtidSet | null) => positionContains(whole, part ?? undefined),
  '.ContainsGTID': (whole: GtidSet, part: GtidSet | null) => positionContains(whole, part ?? undefined),
  '.Count': (set: MysqlGtidSet) => Number(countMysql(set)),
  '.Equal': (a: Position, b: Position) => positionsEqual(a, b),
  '.GTIDSet': (set: GtidSet) => set,
  '.SIDBlock': (set: MysqlGtidSet) => encodeSidBlock(set),
  '.String': (set: GtidSet | Buffer) => (Buffer.isBuffer(set) ? formatUuid(set) : formatGtidSet(set)),
  '.Union': union,
  AppendGTID: (position: Position, gtid: GtidSet | null) =>
    position && gtid ? union(position, gtid) : (gtid ?? position),
  DecodePosition: (text: string) => parsePosition(text),
  ErrantGTIDsOnReplica: (replica: MysqlGtidSet, source: MysqlGtidSet, uuid: string) =>
    formatGtidSet(errantGtids(replica, source, uuid)),
  NewMysql56GTIDSetFromSIDBlock: (block: Buffer) => decodeSidBlock(block),
  ParseMariadbGTIDSet: (text: string) => parseMariadbGtidSet(text),
  ParseMysql56GTIDSet: (text: string) => parseMysqlGtidSet(text),
  ParseSID: (text: string) => text,
  parseMariadbGTID: (text: string) => parseMariadbGtid(text),
  parseMysql56GTID: (text: string) => mysqlSetOf(parseMysqlGtid(text)),
};

/** Vectors of things that we do on purpose otherwise, each with its reason. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
  [/^TestPositionStringNil/, 'the beginning prints as an empty text'],
  [/^TestParseSIDInvalid/, 'a lone server uuid is checked as a part of a GTID'],
  [/^TestDecodePositionNoFlavor/, 'a text that is no GTID set is refused, not kept as it is'],
];

function call(node: Json): unknown {
  const run = CALLS[node.call ?? ''];
  if (!run) throw new Unknown(`call of ${node.call}`);
  const args = [...(node.recv === undefined ? [] : [node.recv]), ...(node.args ?? [])].map(value);
  return run(...(args as never[]));
}

/** What a vector gives: 'as expected', a sentence of what is otherwise, or 'unknown'. */
function verdict({ expr, op, value: wanted }: Vector): string {
  let got: unknown;
  try {
    got = call(expr);
  } catch (error) {
    if (error instanceof Unknown) return 'unknown';
    return op === 'error' ? 'as expected' : String(error);
  }
  if (op === 'no_error') return 'as expected';
  if (op === 'true' || op === 'false') return got === (op === 'true') ? 'as expected' : `${got}`;
  if (op !== 'eq' && op !== 'ne') return op === 'error' ? 'no error' : 'unknown';
  const wantedText = plain(value(wanted));
  return (plain(got) === wantedText) === (op === 'eq') ? 'as expected' : `${plain(got)}, wanted ${wantedText}`;
}

function plain(any: unknown): string {
  if (Buffer.isBuffer(any)) return any.toString('hex');
  return any !== null && typeof any === 'object' && 'kind' in any ? formatGtidSet(any as GtidSet) : String(any);
}

describe.skipIf(!isHere)('GTID vectors', () => {
  const vectors: Vector[] = isHere
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

  test('every vector of a call that we have comes out right', () => {
    const verdicts = vectors
      .filter(({ id }) => !OTHERWISE.some(([pattern]) => pattern.test(id)))
      .map((vector) => ({ id: vector.id, verdict: verdict(vector) }));
    const known = verdicts.filter((one) => one.verdict !== 'unknown');
    console.log(`GTID vectors: ${known.length} of ${vectors.length} are of calls that we have`);
    expect(known.length).toBeGreaterThan(120);
    expect(known.filter((one) => one.verdict !== 'as expected')).toEqual([]);
  });
});
