import type { PlanValue, Rows, RowsColumn } from '@vt/plan';
import {
  BINARY_CHARSET,
  type BindVariables,
  ColumnFlag,
  emptyOk,
  encodeColumnDefinition,
  encodeTextRow,
  isIntegral,
  isSigned,
  Type,
} from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { resolveValue } from '../routing/values.ts';

const UTF8MB4 = 255;

/** Gives rows that the plan holds. */
export function rows(node: Rows): Primitive {
  const definitions = node.columns.map(definition);
  return {
    async execute(ctx, sink) {
      sink.columns(definitions, 'text');
      const packets = node.rows.map((row) => encodeTextRow(row.map((value) => bytesOf(value, ctx.binds))));
      if (packets.length > 0) sink.rows(Buffer.concat(packets));
      sink.end(emptyOk, false);
    },
  };
}

function bytesOf(value: PlanValue | null, binds: BindVariables): Uint8Array | null {
  if (value === null) return null;
  const { type, value: bytes } = resolveValue(value, binds);
  return type === Type.NULL_TYPE ? null : bytes;
}

function definition({ name, type, length }: RowsColumn): Uint8Array {
  const numeric = isIntegral(type) || type === Type.NULL_TYPE;
  return encodeColumnDefinition({
    name,
    type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength: length ?? (isIntegral(type) ? 21 : 1024),
    charset: numeric ? BINARY_CHARSET : UTF8MB4,
    decimals: isIntegral(type) ? 0 : 31,
    flags: numeric ? ColumnFlag.BINARY | (isIntegral(type) && !isSigned(type) ? ColumnFlag.UNSIGNED : 0) : 0,
    columnType: '',
  });
}
