import { parseArgs } from 'node:util';
import { deaths } from './deaths.ts';
import { BackupStage } from './stage.ts';
import { underLoad } from './under-load.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    megabytes: { type: 'string', default: '2000' },
    writers: { type: 'string', default: '4' },
    deaths: { type: 'string', default: '20' },
    'port-base': { type: 'string', default: '' },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);
print(`seed ${values.seed}`);
const stage = await BackupStage.open(values['port-base'] ? Number(values['port-base']) : undefined);
try {
  const complaints = [...(await deaths(stage, { seed: Number(values.seed), rounds: Number(values.deaths), print }))];
  await stage.fill(Number(values.megabytes) * 1e6);
  print(`${values.megabytes} MB are written`);
  complaints.push(...(await underLoad(stage, { writers: Number(values.writers), print })).complaints);
  print(`complaints: ${complaints.join('; ') || 'none'}`);
  if (complaints.length > 0) process.exitCode = 1;
} finally {
  await stage.close();
}
