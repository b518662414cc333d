import type { Tablet } from '@vt/topo';
import { aliasOf } from '../../shard-tablets.ts';

/** Who differs from the first tablet in something that is read from each; one that cannot be read is told too. */
export async function compareToFirst(
  tablets: readonly Tablet[],
  what: string,
  read: (tablet: Tablet) => Promise<string>,
): Promise<string[]> {
  const values = await Promise.all(
    tablets.map((tablet) =>
      read(tablet).then(
        (value) => ({ tablet, value }),
        (error: unknown) => ({ tablet, error: error instanceof Error ? error.message : String(error) }),
      ),
    ),
  );
  const [first] = values;
  return values.flatMap((one) => {
    if ('error' in one) return [`${aliasOf(one.tablet)}: ${what} could not be read: ${one.error}`];
    if (!first || 'error' in first || first.value === one.value) return [];
    return [
      `${aliasOf(first.tablet)} has ${what} different from ${aliasOf(one.tablet)}: ${short(first.value)} vs ${short(one.value)}`,
    ];
  });
}

const SHOWN_CHARS = 200;
const short = (text: string): string => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);
