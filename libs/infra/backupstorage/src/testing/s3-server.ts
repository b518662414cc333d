import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GoogleWay } from './google-way.ts';
import { error, serve } from './serve.ts';

/**
 * A small S3 server in memory, as a process of its own: prints its port. It checks every signature and checksum with code of its own. argv: access key id, secret, how many requests
 * fail with 503 before each that succeeds, and, for Google's way in, the file with the public key of a service account. `PUT /?fail=KEY` makes reads of a key end in the middle.
 */
const [accessKeyId = '', secret = '', failures = '0', publicKeyFile = ''] = process.argv.slice(2);
const google = publicKeyFile === '' ? undefined : new GoogleWay(accessKeyId, readFileSync(publicKeyFile, 'utf8'));
const objects = new Map<string, Buffer>();
const uploads = new Map<string, Map<number, Buffer>>();
const cut = new Set<string>();
const PAGE = 3;

const md5 = (data: Uint8Array): string => `"${createHash('md5').update(data).digest('hex')}"`;
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** Undefined: it is right. */
function signatureProblem(request: IncomingMessage, body: Buffer): string | undefined {
  const text = request.headers.authorization ?? '';
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      text,
    );
  if (!match) return 'AccessDenied';
  const [, id, day = '', region = '', names = '', signature] = match;
  if (id !== accessKeyId) return 'InvalidAccessKeyId';
  if (request.headers['x-amz-content-sha256'] !== sha(body)) return 'XAmzContentSHA256Mismatch';
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const sorted = query
    .split('&')
    .filter(Boolean)
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');
  const headers = names
    .split(';')
    .map((name) => `${name}:${String(request.headers[name])}\n`)
    .join('');
  const canonical = `${request.method}\n${path}\n${sorted}\n${headers}\n${names}\n${sha(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${String(request.headers['x-amz-date'])}\n${day}/${region}/s3/aws4_request\n${sha(canonical)}`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function list(query: URLSearchParams): string {
  const [prefix, delimiter, token] = ['prefix', 'delimiter', 'continuation-token'].map((name) => query.get(name) ?? '');
  const found = new Map<string, boolean>();
  for (const key of [...objects.keys()].sort()) {
    if (!key.startsWith(prefix as string)) continue;
    const end = delimiter ? key.indexOf(delimiter, (prefix as string).length) : -1;
    found.set(end < 0 ? key : key.slice(0, end + 1), end >= 0);
  }
  const rest = [...found].filter(([name]) => name > (token as string));
  const page = rest.slice(0, PAGE);
  const entries = page.map(([name, isPrefix]) =>
    isPrefix
      ? `<CommonPrefixes><Prefix>${escape(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${escape(name)}</Key></Contents>`,
  );
  const next =
    rest.length > PAGE ? `<NextContinuationToken>${escape(page.at(-1)?.[0] ?? '')}</NextContinuationToken>` : '';
  return `<ListBucketResult><Prefix>${escape(prefix as string)}</Prefix><IsTruncated>${rest.length > PAGE}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`;
}

function complete(id: string, body: string): Buffer | undefined {
  const parts = uploads.get(id);
  const wanted = [...body.matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
  const found = wanted.map(([, number, tag]) => {
    const part = parts?.get(Number(number));
    return part && md5(part) === tag ? part : undefined;
  });
  uploads.delete(id);
  return found.length > 0 && found.every((part) => part !== undefined) ? Buffer.concat(found as Buffer[]) : undefined;
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://s3');
  const key = decodeURIComponent(url.pathname).replace(/^\/[^/]+\/?/, '');
  const id = url.searchParams.get('uploadId') ?? '';
  const ok = (text = '', headers: Record<string, string> = {}) => response.writeHead(200, headers).end(text);
  switch (request.method) {
    case 'PUT':
      if (id) {
        uploads.get(id)?.set(Number(url.searchParams.get('partNumber')), body);
        return void (uploads.has(id) ? ok('', { etag: md5(body) }) : error(response, 404, 'NoSuchUpload'));
      }
      if (url.searchParams.has('fail')) cut.add(url.searchParams.get('fail') ?? '');
      else objects.set(key, body);
      return void ok();
    case 'POST': {
      if (url.searchParams.has('uploads')) {
        const made = `up&${uploads.size}`;
        uploads.set(made, new Map());
        return void ok(
          `<InitiateMultipartUploadResult><UploadId>${escape(made)}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      const whole = complete(id, body.toString());
      if (!whole) return void ok('<Error><Code>InvalidPart</Code><Message>a part is missing</Message></Error>');
      objects.set(key, whole);
      return void ok('<CompleteMultipartUploadResult/>');
    }
    case 'DELETE':
      if (id) uploads.delete(id);
      // Of a key that is not there Google says so.
      else if (!objects.delete(key) && google) return error(response, 404, 'NoSuchKey');
      return void response.writeHead(204).end();
    default: {
      if (key === '') return void ok(url.searchParams.has('uploads') ? `${uploads.size}` : list(url.searchParams));
      const found = objects.get(key);
      if (!found) return error(response, 404, 'NoSuchKey', 'The specified key does not exist.');
      response.writeHead(200, { 'content-length': found.length });
      if (!cut.has(key)) return void response.end(found);
      response.write(found.subarray(0, found.length >> 1), () => response.destroy());
    }
  }
}

serve(Number(failures), (request, response, body) => {
  if (google?.answersToken(request, response, body)) return;
  const problem = google ? google.problem(request, body) : signatureProblem(request, body);
  if (problem) return error(response, 403, problem);
  answer(request, response, body);
});
