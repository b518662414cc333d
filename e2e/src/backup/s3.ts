import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { awsSigned, S3Client } from '@vt/backupstorage';
import { repoRoot } from '../harness/servers.ts';
import { Load } from '../load/load.ts';
import { type Rate, rateText, ratioOf } from './copy-rate.ts';
import { type BackupStage, KEYSPACE, PLACE } from './stage.ts';
import { backUp } from './under-load.ts';

const SERVER = join(repoRoot, 'libs/infra/backupstorage/dist/testing/s3-server.js');
const BUCKET = 'backups';
const CREDENTIALS = { accessKeyId: 'key', secretAccessKey: 's3cret', sessionToken: '' };
const ROOT = 'drill';
const PART_BYTES = 16 << 20;
/** Parts that the plain upload sends at the same time, as clients of S3 do. */
const PARTS_AT_ONCE = 10;

/** An S3 server, a process of its own, with its objects in memory. */
class S3Server {
  readonly client: S3Client;
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
    this.client = new S3Client({
      store: 'S3',
      endpoint: `http://127.0.0.1:${port}`,
      bucket: BUCKET,
      isPathStyle: true,
      authorize: awsSigned('eu-west-1', () => CREDENTIALS),
      retriesMax: 0,
      writeHeaders: {},
    });
  }

  static async start(): Promise<S3Server> {
    const child = spawn(process.execPath, [SERVER, 'key', 's3cret', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout?.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      child.once('exit', (code) => reject(new Error(`the S3 server ended with ${code}`)));
    });
    return new S3Server(child, port);
  }

  get flags(): readonly string[] {
    return [
      ...['--backup-storage-implementation', 's3', '--s3-backup-aws-endpoint', `http://127.0.0.1:${this.#port}`],
      ...['--s3-backup-storage-bucket', BUCKET, '--s3-backup-storage-root', ROOT, '--s3-backup-force-path-style'],
      ...['--s3-backup-aws-region', 'eu-west-1'],
    ];
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

const ENV = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 's3cret' };

/** A backup under writes to S3, restored into a new tablet that catches up, and then to a position in between two writes; a download that is cut is refused. Returns what was not so. */
export async function toS3(
  stage: BackupStage,
  { writers, print }: { readonly writers: number; readonly print: (line: string) => void },
): Promise<readonly string[]> {
  const complaints: string[] = [];
  const [source, target] = [stage.newUid, stage.newUid + 1];
  const server = await S3Server.start();
  const load = new Load((database) => stage.cluster.connect(database));
  try {
    await stage.programs.stop(`vttablet-${source}`);
    await stage.startTablet(source, server.flags, ENV);
    // Its writers begin to count anew.
    for (const table of ['ledger', 'counter']) await stage.sql(`delete from ${table}`);
    complaints.push(...(await stage.compare(source)));
    await load.add({ writers, readers: 1, database: KEYSPACE, pauseMs: 5, transactions: true });
    const backup = await backUp(stage, source);
    const plain = await plainUpload(server.client, stage.lastBackup() ?? '');
    print(
      `backup to S3: ${rateText(backup)}; plain upload: ${rateText(plain)}; ratio ${ratioOf(backup, plain).toFixed(2)}`,
    );
    await stage.startTablet(target, [...server.flags, '--restore-from-backup'], ENV);
    print('a new tablet was restored from S3');
    await stage.sql("insert into ledger values (11, -1, 'before')");
    const position = await stage.onTablet(stage.primaryUid, 'select @@global.gtid_executed');
    await stage.sql("insert into ledger values (12, -1, 'after')");
    await stage.mustVtctl('Backup', '--incremental-from-pos', 'auto', stage.alias(source));
    await load.stop();
    complaints.push(...(await stage.compare(target)));
    print('it has caught up');
    const to = `MySQL56/${position.replaceAll(/\\n|\s/g, '')}`;
    await stage.mustVtctl('RestoreFromBackup', '--restore-to-pos', to, stage.alias(target));
    const marks = await stage.onTablet(target, 'select group_concat(id) from ledger where id in (11, 12)');
    if (marks !== '11') complaints.push(`restored from S3 to a position: marks ${marks}, not 11`);
    print(`restored from S3 to a position in between: ${marks === '11' ? 'as it was' : 'WRONG'}`);
    complaints.push(...(await cutDownload(stage, server, source, print)));
    return complaints;
  } finally {
    await load.stop();
    server.stop();
  }
}

async function cutDownload(
  stage: BackupStage,
  { client }: S3Server,
  uid: number,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const name = /restoring \S+\/(\S+) of/.exec(
    await stage.mustVtctl('RestoreFromBackup', '--dry-run', stage.alias(uid)),
  )?.[1];
  await client.send({ method: 'PUT', key: '', query: { fail: `${ROOT}/${PLACE}/${name}/0` } });
  const { code, stderr } = await stage.vtctl('RestoreFromBackup', stage.alias(uid));
  const isRight = code !== 0 && /cannot be restored: file 0 \(/.test(stderr);
  print(`a download from S3 that is cut: ${isRight ? 'refused, with its reason' : `WRONG: ${stderr}`}`);
  return [...(isRight ? [] : [`a cut download: ${stderr}`]), ...(await stage.compare(uid))];
}

/** Files as many and as big as those of the backup, read and sent as they are, and removed again. */
async function plainUpload(client: S3Client, folder: string): Promise<Rate> {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const sizes = new Map(paths.map((path) => [path, statSync(path).size]));
  const started = performance.now();
  const uploads = new Map<string, { readonly id: string; readonly tags: string[] }>();
  const work: (() => Promise<void>)[] = [];
  for (const [n, path] of paths.entries()) {
    const key = `plain/${n}`;
    const size = sizes.get(path) ?? 0;
    if (size > PART_BYTES) {
      const text = await (await client.send({ method: 'POST', key, query: { uploads: '' } })).text();
      const id = /<UploadId>([^<]*)</.exec(text)?.[1]?.replace('&amp;', '&') ?? '';
      uploads.set(key, { id, tags: [] });
    }
    for (let at = 0, part = 1; at < size || at === 0; at += PART_BYTES, part++)
      work.push(() => send(client, path, key, at, part, uploads.get(key)));
  }
  const left = work.values();
  const lane = async (): Promise<void> => {
    for (const one of left) await one();
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
  for (const [key, { id, tags }] of uploads) {
    const xml = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
    const body = Buffer.from(`<CompleteMultipartUpload>${xml}</CompleteMultipartUpload>`);
    await client.send({ method: 'POST', key, query: { uploadId: id }, body });
  }
  const ms = performance.now() - started;
  for (const n of paths.keys()) await client.send({ method: 'DELETE', key: `plain/${n}` });
  return { bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0), ms };
}

async function send(
  client: S3Client,
  path: string,
  key: string,
  at: number,
  part: number,
  upload: { readonly id: string; readonly tags: string[] } | undefined,
): Promise<void> {
  const file = await open(path, 'r');
  const { bytesRead, buffer } = await file
    .read(Buffer.allocUnsafe(PART_BYTES), 0, PART_BYTES, at)
    .finally(() => file.close());
  const query = upload && { partNumber: String(part), uploadId: upload.id };
  const body = buffer.subarray(0, bytesRead);
  const response = await client.send({ method: 'PUT', key, body, ...(query && { query }) });
  if (upload) upload.tags[part - 1] = response.headers.get('etag') ?? '';
  await response.body?.cancel();
}
