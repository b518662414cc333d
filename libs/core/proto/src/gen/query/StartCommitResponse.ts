
import type { StartCommitState as _query_StartCommitState, StartCommitState__Output as _query_StartCommitState__Output } from '../query/StartCommitState.ts';

export interface StartCommitResponse {
  'state'?: (_query_StartCommitState);
}

export interface StartCommitResponse__Output {
  'state': (_query_StartCommitState__Output);
}
