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
export { type ConnOptions, DEFAULT_CONN_OPTIONS, KvConn } from './conn/kv-conn.ts';
export { isTopoError, orAbsent, TopoError, type TopoErrorKind } from './errors.ts';
export type { EtcdCredentials } from './kv/etcd-client.ts';
export { EtcdKv } from './kv/etcd-kv.ts';
export { MemoryServer } from './kv/memory-kv.ts';
