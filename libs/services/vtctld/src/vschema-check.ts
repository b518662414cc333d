import { VtError } from '@vt/base';
import { type Message, toJsonText } from '@vt/proto';
import { buildVSchema, parseKeyspaceDocument, vindexRegistry } from '@vt/vschema';

/**
 * Refuses a keyspace's VSchema that a gate could not use, with the reason. Returns the parameters that its vindexes do not know, by
 * vindex name: tolerated, since newer versions may know them.
 */
export function checkVSchema(keyspace: string, vschema: Message<'vschema.Keyspace'>): Map<string, string[]> {
  const document = parseKeyspaceDocument(toJsonText('vschema.Keyspace', vschema, { compact: true }));
  const built = buildVSchema({ keyspaces: { [keyspace]: document } }, vindexRegistry());
  const found = built.keyspaces.get(keyspace);
  if (found?.error !== undefined) throw new VtError({ code: 'INVALID_ARGUMENT', message: found.error.message });
  const unknown = new Map<string, string[]>();
  for (const [name, { vindex }] of found?.vindexes ?? []) {
    if (vindex.unknownParams.length > 0) unknown.set(name, [...vindex.unknownParams]);
  }
  return unknown;
}
