import { join } from 'node:path';
import { Load } from '../load/load.ts';
import { plainCopy, type Rate, rateText, ratioOf } from './copy-rate.ts';
import { type BackupStage, KEYSPACE, PLACE } from './stage.ts';

export type UnderLoad = {
  readonly backup: Rate;
  readonly copy: Rate;
  readonly ratio: number;
  /** Rows of tablets that are not as they should be, and backups that are not told as they are. */
  readonly complaints: readonly string[];
};

type Options = { readonly writers: number; readonly print: (line: string) => void };

/** A backup under writes, restored into a new tablet that catches up, and then to a position in between two writes. */
export async function underLoad(stage: BackupStage, { writers, print }: Options): Promise<UnderLoad> {
  const complaints: string[] = [];
  const load = new Load((database) => stage.cluster.connect(database));
  try {
    await load.add({ writers, readers: 1, database: KEYSPACE, pauseMs: 5, transactions: true });
    print(`compressed backup: ${rateText(await backUp(stage, stage.replicaUid))}`);
    await stage.startNewTablet();
    print('a new tablet was restored');
    const into = join(stage.cluster.dir, 'plain-copy');
    // The same bytes, which nobody changes meanwhile; before and after, as who comes first finds the machine less ready.
    const before = await plainCopy([stage.lastBackup() ?? ''], into);
    const backup = await backUp(stage, stage.newUid);
    const copy = both(before, await plainCopy([stage.lastBackup() ?? ''], into));
    print(`backup: ${rateText(backup)}; plain copy: ${rateText(copy)}; ratio ${ratioOf(backup, copy).toFixed(2)}`);
    await stage.sql("insert into ledger values (1, -1, 'before')");
    const position = await stage.onTablet(stage.primaryUid, 'select @@global.gtid_executed');
    await stage.sql("insert into ledger values (2, -1, 'after')");
    await stage.mustVtctl('Backup', '--incremental-from-pos', 'auto', stage.alias(stage.replicaUid));
    await load.stop();
    complaints.push(...(await stage.compare(stage.newUid)));
    print('it has caught up');
    const to = `MySQL56/${position.replaceAll(/\\n|\s/g, '')}`;
    await stage.mustVtctl('RestoreFromBackup', '--restore-to-pos', to, stage.alias(stage.newUid));
    const marks = await stage.onTablet(stage.newUid, 'select group_concat(id) from ledger where id < 100');
    if (marks !== '1') complaints.push(`restored to a position: marks ${marks}, not 1`);
    print(`restored to a position in between: ${marks === '1' ? 'as it was' : 'WRONG'}`);
    const bad = (await stage.backups()).filter(({ status }) => status !== 'COMPLETE');
    complaints.push(...bad.map(({ name, status }) => `${PLACE}/${name} is ${status}`));
    return { backup, copy, ratio: ratioOf(backup, copy), complaints };
  } finally {
    await load.stop();
  }
}

const both = (a: Rate, b: Rate): Rate => ({ bytes: a.bytes + b.bytes, ms: a.ms + b.ms });

/** What counts is the copying, not mysqld's stopping and starting. */
export async function backUp(stage: BackupStage, uid: number): Promise<Rate> {
  const text = await stage.mustVtctl('Backup', '--concurrency', '4', stage.alias(uid));
  const told = /copied (\d+) bytes in (\d+) ms/.exec(text);
  return { bytes: Number(told?.[1] ?? 0), ms: Number(told?.[2] ?? 0) };
}
