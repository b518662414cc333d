import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, prefixOf, repoRoot } from '../harness/servers.ts';

type Rules = {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
};

const skip = prefixOf('mysql') === undefined && explainSkip('alerts', 'no mysql here');
const { groups } = parse(readFileSync(join(repoRoot, 'deploy/monitoring/alerts.yaml'), 'utf8')) as Rules;
const rules = groups.flatMap((group) => group.rules);

/** What processes of a cluster that has just begun tell, with the names of a histogram's parts. */
async function metricsOf(port: number): Promise<string[]> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_count`, `${name}_sum`] : [name],
  );
}

describe.skipIf(skip)('rules for Prometheus', () => {
  let cluster: TestCluster;
  let known: ReadonlySet<string>;

  beforeAll(async () => {
    cluster = await TestCluster.start({ flags: ['--keyspace', 'shop=0', '--replicas', '0'] });
    const apart = { vtctld: 0, vtgate: 1, tablet: 100, vtorc: 1_000 };
    const all = await Promise.all(Object.values(apart).map((each) => metricsOf(cluster.portBase + each)));
    known = new Set(all.flat());
  }, 240_000);

  afterAll(() => cluster?.stop());

  test.each(rules)('$alert asks for what the programs tell', ({ expr }) => {
    const asked = [...expr.matchAll(/\b(?:vt(?:gate|tablet|orc|ctld)|nodejs|process)_\w+/g)].map(([name]) => name);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
    expect(asked.length > 0 || expr.startsWith('up{')).toBe(true);
  });
});
