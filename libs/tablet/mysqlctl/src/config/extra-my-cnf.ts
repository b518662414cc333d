import { readFileSync } from 'node:fs';
import { VtError } from '@vt/base';

/** The texts of the option files that EXTRA_MY_CNF names, separated by colons. */
export function readExtraMyCnf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const files = (env['EXTRA_MY_CNF'] ?? '').split(':').filter((file) => file !== '');
  return files.map((file) => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new VtError({
        code: 'NOT_FOUND',
        message: `EXTRA_MY_CNF names ${file}, which cannot be read`,
        cause: error,
      });
    }
  });
}
