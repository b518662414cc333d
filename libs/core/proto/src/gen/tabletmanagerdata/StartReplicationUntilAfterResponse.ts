

export interface StartReplicationUntilAfterResponse {
}

export interface StartReplicationUntilAfterResponse__Output {
}
