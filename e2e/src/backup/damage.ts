import {
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BackupStage, PLACE } from './stage.ts';

type Damage = {
  /** Changes a copy of a whole backup. */
  readonly done: (folder: string, biggest: string) => void;
  /** What a restore says; undefined: it is not used at all. */
  readonly refused?: RegExp;
};

/** What may happen to a backup in its storage. */
const damages: Readonly<Record<string, Damage>> = {
  'a byte of a file is another': {
    done: (folder, biggest) => flip(join(folder, biggest)),
    refused: /has the checksum/,
  },
  'a file ends early': {
    done: (folder, biggest) =>
      truncateSync(join(folder, biggest), Math.floor(statSync(join(folder, biggest)).size / 2)),
    refused: /cannot be restored: file \d+ \(/,
  },
  'a file is missing': { done: (folder, biggest) => rmSync(join(folder, biggest)), refused: /ENOENT/ },
  'its manifest ends early': {
    done: (folder) => {
      const path = join(folder, 'MANIFEST');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.slice(0, text.length >> 1));
    },
  },
  'it has no manifest yet': { done: (folder) => rmSync(join(folder, 'MANIFEST')) },
};

/** Damages copies of the last backup that are newer than it is, one way after the other: each is refused with its reason, or not used, and the tablet keeps what it has. Returns what was not so. */
export async function damaged(stage: BackupStage, print: (line: string) => void): Promise<readonly string[]> {
  const complaints: string[] = [];
  const last = stage.lastBackup();
  if (last === undefined) return ['there is no backup to damage'];
  const [root, whole] = [dirname(last), basename(last)];
  const alias = stage.alias(stage.replicaUid);
  for (const [what, { done, refused }] of Object.entries(damages)) {
    const name = `2099${whole.slice(4)}`;
    const folder = join(root, name);
    const biggest = copyOf(join(root, whole), folder);
    done(folder, biggest);
    const { code, stdout, stderr } = await stage.vtctl('RestoreFromBackup', ...(refused ? [] : ['--dry-run']), alias);
    const text = stdout + stderr;
    const isRight = refused
      ? code !== 0 && refused.test(text) && text.includes(name)
      : code === 0 && !text.includes(`restoring ${PLACE}/${name}`) && text.includes(`restoring ${PLACE}/${whole}`);
    print(`${what}: ${isRight ? (refused ? 'refused, with its reason' : 'not used') : `WRONG: ${text.trim()}`}`);
    if (!isRight) complaints.push(`${what}: ${text.trim()}`);
    complaints.push(...(await stage.compare(stage.replicaUid)).map((text_) => `${what}: ${text_}`));
    rmSync(folder, { recursive: true, force: true });
  }
  return complaints;
}

/** Links instead of copies, but for the biggest file and the manifest, which are returned to be changed. */
function copyOf(from: string, to: string): string {
  mkdirSync(to);
  const files = readdirSync(from).sort((a, b) => statSync(join(from, b)).size - statSync(join(from, a)).size);
  const [biggest = ''] = files;
  for (const name of files) {
    if (name === biggest || name === 'MANIFEST') copyFileSync(join(from, name), join(to, name));
    else linkSync(join(from, name), join(to, name));
  }
  return biggest;
}

function flip(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const at = Math.floor(statSync(path).size / 2);
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    writeSync(file, byte, 0, 1, at);
  } finally {
    closeSync(file);
  }
}
