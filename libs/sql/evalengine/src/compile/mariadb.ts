import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import type { Environment } from './environment.ts';
import { isNumeric, isTemporal, type Node } from './node.ts';

/** Its servers' own in what they make of NULLs, of texts that are no JSON, and of patterns that are empty. */
const OWN: ReadonlySet<string> = new Set(['replace']);
/** Of days and times MariaDB makes days and times, where MySQL makes numbers. */
const KEEP_TIMES: ReadonlySet<string> = new Set([
  'abs',
  'ceil',
  'ceiling',
  'floor',
  'mod',
  'round',
  'sign',
  'truncate',
]);

/** MariaDB has none of them, or takes other values for wrong ones. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'any_value',
  'bin_to_uuid',
  'from_days',
  'is_ipv4',
  'is_ipv4_compat',
  'is_ipv4_mapped',
  'is_ipv6',
  'is_uuid',
  'period_add',
  'period_diff',
  'uuid_to_bin',
]);
/** Of numbers of seconds in texts, and of fractions beyond the longest TIME, MariaDB makes its own. */
const OF_SECONDS: ReadonlySet<string> = new Set(['from_unixtime', 'maketime', 'sec_to_time', 'unix_timestamp']);

/** @throws UnsupportedError for a function whose values for these arguments MariaDB and MySQL do not agree about, and MariaDB's are not known here. */
export function checkOfMariadb(name: string, args: readonly Node[]): void {
  // To it a zero that was computed has a sign here.
  if ((name === 'atan' || name === 'atan2') && args.length === 2) unsupported(`function ${name} of two numbers`);
  if (ELSEWHERE.has(name)) unsupported(`function ${name} of MariaDB`);
  if (OF_SECONDS.has(name) && args.some(isNotWhole)) unsupported(`function ${name} of others than integers`);
  if (OWN.has(name) || name.startsWith('json_')) unsupported(`function ${name} of MariaDB`);
  if (KEEP_TIMES.has(name) && args.some(({ cls }) => isTemporal(cls))) unsupported(`function ${name} of a date`);
  // It shows as many digits as such a text has behind the point: none.
  if (KEEP_TIMES.has(name) && args.some(({ castToChar }) => castToChar))
    unsupported(`function ${name} of a CAST to CHAR`);
  const [first, places] = args;
  if (name === 'hex' && first && first.cls !== 'string' && !isOfIntegers([first]))
    unsupported('HEX of what is no integer');
  if (name === 'round' || name === 'truncate') {
    if (first?.cls === 'int' && places) unsupported(`function ${name} of integers`);
    if (places && !places.constant) unsupported(`function ${name} to places that rows tell`);
  }
  if (name === 'conv' && args.slice(1).some(({ constant }) => !constant)) unsupported('bases that rows tell');
  if (name === 'mod') checkRemainderOfMariadb(args);
}

const isNotWhole = ({ cls, type }: Node): boolean =>
  !(cls === 'int' || cls === 'null' || (cls === 'datetime' && type.decimals === 0));

/** @throws UnsupportedError for texts; and for decimals, of which zero has the sign of what is divided. */
export function checkRemainderOfMariadb(args: readonly Node[]): void {
  if (args.some(({ cls }) => cls === 'string' || cls === 'decimal')) unsupported('a remainder of texts or decimals');
}

/** Whether an operator that is of integers gets some only: how MariaDB makes integers of others is its own. */
export function isOfIntegers(nodes: readonly Node[]): boolean {
  return nodes.every(({ cls }) => cls === 'int' || cls === 'null');
}

/** Whether values are compared as one kind of them: a BETWEEN of several kinds has rules of MariaDB's own. */
export function isOfOneKind(nodes: readonly Node[]): boolean {
  const kinds = new Set(nodes.filter(({ cls }) => cls !== 'null').map(({ cls }) => (isNumeric(cls) ? 'number' : cls)));
  return kinds.size < 2;
}

/** A zero of MariaDB's DOUBLEs is shown without a sign. */
export function withoutSignOfZero(node: Node, { flavor }: Environment): Node {
  if (flavor !== 'mariadb' || node.cls !== 'real') return node;
  const { run } = node;
  return {
    ...node,
    run: (f: Frame) => {
      const value = run(f);
      return value === 0 ? 0 : value;
    },
  };
}
