import { toVtError, VtError } from '@vt/base';
import type { SrvVSchemaDocument } from './document.ts';
import { findTable } from './find.ts';
import type { RoutingRule, VSchema } from './model.ts';
import { readName } from './table-name.ts';

/** Table routing rules by the name they catch. A rule that is wrong refuses its own table only. */
export function buildRoutingRules(
  document: SrvVSchemaDocument,
  vschema: Omit<VSchema, 'mirrorRules' | 'routingRules'>,
): Map<string, RoutingRule> {
  const rules = new Map<string, RoutingRule>();
  const whole = { ...vschema, routingRules: rules, mirrorRules: new Map() };
  for (const rule of document.routing_rules?.rules ?? []) {
    const targets = rule.to_tables ?? [];
    rules.set(
      rule.from_table,
      rules.has(rule.from_table) ? duplicate(rule.from_table) : build(targets, rule.from_table, whole),
    );
  }
  return rules;
}

function build(targets: readonly string[], from: string, vschema: VSchema): RoutingRule {
  const [target, ...more] = targets;
  if (target === undefined) return { disabled: true };
  if (more.length > 0) return { error: fail(`table ${from} has more than one target: [${targets.join(' ')}]`) };
  const name = readName(target);
  if (!name || name.keyspace === '') return { error: fail(`table ${target} must be qualified`) };
  try {
    return { table: findTable(vschema, name.keyspace, name.name) };
  } catch (error) {
    return { error: toVtError(error) };
  }
}

function duplicate(from: string): RoutingRule {
  return { error: fail(`duplicate rule for entry ${from}`) };
}

function fail(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
