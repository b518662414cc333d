import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export function error(response: ServerResponse, status: number, code: string, message = code): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

/** An HTTP server that prints its port. So many requests fail with 503 before each that succeeds. */
export function serve(
  failures: number,
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void,
): void {
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (count++ % (failures + 1) !== failures) return error(response, 503, 'SlowDown');
      answer(request, response, Buffer.concat(chunks));
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address && typeof address === 'object') process.stdout.write(`${address.port}\n`);
  });
}
