import { VtError } from '@vt/base';
import { fromJsonText, type Message, toJsonText } from '@vt/proto';
import { rebuildSrvVSchema, type TopoServer } from '@vt/topo';
import {
  alterKeyspaceDocument,
  buildVSchema,
  parseKeyspaceDocument,
  type VindexRegistry,
  type VSchemaChange,
  writeKeyspaceDocument,
} from '@vt/vschema';

/** Who may change VSchemas by statement: nobody, everybody (`%`), or these users. */
export function vschemaUsers(list: readonly string[]): (caller: { readonly user: string }) => boolean {
  const users = new Set(list.map((user) => user.trim()).filter(Boolean));
  return ({ user }) => users.has('%') || users.has(user);
}

/**
 * Changes a keyspace's document in the topology and rebuilds what gates watch.
 * @throws VtError for a change that does not fit, or whose outcome no gate could use.
 */
export async function changeVSchema(
  topo: TopoServer,
  registry: VindexRegistry,
  keyspace: string,
  change: VSchemaChange,
  signal: AbortSignal,
): Promise<void> {
  await topo.keyspaces.updateVSchema(
    keyspace,
    (stored) => {
      Object.assign(stored, changed(registry, keyspace, stored, change));
    },
    { signal },
  );
  await rebuildSrvVSchema(topo, { signal });
}

function changed(
  registry: VindexRegistry,
  keyspace: string,
  stored: Message<'vschema.Keyspace'>,
  change: VSchemaChange,
): Message<'vschema.Keyspace'> {
  const before = parseKeyspaceDocument(toJsonText('vschema.Keyspace', stored, { compact: true }));
  const after = alterKeyspaceDocument(keyspace, before, change);
  const { error } = buildVSchema({ keyspaces: { [keyspace]: after } }, registry).keyspaces.get(keyspace) ?? {};
  if (error) throw new VtError({ code: 'INVALID_ARGUMENT', message: error.message });
  return fromJsonText('vschema.Keyspace', writeKeyspaceDocument(after));
}
