import { VtError } from '@vt/base';
import { findKeyspace, type KeyspaceSchema } from '@vt/vschema';
import type { StatementRun } from './statement.ts';

const SYSTEM_SCHEMAS = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);

export function isSystemSchema(name: string): boolean {
  return SYSTEM_SCHEMAS.has(name.toLowerCase());
}

/** The keyspace a statement without tables speaks to: the selected one. @throws VT09005. */
export function currentKeyspace({ session, deps }: StatementRun): KeyspaceSchema {
  const { keyspace } = session.target;
  if (keyspace === '' || isSystemSchema(keyspace)) throw VtError.of('VT09005');
  return findKeyspace(deps.vschema(), keyspace);
}

/** Any keyspace that can answer what all mysqlds answer alike: the selected one, else the first that has shards. */
export function anyKeyspace({ session, deps }: Pick<StatementRun, 'session' | 'deps'>): string {
  const { keyspace, tabletType } = session.target;
  if (keyspace !== '' && !isSystemSchema(keyspace)) return keyspace;
  const all = [...deps.vschema().keyspaces.keys()];
  const found = all.find((name) => (deps.serving.shards(name, tabletType)?.length ?? 0) > 0);
  if (found === undefined)
    throw new VtError({ code: 'UNAVAILABLE', message: 'no keyspace is served: no tablet can answer this' });
  return found;
}
