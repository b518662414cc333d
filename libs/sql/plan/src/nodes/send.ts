import type { Destination } from '@vt/vschema';

/** Sends a statement as it is: DDL to every shard, anything to the shard that the client targets. */
export type Send = {
  readonly kind: 'Send';
  readonly keyspace: string;
  readonly destination: Destination;
  readonly query: string;
  /** It changes rows: needs a primary, and a transaction where one is open. */
  readonly write: boolean;
  /** It commits what is open (MySQL's implicit commit) and must run outside of transactions. */
  readonly ddl: boolean;
};
