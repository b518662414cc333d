export {
  compareTabletAlias,
  parseTabletAlias,
  type TabletAliasLike,
  tabletAliasEqual,
  tabletAliasString,
} from './alias.ts';
export { checkHeld } from './check-held.ts';
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
export { type ConnOptions, DEFAULT_CONN_OPTIONS, KvConn } from './conn/kv-conn.ts';
export { isTopoError, orAbsent, TopoError, type TopoErrorKind } from './errors.ts';
export { openTopo, topoCredentials, topoFlags } from './flags.ts';
export type { EtcdCredentials } from './kv/etcd-client.ts';
export { EtcdKv } from './kv/etcd-kv.ts';
export { MemoryServer } from './kv/memory-kv.ts';
export { Cells } from './records/cells.ts';
export { ExternalClusters } from './records/external-clusters.ts';
export { Keyspaces } from './records/keyspaces.ts';
export { Metadata } from './records/metadata.ts';
export { paths } from './records/paths.ts';
export { type Change, RecordKind, records, type Versioned } from './records/record.ts';
export { RuleSet, Rules } from './records/rules.ts';
export { Serving, type SrvKeyspace, type SrvVSchema } from './records/serving.ts';
export { ShardReplications } from './records/shard-replications.ts';
export { type Shard, type ShardInfo, Shards } from './records/shards.ts';
export { type CopyVersions, TabletCopies } from './records/tablet-copies.ts';
export { type PartialResult, type Tablet, type TabletInfo, Tablets } from './records/tablets.ts';
export { type RecordWatchOptions, type TabletChange, Watches } from './records/watches.ts';
export { type ConnFactory, GLOBAL_CELL } from './server/cell-connections.ts';
export { type RebuildOptions, rebuildSrvKeyspace, rebuildSrvKeyspaceLocked } from './server/rebuild-srv-keyspace.ts';
export { buildSrvVSchema, rebuildSrvVSchema } from './server/rebuild-srv-vschema.ts';
export { type CacheEntryStatus, ServingCache, type ServingCacheOptions } from './server/serving-cache.ts';
export { type TopoOptions, TopoServer } from './server/topo-server.ts';
export { topoStats } from './topo-stats.ts';
export { untilTopologyAnswers, type WaitOptions } from './until-topology-answers.ts';
