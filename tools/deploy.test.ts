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
    const [, ...names] =
      /dist\/(\w+)\.mjs|target: (\w+)|image: vt\/(\w+)|client (\w+)|<<: \*(tablet)$/m.exec(part) ?? [];
    const program = names.find(Boolean)?.replace(/^tablet$/, 'vttablet');
    const flags = [...part.matchAll(/(?<=[\s'])--([a-z][\w-]*)/g)].map(([, flag = '']) => flag);
    return program && flags.length > 0 ? [{ program, flags }] : [];
  });
}

type Probe = { readonly httpGet: { readonly path: string; readonly port: number } };
type Container = {
  readonly args: readonly string[];
  readonly securityContext?: object;
  readonly resources?: { readonly requests?: object };
  readonly readinessProbe: Probe;
  readonly livenessProbe?: Probe;
};
type PodSpec = {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: object;
  readonly containers: readonly Container[];
};
type Manifest = {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number }[];
    readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly ingress?: readonly {
      readonly from?: readonly object[];
      readonly ports: readonly { readonly port: number }[];
    }[];
  };
};

const manifests = files
  .filter((name) => name.startsWith('kubernetes'))
  .flatMap((name) => parseAllDocuments(text(name)).map((document) => document.toJS() as Manifest));
const pods = manifests.flatMap(({ metadata: { name }, spec: { template } }) =>
  template ? [{ name, labels: template.metadata.labels, spec: template.spec }] : [],
);
const services = manifests
  .filter(({ kind }) => kind === 'Service')
  .map(({ metadata: { name }, spec: { selector = {}, ports = [] } }) => ({ name, selector, ports }));

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

  test('a mysqld is reached by the replicas on other hosts', () => {
    for (const file of files) {
      const flags = commandLines(file).filter(({ program }) => program === 'vttablet');
      for (const each of flags) expect(each.flags, file).toContain('mysqld-bind-address');
    }
  });

  test.each(files.filter((name) => name.endsWith('.service')))('%s is started again however often it ends', (name) => {
    expect(text(name)).toMatch(/^Restart=always$/m);
    // By itself systemd gives up after five starts in ten seconds.
    expect(text(name)).toMatch(/^StartLimitIntervalSec=0$/m);
  });

  test('the socket by which mysqld lets its administrator in is the user’s and its group’s alone', () => {
    const unit = text('systemd/vttablet@.service');
    const [, folder] = /^StateDirectory=(\w+)$/m.exec(unit) ?? [];
    expect(unit).toContain(`--tablet-dir=/var/lib/${folder} `);
    expect(unit).toMatch(/^StateDirectoryMode=0750$/m);
  });

  test.each(pods)('$name asks for no more than it needs', ({ spec }) => {
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { securityContext, resources } of spec.containers) {
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
      expect(resources?.requests).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
    }
  });

  test.each(pods)('$name is asked on a port that it has', ({ spec }) => {
    for (const { args, ...container } of spec.containers) {
      const [, port] = /--port=(\d+)/.exec(args.join(' ')) ?? [];
      expect(container.readinessProbe.httpGet).toEqual({ path: '/debug/health', port: Number(port) });
      if (container.livenessProbe)
        expect(container.livenessProbe.httpGet).toEqual({ path: '/debug/liveness', port: Number(port) });
    }
  });

  test.each([
    ['topo', 2379],
    ['vttablet', 16100],
    ['vttablet', 17100],
  ])('%s is reached at %i by programs of the cluster only, as it asks nobody for a password', (app, port) => {
    const rules = manifests
      .filter(({ kind, spec }) => kind === 'NetworkPolicy' && spec.podSelector?.matchLabels['app'] === app)
      .flatMap(({ spec }) => spec.ingress ?? []);
    const meant = rules.filter(({ ports }) => ports.some((one) => one.port === port));
    expect(meant.length).toBe(1);
    expect(meant[0]?.from?.length).toBe(1);
  });

  test.each(services)('a client of $name gets to a port of its pods', ({ selector, ports }) => {
    const args = pods
      .filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value))
      .map(({ spec }) => spec.containers.flatMap((container) => container.args).join(' '));
    expect(args.length).toBeGreaterThan(0);
    for (const { port, targetPort = port } of ports)
      for (const each of args) expect(each).toMatch(new RegExp(`(port=|listen=[\\d.]+:)${targetPort}\\b`));
  });

  test('the folder that a volume is put over is the user’s', () => {
    const dockerfile = text('container/Dockerfile');
    const volumes = new Set([...dockerfile.matchAll(/^VOLUME (\S+)$/gm)].map(([, folder]) => folder));
    expect(volumes.size).toBeGreaterThan(0);
    const ofUser = dockerfile.slice(dockerfile.indexOf('USER vt'), dockerfile.indexOf('FROM base AS'));
    for (const folder of volumes) expect(ofUser).toContain(`mkdir ${folder}\n`);
  });

  test('the images run the Node that built them: compiled code beside the bundles is for it alone', () => {
    const nodes = [...text('container/Dockerfile').matchAll(/^FROM node:(\d+)-/gm)].map(([, major]) => Number(major));
    expect(new Set(nodes).size).toBe(1);
    expect(nodes[0]).toBeGreaterThanOrEqual(24);
  });

  test('the Dockerfile has a target for each program', () => {
    const targets = [...text('container/Dockerfile').matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, name]) => name);
    expect(targets).toEqual(expect.arrayContaining(['topo', 'vtctld', 'vtctldclient', 'vtgate', 'vtorc', 'vttablet']));
  });
});
