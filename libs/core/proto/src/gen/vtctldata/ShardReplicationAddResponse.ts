

export interface ShardReplicationAddResponse {
}

export interface ShardReplicationAddResponse__Output {
}
