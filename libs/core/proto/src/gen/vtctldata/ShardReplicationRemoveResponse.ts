

export interface ShardReplicationRemoveResponse {
}

export interface ShardReplicationRemoveResponse__Output {
}
