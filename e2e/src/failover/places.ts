import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestCluster } from '../harness/cluster.ts';
import type { Control } from './control.ts';
import { killTablet, pidOf } from './kill.ts';
import { Netns } from './netns.ts';
import { SmallDisk } from './small-disk.ts';

const KEYSPACE = 'commerce';
const SHARD = '0';
const TABLETS = 3;
/** As compiled, also when this file is not. */
const CLOCK = fileURLToPath(new URL('../../dist/failover/jumping-clock.js', import.meta.url));

/** Tablets that a drill has given a network or a disk of their own, for its whole length: two of three at most. */
export class Places {
  readonly #cluster: TestCluster;
  readonly #control: Control;
  #netns: { readonly uid: number; readonly netns: Netns } | undefined;
  #clock: { readonly uid: number; readonly file: string } | undefined;
  #disk: { readonly uid: number; readonly disk: SmallDisk } | undefined;

  constructor(cluster: TestCluster, control: Control) {
    this.#cluster = cluster;
    this.#control = control;
  }

  /** Makes a tablet primary whose cable can be cut. */
  async primaryInNetns(): Promise<{ readonly uid: number; readonly netns: Netns }> {
    this.#netns ??= await this.#openNetns();
    await this.#makePrimary(this.#netns.uid);
    return this.#netns;
  }

  /** Makes a tablet primary whose disk can be filled. */
  async primaryOnSmallDisk(): Promise<{ readonly uid: number; readonly disk: SmallDisk }> {
    this.#disk ??= await this.#openDisk();
    await this.#makePrimary(this.#disk.uid);
    return this.#disk;
  }

  /** Makes a tablet a replica whose disk can be filled. */
  async replicaOnSmallDisk(): Promise<{ readonly uid: number; readonly disk: SmallDisk }> {
    this.#disk ??= await this.#openDisk();
    const { uid } = this.#disk;
    if ((await this.#control.primaryUid(KEYSPACE, SHARD)) === uid)
      await this.#makePrimary(await this.#control.replicaUid(KEYSPACE, SHARD));
    return this.#disk;
  }

  /** Makes a tablet primary whose clock can be set, without that of its mysqld. */
  async primaryWithOwnClock(): Promise<void> {
    this.#clock ??= await this.#openClock();
    await this.#makePrimary(this.#clock.uid);
  }

  /** Sets that clock off by so much. */
  setClockOff(ms: number): void {
    if (this.#clock) writeFileSync(this.#clock.file, String(ms));
  }

  /** How a process of this tablet is started. */
  prefix(uid: number): readonly string[] {
    const clock = this.#clock?.uid === uid ? this.#clock.file : undefined;
    return [
      ...(this.#netns?.uid === uid ? this.#netns.netns.inside([]) : []),
      ...(clock === undefined ? [] : ['env', `NODE_OPTIONS=--import=${CLOCK}`, `VT_CLOCK_OFFSET_FILE=${clock}`]),
    ];
  }

  /** After the cluster has stopped. */
  close(): void {
    this.#netns?.netns.close();
    this.#disk?.disk.unmount();
  }

  async #openNetns(): Promise<{ readonly uid: number; readonly netns: Netns }> {
    const { base, topo } = this.#control.ports;
    const uid = await this.#control.replicaUid(KEYSPACE, SHARD, this.#disk?.uid);
    const portsOf = (one: number): number[] => [base + one, base + 1_000 + one, base + 2_000 + one];
    const uids = await this.#control.uids(KEYSPACE, SHARD);
    const others = uids.filter((one) => one !== uid).flatMap(portsOf);
    const netns = await this.#whileDown(uid, async () => {
      const opened = await Netns.open(base, { inner: portsOf(uid), outer: others, mutable: [topo] });
      this.#netns = { uid, netns: opened };
      return opened;
    });
    return { uid, netns };
  }

  async #openClock(): Promise<{ readonly uid: number; readonly file: string }> {
    const uid = await this.#control.replicaUid(KEYSPACE, SHARD, this.#disk?.uid);
    const file = join(this.#cluster.dir, `clock-${uid}`);
    await this.#whileDown(uid, async () => {
      this.#clock = { uid, file };
      this.setClockOff(0);
    });
    const pid = await pidOf(this.#cluster, `vttablet-${uid}`);
    if (!readFileSync(`/proc/${pid}/environ`).includes(CLOCK))
      throw new Error(`vttablet-${uid} has no clock of its own`);
    return { uid, file };
  }

  async #openDisk(): Promise<{ readonly uid: number; readonly disk: SmallDisk }> {
    const uid = await this.#control.replicaUid(KEYSPACE, SHARD, this.#netns?.uid);
    const disk = new SmallDisk(this.#control.folder(uid));
    await this.#whileDown(uid, async () => {
      this.#disk = { uid, disk };
      disk.mount();
    });
    return { uid, disk };
  }

  async #whileDown<T>(uid: number, work: () => Promise<T>): Promise<T> {
    await killTablet(this.#cluster, uid);
    const result = await work();
    await this.#cluster.restart(`vttablet-${uid}`, this.prefix(uid));
    await this.#control.healthy(KEYSPACE, SHARD, TABLETS);
    return result;
  }

  async #makePrimary(uid: number): Promise<void> {
    if ((await this.#control.primaryUid(KEYSPACE, SHARD)) !== uid) await this.#control.planned(KEYSPACE, SHARD, uid);
    await this.#control.healthy(KEYSPACE, SHARD, TABLETS);
  }
}
