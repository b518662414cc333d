import { existsSync, statSync } from 'node:fs';
import type { ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Resolves the imports of packages that leave out `.js` and `/index.js`, which only bundlers allow. */
export const resolve: ResolveHook = (specifier, context, next) => {
  if (!specifier.startsWith('.') || context.parentURL?.includes('node_modules') !== true)
    return next(specifier, context);
  const url = new URL(specifier, context.parentURL);
  const path = fileURLToPath(url);
  if (existsSync(path) && statSync(path).isFile()) return next(specifier, context);
  const file = existsSync(`${path}.js`) ? `${specifier}.js` : `${specifier}/index.js`;
  return next(file, context);
};
