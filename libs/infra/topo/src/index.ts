export {
  compareTabletAlias,
  parseTabletAlias,
  type TabletAliasLike,
  tabletAliasEqual,
  tabletAliasString,
} from './alias.ts';
export type {
  CallOptions,
  DirEntry,
  LeaderParticipation,
  LockOptions,
  TopoChange,
  TopoConn,
  TopoEntry,
  TopoLock,
  TopoValue,
  TxnOp,
  Version,
  WatchOptions,
  WatchState,
} from './conn/conn.ts';
export { isTopoError, orAbsent, TopoError, type TopoErrorKind } from './errors.ts';
export { type RebuildKeyspaceOptions, rebuildKeyspace } from './rebuild/rebuild-keyspace.ts';
export { collectSrvVSchema, rebuildSrvVSchema } from './rebuild/rebuild-vschema.ts';
export {
  type CellsAlias,
  createCellInfo,
  createCellsAlias,
  deleteCellInfo,
  deleteCellsAlias,
  getCellInfo,
  getCellsAliases,
  putCellsAlias,
  updateCellInfo,
} from './records/cells.ts';
export {
  checkKeyspaceName,
  createKeyspace,
  deleteKeyspace,
  getKeyspace,
  getVSchema,
  type Keyspace,
  keyspaceNames,
  putVSchema,
  updateKeyspace,
  type VSchemaKeyspace,
} from './records/keyspaces.ts';
export { paths } from './records/paths.ts';
export { createRecord, parseRecord, putRecord, readRecord, updateRecord, type Versioned } from './records/record.ts';
export { getRules, putRules, type RuleSet, type Rules, ruleSets } from './records/rules.ts';
export {
  deleteSrvKeyspace,
  deleteSrvVSchema,
  getSrvKeyspace,
  getSrvVSchema,
  putSrvKeyspace,
  putSrvVSchema,
  type SrvKeyspace,
  type SrvVSchema,
  srvKeyspaceNames,
} from './records/serving.ts';
export {
  addShardReplicationNode,
  createShard,
  deleteShard,
  getOrCreateShard,
  getShard,
  getShardReplication,
  getShards,
  removeShardReplicationNode,
  type Shard,
  type ShardReplication,
  shardNames,
  updateShard,
} from './records/shards.ts';
export {
  deleteTablet,
  getTablet,
  getTablets,
  getTabletsOfCell,
  registerTablet,
  type Tablet,
  updateTablet,
  watchTablets,
} from './records/tablets.ts';
export { type CellConnector, type CellInfo, TopoServer } from './records/topo-server.ts';
