

export interface WorkflowSwitchTrafficResponse {
  'summary'?: (string);
  'start_state'?: (string);
  'current_state'?: (string);
  'dry_run_results'?: (string)[];
}

export interface WorkflowSwitchTrafficResponse__Output {
  'summary': (string);
  'start_state': (string);
  'current_state': (string);
  'dry_run_results': (string)[];
}
