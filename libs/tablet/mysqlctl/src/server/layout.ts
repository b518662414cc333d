import { join } from 'node:path';
import { VtError } from '@vt/base';

/** Where the files of one managed server lie: the same names as Vitess gives them. */
export interface InstanceLayout {
  readonly dir: string;
  readonly myCnf: string;
  readonly socket: string;
  readonly dataDir: string;
  readonly innodbDataDir: string;
  readonly innodbLogDir: string;
  readonly binLogDir: string;
  readonly relayLogDir: string;
  readonly tmpDir: string;
  readonly errorLog: string;
  readonly slowLog: string;
  /** Written by the server itself, once it has opened its files. */
  readonly pidFile: string;
  /** Written by us the moment the process exists. */
  readonly spawnFile: string;
}

/** A unix socket's path must fit sockaddr_un: 108 bytes with the closing zero. */
const SOCKET_BYTES_MAX = 107;
const UID_MAX = 2 ** 32 - 1;

/** `<dataRoot>/vt_0000000100` */
export function tabletDir(dataRoot: string, uid: number): string {
  if (!Number.isInteger(uid) || uid < 1 || uid > UID_MAX) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `tablet uid ${uid} is not between 1 and ${UID_MAX}` });
  }
  return join(dataRoot, `vt_${String(uid).padStart(10, '0')}`);
}

/** Throws when the socket's path is too long for the system. */
export function instanceLayout(dir: string, socket = join(dir, 'mysql.sock')): InstanceLayout {
  const bytes = Buffer.byteLength(socket);
  if (bytes > SOCKET_BYTES_MAX) {
    const message = `the unix socket's path has ${bytes} bytes and may have ${SOCKET_BYTES_MAX}: ${socket}`;
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }
  return {
    dir,
    socket,
    myCnf: join(dir, 'my.cnf'),
    dataDir: join(dir, 'data'),
    innodbDataDir: join(dir, 'innodb', 'data'),
    innodbLogDir: join(dir, 'innodb', 'logs'),
    binLogDir: join(dir, 'bin-logs'),
    relayLogDir: join(dir, 'relay-logs'),
    tmpDir: join(dir, 'tmp'),
    errorLog: join(dir, 'error.log'),
    slowLog: join(dir, 'slow-query.log'),
    pidFile: join(dir, 'mysql.pid'),
    spawnFile: join(dir, 'mysqld.spawned'),
  };
}

/** The folders that must exist before the server starts. */
export function instanceFolders(layout: InstanceLayout): readonly string[] {
  const { dataDir, innodbDataDir, innodbLogDir, binLogDir, relayLogDir, tmpDir } = layout;
  return [dataDir, innodbDataDir, innodbLogDir, binLogDir, relayLogDir, tmpDir];
}
