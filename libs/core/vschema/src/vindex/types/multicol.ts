import type { BindValue } from '@vt/sqltypes';
import { keyspaceIdDestination, noDestination } from '../../destination/destination.ts';
import { compareKeys } from '../../key-range/bytes.ts';
import { nextPrefix } from '../prefix-range.ts';
import { invalid } from '../value.ts';
import type {
  MultiColumnVindex,
  SingleColumnVindex,
  VindexDefinition,
  VindexFactory,
  VindexParams,
} from '../vindex.ts';

const COLUMNS_MAX = 8;
const BYTES_MAX = 8;

type Part = { readonly hash: NonNullable<SingleColumnVindex['hash']>; readonly bytes: number };

/** Keyspace id = the first bytes of each column's own hash, one after the other. Leading columns give a range. */
export const multicol: VindexDefinition = {
  type: 'multicol',
  params: ['column_bytes', 'column_count', 'column_vindex'],
  create(name, params, make): MultiColumnVindex {
    const columnCount = readCount(params);
    const vindexes = readVindexes(params, columnCount, make);
    const bytes = readBytes(params, columnCount);
    const parts = vindexes.map((vindex, i): Part => ({ hash: vindex.hash, bytes: bytes[i] ?? 0 }));
    return {
      kind: 'multi',
      type: 'multicol',
      name,
      cost: columnCount,
      unique: true,
      partial: true,
      columnCount,
      unknownParams: make.unknownParams,
      map(values) {
        const keyspaceId = concatenate(parts, values);
        if (!keyspaceId) return noDestination;
        if (values.length >= columnCount) return keyspaceIdDestination(keyspaceId);
        return { kind: 'KeyRange', keyRange: { start: keyspaceId, end: nextPrefix(keyspaceId) } };
      },
      verify(values, keyspaceId) {
        const mapped = concatenate(parts, values);
        return mapped !== undefined && compareKeys(mapped, keyspaceId) === 0;
      },
    };
  },
};

function concatenate(parts: readonly Part[], values: readonly BindValue[]): Uint8Array | undefined {
  if (values.length > parts.length)
    throw invalid(`wrong number of column values were passed: expected ${parts.length}, got ${values.length}`);
  const out: Uint8Array[] = [];
  for (const [i, value] of values.entries()) {
    const part = parts[i];
    try {
      // A hash that is shorter than its share is filled up, so that the next column starts at its own place.
      if (part) out.push(Buffer.concat([part.hash(value), Buffer.alloc(part.bytes)], part.bytes));
    } catch {
      return undefined;
    }
  }
  return Buffer.concat(out);
}

function readCount(params: VindexParams): number {
  const text = params['column_count'];
  if (text === undefined) throw invalid("number of columns not provided in the parameter 'column_count'");
  const count = Number(text);
  if (!Number.isInteger(count)) throw invalid(`column_count must be a number: ${text}`);
  if (count < 1 || count > COLUMNS_MAX)
    throw invalid(`number of columns should be between 1 and ${COLUMNS_MAX} in the parameter 'column_count'`);
  return count;
}

function readVindexes(params: VindexParams, columnCount: number, make: VindexFactory): { hash: Part['hash'] }[] {
  const names = list(params['column_vindex']);
  if (names.length > columnCount) {
    throw invalid("number of vindex function provided are more than column count in the parameter 'column_vindex'");
  }
  return Array.from({ length: columnCount }, (_, i) => {
    const type = names[i] || 'hash';
    const vindex = make.create(type, type, {});
    if (vindex.kind !== 'single' || !vindex.unique || !vindex.hash) {
      throw invalid(
        `multicol vindex supports vindexes that exports hashing function, are unique and are non-lookup vindex, passed vindex '${type}' is invalid`,
      );
    }
    return { hash: vindex.hash };
  });
}

// Columns without a number share what is left of the 8 bytes, the first of them getting the larger parts.
function readBytes(params: VindexParams, columnCount: number): number[] {
  const texts = list(params['column_bytes']);
  if (texts.length > columnCount) {
    throw invalid("number of column bytes provided are more than column count in the parameter 'column_bytes'");
  }
  const given = texts.map((text) => {
    if (text === '') return 0;
    const bytes = Number(text);
    if (!Number.isInteger(bytes)) throw invalid(`column_bytes must be numbers: ${text}`);
    return bytes;
  });
  let left = BYTES_MAX - given.reduce((sum, bytes) => sum + bytes, 0);
  let open = columnCount - given.filter((bytes) => bytes > 0).length;
  if (left < open)
    throw invalid(
      "column bytes count exceeds the keyspace id length (total bytes count cannot exceed 8 bytes) in the parameter 'column_bytes'",
    );
  return Array.from({ length: columnCount }, (_, i) => {
    const bytes = given[i] ?? 0;
    if (bytes > 0) return bytes;
    const share = Math.ceil(left / open);
    left -= share;
    open--;
    return share;
  });
}

function list(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',').map((part) => part.trim());
}
