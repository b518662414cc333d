

export interface GetRoutingRulesRequest {
}

export interface GetRoutingRulesRequest__Output {
}
