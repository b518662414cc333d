import type { BindValue } from '@vt/sqltypes';
import { invalid } from '../value.ts';
import type {
  LookupDefinition,
  LookupVindex,
  Vindex,
  VindexDefinition,
  VindexFactory,
  VindexParams,
} from '../vindex.ts';

const baseParams = ['batch_lookup', 'from', 'ignore_nulls', 'read_lock', 'table', 'to'];
const fullParams = [...baseParams, 'autocommit', 'multi_shard_autocommit', 'no_verify', 'write_only'].sort();
const consistentParams = [...baseParams, 'write_only'].sort();

type Kind = {
  readonly unique: boolean;
  readonly consistent?: boolean;
  readonly storage?: LookupDefinition['storage'];
};

function define(type: string, kind: Kind): VindexDefinition {
  const params = kind.consistent ? consistentParams : fullParams;
  return {
    type,
    params,
    create: (name, given, { unknownParams, create }): LookupVindex => ({
      kind: 'lookup',
      type,
      name,
      cost: kind.unique ? 10 : 20,
      unique: kind.unique,
      unknownParams,
      lookup: {
        ...readLookup(given, kind),
        looseHash: kind.storage === 'loose_md5_unhashed' ? looseMd5(create) : undefined,
      },
    }),
  };
}

/** Keyspace ids in a table; several a value. */
export const lookup = define('lookup', { unique: false });
export const lookupUnique = define('lookup_unique', { unique: true });
/** Kept true without an atomic transaction over shards. */
export const consistentLookup = define('consistent_lookup', { unique: false, consistent: true });
export const consistentLookupUnique = define('consistent_lookup_unique', { unique: true, consistent: true });
/** The table holds the number that the keyspace id is the hash of. */
export const lookupHash = define('lookup_hash', { unique: false, storage: 'unhashed' });
export const lookupHashUnique = define('lookup_hash_unique', { unique: true, storage: 'unhashed' });
export const lookupUnicodeLooseMd5Hash = define('lookup_unicodeloosemd5_hash', {
  unique: false,
  storage: 'loose_md5_unhashed',
});
export const lookupUnicodeLooseMd5HashUnique = define('lookup_unicodeloosemd5_hash_unique', {
  unique: true,
  storage: 'loose_md5_unhashed',
});

function looseMd5(create: VindexFactory['create']): (value: BindValue) => Uint8Array {
  let made: Vindex | undefined;
  return (value) => {
    made ??= create('unicode_loose_md5', 'unicode_loose_md5', {});
    if (made.kind !== 'single' || !made.hash) throw invalid('unicode_loose_md5 does not hash');
    return made.hash(value);
  };
}

function readLookup(params: VindexParams, kind: Kind): Omit<LookupDefinition, 'looseHash'> {
  const autocommit = flag(params, 'autocommit');
  return {
    table: params['table'] ?? '',
    from: (params['from'] ?? '')
      .split(',')
      .map((column) => column.trim())
      .filter(Boolean),
    to: params['to'] ?? '',
    ignoreNulls: flag(params, 'ignore_nulls'),
    batchLookup: flag(params, 'batch_lookup'),
    readLock: readLock(params['read_lock']),
    autocommit,
    multiShardAutocommit: flag(params, 'multi_shard_autocommit') || autocommit,
    writeOnly: flag(params, 'write_only'),
    noVerify: flag(params, 'no_verify'),
    consistent: kind.consistent ?? false,
    storage: kind.storage ?? 'keyspace_id',
  };
}

function flag(params: VindexParams, name: string): boolean {
  const text = params[name];
  if (text !== undefined && text !== 'true' && text !== 'false') {
    throw invalid(`${name} value must be 'true' or 'false': '${text}'`);
  }
  return text === 'true';
}

function readLock(text: string | undefined): LookupDefinition['readLock'] {
  if (text === undefined) return 'exclusive';
  if (text !== 'exclusive' && text !== 'shared' && text !== 'none') throw invalid(`invalid read_lock value: ${text}`);
  return text;
}
