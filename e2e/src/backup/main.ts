import { choice, common, longRun, number, toggle } from '../harness/long-run.ts';
import { damaged } from './damage.ts';
import { deaths, engines } from './deaths.ts';
import { toS3 } from './s3.ts';
import { BackupStage } from './stage.ts';
import { underLoad } from './under-load.ts';

const flags = longRun(
  {
    script: 'backup-drill',
    title:
      'Kills who backs up and restores at random moments; then backs up, restores and restores to a position under load, to a folder and to S3, and damages backups.',
  },
  {
    seed: common.seed,
    megabytes: number(2_000, 'of rows to back up'),
    writers: number(4, 'clients that write meanwhile'),
    deaths: number(20, 'rounds with a death'),
    engine: choice(engines, 'of the backups in those rounds'),
    s3: toggle(true, 'without the part with S3'),
    portBase: common.portBase,
  },
);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const seed = flags.seed ?? Date.now() % 1_000_000;
print(`seed ${seed}`);
const stage = await BackupStage.open(flags.portBase);
try {
  const complaints = [...(await deaths(stage, { seed, rounds: flags.deaths, engine: flags.engine, print }))];
  await stage.fill(flags.megabytes * 1e6);
  print(`${flags.megabytes} MB are written`);
  complaints.push(...(await underLoad(stage, { writers: flags.writers, print })).complaints);
  complaints.push(...(await damaged(stage, print)));
  if (flags.s3) complaints.push(...(await toS3(stage, { writers: flags.writers, print })));
  print(`complaints: ${complaints.join('; ') || 'none'}`);
  if (complaints.length > 0) process.exitCode = 1;
} finally {
  await stage.close();
}
