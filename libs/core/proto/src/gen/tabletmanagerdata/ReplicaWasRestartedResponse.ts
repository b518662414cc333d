

export interface ReplicaWasRestartedResponse {
}

export interface ReplicaWasRestartedResponse__Output {
}
