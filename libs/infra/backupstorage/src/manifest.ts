import { VtError } from '@vt/base';
import { parseTabletAlias, type TabletAliasLike, tabletAliasString } from '@vt/topo';

/** Which of a server's folders a file is of; `Logical`: of none, it holds statements. */
export type FileBase = 'BinLog' | 'Data' | 'InnoDBData' | 'InnoDBLog' | 'Logical';

export type FileEntry = {
  readonly Base: FileBase;
  /** Path within the folder. */
  readonly Name: string;
  /** CRC-32 of the stored (compressed) bytes, in hexadecimal. */
  readonly Hash: string;
  readonly ParentPath: string;
};

/** A backup's description, as the file MANIFEST holds it. The stored files are called by their place in FileEntries: 0, 1, … */
export type Manifest = {
  readonly BackupName: string;
  readonly BackupMethod: string;
  readonly Position: string;
  readonly PurgedPosition: string;
  readonly FromPosition: string;
  readonly FromBackup: string;
  readonly Incremental: boolean;
  readonly BackupTime: string;
  readonly FinishedTime: string;
  readonly ServerUUID: string;
  readonly TabletAlias: string;
  readonly Hostname: string;
  readonly Keyspace: string;
  readonly Shard: string;
  readonly MySQLVersion: string;
  readonly UpgradeSafe: boolean;
  readonly CompressionEngine: string;
  readonly FileEntries: readonly FileEntry[];
  readonly SkipCompress: boolean;
  readonly ExternalDecompressor: string;
  /** Of an incremental one: when its first and last transactions began, and in which logs they are. */
  readonly IncrementalDetails?: IncrementalDetails;
};

export type IncrementalDetails = {
  readonly FirstTimestamp: string;
  readonly FirstTimestampBinlog: string;
  readonly LastTimestamp: string;
  readonly LastTimestampBinlog: string;
};

/** Throws DATA_LOSS for a text that is no manifest, or the manifest of something else than a backup's files. */
export function parseManifest(text: string, name: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw damaged(name, String(error));
  }
  const manifest = parsed as Partial<Manifest> | null;
  if (typeof manifest?.BackupMethod !== 'string') throw damaged(name, 'it names no method');
  if (typeof manifest.Position !== 'string') throw damaged(name, 'it names no position');
  if (!Array.isArray(manifest.FileEntries)) throw damaged(name, 'it lists no files');
  const why = wrongEntry(manifest.FileEntries);
  if (why !== undefined) throw damaged(name, why);
  return manifest as Manifest;
}

function wrongEntry(entries: readonly unknown[]): string | undefined {
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const { Base, Name, Hash } = (entry ?? {}) as Partial<FileEntry>;
    if (typeof Base !== 'string' || typeof Name !== 'string' || typeof Hash !== 'string' || Name === '') {
      return `its file ${i} has no name or no checksum`;
    }
    const path = `${Base}/${Name}`;
    if (seen.has(path)) return `it lists ${path} twice`;
    seen.add(path);
  }
  return undefined;
}

function damaged(name: string, why: string): VtError {
  return new VtError({ code: 'DATA_LOSS', message: `the manifest of backup ${name} cannot be read: ${why}` });
}

/** `2006-01-02.150405.zone1-0000000100`: when, in UTC, and of whom. */
export function backupName(time: Date, alias: TabletAliasLike): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  return `${date}.${clock.slice(0, 8).replaceAll(':', '')}.${tabletAliasString(alias)}`;
}

const NAME = /^(\d{4}-\d{2}-\d{2})\.(\d{2})(\d{2})(\d{2})\.(.+)$/;

/** What a name says; undefined for one that is none. */
export function parseBackupName(name: string): { readonly time: Date; readonly alias: TabletAliasLike } | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, date, hours, minutes, seconds, alias = ''] = match;
  try {
    return { time: new Date(`${date}T${hours}:${minutes}:${seconds}Z`), alias: parseTabletAlias(alias) };
  } catch {
    return undefined;
  }
}
