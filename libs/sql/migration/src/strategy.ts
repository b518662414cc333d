import { VtError } from '@vt/base';
import { durationMs, invalidDuration } from './duration.ts';
import { shellWords } from './shell-words.ts';

export type DdlStrategy = 'direct' | 'mysql' | 'online' | 'vitess';

const strategies: ReadonlySet<string> = new Set(['direct', 'mysql', 'online', 'vitess'] satisfies DdlStrategy[]);

const flagNames = [
  'allow-concurrent',
  'allow-zero-in-date',
  'analyze-table',
  'declarative',
  'fast-range-rotation',
  'in-order-completion',
  'postpone-completion',
  'postpone-launch',
  'prefer-instant-ddl',
  'singleton',
  'singleton-context',
  'singleton-table',
  'skip-topo',
  'unsafe-allow-foreign-keys',
  'vreplication-test-suite',
] as const;
const durationNames = ['cut-over-threshold', 'force-cut-over-after', 'retain-artifacts'] as const;

export type StrategyFlag = (typeof flagNames)[number];
export type StrategyDuration = (typeof durationNames)[number];

/** How schema changes are made: the value of @@ddl_strategy, read. */
export type DdlStrategySetting = {
  readonly strategy: DdlStrategy;
  /** All that stands behind the strategy's name, as written. */
  readonly options: string;
  readonly flags: ReadonlySet<StrategyFlag>;
  /** Milliseconds, of those that are given. */
  readonly durations: ReadonlyMap<StrategyDuration, number>;
};

const isFlag = (name: string): name is StrategyFlag => (flagNames as readonly string[]).includes(name);
const isDuration = (name: string): name is StrategyDuration => (durationNames as readonly string[]).includes(name);

/** Reads `strategy [--flag …]`. @throws INVALID_ARGUMENT for what is none. */
export function parseDdlStrategy(text: string): DdlStrategySetting {
  const [, name = text, options = ''] = /^(\S+)\s+(.*)$/s.exec(text) ?? [];
  if (name !== '' && !strategies.has(name)) throw invalid(`Unknown online DDL strategy: '${name}'`);
  const setting = readOptions((name || 'direct') as DdlStrategy, options);
  checkCutOverThreshold(setting.durations.get('cut-over-threshold') ?? 0);
  return setting;
}

const [THRESHOLD_MS_MIN, THRESHOLD_MS_MAX] = [5000, 30_000];

/** @throws INVALID_ARGUMENT for a threshold that is too short or too long; 0 is the usual one. */
export function checkCutOverThreshold(ms: number): void {
  if (ms === 0 || (ms >= THRESHOLD_MS_MIN && ms <= THRESHOLD_MS_MAX)) return;
  const bound = ms < THRESHOLD_MS_MIN ? 'below minimum of 5s' : 'above maximum of 30s';
  throw invalid(`cut-over threshold ${ms / 1000}s is ${bound}`);
}

/** The setting of a strategy and its options, as a migration's row keeps them. */
export function readOptions(strategy: DdlStrategy, options: string): DdlStrategySetting {
  const flags = new Set<StrategyFlag>();
  const durations = new Map<StrategyDuration, number>();
  const unknown: string[] = [];
  for (const word of shellWords(options)) {
    const [, flag = '', , value] = /^--?([^=]*)(=(.*))?$/s.exec(word) ?? [];
    if (value === undefined && isFlag(flag)) flags.add(flag);
    else if (value !== undefined && isDuration(flag)) durations.set(flag, readDuration(value));
    else unknown.push(word);
  }
  if (unknown.length > 0) throw invalid(`invalid flags for ${strategy} strategy: ${unknown.join(' ')}`);
  return { strategy, options, flags, durations };
}

function readDuration(value: string): number {
  const ms = value === '' ? 0 : durationMs(value);
  if (ms === undefined) throw invalid(invalidDuration(value));
  return ms;
}

/** As @@ddl_strategy shows it. */
export function formatDdlStrategy({ strategy, options }: DdlStrategySetting): string {
  return options === '' ? strategy : `${strategy} ${options}`;
}

/** Schema changes are not run at once, but kept and run by the tablets. */
export function isManaged({ strategy }: DdlStrategySetting): boolean {
  return strategy !== 'direct';
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
