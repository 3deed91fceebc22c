/** What kube-controller-manager's flags set, for the controllers that have any. */

export interface EvictionRates {
  /** Nodes a second. */
  readonly normal: number;
  /** In a large zone that is partly disrupted; a small one then loses none. */
  readonly secondary: number;
  readonly largeZone: number;
  /** Share of nodes not ready from which a zone counts as disrupted. */
  readonly unhealthy: number;
}

export interface ControllersOptions {
  /** PEM of the CA that signed the API server's certificate: published in every namespace. Asked for when that is done. */
  rootCa(): string;
  /** Milliseconds between a namespace's delete request and its emptying. Default 5000, as upstream. */
  readonly namespaceDeletionDelay?: number;
  /** Finished pods kept in the cluster. Default 12,500. */
  readonly terminatedPodThreshold?: number;
  /** Endpoints in one EndpointSlice. Default 100. */
  readonly maxEndpointsPerSlice?: number;
  readonly evictionRates?: EvictionRates;
}
