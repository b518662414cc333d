/** One line of SHOW PROCESSLIST: a client connection of this gate. */
export type ClientProcess = {
  readonly id: number;
  readonly user: string;
  readonly host: string;
  /** The selected keyspace; '': none. */
  readonly database: string;
  readonly command: 'Execute' | 'Query' | 'Sleep';
  /** In the present state. */
  readonly seconds: number;
  /** What runs; undefined: nothing. */
  readonly text: string | undefined;
  /** What the client told of itself when it connected (program_name, _client_version …). */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** The mysqld's number for the connection on which its locks of GET_LOCK are. */
  readonly lockConnection?: string | undefined;
};
