import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { VtError } from '@vt/base';

/** Vitess's names of engines; pargzip and pgzip both write gzip. */
const gzip = new Set(['pargzip', 'pgzip', 'gzip']);

type ZstdZlib = { createZstdCompress?: () => Transform; createZstdDecompress?: () => Transform };
const { createZstdCompress, createZstdDecompress } = zlib as ZstdZlib;

export function compressor(engine: string, level: number): Transform {
  if (gzip.has(engine)) return zlib.createGzip({ level, chunkSize: 1 << 18 });
  if (engine === 'zstd' && createZstdCompress) return createZstdCompress();
  throw unknownEngine(engine);
}

export function decompressor(engine: string): Transform {
  if (gzip.has(engine)) return zlib.createGunzip({ chunkSize: 1 << 18 });
  if (engine === 'zstd' && createZstdDecompress) return createZstdDecompress();
  throw unknownEngine(engine);
}

function unknownEngine(engine: string): VtError {
  const message = `this process cannot compress with '${engine}'${engine === 'zstd' ? ' (Node 22.15 and newer can)' : ''}: use pargzip`;
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
