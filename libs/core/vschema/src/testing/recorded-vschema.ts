import { VtError } from '@vt/base';
import { type BindValue, Type, type TypeName } from '@vt/sqltypes';
import { type Destination, formatDestination } from '../destination/destination.ts';
import type { TabletTypeName } from '../destination/target.ts';
import type { KeyRange } from '../key-range/key-range.ts';
import { createLookup, deleteLookup, type LookupRow, mapLookup, updateLookup, verifyLookup } from '../lookup/index.ts';
import { bestColumnVindex } from '../model/best-vindex.ts';
import { buildVSchema } from '../model/build.ts';
import { buildKeyspace } from '../model/build-keyspace.ts';
import type { SrvVSchemaDocument } from '../model/document.ts';
import { findTable, findTableOrVindex } from '../model/find.ts';
import type { ColumnVindex, KeyspaceSchema, Table, VSchema } from '../model/model.ts';
import { parseKeyspaceDocument } from '../model/parse-document.ts';
import { writeColumn } from '../model/write-document.ts';
import { chooseVindexForType } from '../vindex/choose.ts';
import { md5 } from '../vindex/hashing/md5.ts';
import { xxh64 } from '../vindex/hashing/xxh64.ts';
import { likePrefix } from '../vindex/like-prefix.ts';
import { nextPrefix } from '../vindex/prefix-range.ts';
import type { VindexRegistry } from '../vindex/registry.ts';
import { type LookupVindex, needsQueries, type Vindex } from '../vindex/vindex.ts';
import { type CursorScript, FakeCursor, rowsOf } from './fake-cursor.ts';
import { type Adapters, Multi, UnknownCall } from './vector-eval.ts';

type Message = Readonly<Record<string, unknown>>;
type Value = BindValue | null;

