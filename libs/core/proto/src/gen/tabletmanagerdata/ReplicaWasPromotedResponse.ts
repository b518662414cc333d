

export interface ReplicaWasPromotedResponse {
}

export interface ReplicaWasPromotedResponse__Output {
}
