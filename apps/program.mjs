// Which file a program runs from: its bundle in dist/, which starts in half the time, unless something was compiled after
// the bundle was made. VT_BUNDLE=0 asks for the modules as compiled (stack traces and profiles then name source files).
import { existsSync, readdirSync, statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

const root = new URL('../', import.meta.url);

/** The URL to import for the app of that name. */
export function program(app) {
  const bundle = new URL(`dist/${app}.mjs`, root);
  const compiled = new URL(`apps/${app}/dist/main.js`, root);
  if (process.env.VT_BUNDLE === '0' || (takesModules() && existsSync(compiled))) return compiled.href;
  return bundledMs(bundle) > lastCompiledMs() ? bundle.href : compiled.href;
}

/** A module of the operator's imports our packages: it must get the very modules that run, not a bundle's second copy. */
function takesModules() {
  return process.argv.some((arg) => /^--?(?:vindex[-_]modules|module)\b/.test(arg));
}

function bundledMs(bundle) {
  return existsSync(bundle) ? statSync(bundle).mtimeMs : -1;
}

/** When the compiler last wrote a package; 0 where only bundles were shipped. */
function lastCompiledMs() {
  const groups = ['apps', ...folders('libs').map((layer) => `libs/${layer}`)];
  const records = groups.flatMap((group) =>
    folders(group).map((name) => new URL(`${group}/${name}/dist/.tsbuildinfo`, root)),
  );
  return Math.max(0, ...records.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

function folders(path) {
  const dir = new URL(`${path}/`, root);
  return existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? e.name : []))
    : [];
}

/**
 * For programs with a hot loop: V8 shares the collection of young objects with helper threads, and waits for them. What lives there in a
 * proxy is little, so that waiting for a core cost more than the work (8 % of the time on two busy cores, 2 % without).
 */
export function collectAlone() {
  setFlagsFromString('--no-parallel-scavenge');
}
