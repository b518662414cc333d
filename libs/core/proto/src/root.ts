import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** A file that every folder of ours has: `proto` is a common name. */
const LANDMARK = 'vtqueryext.proto';

let root: protobuf.Root | undefined;
const packages = new Set<string>();

/** The parsed type of a message. */
export function messageType(name: string): protobuf.Type {
  return rootWith(name).lookupType(name);
}

export function enumType(name: string): protobuf.Enum {
  return rootWith(name).lookupEnum(name);
}

export function serviceType(name: string): protobuf.Service {
  return rootWith(name).lookupService(name);
}

/** The root with the file of a name's package and what it imports: a process parses only what it uses, once. */
function rootWith(name: string): protobuf.Root {
  root ??= emptyRoot(protoDir());
  const file = name.slice(0, name.indexOf('.'));
  if (!packages.has(file)) {
    root.loadSync(`${file}.proto`, { keepCase: true });
    root.resolveAll();
    packages.add(file);
  }
  return root;
}

function emptyRoot(dir: string): protobuf.Root {
  const empty = new protobuf.Root();
  empty.resolvePath = (_origin, target) => join(dir, target);
  return empty;
}

/**
 * The folder of .proto files, one for each package and named after it: VT_PROTO_DIR, else the nearest `proto` folder above this
 * module. That finds it from the sources, from dist, and from a bundle that lies beside the folder.
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
