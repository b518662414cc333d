import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, waitFor } from '../harness/cluster.ts';
import { copied, diffed, type MoveCluster } from './move-cluster.ts';

export const victims = [
  'vtctld',
  'source tablet',
  'target tablet',
  'source mysqld',
  'target mysqld',
  'vtgate',
] as const;
/** Who dies. */
export type Victim = (typeof victims)[number];

/** A shard, as `keyspace` and `shard`. */
type Place = { readonly keyspace: string; readonly shard: string };

export type Side = { readonly keyspace: string; readonly shards: readonly string[] };

export type Scene = {
  readonly family: 'MoveTables' | 'Reshard';
  readonly workflow: string;
  readonly from: Side;
  readonly to: Side;
  readonly tables: readonly string[];
};

const LIMIT_MS = 240_000;
const AGAIN_MS = 300;
const SWITCHED = 'All Reads Switched. Writes Switched';
const NOT_SWITCHED = 'Reads Not Switched. Writes Not Switched';

/** One workflow at whose steps processes die, as a supervisor and an operator would deal with it: what died is started, and the command given again. */
export class CrashWalk {
  readonly #cluster: MoveCluster;
  readonly #scene: Scene;
  #isSwitched = false;

  constructor(cluster: MoveCluster, scene: Scene) {
    this.#cluster = cluster;
    this.#scene = scene;
  }

  get isSwitched(): boolean {
    return this.#isSwitched;
  }

  /** Streams from the source are made, and run until everything is copied. */
  async create(): Promise<void> {
    await this.#again(() => this.#create().catch((error: unknown) => this.#start(error)));
  }

  /** Of one that was made but for its start. One that is on some of the shards only is given up, and made again. */
  async #start(error: unknown): Promise<void> {
    const { family, workflow, to } = this.#scene;
    if (!String(error).includes('already exists')) throw error;
    const sql = `select 1 from _vt.vreplication where workflow = '${workflow}'`;
    const found = await Promise.all(to.shards.map((shard) => this.#cluster.rowsOf(to.keyspace, shard, sql)));
    if (found.some((rows) => rows.length === 0)) {
      await this.cancel();
      throw error;
    }
    await this.#cluster.vtctl(family, '--workflow', workflow, '--target-keyspace', to.keyspace, 'start');
  }

  async #create(): Promise<void> {
    const { family, workflow, from, to, tables } = this.#scene;
    const streams = { workflow, tablet_types: ['PRIMARY' as const], auto_start: true, defer_secondary_keys: true };
    if (family === 'Reshard') {
      const shards = { source_shards: [...from.shards], target_shards: [...to.shards] };
      await this.#cluster.call('ReshardCreate', { ...streams, keyspace: to.keyspace, ...shards });
    } else {
      const keyspaces = { source_keyspace: from.keyspace, target_keyspace: to.keyspace };
      await this.#cluster.call('MoveTablesCreate', { ...streams, ...keyspaces, include_tables: [...tables] });
    }
  }

