import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toVtError } from '@vt/base';
import { StartError } from '@vt/servenv/cli';
import { buildVSchema, type KeyspaceDocument, parseKeyspaceDocument, vindexRegistry } from '@vt/vschema';
import type { KeyspaceConfig } from '../cluster/config.ts';
import { splitStatements } from '../sql/split.ts';

/** A statement and where it stands, for the error that names it. */
export type PlacedStatement = { readonly sql: string; readonly file: string; readonly line: number };

/** What a keyspace's folder holds. */
export type KeyspaceFiles = {
  readonly keyspace: string;
  /** Statements that change the schema, in the order of the files' names. */
  readonly ddl: readonly PlacedStatement[];
  /** All others: rows, for the gate to route. */
  readonly dml: readonly PlacedStatement[];
  readonly vschemaFile: string;
  readonly vschema: KeyspaceDocument;
};

const SCHEMA_CHANGE = /^(create|alter|drop|rename|truncate)\b/i;

/**
 * Reads DIR/<keyspace>/{*.sql,vschema.json} for each keyspace; a keyspace without a folder has nothing. Throws StartError
 * that names file and reason for what can be seen without a server.
 */
export function readSchemaDir(dir: string, keyspaces: readonly KeyspaceConfig[]): readonly KeyspaceFiles[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) throw new StartError(`--schema-dir ${dir} is no folder`);
  const known = new Set(keyspaces.map(({ name }) => name));
  const stray = readdirSync(dir, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && !known.has(entry.name),
  );
  if (stray) {
    const sharding = `--keyspace ${stray.name}=0`;
    throw new StartError(`${join(dir, stray.name)} has no keyspace of its name; give it one with ${sharding}`);
  }
  const files = keyspaces.map((keyspace) => readKeyspaceFiles(dir, keyspace));
  checkTogether(files);
  return files;
}

function readKeyspaceFiles(dir: string, { name, shards }: KeyspaceConfig): KeyspaceFiles {
  const folder = join(dir, name);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const statements = files.filter((file) => file.endsWith('.sql')).flatMap((file) => readSql(join(folder, file)));
  const vschemaFile = join(folder, 'vschema.json');
  const sharded = shards.length > 1;
  const vschema = files.includes('vschema.json') ? readVSchema(vschemaFile) : { sharded };
  if (sharded && vschema.sharded !== true) {
    throw new StartError(`${vschemaFile}: keyspace ${name} has ${shards.length} shards, so it wants "sharded": true`);
  }
  return {
    keyspace: name,
    ddl: statements.filter(({ sql }) => isSchemaChange(sql)),
    dml: statements.filter(({ sql }) => !isSchemaChange(sql)),
    vschemaFile,
    vschema,
  };
}

function readSql(file: string): PlacedStatement[] {
  return splitStatements(readFileSync(file, 'utf8')).map(({ sql, line }) => ({ sql, line, file }));
}

/** The first word after comments decides. */
function isSchemaChange(sql: string): boolean {
  return SCHEMA_CHANGE.test(sql.replace(/^(\s*(\/\*(?!!)[\s\S]*?\*\/|(--(\s.*)?|#.*)(\n|$)))*\s*/, ''));
}

function readVSchema(file: string): KeyspaceDocument {
  try {
    return parseKeyspaceDocument(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`${file}: ${toVtError(error).message}`);
  }
}

/** All keyspaces at once, as they may refer to each other: vindexes that are missing, sequences, lookup owners. */
function checkTogether(files: readonly KeyspaceFiles[]): void {
  const documents = Object.fromEntries(files.map(({ keyspace, vschema }) => [keyspace, vschema]));
  const readTextFile = (path: string) => readFileSync(path, 'utf8');
  const built = buildVSchema({ keyspaces: documents }, vindexRegistry({ readTextFile }));
  for (const { keyspace, vschemaFile } of files) {
    const error = built.keyspaces.get(keyspace)?.error;
    if (error) throw new StartError(`${vschemaFile}: ${error.message}`);
  }
}
