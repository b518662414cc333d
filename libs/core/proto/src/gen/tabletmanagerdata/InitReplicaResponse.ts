

export interface InitReplicaResponse {
}

export interface InitReplicaResponse__Output {
}
