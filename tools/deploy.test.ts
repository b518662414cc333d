import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { root } from './setup/paths.mjs';

const dir = join(root, 'deploy');
const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(yaml|service)$/.test(name));
const text = (name: string) => readFileSync(join(dir, name), 'utf8').replace(/^#.*$/gm, '');

/** Programs with the flags that a file gives them. A flag belongs to the program named last before it, or to the image or service it stands under. */
function commandLines(name: string): { readonly program: string; readonly flags: readonly string[] }[] {
  const parts = text(name).split(/(?=^ {2}[\w-]+:$)|(?=^---$)|(?=client (?:AddCellInfo|CreateKeyspace))/m);
  return parts.flatMap((part) => {
    const program = /dist\/(\w+)\.mjs|target: (\w+)|image: vt\/(\w+)|client (\w+)/.exec(part)?.slice(1).find(Boolean);
    const flags = [...part.matchAll(/(?<=[\s'])--([a-z][\w-]*)/g)].map(([, flag = '']) => flag);
    return program && flags.length > 0 ? [{ program, flags }] : [];
  });
}

const used = new Map<string, Set<string>>();
for (const { program, flags } of files.flatMap(commandLines)) {
  const known = used.get(program) ?? new Set();
  used.set(program, known);
  for (const flag of flags) known.add(flag);
}

describe('what deploy/ starts', () => {
  test.each(files.filter((name) => name.endsWith('.yaml')))('%s is YAML', (name) => {
    for (const document of parseAllDocuments(text(name), { merge: true })) expect(document.errors).toEqual([]);
  });

  test('every program is started somewhere', () => {
    expect([...used.keys()]).toEqual(expect.arrayContaining(['topo', 'vtctld', 'vtgate', 'vtorc', 'vttablet']));
  });

  test.each(['topo', 'vtctld', 'vtgate', 'vtorc', 'vttablet'])('%s has the flags it is given', (program) => {
    const help = spawnSync(process.execPath, [join(root, 'apps', program, 'bin.mjs'), '--help'], { encoding: 'utf8' });
    expect(help.status, help.stderr).toBe(0);
    const missing = [...(used.get(program) ?? [])].filter((flag) => !help.stdout.includes(`--${flag}`));
    expect(missing).toEqual([]);
  });

  test.each(['AddCellInfo', 'CreateKeyspace'])('vtctldclient %s has the flags it is given', (command) => {
    const client = join(root, 'apps/vtctldclient/bin.mjs');
    const help = spawnSync(process.execPath, [client, command, '--help'], { encoding: 'utf8' });
    expect(help.status, help.stderr).toBe(0);
    const given = [...(used.get(command) ?? [])];
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((flag) => !help.stdout.includes(`--${flag}`))).toEqual([]);
  });

  test('what may start with the cell’s record finds its keyspace there', () => {
    const start = text('container/compose.yaml');
    expect(start.lastIndexOf('client CreateKeyspace')).toBeGreaterThan(0);
    expect(start.indexOf('client AddCellInfo')).toBeGreaterThan(start.lastIndexOf('client CreateKeyspace'));
  });

  test('a server’s programs hold the path that they were installed at: its image has them there', () => {
    const dockerfile = text('container/Dockerfile');
    const cache = /VT_CACHE_DIR=(\S+) node tools\/provision\/main\.mjs mysql/.exec(dockerfile)?.[1];
    expect(dockerfile).toContain(`COPY --from=mysql --chown=vt ${cache}/mysql ${cache}/mysql\n`);
    const prefixes = [
      ...files
        .map(text)
        .join('\n')
        .matchAll(/--mysqld-prefix=(\S+)/g),
    ].map(([, prefix]) => prefix);
    expect(new Set(prefixes)).toEqual(new Set([`${cache}/mysql`]));
  });

  test('the folder that a volume is put over is the user’s', () => {
    const dockerfile = text('container/Dockerfile');
    const volumes = new Set([...dockerfile.matchAll(/^VOLUME (\S+)$/gm)].map(([, folder]) => folder));
    expect(volumes.size).toBeGreaterThan(0);
    const ofUser = dockerfile.slice(dockerfile.indexOf('USER vt'), dockerfile.indexOf('FROM base AS'));
    for (const folder of volumes) expect(ofUser).toContain(`mkdir ${folder}\n`);
  });

  test('the Dockerfile has a target for each program', () => {
    const targets = [...text('container/Dockerfile').matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, name]) => name);
    expect(targets).toEqual(expect.arrayContaining(['topo', 'vtctld', 'vtctldclient', 'vtgate', 'vtorc', 'vttablet']));
  });
});
