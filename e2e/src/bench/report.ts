import type { Case, Figure } from './measure.ts';

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export type Line = Case & {
  readonly system: string;
  readonly perSecond: number;
  /** Throughput as a share of the direct connection's in the same run; undefined: nothing was measured directly. */
  readonly ofDirect: number | undefined;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Microseconds of CPU for one statement, by process. */
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly generatorBusy: number;
  readonly errors: number;
  readonly firstError: string | undefined;
};

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** Medians of the repeats. The ratio is the median of the ratios of each repeat, whose parts ran one after the other. */
export function summarise(what: Case, figures: readonly Figure[]): Line[] {
  const direct = figures.filter((f) => f.system === 'direct');
  return [...new Set(figures.map((f) => f.system))].map((system) => {
    const own = figures.filter((f) => f.system === system);
    const of = (pick: (f: Figure) => number): number => median(own.map(pick));
    const names = Object.keys(own[0]?.cpuUs ?? {});
    return {
      ...what,
      system,
      perSecond: Math.round(of((f) => f.perSecond)),
      ofDirect:
        direct.length === 0
          ? undefined
          : Math.round(median(own.map((f, i) => f.perSecond / (direct[i]?.perSecond ?? 0))) * 1_000) / 1_000,
      p50Us: of((f) => f.p50Us),
      p99Us: of((f) => f.p99Us),
      cpuUs: Object.fromEntries(names.map((name) => [name, tenths(of((f) => f.cpuUs[name] ?? 0))])),
      generatorBusy: Math.round(of((f) => f.generatorBusy) * 100) / 100,
      errors: own.reduce((sum, f) => sum + f.errors, 0),
      firstError: own.find((f) => f.firstError !== undefined)?.firstError,
    };
  });
}

const systemProcesses: Readonly<Record<string, readonly string[]>> = {
  direct: ['mysqld'],
  proxy: ['proxy', 'mysqld'],
  vtgate: ['gate', 'tablet', 'mysqld'],
};

/** Of all processes of a kind: those of further shards are `tablet2`, `mysqld2` and so on. */
function together({ cpuUs }: Line, kind: string): number {
  const own = Object.entries(cpuUs).filter(([name]) => name.replace(/\d+$/, '') === kind);
  return tenths(own.reduce((sum, [, us]) => sum + us, 0));
}

export function lineText(line: Line): string {
  const cpu = (systemProcesses[line.system] ?? []).map((name) => `${name} ${together(line, name)}`).join(' + ');
  const errors = line.errors > 0 ? `  ${line.errors} ERRORS: ${line.firstError}` : '';
  const multiple =
    line.system === 'vtgate'
      ? `, gate + tablet ${((together(line, 'gate') + together(line, 'tablet')) / together(line, 'mysqld')).toFixed(2)} × mysqld`
      : '';
  const busy = line.generatorBusy > 0.9 ? '  (the load generator is the limit)' : '';
  const ofDirect = line.ofDirect === undefined ? '' : `  ${line.ofDirect.toFixed(2)} of direct`;
  return (
    `${line.workload.padEnd(13)} ${line.form.padEnd(8)} ${String(line.connections).padStart(4)} conns  ` +
    `${line.system.padEnd(6)} ${String(line.perSecond).padStart(7)}/s${ofDirect}  ` +
    `p50 ${line.p50Us} p99 ${line.p99Us} µs  CPU µs a statement: ${cpu}${multiple}, generator ${line.cpuUs['generator'] ?? 0}${busy}${errors}\n`
  );
}
