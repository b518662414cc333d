import { type BackupStorage, type Manifest, type Named, parseBackupName, parseManifest } from '@vt/backupstorage';
import { VtError } from '@vt/base';

/** The complete backups of a directory, the oldest first. One whose manifest cannot be read is left out, and told. */
export async function completeBackups(
  storage: BackupStorage,
  dir: string,
  onDamaged: (error: Error) => void = () => {},
): Promise<readonly Named[]> {
  const found: Named[] = [];
  for (const name of await storage.list(dir)) {
    if (parseBackupName(name) === undefined) continue;
    const text = await storage.manifest({ dir, name });
    if (text === undefined) continue;
    try {
      found.push({ name, manifest: usable(parseManifest(text, name), name) });
    } catch (error) {
      onDamaged(error as Error);
    }
  }
  return found;
}

/** Throws UNIMPLEMENTED for a backup that only another program can restore. */
export function usable(manifest: Manifest, name: string): Manifest {
  if (manifest.BackupMethod === 'builtin') return manifest;
  throw new VtError({
    code: 'UNIMPLEMENTED',
    message: `backup ${name} is of the method ${manifest.BackupMethod}: only builtin backups can be restored`,
  });
}
