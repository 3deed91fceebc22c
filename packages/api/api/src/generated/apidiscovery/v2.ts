// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
import type { GroupVersionKind, ListMeta, ObjectMeta } from '@kubets/machinery/meta';

export interface APIGroupDiscovery {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ObjectMeta;
  readonly versions?: readonly APIVersionDiscovery[];
}

export interface APIGroupDiscoveryList {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ListMeta;
  readonly items?: readonly APIGroupDiscovery[];
}

export interface APIResourceDiscovery {
  readonly resource?: string;
  readonly responseKind?: GroupVersionKind;
  readonly scope?: string;
  readonly singularResource?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly APISubresourceDiscovery[];
}

export interface APISubresourceDiscovery {
  readonly subresource?: string;
  readonly responseKind?: GroupVersionKind;
  readonly acceptedTypes?: readonly GroupVersionKind[];
  readonly verbs?: readonly string[];
}

export interface APIVersionDiscovery {
  readonly version?: string;
  readonly resources?: readonly APIResourceDiscovery[];
  readonly freshness?: string;
}
