

export interface GetKeyspaceRoutingRulesRequest {
}

export interface GetKeyspaceRoutingRulesRequest__Output {
}
