import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Refusal, step } from '../setup/progress.mjs';
import { run } from '../setup/run.mjs';
import { Apt } from './apt.mjs';

/** Downloads `packages` into `debsDir` (what is already there and whole is kept) and unpacks them all under `rootDir`. */
export async function downloadAndUnpack(title, packages, { aptDir, debsDir, rootDir }) {
  mkdirSync(debsDir, { recursive: true });
  mkdirSync(rootDir, { recursive: true });
  const files = packages.map((one) => ({ ...one, path: join(debsDir, basename(one.path)) }));
  const missing = files.filter((one) => !isWhole(one));
  if (missing.length > 0) {
    const megabytes = Math.ceil(missing.reduce((sum, one) => sum + one.bytes, 0) / 1e6);
    await step(`Downloading ${title}: ${missing.length} packages, ${megabytes} MB`, () =>
      new Apt(aptDir).download(missing),
    );
  }
  await step(`Unpacking ${title}`, () => unpackAll(files, rootDir));
}

function isWhole({ path, sha256 }) {
  return existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
}

async function unpackAll(files, rootDir) {
  const queue = [...files];
  const worker = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const { code, output } = await run('dpkg-deb', ['-x', file.path, rootDir]);
      if (code !== 0) throw new Refusal(`${basename(file.path)} could not be unpacked: ${output.trim()}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
