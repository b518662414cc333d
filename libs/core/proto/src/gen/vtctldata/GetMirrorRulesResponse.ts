
import type { MirrorRules as _vschema_MirrorRules, MirrorRules__Output as _vschema_MirrorRules__Output } from '../vschema/MirrorRules.ts';

export interface GetMirrorRulesResponse {
  'mirror_rules'?: (_vschema_MirrorRules | null);
}

export interface GetMirrorRulesResponse__Output {
  'mirror_rules': (_vschema_MirrorRules__Output | null);
}
