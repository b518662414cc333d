import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HealthCheck } from '@vt/discovery';
import { TabletManagers } from '@vt/reparent';
import {
  AwakeClock,
  type CommonFlags,
  channelSecurity,
  type FlagValues,
  GrpcChannel,
  type ProcessSpec,
  type ServiceEnv,
  type Stats,
} from '@vt/servenv';
import { openTopo, type TopoServer } from '@vt/topo';
import { errantCounts } from './analysis/analyze-replica.ts';
import { analyzeShard, primaryOf } from './analysis/analyze-shard.ts';
import { type Problem, repairOf } from './analysis/problem.ts';
import { addApi } from './api.ts';
import { type VtorcFlags, vtorcFlags } from './flags.ts';
import { History } from './recovery/history.ts';
import { Runner } from './recovery/runner.ts';
import { Switches } from './recovery/switches.ts';
import { Told } from './recovery/told.ts';
import { addStats } from './stats.ts';
import { ClusterView } from './view/cluster-view.ts';
import { Poller } from './view/poller.ts';

/** How long a primary's tablet may be away, as in a quick restart, when its process is seen to be gone. */
const GONE_MS = 250;

type Env = ServiceEnv<VtorcFlags & CommonFlags>;

type OpenTopo = (flags: FlagValues<VtorcFlags>, stats: Stats) => TopoServer;

/** The process that watches the shards and repairs them. */
export function vtorcSpec(connect: OpenTopo = openTopo): ProcessSpec<VtorcFlags> {
  return {
    name: 'vtorc',
    summary: 'watches shards and repairs them: replaces lost primaries, sets replicas right',
    flags: vtorcFlags,
    start: async (env) => new Vtorc(env, connect(env.flags, env.stats)).start(),
  };
}

/** Composes the view of the cluster, its analysis and the repairs. */
export class Vtorc {
  readonly env: Env;
  readonly view: ClusterView;
  readonly history = new History(randomUUID().slice(0, 8));
  readonly switches: Switches;
  readonly #clock = new AwakeClock();
  readonly #topo: TopoServer;
  readonly #poller: Poller;
  readonly #runner: Runner;
  readonly #health: HealthCheck;
  readonly #told = new Told();
  /** Shards to look at now, by `keyspace/shard`. */
  readonly #due = new Set<string>();
  #wake: () => void = () => {};

