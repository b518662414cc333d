import type { Message } from '@vt/proto';

export type AppRule = Message<'topodata.ThrottledAppRule'>;

/** Refused always: for tests of those who ask. */
export const ALWAYS_THROTTLED = 'always-throttled-app';
/** The system itself: told the truth, never held back by rules. */
export const VITESS = 'vitess';
const ALL = 'all';

/** `vcopier:uuid:vreplication:online-ddl` → its parts; each may have a rule of its own. */
export function appParts(app: string): readonly string[] {
  return app.split(':').filter((part) => part !== '');
}

/** What rules say of an app: never refused, refused with a probability, or nothing. */
export type AppVerdict =
  | { readonly kind: 'exempt' }
  | { readonly kind: 'ratio'; readonly ratio: number; readonly rule: string }
  | { readonly kind: 'none' };

export function judgeApp(app: string, rules: Readonly<Record<string, AppRule>>, nowMs: number): AppVerdict {
  const live = (name: string): AppRule | undefined => {
    const rule = rules[name];
    return rule && (rule.expires_at === null || Number(rule.expires_at.seconds) * 1000 > nowMs) ? rule : undefined;
  };
  const own = appParts(app).flatMap((part) => live(part) ?? []);
  if (own.some(({ exempt }) => exempt)) return { kind: 'exempt' };
  const [strictest] = own.sort((a, b) => b.ratio - a.ratio);
  const rule = strictest ?? (app === VITESS ? undefined : live(ALL));
  return rule ? { kind: 'ratio', ratio: rule.ratio, rule: rule.name } : { kind: 'none' };
}
