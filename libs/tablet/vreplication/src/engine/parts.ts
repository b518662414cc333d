import type { ConnectOptions } from '@vt/mysql';
import type { Logger, Stats } from '@vt/servenv';
import type { VReplicationConfig } from '../config.ts';
import type { ReachCrashPoint } from '../crash-point.ts';
import type { SourcePicker, StreamSource } from '../source/source.ts';
import type { Throttler } from '../throttler.ts';

/** The tablet whose streams these are. */
export type TargetTablet = {
  readonly cell: string;
  readonly keyspace: string;
  readonly shard: string;
  readonly dbName: string;
};

/** What the engine is made of. */
export type EngineParts = {
  readonly tablet: TargetTablet;
  /** The session of vt_filtered on the tablet's own mysqld, without a database. */
  readonly target: ConnectOptions;
  readonly sources: SourcePicker;
  /** This tablet's own rows, for VDiff. */
  readonly openOwn: (signal: AbortSignal) => Promise<StreamSource>;
  readonly throttler: Throttler;
  readonly config: VReplicationConfig;
  readonly stats: Stats;
  readonly log: Logger;
  readonly reachCrashPoint: ReachCrashPoint;
};
