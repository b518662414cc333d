import { collectResult, emptyOk, type OkInfo, type Result, type ResultSink } from '@vt/sqltypes';
import type { StatementRun } from '../executor/statement.ts';
import { CallSink } from '../gateway/call-sink.ts';
import { databaseOf } from '../gateway/database-name.ts';
import { separateBytes } from '../gateway/separate-bytes.ts';
import { clientError } from '../gateway/tablet-error.ts';
import { TabletCallError, type TabletState, type TabletTarget } from '../gateway/tablet-gateway.ts';
import { WholeFloats } from '../gateway/whole-floats.ts';
import { scanModeOf } from '../session/session.ts';
import { statementTimeoutMs } from '../session/statement-timeout.ts';
import { defaultScanMode } from '../text/scan.ts';

const RELEASE_TIMEOUT_MS = 10_000;
/**
 * Everything that a stored row may hold can be loaded again: zero dates, enums' error values, zeros of auto-increment columns. A mysqld takes no
 * mode from a session in utf16 unless the text says that it is none of it.
 */
const LOADING =
  "set @vts_sql_mode = @@session.sql_mode, @@session.sql_mode = _utf8mb4'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'";
const LOADED = 'set @@session.sql_mode = @vts_sql_mode';

/** One connection of a tablet, kept for one query: temporary tables live and die with it. */
export class ScratchConnection {
  readonly #run: StatementRun;
  readonly #target: TabletTarget;
  readonly #settings: readonly string[];
  #state: TabletState = { transactionId: 0n, reservedId: 0n, alias: undefined };

  /** @param settings more SET statements than the session's. */
  constructor(run: StatementRun, target: TabletTarget, settings: readonly string[] = []) {
    this.#run = run;
    this.#target = target;
    this.#settings = settings;
  }

  beginLoading(): Promise<void> {
    return this.command(LOADING);
  }

  endLoading(): Promise<void> {
    return this.command(LOADED);
  }

  /** A statement whose answer says nothing. */
  async command(sql: string): Promise<void> {
    await this.#call(sql, new Silence());
  }

  /** What there is to know of the connection afterwards. */
  async ask(sql: string): Promise<Result> {
    const answer = collectResult({ rowsMax: 2 });
    await this.#call(sql, answer);
    return answer.result;
  }

  /** The client's own query: what the server warns of is for the client. */
  query(sql: string, sink: ResultSink): Promise<void> {
    return this.#call(sql, this.#run.shards.wholeFloats ? new WholeFloats(sink) : sink, true);
  }

  async #call(sql: string, sink: ResultSink, isClients = false): Promise<void> {
    const { session, signal, deps, shards } = this.#run;
    const first = this.#state.reservedId === 0n;
    const call = {
      ...separateBytes(sql, this.#run.binds, isClients ? scanModeOf(session) : defaultScanMode),
      caller: session.caller,
      ...this.#state,
      alias: this.#state.alias ?? session.target.tabletAlias,
      begin: undefined,
      afterBegin: [],
      settings: first ? [...session.settingStatements(), ...this.#settings] : [],
      reserve: first,
      workload: session.workload,
      clientFoundRows: session.clientFoundRows,
      repeatable: false,
      wantsDiagnostics: isClients,
      binaryRows: isClients && shards.wholeFloats,
      timeoutMs: statementTimeoutMs(session, 0),
    };
    const database = databaseOf(deps.gateway, this.#target.keyspace);
    try {
      const warned = new CallSink(sink, this.#target.keyspace, database, (said) => {
        for (const { level, code, message } of said) session.warnings.push({ level, code, message });
      });
      this.#state = await deps.gateway.execute(this.#target, call, warned, signal);
    } catch (error) {
      if (error instanceof TabletCallError) this.#state = error.state;
      throw clientError(error, this.#target.keyspace, database);
    }
  }

  /** Never fails: a tablet that cannot be told closes the connection when its time is over. */
  async release(): Promise<void> {
    if (this.#state.reservedId === 0n) return;
    const { session, deps } = this.#run;
    const signal = AbortSignal.timeout(RELEASE_TIMEOUT_MS);
    await deps.gateway.release(this.#target, this.#state, session.caller, signal).catch(() => {});
  }
}

/** Takes an answer and drops it. */
class Silence implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  ok: OkInfo = emptyOk;
  columns(): void {}
  rows(): boolean {
    return true;
  }
  end(ok: OkInfo): void {
    this.ok = ok;
  }
  error(): void {}
}
