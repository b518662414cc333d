import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { HttpServer } from './http-server.ts';
import { json, text } from './types.ts';

let http: HttpServer;
let url = '';
beforeEach(async () => {
  http = new HttpServer({ log: silentLogger, bodyBytesMax: 1_000 });
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
  http.ready();
});
afterEach(() => http.close());

const post = (path: string, body: string, type: string) =>
  fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': type } });

describe('HttpServer', () => {
  test('routes may be added while it listens; the longest prefix wins, an exact path before all', async () => {
    const pages = { '/a/*': 'short', '/a/b/*': 'long', '/a/b/c': 'exact' };
    for (const [path, name] of Object.entries(pages)) http.route(path, () => text(name));
    const get = async (path: string) => (await fetch(url + path)).text();
    expect([await get('/a/x'), await get('/a/b/x?q=1'), await get('/a/b/c?q=1')]).toEqual(['short', 'long', 'exact']);
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });

  test('query and body reach the handler', async () => {
    http.route('/echo', ({ query, body }) => json({ q: query.getAll('q'), body }), { methods: ['POST'] });
    expect(await (await post('/echo?q=1&q=%20', '{"a": [1]}', 'application/json')).json()).toEqual({
      q: ['1', ' '],
      body: { a: [1] },
    });
    const form = await post('/echo', 'a=1&b=x+y', 'application/x-www-form-urlencoded');
    expect(await form.json()).toMatchObject({ body: { a: '1', b: 'x y' } });
  });

  test('what cannot be taken is refused with its status', async () => {
    http.route('/echo', () => text('ok'), { methods: ['POST'] });
    http.route('/fails', () => {
      throw new Error('broken page');
    });
    expect((await fetch(`${url}/echo`)).status).toBe(405);
    expect((await post('/echo', '{', 'application/json')).status).toBe(400);
    expect((await post('/echo', 'x'.repeat(1_001), 'text/plain')).status).toBe(413);
    const failed = await fetch(`${url}/fails`);
    expect([failed.status, await failed.text()]).toEqual([500, 'broken page\n']);
  });

  test('a form of another site’s page changes nothing', async () => {
    let changes = 0;
    http.route('/limits', () => text(`${++changes}`), { methods: ['GET', 'POST'] });
    const sent = async (site: string) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site };
      return (await fetch(`${url}/limits`, { method: 'POST', body: 'limit=1', headers })).status;
    };
    expect([await sent('cross-site'), await sent('same-site'), changes]).toEqual([403, 403, 0]);
    expect([await sent('same-origin'), await sent('none'), changes]).toEqual([200, 200, 2]);
  });

  test('HEAD has the length and no body; a stream is sent whole', async () => {
    http.route('/page', () => text('hello'));
    http.route('/stream', () => ({ body: Readable.from(['a', 'b', 'c']) }));
    const head = await fetch(`${url}/page`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
    expect(await (await fetch(`${url}/stream`)).text()).toBe('abc');
  });

  test('bigints are printed as numbers', async () => {
    http.route('/big', () => json({ n: 12n }));
    expect(await (await fetch(`${url}/big`)).json()).toEqual({ n: 12 });
  });

  test('a client that leaves aborts the signal of its request', async () => {
    const left = new Promise<void>((resolve) => {
      http.route('/hang', ({ signal }) => {
        signal.addEventListener('abort', () => resolve());
        client.destroy();
        return new Promise(() => undefined);
      });
    });
    const client = request(`${url}/hang`);
    client.on('error', () => undefined);
    client.end();
    await left;
  });
});
