import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { type RulesMap, routeReads, routeToSource, routeWrites } from './routing.ts';

const names = ['plain', 'da-sh', 'two words', 'tick`s', 'a.b', 'größe', 'order'];

function errorsOf(rules: RulesMap): readonly string[] {
  const tables = Object.fromEntries(names.map((name) => [name, {}]));
  const document = {
    keyspaces: { old: { tables }, new: { tables } },
    routing_rules: { rules: [...rules].map(([from_table, to]) => ({ from_table, to_tables: [...to] })) },
  };
  const { routingRules } = buildVSchema(document, vindexRegistry());
  return [...routingRules].flatMap(([from, rule]) => ('error' in rule ? `${from}: ${rule.error.message}` : []));
}

test('rules of tables with odd names are understood by gates', () => {
  const rules: RulesMap = new Map();
  routeToSource(rules, 'old', 'new', names);
  expect(errorsOf(rules)).toEqual([]);
  expect(rules.get('new.two words')).toEqual(['old.`two words`']);
  routeReads(rules, 'REPLICA', { source: 'old', target: 'new', to: 'new' }, names);
  routeWrites(rules, 'old', 'new', names);
  expect(errorsOf(rules)).toEqual([]);
  expect([rules.get('plain'), rules.get('tick`s')]).toEqual([['new.plain'], ['new.`tick``s`']]);
});
