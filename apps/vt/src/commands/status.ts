import { flag } from '@vt/servenv/cli';
import colors from 'picocolors';
import { requireState } from '../cluster/state.ts';
import { type ClusterStatus, clusterStatus } from '../cluster/status.ts';
import { defineCommand } from '../command.ts';
import { clusterDir, dirFlag } from '../paths.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'show processes, ports and tablets',
  usage: '[--json] [--dir DIR]',
  flags: { ...dirFlag, json: flag.boolean('for programs') },
  run: async ({ flags }) => {
    const dir = clusterDir(flags);
    const found = await clusterStatus(dir, requireState(dir));
    process.stdout.write(flags.json ? `${JSON.stringify(found, undefined, 2)}\n` : statusText(found));
    return 0;
  },
});

export function statusText({ dir, config, processes, tablets }: ClusterStatus): string {
  const ports = (uses: Readonly<Record<string, number>>) =>
    Object.entries(uses)
      .map(([use, port]) => `${use} ${port}`)
      .join(', ');
  const processRows = processes.map(({ name, running, pid, ports: uses }) => [
    name,
    running ? colors.green('running') : colors.red('down'),
    pid === null ? '-' : String(pid),
    ports(uses),
  ]);
  const tabletRows = tablets.map((tablet) => [
    tablet.alias,
    `${tablet.keyspace}/${tablet.shard}`,
    tablet.type ?? '-',
    tablet.state ?? '-',
    tablet.health ?? colors.red('no answer'),
    tablet.lagSeconds === null ? '-' : `${tablet.lagSeconds} s`,
  ]);
  return [
    `${dir}: ${config.flavor}, topology ${typeof config.topo === 'object' ? config.topo.address : config.topo}, cell ${config.cell}`,
    '',
    ...columns([['PROCESS', 'STATE', 'PID', 'PORTS'], ...processRows]),
    '',
    ...columns([['TABLET', 'SHARD', 'TYPE', 'STATE', 'HEALTH', 'LAG'], ...tabletRows]),
    '',
  ].join('\n');
}

/** Colours take no room on the screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const visible = (text: string): number => text.replace(/\u001b\[\d+m/g, '').length;

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => visible(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - visible(cell)))
      .join('  ')
      .trimEnd(),
  );
}
