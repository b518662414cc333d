import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../failover/drill.ts';
import { pidOf } from '../failover/kill.ts';
import { waitFor } from '../harness/cluster.ts';
import { type BackupStage, KEYSPACE, PLACE, SHARD } from './stage.ts';

export const engines = ['builtin', 'logical'] as const;
export type Engine = (typeof engines)[number];

export type DeathOptions = {
  readonly seed: number;
  readonly rounds: number;
  /** What the backups are made with, and restored from. */
  readonly engine: Engine;
  readonly print: (line: string) => void;
};

/** The longest that a death is waited for, in the time that the same work took undisturbed. */
const REACH = 1.1;

/**
 * Kills one of those who take part in a backup or a restore, at a random moment of it, again and again. Afterwards the tablet has its old or the new data, whole; what was not finished is not listed
 * as complete, is not restored from, and is gone after the next backup. Returns what was not so.
 */
export async function deaths(
  stage: BackupStage,
  { seed, rounds, engine, print }: DeathOptions,
): Promise<readonly string[]> {
  const random = randomFrom(seed);
  const alias = stage.alias(stage.replicaUid);
  const works = { backup: backupOf(alias, engine), restore: restoreOf(alias, engine) };
  const victims = [`vttablet-${stage.replicaUid}`, `mysqld-${stage.replicaUid}`, 'vtctld'];
  const tookMs = { backup: await timed(stage, works.backup), restore: await timed(stage, works.restore) };
  const complaints: string[] = [];
  for (let n = 0; n < rounds; n++) {
    const kind = random() < 0.5 ? 'backup' : 'restore';
    const victim = victims[Math.floor(random() * victims.length)] as string;
    const afterMs = random() * tookMs[kind] * REACH;
    const pid = await pidOf(stage.cluster, victim);
    await stage.sql(`insert into ledger values (${n + 100}, -1, '${kind}')`);
    const work = stage.vtctl(...works[kind]);
    await pause(afterMs);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // A backup stops mysqld itself.
    }
    const { code } = await work;
    await recover(stage, victim);
    const wrong = await check(stage, engine);
    complaints.push(...wrong.map((text) => `round ${n + 1}, ${victim} died in a ${kind}: ${text}`));
    print(
      `round ${n + 1}: ${victim} died ${Math.round(afterMs)} ms into a ${kind}, which ${code === 0 ? 'succeeded' : 'failed'}: ${wrong.join('; ') || 'whole'}`,
    );
  }
  return complaints;
}

const backupOf = (alias: string, engine: Engine) => ['Backup', '--backup-engine', engine, alias];
const restoreOf = (alias: string, engine: Engine) => ['RestoreFromBackup', '--allowed-backup-engines', engine, alias];

async function timed(stage: BackupStage, work: readonly string[]): Promise<number> {
  const started = Date.now();
  await stage.mustVtctl(...work);
  await stage.control.healthy(KEYSPACE, SHARD, 2, 240_000);
  return Date.now() - started;
}

async function recover(stage: BackupStage, victim: string): Promise<void> {
  // A tablet looks after its mysqld itself.
  if (!victim.startsWith('mysqld')) await stage.cluster.restart(victim);
  await stage.control.healthy(KEYSPACE, SHARD, 2, 240_000);
  await waitFor('the replica to be one again', async () => {
    const text = await stage.mustVtctl('GetTablet', stage.alias(stage.replicaUid));
    return text.includes('"REPLICA"');
  });
}

async function check(stage: BackupStage, engine: Engine): Promise<readonly string[]> {
  const wrong = [...(await stage.compare(stage.replicaUid))];
  const before = await stage.backups();
  const unfinished = before.filter(({ status }) => status !== 'COMPLETE').map(({ name }) => name);
  // The last complete one can be restored from, whatever lies behind it.
  const text = await stage.mustVtctl(...restoreOf(stage.alias(stage.replicaUid), engine), '--dry-run');
  wrong.push(
    ...unfinished.filter((name) => text.includes(`restoring ${PLACE}/${name}`)).map((name) => `${name} was picked`),
  );
  if (unfinished.length === 0) return wrong;
  await stage.mustVtctl(...backupOf(stage.alias(stage.replicaUid), engine));
  await stage.control.healthy(KEYSPACE, SHARD, 2, 240_000);
  const left = (await stage.backups()).filter(({ status }) => status !== 'COMPLETE').map(({ name }) => name);
  wrong.push(...left.map((name) => `${name} is still there after the next backup`));
  return wrong;
}
