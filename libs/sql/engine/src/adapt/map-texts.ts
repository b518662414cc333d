import type { PlanNode } from '@vt/plan';

/** A plan with other texts. `name`: of the field that has the text; '' in a list. */
export function mapTexts<N extends PlanNode>(node: N, map: (text: string, name: string) => string): N {
  const change = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return map(value, name);
    if (Array.isArray(value)) return value.map((each) => change(each, ''));
    if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, change(each, field)]));
  };
  return change(node, '') as N;
}