  constructor(env: Env, topo: TopoServer) {
    this.env = env;
    this.#topo = topo;
    const { flags, log } = env;
    const security = channelSecurity('tablet-manager', flags);
    const channel = (target: string) => new GrpcChannel({ target, ...security });
    const tablets = new TabletManagers(channel);
    this.#health = new HealthCheck({ localCell: flags.cell, connect: channel });
    this.switches = new Switches({
      allowRecovery: flags['allow-recovery'],
      allowEmergencyReparent: flags['allow-emergency-reparent'],
      drainErrant: flags['change-tablets-with-errant-gtid-to-drained'],
      replaceStalled: flags['enable-primary-disk-stalled-recovery'],
      disabled: flags['disabled-recoveries'],
    });
    this.view = new ClusterView({
      topo,
      cells: flags['cells-to-watch'],
      clusters: flags['clusters-to-watch'],
      refreshMs: flags['topo-information-refresh-duration'],
      onProblem: (what, error) => log.warn({ what, err: error }, 'cannot follow the topology'),
      onChange: (keyspace, shard) => this.#look(`${keyspace}/${shard}`),
      onTablets: (all) => this.#health.setTablets(all),
    });
    const stats = addStats(env.stats, this);
    this.#poller = new Poller({
      view: this.view,
      tablets,
      clock: this.#clock,
      everyMs: flags['instance-poll-time'],
      primaryEveryMs: flags['primary-poll-time'],
      onPolled: ({ tablet, isReachable }, _, ms) => {
        stats.asked(isReachable === true, ms);
        this.#look(`${tablet.keyspace}/${tablet.shard}`);
      },
    });
    this.#runner = new Runner({
      deps: {
        topo,
        tablets,
        log,
        remoteTimeoutMs: flags['remote-operation-timeout'],
        lastKnown: (cell, keyspace, shard) => this.view.lastKnown(cell, keyspace, shard),
      },
      history: this.history,
      switches: this.switches,
      repair: {
        preventCrossCell: flags['prevent-cross-cell-failover'],
        tolerableLagMs: flags['tolerable-replication-lag'],
      },
      waitReplicasMs: flags['wait-replicas-timeout'],
      lookAgain: (keyspace, shard, isFresh, signal) => this.#lookAgain(keyspace, shard, isFresh, signal),
      onEnd: stats.recovered,
      onLock: stats.locked,
      log,
    });
    env.onClose('topology', () => topo.close());
    env.onClose('tablets', async () => {
      tablets.close();
      await this.#health.close();
    });
  }

  start(): void {
    const { signal, log } = this.env;
    addApi(this);
    // A health stream tells at once what the next poll would find out.
    this.#health.subscribe((now, before) => {
      const isNews = before !== undefined && (now.serving !== before.serving || now.error !== before.error);
      if (isNews && !signal.aborted) void this.#poller.poll(now.alias, signal);
    });
    this.#clock.start(signal);
    this.view.run(signal);
    const ended = (error: unknown) => {
      if (!signal.aborted) log.error({ err: error }, 'a background task ended');
    };
    this.#poller.run(signal).catch(ended);
    this.#loop(signal).catch(ended);
  }

  /** Everything that is wrong now. */
  problems(): readonly Problem[] {
    return this.view.shards().flatMap((shard) => this.analyze(shard));
  }

  errantGtids(): ReadonlyMap<string, number> {
    return new Map(
      this.view.shards().flatMap((shard) => {
        const { primary } = primaryOf(shard);
        return primary ? [...errantCounts(primary, shard.tablets)] : [];
      }),
    );
  }

  get asking(): number {
    return this.#poller.asking;
  }

  get pollMs(): number {
    return this.env.flags['instance-poll-time'];
  }

  analyze(shard: Parameters<typeof analyzeShard>[0]): readonly Problem[] {
    const { alias = '' } = primaryOf(shard);
    const unresponsiveMs = this.env.flags['primary-unresponsive-time'] * this.#poller.slowness(alias);
    const lagSecondsMax = this.env.flags['reasonable-replication-lag'] / 1000;
    return analyzeShard(shard, { nowMs: this.#clock.now(), unresponsiveMs, goneMs: GONE_MS, lagSecondsMax });
  }

  get config(): Readonly<Record<string, unknown>> {
    return { ...this.env.flags, 'disabled-recoveries': this.switches.disabled };
  }

  #look(key: string): void {
    this.#due.add(key);
    this.#wake();
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const due = [...this.#due];
      this.#due.clear();
      for (const key of due) this.#repair(key, signal);
      const tick = delay(this.env.flags['recovery-poll-duration'], 'tick', { signal }).catch(() => {});
      if ((await Promise.race([woken, tick])) === 'tick') {
        for (const { keyspace, shard } of this.view.shards()) this.#due.add(`${keyspace}/${shard}`);
      }
    }
  }

  /** What ends badly for one shard is no reason to watch none any more. */
  #repair(key: string, signal: AbortSignal): void {
    this.#repairNext(key, signal).catch((error: unknown) =>
      this.env.log.error({ err: error, shard: key }, 'repair ended badly'),
    );
  }

  async #repairNext(key: string, signal: AbortSignal): Promise<void> {
    const shard = this.view.shard(key);
    if (!shard) return;
    const problems = this.analyze(shard);
    const { begun, ended } = this.#told.news(key, problems);
    for (const problem of begun) this.env.log.warn({ ...problem }, 'a problem that nothing is done about');
    for (const { code, alias } of ended) this.env.log.info({ shard: key, code, alias }, 'a problem is over');
    // What the repair changed is to be seen before anything else is done.
    if (await this.#runner.repairNext(shard, problems, signal)) await this.#pollShard(key, signal);
  }

  /** Who was just found not to answer is not waited for, unless it is the primary, and it may only have been slow. */
  async #pollAnswering(key: string, signal: AbortSignal): Promise<void> {
    const shard = this.view.shard(key);
    if (!shard) return;
    const { primary } = primaryOf(shard);
    const asked = shard.tablets.filter((o) => o.isReachable !== false || (o === primary && !o.isGone));
    await this.#poller.pollShard({ ...shard, tablets: asked }, signal);
  }

  async #pollShard(key: string, signal: AbortSignal): Promise<void> {
    const shard = this.view.shard(key);
    if (shard) await this.#poller.pollShard(shard, signal);
  }

  /**
   * What is wrong with a shard whose lock is held, after asking everybody in it who is not known to be down. `isFresh`: the lock was free, so that what was seen a moment ago is
   * still so; only the record is read.
   */
  async #lookAgain(
    keyspace: string,
    shard: string,
    isFresh: boolean,
    signal: AbortSignal,
  ): Promise<readonly Problem[]> {
    const key = `${keyspace}/${shard}`;
    const [{ value: record }] = await Promise.all([
      this.#topo.shards.get(keyspace, shard, { signal }),
      isFresh ? undefined : this.#pollAnswering(key, signal),
    ]);
    const view = this.view.shard(key);
    return view ? this.analyze({ ...view, record }).filter(({ code }) => repairOf(code) !== undefined) : [];
  }
}
