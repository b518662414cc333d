import type { Message } from '@vt/proto';
import { create } from '@vt/proto';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent, TopoError } from '../errors.ts';
import type { TopoServer } from './topo-server.ts';

/**
 * Writes every keyspace's vschema and all rules into the cells (default: every cell). Cells that cannot be written do not keep
 * the others from it; they end in `PartialResult` (or the first error, where none could be written).
 */
export async function rebuildSrvVSchema(
  topo: TopoServer,
  options: CallOptions & { readonly cells?: readonly string[] } = {},
): Promise<void> {
  const cells = options.cells ?? (await topo.cells.names(options));
  const make = () => buildSrvVSchema(topo, options);
  const outcomes = await Promise.allSettled(cells.map((cell) => topo.serving.deriveVSchema(cell, make, options)));
  const failed = cells.filter((_, i) => outcomes[i]?.status === 'rejected');
  const reason = outcomes.find((outcome) => outcome.status === 'rejected')?.reason as Error | undefined;
  if (reason === undefined) return;
  if (failed.length === cells.length) throw reason;
  throw new TopoError('PartialResult', `SrvVSchema was not written in ${failed.join(', ')}`, { cause: reason });
}

/** What every cell should hold. A keyspace without a vschema stands there with an empty one. */
export async function buildSrvVSchema(
  topo: TopoServer,
  options: CallOptions = {},
): Promise<Message<'vschema.SrvVSchema'>> {
  const [names, routing, shardRouting, keyspaceRouting, mirror] = await Promise.all([
    topo.keyspaces.names(options),
    topo.rules.routing.get(options),
    topo.rules.shardRouting.get(options),
    topo.rules.keyspaceRouting.get(options),
    topo.rules.mirror.get(options),
  ]);
  const vschemas = await Promise.all(names.map((name) => orAbsent(topo.keyspaces.vschema(name, options))));
  const whole = create('vschema.SrvVSchema');
  for (const [i, name] of names.entries()) whole.keyspaces[name] = vschemas[i]?.value ?? create('vschema.Keyspace');
  whole.routing_rules = routing;
  whole.shard_routing_rules = shardRouting;
  whole.keyspace_routing_rules = keyspaceRouting;
  whole.mirror_rules = mirror;
  return whole;
}
