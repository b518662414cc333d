import { notServing, shuttingDown } from '../errors.ts';
import type { TabletIdentity, TabletType, Target } from '../request.ts';
import { checkTarget } from './target-check.ts';

/** As `/debug/vars` shows it. */
export type StateName = 'NOT_CONNECTED' | 'NOT_SERVING' | 'SERVING';

/**
 * Who may ask for what right now, and how many are being served. Changing the state is the state manager's job; asking is every
 * request's.
 */
export class ServingState {
  readonly identity: TabletIdentity;
  tabletType: TabletType;
  /** Seconds since the epoch at which this tablet became primary; 0 when it is none. */
  primaryTermStart = 0n;
  state: StateName = 'NOT_CONNECTED';
  /** What the state is on its way to. */
  wanted: StateName = 'NOT_CONNECTED';
  /** Types whose requests are still let in after a change of type. */
  alsoAllowed: readonly TabletType[] = [];
  isReplicationHealthy = true;
  isLameDuck = false;
  /** How often it became of a type. */
  readonly typeCounts = new Map<TabletType, number>();
  #target: Target;
  #requests = 0;
  #idle: (() => void)[] = [];

  constructor(identity: TabletIdentity, tabletType: TabletType) {
    this.identity = identity;
    this.tabletType = tabletType;
    this.#target = this.#makeTarget();
  }

  #makeTarget(): Target {
    return { keyspace: this.identity.keyspace, shard: this.identity.shard, tabletType: this.tabletType };
  }

  get target(): Target {
    return this.#target;
  }

  setType(tabletType: TabletType, primaryTermStart: bigint): void {
    if (tabletType !== this.tabletType) this.typeCounts.set(tabletType, (this.typeCounts.get(tabletType) ?? 0) + 1);
    this.tabletType = tabletType;
    this.primaryTermStart = tabletType === 'PRIMARY' ? primaryTermStart : 0n;
    this.#target = this.#makeTarget();
  }

  get isPrimary(): boolean {
    return this.tabletType === 'PRIMARY';
  }

  /** Whether gates may send queries. */
  get isServing(): boolean {
    return this.state === 'SERVING' && this.wanted === 'SERVING' && this.isReplicationHealthy && !this.isLameDuck;
  }

  /** Lets a request in, or throws. Each that is let in must `leave`. `isHeld`: it continues a transaction, which may end in peace. */
  enter(target: Target | undefined, isHeld: boolean): void {
    if (this.state !== 'SERVING') throw notServing('NOT_SERVING');
    if (this.wanted !== 'SERVING' && !isHeld) throw shuttingDown();
    if (!this.isReplicationHealthy && !isHeld) throw notServing('NOT_SERVING');
    const wrong = checkTarget(target, this.#target, this.alsoAllowed);
    if (wrong) throw wrong;
    this.#requests++;
  }

  /**
   * Throws unless the target is this tablet and its mysqld can be asked. Streams of changes go on while queries are switched off: who follows a
   * shard whose traffic moves must come to the end of it.
   */
  verify(target: Target | undefined): void {
    if (this.state === 'NOT_CONNECTED') throw notServing('NOT_CONNECTED');
    const wrong = checkTarget(target, this.#target, this.alsoAllowed);
    if (wrong) throw wrong;
  }

  leave(): void {
    this.#requests--;
    if (this.#requests === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  get requests(): number {
    return this.#requests;
  }

  /** Waits until nothing is being served, or the signal aborts. */
  async whenIdle(signal: AbortSignal): Promise<void> {
    if (this.#requests === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
