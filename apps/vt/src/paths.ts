import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flag } from '@vt/servenv/cli';

/** The folder that holds `apps` and `tools`; the same from the sources, the compiled modules and a bundle. */
export const root = nearestWith('apps/program.mjs', dirname(fileURLToPath(import.meta.url)));

function nearestWith(landmark: string, dir: string): string {
  if (existsSync(join(dir, landmark))) return dir;
  if (dirname(dir) === dir) throw new Error(`${landmark} is in no folder above this program`);
  return nearestWith(landmark, dirname(dir));
}

/** The program of an app: `programFile('vtgate')`. */
export const programFile = (app: string): string => join(root, 'apps', app, 'bin.mjs');

/** The example keyspaces, a folder each. */
export const exampleDir = join(root, 'apps/vt/example');

/** Initialised server data, shared by all clusters of this checkout. */
export const templatesDir = join(process.env['VT_CACHE_DIR'] ?? join(root, '.cache'), 'templates');

/** `--dir`, which every command takes. */
export const dirFlag = {
  dir: flag.string('folder of the cluster: data, logs, sockets (also from VTDATAROOT)', {
    default: process.env['VTDATAROOT'] ?? '.vt',
  }),
};

export const clusterDir = (flags: { readonly dir: string }): string => resolve(flags.dir);
