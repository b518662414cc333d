

export interface ReplicaWasPromotedRequest {
}

export interface ReplicaWasPromotedRequest__Output {
}
