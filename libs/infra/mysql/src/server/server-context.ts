import type { SecureSocket } from './channel.ts';
import type { FlushQueue } from './flush-queue.ts';
import type { ServerHandler } from './handler.ts';
import type { Limits, MysqlServerOptions } from './options.ts';
import type { Slab } from './slab.ts';

/** What the connections of one server share. */
export interface ServerContext<S, P> {
  readonly options: MysqlServerOptions;
  readonly limits: Limits;
  readonly handler: ServerHandler<S, P>;
  readonly slab: Slab;
  readonly flushQueue: FlushQueue;
  /** Milliseconds of a clock that is read once a sweep. */
  readonly nowMs: number;
  readonly draining: boolean;
  /** CLIENT_* bits that are offered. */
  readonly capabilities: number;
  /** Absent: no TLS. */
  readonly secure: SecureSocket | undefined;
  /** Counts a connection of the user in; throws when there are too many. */
  enter(user: string): void;
  leave(user: string): void;
  gone(connection: { readonly id: number }): void;
}
