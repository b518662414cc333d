

export interface GetMirrorRulesRequest {
}

export interface GetMirrorRulesRequest__Output {
}
