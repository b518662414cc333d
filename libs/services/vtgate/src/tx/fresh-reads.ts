import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { quoteString } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import type { TabletGateway, TabletTarget } from '../gateway/tablet-gateway.ts';
import type { ReadAfterWrite } from '../session/read-after-write.ts';
import type { Session } from '../session/session.ts';
import { plainCall } from './plain-call.ts';

export type FreshReadOutcome = 'known' | 'has' | 'waited' | 'primary';

export type FreshReadsOptions = {
  readonly gateway: TabletGateway;
  readonly serverVersion: () => string;
  /** Counts how reads were placed. */
  readonly onPlaced?: (outcome: FreshReadOutcome) => void;
  readonly random: () => number;
  readonly nowMs: () => number;
};

/** A replica that lagged too much is not waited for again for this long. */
const LAGGARD_MS = 500;
const LAGGARDS_MAX = 10_000;
const PROBES_MAX = 4;

/** Where a read goes that must see certain writes: a replica that has them, or the primary. */
export type FreshPlace = { readonly alias: string } | 'primary';

/**
 * Finds replicas that have what a session must see. One that is known to have it is used again; else all are asked at once, else one is
 * waited for; when it does not catch up in time the primary reads.
 */
export class FreshReads {
  readonly #options: FreshReadsOptions;
  readonly #laggards = new Map<string, number>();

  constructor(options: FreshReadsOptions) {
    this.#options = options;
  }

  /** undefined: any tablet will do. */
  async place(session: Session, target: TabletTarget, signal: AbortSignal): Promise<FreshPlace | undefined> {
    const { readAfterWrite: fresh } = session;
    const place = `${target.keyspace}/${target.shard}`;
    const own = fresh.needed(place);
    if (own?.caughtUp && fresh.gtid === '' && this.#serves(target, own.caughtUp))
      return this.#placed(own.caughtUp, 'known');
    const brought = fresh.gtid === '' ? undefined : fresh.brought(place);
    if (!own && brought?.caughtUp && this.#serves(target, brought.caughtUp))
      return this.#placed(brought.caughtUp, 'known');
    const gtids = await this.#required(session, fresh, target, place, signal);
    if (gtids === '') return undefined;
    const found = await this.#find(session, target, gtids, signal);
    if (own) fresh.caughtUp(place, found?.alias);
    if (fresh.gtid !== '') fresh.bring(place, fresh.brought(place)?.gtids ?? '', found?.alias);
    return this.#placed(found?.alias, found?.outcome ?? 'primary');
  }

  #placed(alias: string | undefined, outcome: FreshReadOutcome): FreshPlace {
    this.#options.onPlaced?.(outcome);
    return alias === undefined ? 'primary' : { alias };
  }

  /** The GTIDs that a tablet of the place must have. */
  async #required(
    session: Session,
    fresh: ReadAfterWrite,
    target: TabletTarget,
    place: string,
    signal: AbortSignal,
  ): Promise<string> {
    const parts: string[] = [];
    const own = fresh.needed(place);
    if (own) {
      const gtids =
        own.gtids ?? (await this.#ask(session, { ...target, tabletType: 'PRIMARY' }, this.#executed, signal));
      fresh.learned(place, gtids);
      parts.push(gtids);
    }
    if (fresh.gtid !== '') {
      // What another shard wrote will never come here.
      const set = fresh.brought(place)?.gtids ?? (await this.#ours(session, fresh.gtid, target, signal));
      if (set !== '') fresh.bring(place, set, undefined);
      parts.push(set);
    }
    return parts.filter((part) => part !== '').join(',');
  }

  get #isMariadb(): boolean {
    return isMariadbVersion(this.#options.serverVersion());
  }

  get #executed(): string {
    return this.#isMariadb ? 'select @@global.gtid_binlog_pos' : "select replace(@@global.gtid_executed, '\\n', '')";
  }

  #ours(session: Session, set: string, target: TabletTarget, signal: AbortSignal): Promise<string> {
    if (this.#isMariadb) return Promise.resolve(set);
    const wanted = quoteString(set);
    const sql = `select replace(gtid_subtract(${wanted}, gtid_subtract(${wanted}, @@global.gtid_executed)), '\\n', '')`;
    return this.#ask(session, { ...target, tabletType: 'PRIMARY' }, sql, signal);
  }

  #serves({ keyspace, shard, tabletType }: TabletTarget, alias: string): boolean {
    return this.#options.gateway
      .tablets()
      .some(
        (t) =>
          t.alias === alias && t.serving && t.keyspace === keyspace && t.shard === shard && t.tabletType === tabletType,
      );
  }