const goTypes: Readonly<Record<string, number>> = { Null: 0, TypeJSON: Type.JSON };

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : '_'}${letter.toLowerCase()}`);
}

/** Field names of the recorded messages are Go's; a document's are those of the JSON form. */
function document(message: Message): Message {
  return Object.fromEntries(Object.entries(message).map(([name, value]) => [snake(name), value]));
}

function constant(name: string): unknown {
  const word = /^(?:topodatapb\.TabletType|vtrpc(?:pb)?\.Code)_(\w+)$/.exec(name)?.[1];
  if (word) return word;
  const mode = /^vschemapb\.Keyspace_(\w+)$/.exec(name)?.[1];
  if (mode) return mode;
  const type = /^(?:sqltypes\.|querypb\.Type_)(\w+)$/.exec(name)?.[1];
  const number = type === undefined ? undefined : (goTypes[type] ?? Type[type.toUpperCase() as TypeName]);
  if (number === undefined) throw new UnknownCall(name);
  return number;
}

/** Functions of the recorded suite, each by what does the same here. Calls that are not listed are private helpers there. */
export function recordedVSchema(registry: VindexRegistry): Adapters {
  const create = (type: string, name: string, params: Readonly<Record<string, string>> | null) =>
    registry.create(type, name, params ?? {});
  const cfc = (name: string, params: Readonly<Record<string, string>> | null) => create('cfc', name, params);
  return {
    $const: constant,
    $Value: ({ type, value }: { type?: TypeName; value?: string | Uint8Array }): BindValue => ({
      type: type === undefined ? Type.NULL_TYPE : Type[(type as string) === 'NULL' ? 'NULL_TYPE' : type],
      value: goBytes(value),
    }),
    '$vschemapb.AutoIncrement': document,
    '$vschemapb.Column': document,
    '$vschemapb.ColumnVindex': document,
    '$vschemapb.Keyspace': document,
    '$vschemapb.MultiTenantSpec': document,
    '$vschemapb.RoutingRule': document,
    '$vschemapb.RoutingRules': document,
    '$vschemapb.SrvVSchema': document,
    '$vschemapb.Table': document,
    '$vschemapb.Vindex': document,
    $Column: (fields: Message) => document(fields),
    'sqlparser.NewTestParser': () => undefined,
    'sqlparser.NewIdentifierCI': (name: string) => name,
    'sqlparser.NewIdentifierCS': (name: string) => name,
    'vterrors.Errorf': (code: string, text: string) => error(code, text),
    'vterrors.New': (code: string, text: string) => error(code, text),
    BuildVSchema: (doc: SrvVSchemaDocument) => buildVSchema(doc, registry),
    BuildKeyspace: (doc: SrvVSchemaDocument) => {
      const keyspace = buildKeyspace('', parseKeyspaceDocument(JSON.stringify(doc)), registry);
      return new Multi([keyspace, keyspace.error]);
    },
    ChooseVindexForType: (type: number) => chooseVindexForType(type),
    CreateVindex: (type: string, name: string, params: Readonly<Record<string, string>> | null) =>
      outcome(() => create(type, name, params)),
    newCFC: (name: string, params: Readonly<Record<string, string>> | null) => outcome(() => cfc(name, params)),
    newLookupHash: (name: string, params: Readonly<Record<string, string>>) =>
      outcome(() => create('lookup_hash', name, params)),
    Map: (vindex: Vindex, _cursor: null, rows: readonly (readonly BindValue[])[]) =>
      new Multi([rows.map((row) => show(mapRow(vindex, row))), undefined]),
    Verify: (vindex: Vindex, _cursor: null, rows: readonly (readonly BindValue[])[], ids: readonly Uint8Array[]) =>
      new Multi([rows.map((row, i) => verifyRow(vindex, row, ids[i] as Uint8Array)), undefined]),
    '.Map': (vindex: Vindex, cursor: CursorScript | null, values: readonly (BindValue | readonly BindValue[])[]) => {
      if (vindex.kind === 'lookup') return mapRecorded(vindex, values as BindValue[], cursor);
      return outcome(() => values.map((value) => show(mapRow(vindex, rowOf(value)))));
    },
    '.Verify': (
      vindex: Vindex,
      cursor: CursorScript | null,
      values: readonly (BindValue | readonly BindValue[])[],
      ids: readonly (Uint8Array | readonly Uint8Array[])[],
    ) => {
      if (vindex.kind === 'lookup') {
        const rows = values.map(rowOf);
        return outcomeLater(() => verifyLookup(vindex, rows, ids as Uint8Array[], new FakeCursor(cursor)));
      }
      return outcome(() =>
        values.map((value, i) => {
          const id = ids[i] as Uint8Array | readonly Uint8Array[];
          return verifyRow(vindex, rowOf(value), id instanceof Uint8Array ? id : Buffer.concat(id ?? []));
        }),
      );
    },
    '.Create': (
      vindex: LookupVindex,
      cursor: CursorScript,
      rows: LookupRows,
      ids: readonly Uint8Array[],
      ignore: boolean,
    ) => outcomeLater(() => createLookup(vindex, lookupRows(rows, ids), ignore, owner, new FakeCursor(cursor)), true),
    '.Delete': (vindex: LookupVindex, cursor: CursorScript, rows: LookupRows, id: Uint8Array) =>
      outcomeLater(
        () =>
          deleteLookup(
            vindex,
            lookupRows(
              rows,
              rows.map(() => id),
            ),
            new FakeCursor(cursor),
          ),
        true,
      ),
    '.Update': (
      vindex: LookupVindex,
      cursor: CursorScript,
      before: readonly BindValue[],
      keyspaceId: Uint8Array,
      after: readonly BindValue[],
    ) => {
      const row = (values: readonly BindValue[]) => ({ values, keyspaceId });
      return outcomeLater(() => updateLookup(vindex, row(before), row(after), owner, new FakeCursor(cursor)), true);
    },
    '.SetOwnerInfo': () => undefined,
    '$sqltypes.Result': (result: { Rows?: readonly (readonly BindValue[])[] }) => ({ rows: rowsOf(result.Rows ?? []) }),
    $Fields: () => undefined,
    $TestResult: ({ rows }: { rows?: readonly string[] }) => ({
      rows: (rows ?? []).map((row) => row.split('|').map((cell) => Buffer.from(cell))),
    }),
    '$key.DestinationAllShards': () => 'AllShards',
    '$key.DestinationNone': () => 'None',
    '$key.DestinationKeyRange': ({ KeyRange }: { KeyRange: KeyRange }) => ({ $range: KeyRange }),
    '$topodatapb.KeyRange': ({ Start, End }: { Start?: Uint8Array; End?: Uint8Array }): KeyRange => ({
      start: Start ?? new Uint8Array(0),
      end: End ?? new Uint8Array(0),
    }),
    'sqltypes.BuildBindVariable': () => new Multi([undefined, undefined]),
    'sqltypes.NewValue': () => new Multi([undefined, undefined]),
    FindBestColVindex: (table: Table) => outcome(() => bestColumnVindex(table)),
    FindVindexForSharding: (table: string, columnVindexes: readonly RecordedColumnVindex[]) =>
      outcome(() => recordedSharding(table, columnVindexes)),
    $ColumnVindex: (fields: Message) => fields,
    '.ReverseMap': (vindex: Vindex, _cursor: null, ids: readonly Uint8Array[] | null) =>
      outcome(() =>
        (ids ?? []).map((id) => (vindex as Extract<Vindex, { kind: 'single' }>).reverseMap?.(id ?? new Uint8Array(0))),
      ),
    '.RangeMap': (vindex: Vindex, _cursor: null, from: BindValue, to: BindValue) =>
      outcome(() => [show((vindex as Extract<Vindex, { kind: 'single' }>).rangeMap?.(from, to) as Destination)]),
    '.PrefixVindex': (vindex: Vindex) => (vindex as Extract<Vindex, { kind: 'single' }>).prefix,
    '.UnknownParams': (vindex: Vindex | undefined) => (vindex?.unknownParams.length ? vindex.unknownParams : undefined),
    '.IsUnique': (vindex: Vindex | PartialColumnVindex) => vindex.unique,
    '.Cost': (vindex: Vindex | PartialColumnVindex) => vindex.cost,
    '.NeedsVCursor': (vindex: Vindex) => needsQueries(vindex),
    '.String': (of: unknown) => {
      if (of !== null && typeof of === 'object' && '$range' in of)
        return formatDestination({ kind: 'KeyRange', keyRange: of.$range as KeyRange });
      return typeof of === 'string' ? of : (of as Vindex).name;
    },
    '.EqualString': (of: string, other: string) => of.toLowerCase() === other.toLowerCase(),
    '.Error': (of: Error) => of.message,
    '.MarshalJSON': (of: Message) => new Multi([JSON.stringify(writeColumn(of as never)), undefined]),
    '.FindTable': (vschema: VSchema, keyspace: string, name: string) =>
      outcome(() => findTable(vschema, keyspace, name)),
    findPrefix: (bytes: Uint8Array) => Buffer.from(likePrefix(bytes)).toString('latin1'),
    addOne: nextPrefix,
    md5hash: (bytes: Uint8Array) => md5(bytes).subarray(0, bytes.length),
    vMD5Hash: (bytes: Uint8Array) => md5(bytes),
    vXXHash: (bytes: Uint8Array) => xxh64(bytes),
    xxhash64: (bytes: Uint8Array) => xxh64(bytes).subarray(0, bytes.length),
    '@Keyspaces': (vschema: VSchema) => vschema.keyspaces,
    '@Error': (keyspace: KeyspaceSchema) => keyspace.error ?? [...keyspace.tableErrors.values()][0],
    '@Tables': (keyspace: KeyspaceSchema) => (keyspace.error ? new Map<string, Table>() : keyspace.tables),
    '@Vindexes': (keyspace: KeyspaceSchema) =>
      new Map([...keyspace.vindexes].map(([name, entry]) => [name, entry.vindex])),
    '@Columns': (of: Table | ColumnVindex) => of.columns,
    '@ColumnVindexes': (table: Table) => table.columnVindexes.flatMap(withPartial),
    '@Name': (of: { name: string } | PartialColumnVindex | undefined) =>
      of && 'vindex' in of ? of.vindex.name : (of?.name ?? ''),
    '@Type': (of: { type: unknown } | PartialColumnVindex) => ('vindex' in of ? of.vindex.type : of.type),
    '@Owned': (of: ColumnVindex) => of.owned,
    '@ForeignKeyMode': (keyspace: KeyspaceSchema) => keyspace.foreignKeyMode,
    '@ColumnListAuthoritative': (table: Table) => table.columnListAuthoritative,
    '@Pinned': (table: Table) => table.pinned,
    '@writeOnly': (vindex: Vindex) => vindex.kind === 'lookup' && vindex.lookup.writeOnly,
    '.FindTableOrVindex': (vschema: VSchema, keyspace: string, name: string, type: TabletTypeName) =>
      outcome(() => {
        const found = findTableOrVindex(vschema, keyspace, name, type);
        return 'table' in found ? [found.table, undefined] : [undefined, { name: found.vindex.vindex.name }];
      }, 2),
  };
}

type LookupRows = readonly (readonly BindValue[])[];
type RecordedColumnVindex = {
  readonly isUnique: boolean;
  readonly cost: number;
  readonly Name: string;
  readonly Vindex: unknown;
};

const owner = { keyspace: 'ks', table: 'dot.t1', columns: ['fc1', 'fc2'] };

function lookupRows(rows: LookupRows, ids: readonly Uint8Array[]): LookupRow[] {
  return rows.map((values, i) => ({ values, keyspaceId: ids[i] as Uint8Array }));
}

async function mapRecorded(
  vindex: LookupVindex,
  values: readonly BindValue[],
  cursor: CursorScript | null,
): Promise<unknown> {
  if (!cursor) throw new UnknownCall('.Map of a lookup vindex without a session');
  return outcomeLater(async () => (await mapLookup(vindex, values, new FakeCursor(cursor))).map(show));
}

/** @param only the function gives an error and nothing else. */
async function outcomeLater(run: () => Promise<unknown>, only = false): Promise<unknown> {
  try {
    const value = await run();
    return only ? undefined : new Multi([value, undefined]);
  } catch (thrown) {
    return only ? thrown : new Multi([undefined, thrown]);
  }
}

/** Which vindexes need queries is in their type's code there; here the recorded names say it. */
function recordedSharding(table: string, columnVindexes: readonly RecordedColumnVindex[]): RecordedColumnVindex {
  const entries = columnVindexes.map((recorded) => ({
    recorded,
    columns: [],
    owned: false,
    vindex: {
      kind: recorded.Name.startsWith('stl') ? 'lookup' : 'single',
      unique: recorded.isUnique,
      cost: recorded.cost,
    },
  }));
  return (
    bestColumnVindex({ name: table, columnVindexes: entries } as unknown as Table) as unknown as (typeof entries)[0]
  ).recorded;
}

/** A function that gives (value, error) there. */
function outcome(run: () => unknown, values = 1): unknown {
  try {
    return new Multi(values === 1 ? [run(), undefined] : [...(run() as unknown[]), undefined]);
  } catch (thrown) {
    if (thrown instanceof UnknownCall) throw thrown;
    return new Multi([...Array.from({ length: values }), thrown]);
  }
}

type PartialColumnVindex = ColumnVindex & { readonly unique: boolean; readonly cost: number };

/** There the leading columns of a vindex of several are column vindexes of their own. */
function withPartial(columnVindex: ColumnVindex): PartialColumnVindex[] {
  const { vindex, columns } = columnVindex;
  const whole = { ...columnVindex, unique: vindex.unique, cost: vindex.cost };
  if (vindex.kind !== 'multi' || !vindex.partial) return [whole];
  const parts = Array.from({ length: columns.length - 1 }, (_, i) => ({
    ...whole,
    columns: columns.slice(0, columns.length - 1 - i),
    unique: false,
    cost: vindex.cost + i + 1,
  }));
  return [whole, ...parts];
}

/** Bytes that were printed as Go prints a list of them, or as they are. */
function goBytes(value: string | Uint8Array | undefined): Uint8Array {
  const list = typeof value === 'string' ? /^\[(\d+(?: \d+)*)\]$/.exec(value)?.[1] : undefined;
  return list === undefined ? Buffer.from(value ?? '') : Uint8Array.from(list.split(' ').map(Number));
}

function error(_code: string, text: string): VtError {
  const errno = /\(errno (\d+)\)/.exec(text)?.[1];
  return new VtError({ code: 'INVALID_ARGUMENT', message: text, ...(errno ? { errno: Number(errno) } : {}) });
}

function rowOf(value: BindValue | readonly BindValue[]): readonly BindValue[] {
  return Array.isArray(value) ? value : [value as BindValue];
}

function mapRow(vindex: Vindex, row: readonly Value[]): Destination {
  const values = row.filter((value) => value !== null);
  const [first] = values;
  if (vindex.kind === 'multi') return vindex.map(values);
  if (vindex.kind === 'lookup' || !first) throw new UnknownCall('map of a lookup vindex');
  return vindex.map(first);
}

function verifyRow(vindex: Vindex, row: readonly BindValue[], id: Uint8Array): boolean {
  const [first] = row;
  if (vindex.kind === 'multi') return vindex.verify(row, id);
  if (vindex.kind === 'lookup' || !first) throw new UnknownCall('verify of a lookup vindex');
  return vindex.verify(first, id);
}

function show(destination: Destination): unknown {
  if (destination.kind === 'KeyspaceId') return destination.keyspaceId;
  if (destination.kind === 'KeyspaceIds') return destination.keyspaceIds;
  if (destination.kind === 'KeyRange') return { $range: destination.keyRange };
  return destination.kind;
}
