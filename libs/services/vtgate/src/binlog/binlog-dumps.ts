import { anySignal, VtError } from '@vt/base';
import type { Gateway, HealthCheck } from '@vt/discovery';
import { fromServiceError, isServiceError } from '@vt/servenv';
import { parseTabletAlias, tabletAliasString } from '@vt/topo';
import type { Target } from '@vt/vschema';
import { callerOf } from '../gateway/discovery-gateway.ts';
import type { Caller, TabletTarget } from '../gateway/tablet-gateway.ts';

/** Whose binary log: one shard's tablet of a type, or a certain one. */
export type BinlogSource = TabletTarget & { readonly tabletAlias: string | undefined };

/** From where: behind a set of GTIDs, or from a place in a file of one certain mysqld. */
export type BinlogStart = {
  readonly file: string;
  readonly position: bigint;
  readonly gtidSet: string;
  /** As the client sent them. */
  readonly flags: number;
};

export type BinlogDumpOptions = {
  readonly enabled: boolean;
  readonly authorized: (caller: { readonly user: string }) => boolean;
  /** For sessions that have selected nothing: libraries that follow changes log in without a database. */
  readonly defaultTarget: Target;
};

/** Binary logs of the tablets that the health check knows, for clients that follow changes as a replica does. */
export class BinlogDumps {
  readonly #gateway: Gateway;
  readonly #health: HealthCheck;
  readonly #options: BinlogDumpOptions;
  readonly #stopping: AbortSignal;

  /** @param stopping aborted when the gate ends */
  constructor(gateway: Gateway, health: HealthCheck, options: BinlogDumpOptions, stopping: AbortSignal) {
    this.#gateway = gateway;
    this.#health = health;
    this.#options = options;
    this.#stopping = stopping;
  }

  /** @throws where the gate does not allow it, or the caller may not. */
  check(caller: { readonly user: string }): void {
    const { enabled, authorized } = this.#options;
    if (!enabled) throw failed('the binary log is not given through this gate (--enable-binlog-dump)');
    if (authorized(caller)) return;
    throw new VtError({
      code: 'PERMISSION_DENIED',
      errno: 1227,
      state: '42000',
      message: `User '${caller.user}' is not authorized to perform binlog dump operations`,
    });
  }

  /** Whose log a session's is. */
  sourceOf(selected: Target): BinlogSource {
    const target = selected.keyspace === '' ? this.#options.defaultTarget : selected;
    const { keyspace, tabletType, tabletAlias, destination } = target;
    return { keyspace, shard: destination?.kind === 'Shard' ? destination.shard : '', tabletType, tabletAlias };
  }

  /** MySQL's packets of events, cut anywhere but in a header. */
  async *open(source: BinlogSource, start: BinlogStart, caller: Caller, signal: AbortSignal): AsyncGenerator<Buffer> {
    this.check(caller);
    if (start.file !== '' && source.tabletAlias === undefined)
      throw failed('a place in a file is one mysqld’s: it needs a target with a tablet, keyspace:shard@type|alias');
    const { keyspace, shard, tabletType } = source;
    const alias = this.#alias(source);
    const { effective, immediate } = callerOf(caller);
    const request = {
      target: { keyspace, shard, tablet_type: tabletType },
      binlog_filename: start.file,
      binlog_position: start.position,
      gtid_set: start.gtidSet,
      flags: start.flags,
      effective_caller_id: effective,
      immediate_caller_id: immediate,
    } as const;
    const either = anySignal([signal, this.#stopping]);
    try {
      const { service } = this.#gateway.tablet(alias, { keyspace, shard, tabletType });
      for await (const { raw } of service.serverStream('BinlogDumpGTID', request, { signal: either })) yield raw;
    } catch (error) {
      if (this.#stopping.aborted) throw new VtError({ code: 'UNAVAILABLE', message: 'this gate is shutting down' });
      throw isServiceError(error) ? fromServiceError(error) : error;
    }
  }

  #alias({ keyspace, shard, tabletType, tabletAlias }: BinlogSource): string {
    if (keyspace === '' || shard === '')
      throw failed(
        'a binary log is one shard’s: the target must be keyspace:shard[@type[|alias]] (or --binlog-dump-default-target)',
      );
    if (tabletAlias === undefined) {
      const [tablet] = this.#health.serving({ keyspace, shard, tabletType });
      if (tablet) return tablet.alias;
    } else {
      const alias = tabletAliasString(parseTabletAlias(tabletAlias));
      const { target } = this.#health.health(alias) ?? {};
      if (target?.keyspace === keyspace && target.shard === shard && target.tabletType === tabletType) return alias;
    }
    const where = `${keyspace}.${shard}.${tabletType.toLowerCase()}`;
    throw new VtError({
      code: 'UNAVAILABLE',
      message: `target: ${where}: no healthy tablet available for the binary log`,
    });
  }
}

function failed(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
