

export interface ReplicationStatusRequest {
}

export interface ReplicationStatusRequest__Output {
}
