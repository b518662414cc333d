import { VtError } from '@vt/base';
import { isIntegral, isText, Type, typeName } from '@vt/sqltypes';

const binaries: ReadonlySet<number> = new Set([Type.BINARY, Type.VARBINARY]);

/**
 * The vindex type that suits a sharding column of this query.Type.
 * @throws VtError INVALID_ARGUMENT for types by which rows should not be divided.
 */
export function chooseVindexForType(type: number): 'xxhash' | 'unicode_loose_xxhash' {
  if ((isIntegral(type) && type !== Type.YEAR) || binaries.has(type)) return 'xxhash';
  if (isText(type)) return 'unicode_loose_xxhash';
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `type ${typeName(type)} is not recommended for a vindex` });
}
