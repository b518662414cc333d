import { type TabletAliasLike, tabletAliasString } from '../alias.ts';
import { TopoError } from '../errors.ts';

/** Where each record is kept, below the root of the global topology or of a cell. The layout is Vitess's; `tablet_copies` is ours. */
export const paths = {
  // global
  cells: 'cells',
  cellInfo: (cell: string) => `cells/${segment(cell)}/CellInfo`,
  cellsAliases: 'cells_aliases',
  cellsAlias: (alias: string) => `cells_aliases/${segment(alias)}/CellsAlias`,
  externalClusters: 'ExternalClusters/vitess',
  externalCluster: (name: string) => `ExternalClusters/vitess/${segment(name)}`,
  keyspaces: 'keyspaces',
  keyspaceDir: (keyspace: string) => `keyspaces/${segment(keyspace)}`,
  keyspace: (keyspace: string) => `keyspaces/${segment(keyspace)}/Keyspace`,
  keyspaceRoutingRules: 'routing_rules/keyspace/Rules',
  metadata: (key: string) => `metadata/${key}`,
  mirrorRules: 'MirrorRules',
  routingRules: 'RoutingRules',
  routingRulesDir: 'routing_rules',
  shardsDir: (keyspace: string) => `keyspaces/${segment(keyspace)}/shards`,
  shardDir: (keyspace: string, shard: string) => `keyspaces/${segment(keyspace)}/shards/${segment(shard)}`,
  shard: (keyspace: string, shard: string) => `keyspaces/${segment(keyspace)}/shards/${segment(shard)}/Shard`,
  shardRoutingRules: 'ShardRoutingRules',
  tabletCopies: (cell: string) => `tablet_copies/${segment(cell)}/`,
  tabletCopiesWhole: (cell: string) => `tablet_copies/${segment(cell)}/Whole`,
  tabletCopy: (alias: TabletAliasLike) =>
    `tablet_copies/${segment(alias.cell)}/${segment(tabletAliasString(alias))}/Tablet`,
  vschema: (keyspace: string) => `keyspaces/${segment(keyspace)}/VSchema`,
  // cell
  shardReplication: (keyspace: string, shard: string) =>
    `keyspaces/${segment(keyspace)}/shards/${segment(shard)}/ShardReplication`,
  srvKeyspace: (keyspace: string) => `keyspaces/${segment(keyspace)}/SrvKeyspace`,
  srvVSchema: 'SrvVSchema',
  tablets: 'tablets',
  tablet: (alias: TabletAliasLike) => `tablets/${segment(tabletAliasString(alias))}/Tablet`,
} as const;

/** A name that becomes one path segment must not lead elsewhere. */
function segment(name: string): string {
  const bad = name === '' || name === '.' || name === '..' || /[/\s\0]/.test(name);
  if (bad) throw new TopoError('Invalid', `name '${name}'`);
  return name;
}
