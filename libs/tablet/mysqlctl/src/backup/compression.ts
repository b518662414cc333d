import { spawn } from 'node:child_process';
import { Duplex, PassThrough } from 'node:stream';
import * as zlib from 'node:zlib';
import { VtError } from '@vt/base';

/** How backups are compressed: an engine by Vitess's name, and the command lines of the engine `external`. */
export type Compression = {
  /** '' for none. */
  readonly engine: string;
  readonly level: number;
  readonly externalCompressor: string;
  readonly externalDecompressor: string;
};

/** pargzip and pgzip both write gzip. */
const gzip = new Set(['pargzip', 'pgzip', 'gzip']);

type ZstdZlib = { createZstdCompress?: () => Duplex; createZstdDecompress?: () => Duplex };
const { createZstdCompress, createZstdDecompress } = zlib as ZstdZlib;

const STDERR_CHARS_MAX = 1_000;

export function compressor({ engine, level, externalCompressor }: Compression): Duplex {
  if (gzip.has(engine)) return zlib.createGzip({ level, chunkSize: 1 << 18 });
  if (engine === 'zstd') return createZstdCompress?.() ?? program(['zstd', '-q', '-c', `-${Math.max(1, level)}`]);
  if (engine === 'lz4') return program(['lz4', '-q', '-c', `-${Math.max(1, level)}`]);
  if (engine === 'external') return program(commandOf(externalCompressor, 'external-compressor'));
  throw unknownEngine(engine);
}

export function decompressor({ engine, externalDecompressor }: Compression): Duplex {
  if (gzip.has(engine)) return zlib.createGunzip({ chunkSize: 1 << 18 });
  if (engine === 'zstd') return createZstdDecompress?.() ?? program(['zstd', '-q', '-d', '-c']);
  if (engine === 'lz4') return program(['lz4', '-q', '-d', '-c']);
  // INVARIANT: never the command that a manifest names: whoever can write backups could run programs here.
  if (engine === 'external') return program(commandOf(externalDecompressor, 'external-decompressor'));
  throw unknownEngine(engine);
}

function commandOf(text: string, flag: string): string[] {
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length > 0) return words;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `the engine external needs --${flag}` });
}

/** A program as a filter of bytes; that it failed, or is not there, destroys the stream. */
function program([file = '', ...args]: readonly string[]): Duplex {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const output = new PassThrough({ highWaterMark: 1 << 18 });
  const filter = Duplex.from({ writable: child.stdin, readable: output });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-STDERR_CHARS_MAX);
  });
  child.stdout.pipe(output, { end: false });
  child.once('error', (error) => filter.destroy(failed(file, error.message)));
  child.once('close', (code) => {
    if (code === 0) output.end();
    else filter.destroy(failed(file, errors.trim() || `it ended with ${code}`));
  });
  filter.once('close', () => child.kill());
  // Its end says why.
  child.stdin.on('error', () => {});
  return filter;
}

function failed(file: string, why: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: `the program ${file} failed: ${why}` });
}

function unknownEngine(engine: string): VtError {
  const message = `unknown compression engine '${engine}': pargzip, pgzip, zstd, lz4 or external`;
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
