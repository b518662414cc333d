import type { VindexFunc } from '@vt/plan';
import {
  BINARY_CHARSET,
  type BindValue,
  ColumnFlag,
  emptyOk,
  encodeColumnDefinition,
  encodeTextRow,
  Type,
} from '@vt/sqltypes';
import { type Destination, type KeyRange, resolveDestination, type ServingShard, toHex } from '@vt/vschema';
import type { Primitive } from '../primitive.ts';
import { mapMany } from '../routing/map.ts';
import { resolveValues } from '../routing/values.ts';

const LENGTH = 10;
const ID_LENGTH = 64;

/** Says where values are: a row for each keyspace id or key range. */
export function vindexFunc(node: VindexFunc): Primitive {
  const definitions = node.columns.map(({ name, source }) => definition(name, source));
  return {
    async execute(ctx, sink) {
      const { keyspace, name } = node.vindex;
      const values = resolveValues(node.values, ctx.binds).filter(({ type }) => type !== Type.NULL_TYPE);
      const places = await mapMany(
        ctx.vindex(keyspace, name),
        values.map((value) => [value]),
        ctx,
      );
      const shards = ctx.runner.shards(keyspace);
      const rows = values.flatMap((value, i) => rowsOf(value, places[i], shards));
      sink.columns(definitions, 'text');
      const packets = rows.map((row) => encodeTextRow(node.columns.map(({ source }) => row[source] ?? null)));
      if (packets.length > 0) sink.rows(Buffer.concat(packets));
      sink.end(emptyOk, false);
    },
  };
}

type Row = Readonly<Record<string, Uint8Array | null>>;

function rowsOf(id: BindValue, place: Destination | undefined, shards: readonly ServingShard[]): Row[] {
  switch (place?.kind) {
    case 'KeyspaceId':
      return [rowAt(id, place.keyspaceId, shards)];
    case 'KeyspaceIds':
      return place.keyspaceIds.map((keyspaceId) => rowAt(id, keyspaceId, shards));
    case 'KeyRange':
      return [{ id: id.value, ...rangeColumns(place.keyRange) }];
    default:
      return [];
  }
}

function rowAt(id: BindValue, keyspaceId: Uint8Array, shards: readonly ServingShard[]): Row {
  const [shard] = resolveDestination({ kind: 'KeyspaceId', keyspaceId }, shards, () => undefined);
  return {
    id: id.value,
    keyspace_id: keyspaceId,
    hex_keyspace_id: Buffer.from(toHex(keyspaceId)),
    shard: shard ? Buffer.from(shard.name) : null,
    ...(shard?.keyRange && rangeColumns(shard.keyRange)),
  };
}

function rangeColumns({ start, end }: KeyRange): Row {
  return { range_start: start, range_end: end };
}

function definition(name: string, source: string): Uint8Array {
  return encodeColumnDefinition({
    name,
    type: Type.VARBINARY,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength: source === 'id' ? ID_LENGTH : LENGTH,
    charset: BINARY_CHARSET,
    decimals: 0,
    flags: ColumnFlag.BINARY,
    columnType: '',
  });
}
