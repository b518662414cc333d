import { VtError } from '@vt/base';
import { durabilityPolicy } from '@vt/reparent';
import type { TopoServer } from '@vt/topo';

const DEFAULT_SIDECAR = '_vt';
const nameForm = /^[A-Za-z0-9_-]{1,64}$/;

export type NewKeyspace = {
  readonly durability_policy: string;
  readonly sidecar_db_name: string;
  readonly emptyVSchema: boolean;
};

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
  await topo.keyspaces.create(name, record, { signal });
  if (fields.emptyVSchema) await topo.keyspaces.saveVSchema(name, {}, { signal });
}
