import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where provisioned servers, templates and test reports live. Never holds anything that cannot be made again. */
export function cacheDir() {
  return process.env.VT_CACHE_DIR ? resolve(process.env.VT_CACHE_DIR) : join(root, '.cache');
}

/** A program of node_modules, as [file, ...leading arguments] for spawn. */
export function tool(name) {
  return join(root, 'node_modules', '.bin', name);
}
