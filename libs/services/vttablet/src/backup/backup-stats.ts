import type { Manifest } from '@vt/backupstorage';
import type { Stats } from '@vt/servenv';

type Mode = 'online' | 'offline';

/** Backups that are taken, and the last one that was restored, under Vitess's names. */
export class BackupStats {
  readonly #running = new Map<Mode, number>([
    ['online', 0],
    ['offline', 0],
  ]);
  #restored: Pick<Manifest, 'BackupTime' | 'Position'> | undefined;

  /** @param mode offline: mysqld is stopped meanwhile. */
  async during<T>(mode: Mode, work: () => Promise<T>): Promise<T> {
    this.#add(mode, 1);
    try {
      return await work();
    } finally {
      this.#add(mode, -1);
    }
  }

  restored(manifest: Pick<Manifest, 'BackupTime' | 'Position'>): void {
    this.#restored = manifest;
  }

  publish(stats: Stats): void {
    stats.gaugesFunc('BackupIsRunning', 'backups that are being taken', ['mode'], () =>
      [...this.#running].map(([mode, count]) => [[mode], count] as const),
    );
    stats.publish('RestorePosition', () => this.#restored?.Position ?? '');
    stats.publish('RestoredBackupTime', () => this.#restored?.BackupTime ?? '');
  }

  #add(mode: Mode, delta: number): void {
    this.#running.set(mode, (this.#running.get(mode) ?? 0) + delta);
  }
}
