
import type { Rule as _binlogdata_Rule, Rule__Output as _binlogdata_Rule__Output } from '../binlogdata/Rule.ts';


export const _binlogdata_Filter_FieldEventMode = {
  ERR_ON_MISMATCH: 'ERR_ON_MISMATCH',
  BEST_EFFORT: 'BEST_EFFORT',
} as const;

export type _binlogdata_Filter_FieldEventMode =
  | 'ERR_ON_MISMATCH'
  | 0
  | 'BEST_EFFORT'
  | 1

export type _binlogdata_Filter_FieldEventMode__Output = typeof _binlogdata_Filter_FieldEventMode[keyof typeof _binlogdata_Filter_FieldEventMode]

export interface Filter {
  'rules'?: (_binlogdata_Rule)[];
  'field_event_mode'?: (_binlogdata_Filter_FieldEventMode);
  'workflow_type'?: (bigint | number | string);
  'workflow_name'?: (string);
}

export interface Filter__Output {
  'rules': (_binlogdata_Rule__Output)[];
  'field_event_mode': (_binlogdata_Filter_FieldEventMode__Output);
  'workflow_type': (bigint);
  'workflow_name': (string);
}
