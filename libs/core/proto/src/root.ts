import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** A file that every folder of ours has: `proto` is a common name. */
const LANDMARK = 'vtqueryext.proto';

let loaded: protobuf.Root | undefined;

/** Everything in the proto folder, parsed once, at first use. */
export function protoRoot(): protobuf.Root {
  loaded ??= load(protoDir());
  return loaded;
}

/**
 * The folder of .proto files: VT_PROTO_DIR, else the nearest `proto` folder above this module. That finds it from the sources,
 * from dist, and from a bundle that lies beside the folder.
 */
export function protoDir(): string {
  const configured = process.env.VT_PROTO_DIR;
  if (configured) return configured;
  let dir = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(dir, 'proto');
    if (existsSync(join(candidate, LANDMARK))) return candidate;
    const parent = dirname(dir);
    if (parent === dir) throw new Error('no folder with .proto files found; set VT_PROTO_DIR');
    dir = parent;
  }
}

function load(dir: string): protobuf.Root {
  const files = readdirSync(dir).filter((name) => name.endsWith('.proto'));
  if (files.length === 0) throw new Error(`${dir} has no .proto files`);
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join(dir, target);
  root.loadSync(files.sort(), { keepCase: true });
  root.resolveAll();
  return root;
}
