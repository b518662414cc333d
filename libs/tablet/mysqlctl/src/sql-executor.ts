/** A row by column name. Values are MySQL's text of them; null is NULL. */
export type SqlRow = Readonly<Record<string, string | null>>;

/** Runs statements on one server session. What replication and sidecar code needs of a connection, and nothing else. */
export interface SqlExecutor {
  /**
   * Runs one statement and returns its rows; none for a statement without a result. A failure is a VtError with MySQL's
   * errno. When the signal aborts first the promise rejects, and the statement may still run on the server.
   */
  query(sql: string, signal?: AbortSignal): Promise<readonly SqlRow[]>;
}

/** A string as a literal. Our own names and addresses only: it writes for the default sql_mode. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** An identifier between backquotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