  copied(): Promise<void> {
    return copied(this.#cluster, this.#scene.to.keyspace, this.#scene.workflow, LIMIT_MS, this.#scene.to.shards);
  }

  /** Traffic goes to the other side, while somebody dies at a step if one is named. Returns how often the command was given. */
  async switch(step?: string, victim: Victim = 'vtctld'): Promise<number> {
    const { to, workflow } = this.#scene;
    const direction = this.#isSwitched ? 1 : 0;
    const request = { keyspace: to.keyspace, workflow, direction, enable_reverse_replication: true };
    let state = '';
    const command = async (): Promise<void> => {
      const limits = { timeout: { seconds: 30n }, max_replication_lag_allowed: { seconds: 60n } };
      state = (await this.#cluster.call('WorkflowSwitchTraffic', { ...request, ...limits })).current_state;
    };
    const tries = await (step === undefined ? this.#again(command) : this.#dying('vtctld', step, victim, command));
    const wanted = this.#isSwitched ? NOT_SWITCHED : SWITCHED;
    if (state !== wanted) throw new Error(`${step ?? 'switch'}: traffic is '${state}', not '${wanted}'`);
    this.#isSwitched = !this.#isSwitched;
    return tries;
  }

  /** The rows are copied while somebody dies, at a step of the target's stream. */
  async copy(step: string, victim: Victim): Promise<void> {
    const { to } = this.#scene;
    await this.#dying(this.#cluster.tabletName(to.keyspace, to.shards[0] ?? ''), step, victim, () => this.create());
    await this.copied();
  }

  async complete(step?: string, victim: Victim = 'vtctld'): Promise<void> {
    const { to, workflow } = this.#scene;
    await this.#ended(step, victim, () =>
      this.#cluster.call('MoveTablesComplete', { workflow, target_keyspace: to.keyspace }),
    );
  }

  async cancel(step?: string, victim: Victim = 'vtctld'): Promise<void> {
    const { to, workflow } = this.#scene;
    await this.#ended(step, victim, () => this.#cluster.call('WorkflowDelete', { keyspace: to.keyspace, workflow }));
  }

  /** Source and target are the same; throws when they are not. */
  async compare(): Promise<number> {
    const { to, workflow, from } = this.#scene;
    const about = this.#isSwitched
      ? ([from.keyspace, `${workflow}_reverse`] as const)
      : ([to.keyspace, workflow] as const);
    let summary: Awaited<ReturnType<typeof diffed>> | undefined;
    // Who died is perhaps not back yet.
    await this.#again(async () => {
      summary = await diffed(this.#cluster, ...about, LIMIT_MS);
    });
    const { State, HasMismatch, RowsCompared } = summary as NonNullable<typeof summary>;
    if (State !== 'completed' || HasMismatch) throw new Error(`VDiff of ${about[1]}: ${State}, ${HasMismatch}`);
    return RowsCompared;
  }

  /** A workflow that is not there any more has been ended. */
  async #ended(step: string | undefined, victim: Victim, work: () => Promise<unknown>): Promise<void> {
    const command = async (): Promise<void> => {
      await work().catch((error: unknown) => {
        if (!String(error).includes('no streams found for workflow')) throw error;
      });
    };
    await (step === undefined ? this.#again(command) : this.#dying('vtctld', step, victim, command));
  }

  /** @param program who comes to the step. */
  async #dying(program: string, step: string, victim: Victim, command: () => Promise<void>): Promise<number> {
    const dying = this.#pidsOf(victim);
    this.#cluster.crashAt(program, step, dying);
    let isOver = false;
    const medic = this.#revive(() => isOver);
    try {
      const tries = await this.#again(command);
      await waitFor(`${program} to come to ${step}`, async () => !this.#cluster.willCrash(program), LIMIT_MS);
      // The last look of who revives them must not come before they are gone.
      await waitFor(`the death of ${victim}`, async () => !dying.some(isAlive), LIMIT_MS);
      return tries;
    } finally {
      isOver = true;
      await medic;
    }
  }

  /** Gives a command until it succeeds. */
  async #again(command: () => Promise<void>): Promise<number> {
    const endMs = Date.now() + LIMIT_MS;
    for (let tries = 1; ; tries++) {
      try {
        await command();
        return tries;
      } catch (error) {
        if (Date.now() > endMs) throw error;
        await delay(AGAIN_MS);
      }
    }
  }

  #places(side: Side): Place[] {
    return side.shards.map((shard) => ({ keyspace: side.keyspace, shard }));
  }

  #pidsOf(victim: Victim): number[] {
    const { from, to } = this.#isSwitched ? { from: this.#scene.to, to: this.#scene.from } : this.#scene;
    const { programs } = this.#cluster;
    const [side, kind] = victim.split(' ');
    if (kind === undefined) return [programs.pid(victim)];
    const [{ keyspace, shard } = { keyspace: '', shard: '' }] = this.#places(side === 'source' ? from : to);
    const isMysqld = kind === 'mysqld';
    return [
      isMysqld ? this.#cluster.mysqldPid(keyspace, shard) : programs.pid(this.#cluster.tabletName(keyspace, shard)),
    ];
  }

  /** Starts what died again, as a supervisor does; a mysqld is its tablet's business. */
  async #revive(isOver: () => boolean): Promise<void> {
    const { programs } = this.#cluster;
    const { from, to } = this.#scene;
    const starts = new Map<string, () => Promise<void>>([
      ['vtctld', () => this.#cluster.startVtctld()],
      ['vtgate', () => this.#cluster.startGate()],
      ...[...this.#places(from), ...this.#places(to)].map(
        ({ keyspace, shard }) =>
          [this.#cluster.tabletName(keyspace, shard), () => this.#cluster.startTablet(keyspace, shard)] as const,
      ),
    ]);
    for (let isLast = false; !isLast; await delay(AGAIN_MS)) {
      isLast = isOver();
      for (const [name, start] of starts) if (!programs.isRunning(name)) await start();
    }
  }
}
