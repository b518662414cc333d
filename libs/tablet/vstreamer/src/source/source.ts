import type { ConnectOptions } from '@vt/mysql';
import type { VSchema } from '@vt/vschema';

/** What a stream may ask before it works on; `throttled`: not now. */
export type ThrottleCheck = (app: string) => { readonly throttled: boolean; readonly reason: string };

/** The mysqld whose changes and rows are streamed, and whose they are. */
export type StreamSource = {
  /** As whom: needs SELECT and LOCK TABLES on the database, REPLICATION SLAVE and REPLICATION CLIENT; on MySQL better FLUSH_TABLES too. */
  readonly connect: ConnectOptions;
  readonly flavor: 'mysql' | 'mariadb';
  readonly dbName: string;
  readonly sidecarName: string;
  readonly keyspace: string;
  readonly shard: string;
  /** Asked for when a filter names a vindex. */
  readonly vschema: (signal: AbortSignal) => Promise<VSchema>;
  readonly throttle: ThrottleCheck;
  /** Told of schema changes that the stream saw, so that the tablet's own schema follows. */
  readonly schemaChanged?: () => void;
  /** A message is sent when it has as many bytes of rows; Vitess's --vstream-packet-size. */
  readonly packetBytes: number;
  readonly heartbeatMs: number;
};
