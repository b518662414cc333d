import { VtError } from '@vt/base';
import type { Gateway, HealthCheck } from '@vt/discovery';
import {
  type AtomicTransaction,
  type CallState,
  type Message,
  type MessageInput,
  type TabletMethod,
  tabletRequest,
  VERSION_OF_ATOMIC_COMMIT,
} from '@vt/proto';
import { fromServiceError, isServiceError } from '@vt/servenv';
import { collectResult } from '@vt/sqltypes';
import type { TabletTypeName } from '@vt/vschema';
import type { Decision, DecisionState, TwoPcPort } from '../tx/two-pc-port.ts';
import type { TabletAliasText, TabletTarget } from './tablet-gateway.ts';

type Service = ReturnType<Gateway['tablet']>['service'];

const nobody: AtomicTransaction['participants'] = [];

/** Two-phase commit by the query stream where the tablets know it there, else by their compatible service. */
export class TwoPcTablets implements TwoPcPort {
  readonly #gateway: Gateway;
  readonly #health: HealthCheck;

  constructor(gateway: Gateway, health: HealthCheck) {
    this.#gateway = gateway;
    this.#health = health;
  }

  presumesAbort(shards: readonly { readonly target: TabletTarget; readonly alias: TabletAliasText | undefined }[]) {
    const known = shards.map(({ target, alias }) => this.#version(target, alias));
    return known.includes(undefined)
      ? undefined
      : known.every((version) => version !== undefined && version >= VERSION_OF_ATOMIC_COMMIT);
  }

  async decideCommit(
    to: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    dtid: string,
    participants: readonly TabletTarget[],
    signal: AbortSignal,
  ): Promise<bigint> {
    const { reservedId } = await this.#send('decideCommit', to, alias, transactionId, { dtid, participants }, signal);
    return reservedId;
  }

  async decideRollback(to: TabletTarget, dtid: string, signal: AbortSignal): Promise<void> {
    await this.#send('decideRollback', to, undefined, 0n, { dtid, participants: nobody }, signal);
  }

  async createTransaction(
    to: TabletTarget,
    dtid: string,
    participants: readonly TabletTarget[],
    signal: AbortSignal,
  ): Promise<void> {
    const request = { target: target(to), dtid, participants: participants.map(target) };
    await this.#call(to, undefined, (service) => service.unary('CreateTransaction', request, { signal }));
  }

  async prepare(
    to: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    dtid: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#streams(to, alias))
      return void (await this.#send('prepare', to, alias, transactionId, { dtid, participants: nobody }, signal));
    const request = { target: target(to), dtid, transaction_id: transactionId };
    await this.#call(to, alias, (service) => service.unary('Prepare', request, { signal }));
  }

  async startCommit(
    to: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    dtid: string,
    signal: AbortSignal,
  ): Promise<void> {
    const request = { target: target(to), dtid, transaction_id: transactionId };
    await this.#call(to, alias, (service) => service.unary('StartCommit', request, { signal }));
  }

  async setRollback(to: TabletTarget, dtid: string, signal: AbortSignal): Promise<void> {
    const request = { target: target(to), dtid };
    await this.#call(to, undefined, (service) => service.unary('SetRollback', request, { signal }));
  }

  async commitPrepared(to: TabletTarget, dtid: string, signal: AbortSignal): Promise<void> {
    if (this.#streams(to, undefined))
      return void (await this.#send('commitPrepared', to, undefined, 0n, { dtid, participants: nobody }, signal));
    const request = { target: target(to), dtid };
    await this.#call(to, undefined, (service) => service.unary('CommitPrepared', request, { signal }));
  }

  async rollbackPrepared(to: TabletTarget, dtid: string, transactionId: bigint, signal: AbortSignal): Promise<void> {
    if (this.#streams(to, undefined))
      return void (await this.#send(
        'rollbackPrepared',
        to,
        undefined,
        transactionId,
        { dtid, participants: nobody },
        signal,
      ));
    const request = { target: target(to), dtid, transaction_id: transactionId };
    await this.#call(to, undefined, (service) => service.unary('RollbackPrepared', request, { signal }));
  }

  async rollback(
    to: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    signal: AbortSignal,
  ): Promise<void> {
    const request = tabletRequest({ method: 'rollback', target: to, transactionId });
    await this.#gateway.execute(request, collectResult(), { alias: alias ?? this.#primary(to), signal });
  }

  async conclude(to: TabletTarget, dtid: string, signal: AbortSignal): Promise<void> {
    if (this.#streams(to, undefined))
      return void (await this.#send('conclude', to, undefined, 0n, { dtid, participants: nobody }, signal));
    const request = { target: target(to), dtid };
    await this.#call(to, undefined, (service) => service.unary('ConcludeTransaction', request, { signal }));
  }

  async read(to: TabletTarget, dtid: string, signal: AbortSignal): Promise<Decision | undefined> {
    const request = { target: target(to), dtid };
    const { metadata } = await this.#call(to, undefined, (service) =>
      service.unary('ReadTransaction', request, { signal }),
    );
    return metadata === null || metadata.dtid === '' ? undefined : decisionOf(metadata);
  }

  async unresolved(to: TabletTarget, signal: AbortSignal): Promise<readonly Decision[]> {
    const request = { target: target(to) };
    const { transactions } = await this.#call(to, undefined, (service) =>
      service.unary('UnresolvedTransactions', request, { signal }),
    );
    return transactions.map(decisionOf);
  }

  async #call<T>(
    to: TabletTarget,
    alias: TabletAliasText | undefined,
    send: (service: Service) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(this.#gateway.tablet(alias ?? this.#primary(to), to).service);
    } catch (error) {
      throw isServiceError(error) ? fromServiceError(error) : error;
    }
  }

  #streams(to: TabletTarget, alias: TabletAliasText | undefined): boolean {
    return (this.#version(to, alias) ?? 0) >= VERSION_OF_ATOMIC_COMMIT;
  }

  /** Of the query stream; undefined: no such tablet is there. */
  #version(to: TabletTarget, alias: TabletAliasText | undefined): number | undefined {
    const health = alias === undefined ? this.#health.serving(to)[0] : this.#health.health(alias);
    return health?.queryStreamVersion;
  }

  #send(
    method: TabletMethod,
    target: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    atomic: AtomicTransaction,
    signal: AbortSignal,
  ): Promise<CallState> {
    const request = tabletRequest({ method, target, transactionId, atomic });
    return this.#gateway.execute(request, collectResult(), { alias: alias ?? this.#primary(target), signal });
  }

  #primary(to: TabletTarget): TabletAliasText {
    const [primary] = this.#health.serving(to);
    if (primary) return primary.alias;
    const message = `target: ${to.keyspace}.${to.shard}.primary: no healthy tablet available`;
    throw new VtError({ code: 'UNAVAILABLE', message });
  }
}

function target({ keyspace, shard, tabletType }: TabletTarget): MessageInput<'query.Target'> {
  return { keyspace, shard, tablet_type: tabletType };
}

function decisionOf({ dtid, state, time_created, participants }: Message<'query.TransactionMetadata'>): Decision {
  return {
    dtid,
    state: state as DecisionState,
    createdNs: time_created,
    participants: participants.map(({ keyspace, shard, tablet_type }) => ({
      keyspace,
      shard,
      tabletType: tablet_type as TabletTypeName,
    })),
  };
}
