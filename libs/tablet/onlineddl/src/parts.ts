import type { ConnectOptions } from '@vt/mysql';
import type { MessageInput } from '@vt/proto';
import type { Logger, Stats } from '@vt/servenv';
import type { OnlineDdlConfig } from './config.ts';
import type { ReachCrashPoint } from './crash-point.ts';

/** A stream of this tablet into itself, by the migration it belongs to. */
export type StreamView = {
  readonly id: number;
  readonly state: string;
  readonly message: string;
  readonly pos: string;
  readonly rowsCopied: bigint;
  /** Seconds since the epoch. */
  readonly timeUpdated: number;
  readonly transactionTimestamp: number;
  readonly timeHeartbeat: number;
  readonly timeThrottled: number;
  readonly componentThrottled: string;
  readonly reasonThrottled: string;
};

export type NewStream = {
  readonly uuid: string;
  readonly rule: MessageInput<'binlogdata.Rule'>;
  /** '' to copy all rows first. */
  readonly pos: string;
  readonly deferSecondaryKeys: boolean;
};

/** The engine that copies rows and applies changes. */
export interface Streams {
  create(stream: NewStream, signal: AbortSignal): Promise<void>;
  find(uuid: string, signal: AbortSignal): Promise<StreamView | undefined>;
  /** Tables of the stream whose rows are not all copied yet. */
  copying(id: number, signal: AbortSignal): Promise<boolean>;
  setState(uuid: string, state: 'Running' | 'Stopped', message: string, signal: AbortSignal): Promise<void>;
  waitForPos(id: number, position: string, signal: AbortSignal): Promise<void>;
  remove(uuid: string, signal: AbortSignal): Promise<void>;
}

/** `settled`: whether all transactions that were open have ended in time; from then on they are held too. */
export type Hold = { readonly settled: Promise<boolean>; release(): void };

/** Statements on a table wait while it is held. */
export interface Holds {
  /**
   * Begins to hold; what is let in before goes on. Ends by itself after `timeoutMs`.
   * @param settleMsMax what transactions that are open get to end.
   */
  hold(table: string, timeoutMs: number, settleMsMax: number): Hold;
}

/** Rules of the throttler, which the whole keyspace follows. */
export interface Throttling {
  /** `ratio` 0 ends the rule. @param app a migration's id, or online-ddl for all. */
  setRule(app: string, ratio: number, expiresMs: number, signal: AbortSignal): Promise<void>;
}

export type ExecutorParts = {
  readonly tablet: {
    /** `zone1-0000000100` */
    readonly alias: string;
    readonly keyspace: string;
    readonly shard: string;
    readonly dbName: string;
  };
  /** Sessions of vt_dba, in the tablet's database. */
  readonly connect: ConnectOptions;
  readonly streams: Streams;
  readonly holds: Holds;
  readonly throttling: Throttling;
  /** Tells the query service that tables changed. */
  readonly schemaChanged: () => Promise<void>;
  readonly config: OnlineDdlConfig;
  readonly stats: Stats;
  readonly log: Logger;
  readonly reachCrashPoint: ReachCrashPoint;
};
