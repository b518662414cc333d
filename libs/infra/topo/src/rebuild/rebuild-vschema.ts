import type { CallOptions } from '../conn/conn.ts';
import { getVSchema, keyspaceNames } from '../records/keyspaces.ts';
import { getRules } from '../records/rules.ts';
import { putSrvVSchema, type SrvVSchema } from '../records/serving.ts';
import type { TopoServer } from '../records/topo-server.ts';

/** Every keyspace's VSchema and every rule set, in one record: what gates watch. */
export async function collectSrvVSchema(topo: TopoServer, options?: CallOptions): Promise<SrvVSchema> {
  const keyspaces: SrvVSchema['keyspaces'] = {};
  for (const name of await keyspaceNames(topo, options)) {
    const vschema = await getVSchema(topo, name, options);
    if (vschema) keyspaces[name] = vschema;
  }
  return {
    keyspaces,
    routing_rules: await getRules(topo, 'routingRules', options),
    shard_routing_rules: await getRules(topo, 'shardRoutingRules', options),
    keyspace_routing_rules: await getRules(topo, 'keyspaceRoutingRules', options),
    mirror_rules: await getRules(topo, 'mirrorRules', options),
  };
}

/** Writes the collected VSchema to these cells, by default to all. */
export async function rebuildSrvVSchema(
  topo: TopoServer,
  options: CallOptions & { readonly cells?: readonly string[] } = {},
): Promise<SrvVSchema> {
  const collected = await collectSrvVSchema(topo, options);
  for (const cell of options.cells ?? (await topo.cellNames(options)))
    await putSrvVSchema(topo, cell, collected, options);
  return collected;
}
