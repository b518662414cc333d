import { setTimeout as delay } from 'node:timers/promises';
import { type BackupStorage, backupName } from '@vt/backupstorage';
import type { TabletAliasLike } from '@vt/topo';

const SECOND_MS = 1_000;

/** Now, or the next second of which the tablet has no backup yet: names tell seconds, and a small one takes less. */
export async function freeTime(
  storage: BackupStorage,
  dir: string,
  alias: TabletAliasLike,
  signal: AbortSignal,
): Promise<Date> {
  for (;;) {
    const now = new Date();
    const names = await storage.list(dir);
    if (!names.includes(backupName(now, alias))) return now;
    await delay(SECOND_MS - now.getMilliseconds(), undefined, { signal });
  }
}
