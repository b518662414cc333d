

export interface GetReplicasRequest {
}

export interface GetReplicasRequest__Output {
}
