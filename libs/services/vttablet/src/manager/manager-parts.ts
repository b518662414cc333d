import type { BackupStorage } from '@vt/backupstorage';
import type { Compression } from '@vt/mysqlctl';
import type { OnlineDdlExecutor } from '@vt/onlineddl';
import type { Logger } from '@vt/servenv';
import type { TableGc } from '@vt/tablegc';
import type { Messager, TabletIdentity, TabletServer, TabletType } from '@vt/tabletserver';
import type { Throttler } from '@vt/throttle';
import type { TopoServer } from '@vt/topo';
import type { VReplicationEngine } from '@vt/vreplication';
import type { OpenedServer } from '../mysqld/open-server.ts';

/** What a tablet's manager works with. */
export type ManagerParts = {
  readonly identity: TabletIdentity;
  readonly topo: TopoServer;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly vreplication: VReplicationEngine;
  readonly onlineDdl: OnlineDdlExecutor;
  readonly tableGc: TableGc;
  readonly messager: Messager;
  readonly throttler: Throttler;
  readonly replUser: { readonly user: string; readonly password: string };
  readonly log: Logger;
  /** Type to go back to when it stops being primary. */
  readonly baseType: TabletType;
  /** Where backups are kept and how they are compressed; undefined: none are taken. */
  readonly backups?: Backups;
};

export type Backups = {
  /** Of backups that name none: `builtin`, `clone`, `logical` or `mariadb-backup`. */
  readonly engine: string;
  readonly storage: BackupStorage;
  readonly compression: Compression;
};

export type Monitors = {
  /** Why mysqld's disk takes no writes; undefined: it does. */
  readonly diskProblem: string | undefined;
  readonly isSemiSyncBlocked: boolean;
};
