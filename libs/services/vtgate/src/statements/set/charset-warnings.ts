import { isMariadbVersion } from '@vt/mysql';

type Said = { readonly code: number; readonly message: string };

const ALIAS = 3719;
const DEPRECATED = 1287;
const OF_DEPRECATED = 3778;

/** What MySQL says to a character set, as it was written, that goes away, and to a collation of it. MariaDB and older servers say nothing. */
export function charsetWarnings(
  charset: string | undefined,
  collation: string | undefined,
  serverVersion: string,
): readonly Said[] {
  if (!warns(serverVersion)) return [];
  const said: Said[] = [];
  if (charset?.toLowerCase() === 'utf8')
    said.push({
      code: ALIAS,
      message:
        "'utf8' is currently an alias for the character set UTF8MB3, but will be an alias for UTF8MB4 in a future release. Please consider using UTF8MB4 in order to be unambiguous.",
    });
  if (charset?.toLowerCase() === 'utf8mb3')
    said.push({
      code: DEPRECATED,
      message: "'utf8mb3' is deprecated and will be removed in a future release. Please use utf8mb4 instead",
    });
  const own = collation?.toLowerCase().replace(/^utf8_/, 'utf8mb3_');
  if (own?.startsWith('utf8mb3_'))
    said.push({
      code: OF_DEPRECATED,
      message: `'${own}' is a collation of the deprecated character set UTF8MB3. Please consider using UTF8MB4 with an appropriate collation instead.`,
    });
  return said;
}

/** Since 8.0.30, which calls the collations by these names. */
function warns(serverVersion: string): boolean {
  const [, major = '0', minor = '0', patch = '0'] = /^(\d+)\.(\d+)\.(\d+)/.exec(serverVersion) ?? [];
  const version = Number(major) * 10_000 + Number(minor) * 100 + Number(patch);
  return !isMariadbVersion(serverVersion) && version >= 80_030;
}
