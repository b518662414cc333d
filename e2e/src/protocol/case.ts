import { WireClient, type WireOptions } from './wire-client.ts';

/** What clients of one server do, one after the other. `open` gives a client that has the database selected. */
export type Stage = {
  readonly database: string;
  open(options?: WireOptions): Promise<WireClient>;
};

export type Case = { readonly name: string; run(stage: Stage): Promise<void> };

/** One client with a script. */
export function script(name: string, options: WireOptions, statements: readonly string[]): Case {
  return {
    name,
    async run(stage) {
      const client = await stage.open(options);
      for (const sql of statements) await client.query(sql.replaceAll('$DB', stage.database));
    },
  };
}

const CASE_TIMEOUT_MS = 20_000;

/** What the case's clients were answered, in the order in which they came. */
export async function play({ run }: Case, port: number, database: string): Promise<string[]> {
  const clients: WireClient[] = [];
  const stage: Stage = {
    database,
    async open(options = {}) {
      const client = await WireClient.connect(port, { database, ...options });
      clients.push(client);
      return client;
    },
  };
  // A server that does not answer ends the case, and shows.
  const timer = setTimeout(() => clients.forEach((client) => client.close()), CASE_TIMEOUT_MS);
  try {
    await run(stage);
  } catch (error) {
    clients.at(-1)?.note(`failed: ${String(error)}`);
  } finally {
    clearTimeout(timer);
    for (const client of clients) client.close();
  }
  return clients.flatMap((client, i) => client.trace.map((line) => `${i}> ${line}`));
}
