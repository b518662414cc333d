import { type BackupStorage, type Manifest, type Named, parseBackupName, parseManifest } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import { isAtLeast, LOGICAL, type ServerVersion } from '@vt/mysqlctl';

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
  if (manifest.BackupMethod === 'builtin' || manifest.BackupMethod === LOGICAL) return manifest;
  throw new VtError({
    code: 'UNIMPLEMENTED',
    message: `backup ${name} is of the method ${manifest.BackupMethod}: only builtin and ${LOGICAL} backups can be restored`,
  });
}

/** Throws FAILED_PRECONDITION for a whole backup whose files this server cannot open, or which is of another shard's data. */
export function suitable(manifest: Manifest, dir: string, version: ServerVersion): void {
  const { Keyspace, Shard, MySQLVersion, UpgradeSafe, BackupName } = manifest;
  const refuse = (why: string): never => {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `backup ${dir}/${BackupName} cannot be restored here: ${why}`,
    });
  };
  if (Keyspace && Shard && `${Keyspace}/${Shard}` !== dir) refuse(`its manifest is of ${Keyspace}/${Shard}`);
  const kind = parsePosition(manifest.Position)?.kind;
  if (kind !== undefined && kind !== (version.flavor === 'mysql' ? 'MySQL56' : 'MariaDB')) {
    refuse(`it is of another kind of server (${kind}) than this ${version.flavor}`);
  }
  const numbers = /(\d+)\.(\d+)\.(\d+)/.exec(MySQLVersion)?.slice(1).map(Number);
  if (!numbers) return;
  const [major = 0, minor = 0, patch = 0] = numbers;
  const server = `${version.major}.${version.minor}.${version.patch}`;
  if (!isAtLeast(version, major, minor, 0)) {
    refuse(`it is of version ${major}.${minor}.${patch}, which is newer than this server's ${server}`);
  }
  if (version.major > major && !UpgradeSafe) {
    refuse(`it is of version ${major}.${minor}.${patch} and not upgrade safe: this server is ${server}`);
  }
}
