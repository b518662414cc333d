// Loads a bundled program with V8's compiled code kept beside it: <app>.cjs is the program, <app>.<digest>.load.cache what compiling it made when
// it was bundled, <app>.<digest>.run.cache what a process that really ran made besides. Parsing and compiling is most of what a starting
// process does. A cache that is absent or of another Node is not used; nothing depends on it.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';

/** A process that has run this long has compiled what it needs to serve. */
const RAN_MS = 3_000;

/**
 * Runs dist/<app>.cjs, whose content has that digest: V8 does not tell a cache of another source of the same length. VT_COMPILE_CACHE=load makes
 * the first cache, as the bundler does; VT_COMPILE_CACHE=0 turns caches off.
 */
export function launch(app, digest) {
  const filename = fileURLToPath(new URL(`${app}.cjs`, import.meta.url));
  const cacheFile = (kind) => filename.replace(/cjs$/, `${digest}.${kind}.cache`);
  const mode = process.env.VT_COMPILE_CACHE ?? 'run';
  // V8 forgets what has not run for a while: what only starting needs would be missing from a cache made at the end.
  v8.setFlagsFromString('--no-flush-bytecode');
  const { script, kind } = (mode === 'run' ? withCache(filename, cacheFile) : undefined) ?? {
    script: compile(filename),
  };
  const module = { exports: {} };
  const importFile = (file) => import(pathToFileURL(file).href);
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename), importFile);
  if (mode === '0' || kind === 'run') return;
  process.once('exit', () => {
    if (mode === 'load' || process.uptime() * 1_000 >= RAN_MS) keep(script, cacheFile(mode));
  });
}

function withCache(filename, cacheFile) {
  for (const kind of ['run', 'load']) {
    const cachedData = read(cacheFile(kind));
    const script = cachedData && compile(filename, cachedData);
    if (script && !script.cachedDataRejected) return { script, kind };
  }
  return undefined;
}

/** The bundler writes ASCII only, which is read and held at a byte a character. */
function compile(filename, cachedData) {
  const source = `(function (exports, require, module, __filename, __dirname, __import) {${readFileSync(filename, 'latin1')}\n})`;
  return new vm.Script(source, { filename, cachedData });
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Whole or not at all; where the folder is not ours to write, as in a container, the next start is as slow as this one. */
function keep(script, file) {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, script.createCachedData(), { flag: 'wx' });
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}
