import type { MysqlConnection } from '@vt/mysql';
import type { TabletType } from '../request.ts';

/** Numbers of dt_state.state and redo_state.state: Vitess's. */
export const DecisionState = { PREPARE: 1, ROLLBACK: 2, COMMIT: 3 } as const;
export const RedoState = { FAILED: 0, PREPARED: 1 } as const;

export type DecisionName = keyof typeof DecisionState;

/** A transaction over several shards, as the shard that decides it keeps it. */
export type Decision = {
  readonly dtid: string;
  /** UNKNOWN: a part that is prepared here, and decided elsewhere. */
  readonly state: DecisionName | 'UNKNOWN';
  /** Nanoseconds since 1970. */
  readonly createdNs: bigint;
  /** The other shards. */
  readonly participants: readonly {
    readonly keyspace: string;
    readonly shard: string;
    readonly tabletType: TabletType;
  }[];
};

export type RedoRecord = {
  readonly dtid: string;
  readonly failed: boolean;
  readonly message: string;
  readonly createdNs: bigint;
  readonly statements: readonly Buffer[];
};

/** Text as an SQL literal that no sql_mode reads otherwise. */
export function hexLiteral(text: string | Uint8Array): string {
  const bytes = typeof text === 'string' ? Buffer.from(text) : Buffer.from(text);
  return bytes.length === 0 ? "''" : `x'${bytes.toString('hex')}'`;
}

export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** Deletes transactions' rows of `table` and those of `details`, which may be none. Without aliases, which MySQL asks a default database for. */
export function deleteBoth(table: string, details: string, dtids: readonly string[]): string {
  const ids = dtids.map((dtid) => hexLiteral(dtid)).join(', ');
  return `delete ${table}, ${details} from ${table} left join ${details} on ${details}.dtid = ${table}.dtid where ${table}.dtid in (${ids})`;
}

/** The number of the transaction on the shard that decides, which its dtid ends with. */
export function decidingId(dtid: string): bigint | undefined {
  const digits = /:(\d{1,19})$/.exec(dtid)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/**
 * Runs statements without waiting for one answer before the next is sent. INVARIANT: none of them commits, and no harm is done by what follows one that fails: it is run all the
 * same, and after a deadlock, which ends the transaction, outside of any.
 */
export async function inOneWrite(connection: MysqlConnection, statements: readonly string[]): Promise<void> {
  let answers: Promise<unknown>[] = [];
  connection.together(() => {
    answers = statements.map((sql) => connection.execute(sql));
  });
  await Promise.all(answers);
}
