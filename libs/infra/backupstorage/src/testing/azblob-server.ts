import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { error, serve } from './serve.ts';

/**
 * A small server of Azure's Blob service in memory, as a process of its own: prints its port. It checks every signature and checksum with code of its own. argv: account, key in base64, and how
 * many requests fail with 503 before each that succeeds. `PUT /?fail=NAME` makes reads of a blob end in the middle; `GET /?blocks` tells how many blobs have blocks that are in no list.
 */
const [account = '', key = '', failures = '0'] = process.argv.slice(2);
const blobs = new Map<string, Buffer>();
const blocks = new Map<string, Map<string, Buffer>>();
const cut = new Set<string>();
const PAGE = 3;

/** Undefined: it is right. */
function signatureProblem(request: IncomingMessage, body: Buffer): string | undefined {
  const { headers } = request;
  const md5 = createHash('md5').update(body).digest('base64');
  if (request.method === 'PUT' && headers['content-length'] === undefined) return 'MissingContentLengthHeader';
  if (headers['content-md5'] !== undefined && headers['content-md5'] !== md5) return 'Md5Mismatch';
  if (Math.abs(Date.parse(String(headers['x-ms-date'])) - Date.now()) > 900_000) return 'AuthenticationFailed';
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort()
    .map((name) => `${name}:${String(headers[name])}\n`);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const parameters = query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map(decodeURIComponent))
    .map(([name = '', value = '']) => `\n${name}:${value}`)
    .sort();
  const length = headers['content-length'] === '0' ? '' : (headers['content-length'] ?? '');
  const type = headers['content-type'] ?? '';
  const text = `${request.method}\n\n\n${length}\n${headers['content-md5'] ?? ''}\n${type}\n\n\n\n\n\n\n${own.join('')}/${account}${path}${parameters.join('')}`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  return headers.authorization === `SharedKey ${account}:${signature}` ? undefined : 'AuthenticationFailed';
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function list(query: URLSearchParams): string {
  const [prefix = '', delimiter = '', marker = ''] = ['prefix', 'delimiter', 'marker'].map(
    (name) => query.get(name) ?? '',
  );
  const found = new Map<string, boolean>();
  for (const name of [...blobs.keys()].sort()) {
    if (!name.startsWith(prefix)) continue;
    const end = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
    found.set(end < 0 ? name : name.slice(0, end + 1), end >= 0);
  }
  const rest = [...found].filter(([name]) => name >= marker);
  const entries = rest.slice(0, PAGE).map(([name, isPrefix]) => {
    const element = isPrefix ? 'BlobPrefix' : 'Blob';
    return `<${element}><Name>${escape(name)}</Name></${element}>`;
  });
  const next = rest[PAGE]?.[0] ?? '';
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Prefix>${escape(prefix)}</Prefix><Blobs>${entries.join('')}</Blobs><NextMarker>${escape(next)}</NextMarker></EnumerationResults>`;
}

/** Undefined where a block is unknown. */
function listed(name: string, body: string): Buffer | undefined {
  const ids = [...body.matchAll(/<Uncommitted>([^<]+)<\/Uncommitted>/g)].map(([, id = '']) => id);
  const found = ids.map((id) => blocks.get(name)?.get(id));
  return found.every((block) => block !== undefined) ? Buffer.concat(found) : undefined;
}

function put(name: string, url: URL, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const created = () => response.writeHead(201).end();
  const comp = url.searchParams.get('comp');
  if (comp === 'block') {
    const id = url.searchParams.get('blockid') ?? '';
    const own = blocks.get(name) ?? new Map<string, Buffer>();
    if ([...own.keys()].some((other) => other.length !== id.length)) return error(response, 400, 'InvalidBlobOrBlock');
    blocks.set(name, own.set(id, body));
    return void created();
  }
  if (comp !== 'blocklist' && request.headers['x-ms-blob-type'] !== 'BlockBlob')
    return error(response, 400, 'MissingRequiredHeader');
  const whole = comp === 'blocklist' ? listed(name, body.toString()) : body;
  if (!whole) return error(response, 400, 'InvalidBlockList');
  blocks.delete(name);
  blobs.set(name, whole);
  created();
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://azure');
  const [container = '', ...rest] = decodeURIComponent(url.pathname).slice(1).split('/');
  const name = rest.join('/');
  if (container !== 'backups') return error(response, 404, 'ContainerNotFound');
  if (request.method === 'PUT') return put(name, url, request, response, body);
  if (request.method === 'DELETE')
    return blobs.delete(name) ? void response.writeHead(202).end() : error(response, 404, 'BlobNotFound');
  if (name === '') return void response.end(list(url.searchParams));
  const found = blobs.get(name);
  if (!found) return error(response, 404, 'BlobNotFound', 'The specified blob does not exist.');
  response.writeHead(200, { 'content-length': found.length });
  if (!cut.has(name)) return void response.end(found);
  response.write(found.subarray(0, found.length >> 1), () => response.destroy());
}

serve(Number(failures), (request, response, body) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://azure');
  // For tests, who need no signature.
  if (pathname === '/' && searchParams.has('blocks')) return void response.end(String(blocks.size));
  if (pathname === '/' && searchParams.has('fail')) {
    cut.add(searchParams.get('fail') ?? '');
    return void response.end();
  }
  const problem = signatureProblem(request, body);
  if (problem) return error(response, 403, problem);
  answer(request, response, body);
});
