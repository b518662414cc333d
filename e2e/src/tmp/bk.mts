import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { FileStorage } from '@vt/backupstorage';
import { copyDump } from '@vt/mysqlctl';
const dir = '/tmp/bkbench'; const src = `${dir}/src`;
mkdirSync(src, { recursive: true });
if (readdirSync(src).length === 0) { const b = randomBytes(64 << 20); for (let i = 0; i < 8; i++) for (let k = 0; k < 3; k++) writeFileSync(`${src}/f${i}`, b, { flag: 'a' }); for (let i = 0; i < 60; i++) writeFileSync(`${src}/s${i}`, b.subarray(0, 100000)); }
const files = readdirSync(src).map((name) => ({ base: 'Data' as never, name, path: `${src}/${name}`, bytes: statSync(`${src}/${name}`).size }));
const all = files.reduce((s, f) => s + f.bytes, 0);
for (let round = 0; round < 3; round++) {
  rmSync(`${dir}/cp`, { recursive: true, force: true }); execFileSync('sync', ['-f', dir]);
  let t = performance.now(); execFileSync('cp', ['-r', src, `${dir}/cp`]); execFileSync('sync', ['-f', `${dir}/cp`]); const cp = performance.now() - t;
  rmSync(`${dir}/out`, { recursive: true, force: true }); execFileSync('sync', ['-f', dir]);
  t = performance.now(); const s = new FileStorage(`${dir}/out`); const w = await s.start({ dir: 'ks/0', name: 'b' } as never);
  const e = await copyDump(files as never, w, { concurrency: Number(process.argv[2] ?? 4), compression: { engine: '', level: 1, externalCompressor: '', externalDecompressor: '' }, signal: new AbortController().signal, onFile() {} }); await w.finish(JSON.stringify(e)); const ours = performance.now() - t;
  console.log((all / 1e6).toFixed(0), 'MB cp', (all / 1e3 / cp).toFixed(0), 'MB/s ours', (all / 1e3 / ours).toFixed(0), 'MB/s ratio', (cp / ours).toFixed(2));
}
