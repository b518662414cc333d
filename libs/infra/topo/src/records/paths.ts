import { TopoError } from '../errors.ts';

/** Where each record lies below its cell's root (the global root where nothing else is said). Facts of the layout, sorted. */
export const paths = {
  cellInfo: (cell: string) => `cells/${name('cell', cell)}/CellInfo`,
  cellsAlias: (alias: string) => `cells_aliases/${name('cells alias', alias)}/CellsAlias`,
  keyspace: (keyspace: string) => `keyspaces/${name('keyspace', keyspace)}/Keyspace`,
  keyspaceDir: (keyspace: string) => `keyspaces/${name('keyspace', keyspace)}`,
  keyspaceRoutingRules: 'routing_rules/keyspace/Rules',
  mirrorRules: 'MirrorRules',
  routingRules: 'RoutingRules',
  routingRulesDir: 'routing_rules',
  shard: (keyspace: string, shard: string) => `${paths.shardDir(keyspace, shard)}/Shard`,
  shardDir: (keyspace: string, shard: string) =>
    `keyspaces/${name('keyspace', keyspace)}/shards/${name('shard', shard)}`,
  /** In the cell. */
  shardReplication: (keyspace: string, shard: string) => `${paths.shardDir(keyspace, shard)}/ShardReplication`,
  shardRoutingRules: 'ShardRoutingRules',
  /** In the cell. */
  srvKeyspace: (keyspace: string) => `keyspaces/${name('keyspace', keyspace)}/SrvKeyspace`,
  /** In the cell. */
  srvVSchema: 'SrvVSchema',
  /** In the cell. */
  tablet: (alias: string) => `tablets/${alias}/Tablet`,
  vschema: (keyspace: string) => `keyspaces/${name('keyspace', keyspace)}/VSchema`,
} as const;

/** A name that becomes one segment of a path. */
function name(what: string, text: string): string {
  if (text === '' || text.includes('/') || text === '.' || text === '..')
    throw new TopoError('Invalid', `${what} name '${text}'`);
  return text;
}
