export { applyBinlogs, besideServer } from './backup/apply-binlogs.ts';
export { type BinlogFile, binlogFiles, logsSince, readBinlog } from './backup/binlog-files.ts';
export type { Compression } from './backup/compression.ts';
export {
  fetchBackup,
  fetchPlain,
  finishRestore,
  forgetRestore,
  putFetchedInPlace,
  restoredPosition,
} from './backup/copy-in.ts';
export { type CopyOptions, copyBinlogs, copyDump, copyOut, copyOutHot } from './backup/copy-out.ts';
export { fetchWhole, forgetLoading, LOGICAL } from './backup/fetch-whole.ts';
export type { FoundFile } from './backup/find-files.ts';
export { type HotEngine, hotCopy, hotEngineOf } from './backup/hot-copy.ts';
export { makeSchemaFolders } from './backup/schema-folders.ts';
export { configuredPort } from './config/configured-port.ts';
export { readExtraMyCnf } from './config/extra-my-cnf.ts';
export type { Profile } from './config/profiles.ts';
export { type Dumped, logicalDump } from './logical/dump.ts';
export { loadDump } from './logical/load.ts';
export { replicationOf } from './replication/replication.ts';
export type {
  PrimaryStatus,
  ReadOnlyMode,
  ReadOnlyState,
  Replication,
  ReplicationSource,
  ReplicationStatus,
  ReplicationThread,
  SemiSyncState,
  ThreadState,
} from './replication/types.ts';
export { type Account, AttachedServer, type AttachOptions } from './server/attached-server.ts';
export { CredentialsFile } from './server/credentials-file.ts';
export { findServerProgram } from './server/find-program.ts';
export { type InstanceLayout, tabletDir } from './server/layout.ts';
export { Mysqld, type MysqldOptions, type RemoteControl } from './server/mysqld.ts';
export { type Rewound, rewindBinaryLog } from './server/rewind.ts';
export type { MysqlServer } from './server/server.ts';
export {
  type Flavor,
  formatServerVersion,
  isAtLeast,
  parseServerVersion,
  type ServerVersion,
} from './server/version.ts';
export { ensureSidecar } from './sidecar/ensure-sidecar.ts';
export { sidecarTables } from './sidecar/tables.ts';
export type { SqlExecutor, SqlRow } from './sql-executor.ts';
export { grantOnDatabase, type MysqldUser } from './users/users.ts';
