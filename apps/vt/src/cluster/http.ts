import { request } from 'node:http';

export type Answer = { readonly status: number; readonly body: string };

/** One page of a process on this machine; undefined when it does not answer in time. Cheap enough to be asked again and again. */
export function get(port: number, path: string, timeoutMs: number): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, path, agent: false, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.on('error', () => resolve(undefined));
    call.end();
  });
}