  #candidates(session: Session, { keyspace, shard, tabletType }: TabletTarget): string[] {
    const only = session.target.tabletAlias;
    const now = this.#options.nowMs();
    const all = this.#options.gateway
      .tablets()
      .filter((t) => t.serving && t.keyspace === keyspace && t.shard === shard && t.tabletType === tabletType)
      .map(({ alias }) => alias)
      .filter((alias) => (only === undefined ? (this.#laggards.get(alias) ?? 0) <= now : alias === only));
    const from = Math.floor(this.#options.random() * all.length);
    return [...all.slice(from), ...all.slice(0, from)].slice(0, PROBES_MAX);
  }

  async #find(
    session: Session,
    target: TabletTarget,
    gtids: string,
    signal: AbortSignal,
  ): Promise<{ readonly alias: string; readonly outcome: FreshReadOutcome } | undefined> {
    const candidates = this.#candidates(session, target);
    if (candidates.length > 1 && !this.#isMariadb) {
      const has = await Promise.all(candidates.map((alias) => this.#has(session, target, alias, gtids, signal)));
      const alias = candidates.find((_, i) => has[i]);
      if (alias !== undefined) return { alias, outcome: 'has' };
    }
    const [first] = candidates;
    const caughtUp = first !== undefined && (await this.#waits(session, target, first, gtids, signal));
    if (caughtUp) return { alias: first, outcome: 'waited' };
    if (session.target.tabletAlias !== undefined)
      throw new VtError({
        code: 'DEADLINE_EXCEEDED',
        message: `tablet ${session.target.tabletAlias} has not caught up with this session’s writes`,
      });
    if (first !== undefined) this.#lags(first);
    return undefined;
  }

  #lags(alias: string): void {
    if (this.#laggards.size >= LAGGARDS_MAX) this.#laggards.clear();
    this.#laggards.set(alias, this.#options.nowMs() + LAGGARD_MS);
  }

  async #has(
    session: Session,
    target: TabletTarget,
    alias: string,
    gtids: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const sql = `select gtid_subset(${quoteString(gtids)}, @@global.gtid_executed)`;
    return this.#ask(session, target, sql, signal, alias).then(
      (said) => said === '1',
      () => false,
    );
  }

  async #waits(
    session: Session,
    target: TabletTarget,
    alias: string,
    gtids: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const seconds = Math.max(session.readAfterWrite.timeoutMs, 1) / 1000;
    const call = this.#isMariadb ? 'master_gtid_wait' : 'wait_for_executed_gtid_set';
    return this.#ask(session, target, `select ${call}(${quoteString(gtids)}, ${seconds})`, signal, alias).then(
      (said) => said === '0',
      () => false,
    );
  }

  /** The only value of a statement's only row. */
  async #ask(
    session: Session,
    target: TabletTarget,
    sql: string,
    signal: AbortSignal,
    alias?: string,
  ): Promise<string> {
    const answer = collectResult({ rowsMax: 1 });
    await this.#options.gateway.execute(
      target,
      { ...plainCall(session), sql, alias, repeatable: true },
      answer,
      signal,
    );
    const { rows } = await answer.result;
    return Buffer.from(rows[0]?.[0] ?? []).toString();
  }
}
