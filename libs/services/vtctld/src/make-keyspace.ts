import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { durabilityPolicy } from '@vt/reparent';
import { orAbsent, type TopoServer } from '@vt/topo';

const DEFAULT_SIDECAR = '_vt';
const nameForm = /^[A-Za-z0-9_-]{1,64}$/;

export type NewKeyspace = {
  readonly durability_policy: string;
  readonly sidecar_db_name: string;
  readonly emptyVSchema: boolean;
  /** Of a keyspace that shows another as it was. */
  readonly snapshot?: Snapshot;
};

export type Snapshot = { readonly base: string; readonly time: Message<'vttime.Time'> };

/** Throws NodeExists. */
export async function makeKeyspace(
  topo: TopoServer,
  name: string,
  fields: NewKeyspace,
  signal: AbortSignal,
): Promise<void> {
  if (!nameForm.test(name)) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `keyspace name '${name}' is not valid: use at most 64 letters, digits, '_' and '-'`,
    });
  }
  durabilityPolicy(fields.durability_policy);
  const record = {
    durability_policy: fields.durability_policy || 'none',
    sidecar_db_name: fields.sidecar_db_name || DEFAULT_SIDECAR,
  };
  const { snapshot } = fields;
  if (snapshot) return await makeSnapshot(topo, name, record, snapshot, signal);
  await topo.keyspaces.create(name, record, { signal });
  if (fields.emptyVSchema) await topo.keyspaces.saveVSchema(name, {}, { signal });
}

/** It is divided as its base is. Its tables must be asked for by its name: else every table of the base would have two places. */
async function makeSnapshot(
  topo: TopoServer,
  name: string,
  record: { readonly durability_policy: string; readonly sidecar_db_name: string },
  { base, time }: Snapshot,
  signal: AbortSignal,
): Promise<void> {
  await topo.keyspaces.get(base, { signal });
  const vschema = (await orAbsent(topo.keyspaces.vschema(base, { signal })))?.value;
  const fields = { keyspace_type: 'SNAPSHOT', base_keyspace: base, snapshot_time: time } as const;
  await topo.keyspaces.create(name, { ...record, ...fields }, { signal });
  await topo.keyspaces.saveVSchema(name, { ...vschema, require_explicit_routing: true }, { signal });
}
