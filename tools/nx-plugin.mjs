// Gives every package of the monorepo the same inferred Nx targets, so that no package repeats them.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const target = (command, extra = {}) => ({
  command,
  options: { cwd: '{workspaceRoot}' },
  cache: true,
  inputs: ['default', '^default'],
  outputs: [],
  ...extra,
});

export const createNodesV2 = [
  '{libs/*/*,apps/*,e2e}/package.json',
  (files, _options, context) =>
    files.map((file) => {
      const root = dirname(file);
      const targets = {
        typecheck: target(`tsc -b ${root}`),
        lint: target(`oxlint ${root}/src`),
      };
      if (existsSync(join(context.workspaceRoot, root, 'src')))
        targets.test = target(`vitest run --dir ${root}/src --passWithNoTests`);
      return [file, { projects: { [root]: { targets } } }];
    }),
];
