import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileBase } from '@vt/backupstorage';
import type { InstanceLayout } from '../server/layout.ts';

export type FoundFile = {
  readonly base: FileBase;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
};

export function baseFolders({
  dataDir,
  innodbDataDir,
  innodbLogDir,
}: InstanceLayout): Readonly<Record<Exclude<FileBase, 'BinLog' | 'Logical'>, string>> {
  return { Data: dataDir, InnoDBData: innodbDataDir, InnoDBLog: innodbLogDir };
}

/** What belongs to this server and not to its data: its identity, its processes, what it makes anew. */
const own =
  /^(auto\.cnf|.*\.pid|.*\.err|.*\.sock(\.lock)?|ibtmp\d+|.*-bin\.\d+|.*-bin\.index|.*relay-log\.info|master\.info|multi-master\.info|mysql_upgrade_info|tc\.log)$/;

/** Removes from a stopped server's folder what is its own and not of its data. */
export function removeOwn(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (own.test(name)) rmSync(join(dataDir, name), { force: true });
}

const ownFolders = new Set(['#innodb_temp']);

/** Every file of a stopped server that a restored one needs, the biggest first, so that the last ones are small. */
export function findFiles(layout: InstanceLayout): FoundFile[] {
  const found: FoundFile[] = [];
  for (const [base, folder] of Object.entries(baseFolders(layout))) {
    walk(folder, '', (name, path, bytes) => found.push({ base: base as FileBase, name, path, bytes }));
  }
  return found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

/** What the copying program writes for itself. */
const ofCopying = /^(xtrabackup_.*|mariadb_backup_.*|backup-my\.cnf|#clone)$/;

/** The files of a copy that is one folder, by the folders that a server of ours keeps them in. */
export function findHotFiles(folder: string): FoundFile[] {
  const found: FoundFile[] = [];
  walk(folder, '', (name, path, bytes) => {
    const [first = ''] = name.split('/');
    if (ofCopying.test(first)) return;
    const isLog = first === '#innodb_redo' || /^ib_logfile\d+$/.test(name);
    const base = isLog ? 'InnoDBLog' : /^(ibdata\d+|ib_buffer_pool)$/.test(name) ? 'InnoDBData' : 'Data';
    found.push({ base, name, path, bytes });
  });
  return found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

function walk(folder: string, prefix: string, add: (name: string, path: string, bytes: number) => void): void {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory() && !ownFolders.has(entry.name)) walk(folder, name, add);
    else if (entry.isFile() && !(prefix === '' && own.test(entry.name))) {
      const path = join(folder, name);
      add(name, path, statSync(path).size);
    }
  }
}
