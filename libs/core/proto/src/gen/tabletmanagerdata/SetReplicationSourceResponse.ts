

export interface SetReplicationSourceResponse {
}

export interface SetReplicationSourceResponse__Output {
}
