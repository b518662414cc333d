import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { canonicalName, FlagError } from './parse.ts';

/** Flag names → values of a YAML or JSON file; nested keys are joined by dashes (`grpc: { port: 1 }` is `grpc-port`). */
export type Config = Readonly<Record<string, unknown>>;

const extensions = ['json', 'yaml', 'yml'];

/** The first that is there of `name.json`, `name.yaml` and `name.yml` in each folder; `name` itself if its type is told. */
export function findConfigFile(folders: readonly string[], name: string, type: string): string | undefined {
  const names = [...extensions.map((extension) => `${name}.${extension}`), ...(type === '' ? [] : [name])];
  const places = folders.length === 0 ? [process.cwd()] : folders;
  return places.flatMap((folder) => names.map((file) => join(folder, file))).find((path) => existsSync(path));
}

/** Undefined when there is no such file; throws FlagError when it cannot be read or is not a mapping. */
export function readConfigFile(path: string, isFlag: (name: string) => boolean): Config | undefined {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FlagError(`cannot read the configuration file ${path}: ${(error as Error).message}`);
  }
  const root = parseYaml(path, content);
  const config: Record<string, unknown> = {};
  flatten(root, '', isFlag, config);
  return config;
}

function parseYaml(path: string, content: string): Record<string, unknown> {
  let root: unknown;
  try {
    root = parse(content, { prettyErrors: false }) ?? {};
  } catch {
    // The parser's message quotes the file, which may hold secrets.
    throw new FlagError(`the configuration file ${path} is neither YAML nor JSON`);
  }
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    throw new FlagError(`the configuration file ${path} wants a mapping of flag names to values`);
  }
  return root as Record<string, unknown>;
}

function flatten(node: object, prefix: string, isFlag: (name: string) => boolean, into: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(node)) {
    const name = canonicalName(prefix === '' ? key : `${prefix}-${key}`);
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value) && !isFlag(name);
    if (nested) flatten(value as object, name, isFlag, into);
    else into[name] = value;
  }
}
