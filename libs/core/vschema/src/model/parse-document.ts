import { VtError } from '@vt/base';
import type { KeyspaceDocument, SrvVSchemaDocument } from './document.ts';

type Shape = Check | { readonly [field: string]: Shape } | { readonly list: Shape } | { readonly map: Shape };
type Check = 'string' | 'boolean' | 'number' | 'text-or-number';

const column = {
  name: 'string',
  type: 'text-or-number',
  invisible: 'boolean',
  default: 'string',
  collation_name: 'string',
  size: 'number',
  scale: 'number',
  nullable: 'boolean',
  values: { list: 'string' },
} as const;

const table = {
  type: 'string',
  column_vindexes: { list: { column: 'string', columns: { list: 'string' }, name: 'string' } },
  auto_increment: { column: 'string', sequence: 'string' },
  columns: { list: column },
  pinned: 'string',
  column_list_authoritative: 'boolean',
  source: 'string',
} as const;

const keyspace = {
  sharded: 'boolean',
  vindexes: { map: { type: 'string', params: { map: 'string' }, owner: 'string' } },
  tables: { map: table },
  require_explicit_routing: 'boolean',
  foreign_key_mode: 'text-or-number',
  multi_tenant_spec: { tenant_id_column_name: 'string', tenant_id_column_type: 'text-or-number' },
} as const satisfies Readonly<Record<keyof KeyspaceDocument, Shape>>;

const srvVSchema = {
  keyspaces: { map: keyspace },
  routing_rules: { rules: { list: { from_table: 'string', to_tables: { list: 'string' } } } },
  shard_routing_rules: { rules: { list: { from_keyspace: 'string', to_keyspace: 'string', shard: 'string' } } },
  keyspace_routing_rules: { rules: { list: { from_keyspace: 'string', to_keyspace: 'string' } } },
  mirror_rules: { rules: { list: { from_table: 'string', to_table: 'string', percent: 'number' } } },
} as const satisfies Readonly<Record<keyof SrvVSchemaDocument, Shape>>;

/**
 * Reads a keyspace's VSchema from JSON text. Field names in snake_case or camelCase.
 * @throws VtError INVALID_ARGUMENT that names the path of what is wrong or unknown.
 */
export function parseKeyspaceDocument(text: string): KeyspaceDocument {
  return read(keyspace, parseJson(text), 'vschema') as KeyspaceDocument;
}

export function parseSrvVSchemaDocument(text: string): SrvVSchemaDocument {
  return read(srvVSchema, parseJson(text), 'vschema') as SrvVSchemaDocument;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`not JSON: ${(error as Error).message}`);
  }
}

function read(shape: Shape, value: unknown, path: string): unknown {
  if (typeof shape === 'string') return readScalar(shape, value, path);
  if ('list' in shape) {
    if (!Array.isArray(value)) throw wrong(`${path}: want a list`);
    return value.map((item, i) => read(shape['list'] as Shape, item, `${path}[${i}]`));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong(`${path}: want an object`);
  if ('map' in shape)
    return mapFields(value, (key, item) => [key, read(shape['map'] as Shape, item, `${path}.${key}`)]);
  return mapFields(value, (key, item) => readField(shape, key, item, path));
}

function readField(
  shape: { readonly [field: string]: Shape },
  key: string,
  item: unknown,
  path: string,
): [string, unknown] {
  const field = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const inner = shape[field];
  if (inner === undefined) throw wrong(`${path}: unknown field "${key}"`);
  return [field, item === null ? undefined : read(inner, item, `${path}.${key}`)];
}

function readScalar(check: Check, value: unknown, path: string): unknown {
  if (check === 'text-or-number' && (typeof value === 'string' || typeof value === 'number')) return value;
  if (typeof value !== check) throw wrong(`${path}: want a ${check}`);
  return value;
}

function mapFields(value: object, entry: (key: string, item: unknown) => [string, unknown]): object {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => entry(key, item)));
}

function wrong(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `invalid vschema: ${message}` });
}
