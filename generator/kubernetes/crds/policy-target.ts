/** The Gateway or route, in the namespace of the policy, that a policy of Envoy Gateway is for. */
export interface PolicyTarget {
  group: string;
  kind: string;
  name: string;
  /** A listener of the Gateway or a rule of the route. Default: all of it */
  sectionName?: string;
}
