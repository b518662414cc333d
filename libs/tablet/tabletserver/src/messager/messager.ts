import { toVtError, VtError } from '@vt/base';
import type { QueryResult } from '@vt/proto';
import type { Caller } from '@vt/proto/hot';
import type { Logger, Stats } from '@vt/servenv';
import { type BindValue, type BindVariable, type Result, Type } from '@vt/sqltypes';
import { int, keyOf, nowNs } from './manager/binds.ts';
import { MessageManager } from './manager/message-manager.ts';
import { Postponer } from './manager/postponer.ts';
import { pause } from './manager/wait.ts';
import type { MessagerPort } from './port.ts';
import { type MessageStats, messageStats } from './stats.ts';
import { messageTable } from './table/message-table.ts';
import { NotAMessageTable } from './table/read-comment.ts';

export type MessagerOptions = {
  readonly port: MessagerPort;
  /** --queryserver-config-message-postpone-cap */
  readonly postponeConcurrentMax: number;
  readonly stats: Stats;
  readonly log: Logger;
};

/** A message table as it is known: served, or why it cannot be. */
type Known = { readonly fingerprint: string; readonly manager: MessageManager | undefined; readonly problem: string };

/** Before a table is asked again that could not be read. */
const RETRY_MS = 2000;

/** The message tables of a tablet that serves as primary: who wants messages, and who has dealt with them. */
export class Messager {
  readonly #port: MessagerPort;
  readonly #postponer: Postponer;
  readonly #stats: MessageStats;
  readonly #log: Logger;
  readonly #tables = new Map<string, Known>();
  #open: AbortController | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor({ port, postponeConcurrentMax, stats, log }: MessagerOptions) {
    this.#port = port;
    this.#postponer = new Postponer(postponeConcurrentMax);
    this.#stats = messageStats(stats);
    this.#log = log;
  }

  open(): void {
    if (this.#open) return;
    this.#open = new AbortController();
    // Until now another tablet was asked for changes of the schema: what its tables say here may be of long ago.
    const isKnown = [...this.#port.tables()].some(({ kind }) => kind === 'message');
    if (isKnown) this.#following = this.#port.reloadTables().catch((error: unknown) => this.#failed(error));
    this.tablesChanged();
  }

  /** Ends all subscriptions; new ones are refused. */
  close(): void {
    this.#open?.abort();
    this.#open = undefined;
    for (const { manager } of this.#tables.values()) manager?.close();
    this.#tables.clear();
  }

  /** The schema engine has read the tables again. */
  tablesChanged(): void {
    const signal = this.#open?.signal;
    if (!signal) return;
    this.#following = this.#following.then(async () => {
      if (!signal.aborted && !(await this.#followed(signal))) void this.#followLater(signal);
    });
  }

  #failed(error: unknown): void {
    this.#log.warn({ err: toVtError(error) }, 'the schema could not be read for message tables');
  }

  async #followLater(signal: AbortSignal): Promise<void> {
    await pause(RETRY_MS, signal);
    if (!signal.aborted) this.tablesChanged();
  }

  /** False: not all could be read. */
  async #followed(signal: AbortSignal): Promise<boolean> {
    const tables = [...this.#port.tables()].filter(({ kind }) => kind === 'message');
    const names = new Set(tables.map(({ name }) => name));
    for (const name of this.#tables.keys()) if (!names.has(name)) this.#remove(name);
    let isWhole = true;
    for (const { name, comment, fingerprint } of tables) {
      if (this.#tables.get(name)?.fingerprint === fingerprint) continue;
      this.#remove(name);
      try {
        const known = await this.#load(name, comment, fingerprint, signal);
        if (signal.aborted) known.manager?.close();
        else this.#tables.set(name, known);
      } catch (error) {
        if (!signal.aborted)
          this.#log.warn({ table: name, err: toVtError(error) }, 'a message table cannot be read now');
        isWhole = false;
      }
    }
    return isWhole;
  }

  #remove(name: string): void {
    this.#tables.get(name)?.manager?.close();
    this.#tables.delete(name);
  }

  async #load(name: string, comment: string, fingerprint: string, signal: AbortSignal): Promise<Known> {
    const { fields } = await this.#port.execute(`select * from \`${name.replaceAll('`', '``')}\` limit 0`, {}, signal);
    try {
      const table = messageTable(name, comment, fields);
      const parts = { port: this.#port, postponer: this.#postponer, stats: this.#stats, log: this.#log };
      return { fingerprint, problem: '', manager: new MessageManager(table, { ...parts, random: Math.random }) };
    } catch (error) {
      if (!(error instanceof NotAMessageTable)) throw error;
      this.#log.warn({ table: name, problem: error.message }, 'a table says that it is a message table, and is none');
      return { fingerprint, problem: error.message, manager: undefined };
    }
  }

  /**
   * The messages of a table, until the signal aborts, the tablet ceases to be a primary that serves, or the table changes.
   * @throws INVALID_ARGUMENT: there is no such message table; PERMISSION_DENIED
   */
  async *subscribe(name: string, caller: Caller, signal: AbortSignal): AsyncGenerator<QueryResult, void, void> {
    const manager = await this.#manager(name, '');
    // Whoever gets messages changes them.
    this.#port.checkAccess(manager.table.sql.postpone, caller);
    yield* manager.subscribe(signal);
  }

  /** They need not be sent any more. Tells how many were not acknowledged before. */
  async acknowledge(
    name: string,
    ids: readonly BindValue[],
    caller: Caller,
    signal: AbortSignal,
  ): Promise<Pick<Result, 'affectedRows'>> {
    const manager = await this.#manager(name, ' in schema');
    if (ids.length === 0) return { affectedRows: 0n };
    const list: BindVariable = { type: Type.TUPLE, value: Buffer.alloc(0), values: ids };
    const { sql } = manager.table;
    const { affectedRows } = await this.#port.execute(
      sql.acknowledge,
      { ids: list, now: int(nowNs()) },
      signal,
      caller,
    );
    manager.forget(ids.map(({ value }) => keyOf(value)));
    this.#stats.add(name, 'Acked', Number(affectedRows));
    return { affectedRows };
  }

  async #manager(name: string, where: string): Promise<MessageManager> {
    if (!this.#open)
      throw new VtError({
        code: 'UNAVAILABLE',
        message: 'messager engine is closed, probably because this is not a primary any more',
      });
    await this.#following;
    if (!this.#tables.get(name)?.manager) await this.#look();
    const known = this.#tables.get(name);
    if (known?.manager) return known.manager;
    const why = known ? `: ${known.problem}` : '';
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `message table ${name} not found${where}${why}` });
  }

  /** It may have been made, or made anew, a moment ago. */
  async #look(): Promise<void> {
    await this.#port.reloadTables();
    this.tablesChanged();
    await this.#following;
  }
}
