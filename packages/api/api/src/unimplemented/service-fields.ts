/** Fields of a Service's spec that have no effect yet. */
import { fieldWarner, type UnimplementedField } from './field-warnings.ts';

export const unimplementedServiceFields: readonly UnimplementedField[] = [
  { path: 'type', values: ['LoadBalancer'], effect: 'no load balancer is provisioned', sharedName: true },
  { path: 'loadBalancerIP', effect: 'no load balancer is provisioned' },
  { path: 'loadBalancerClass', effect: 'no load balancer is provisioned' },
  { path: 'type', values: ['ExternalName'], effect: 'there is no cluster DNS to resolve it', sharedName: true },
  { path: 'healthCheckNodePort', effect: 'the port does not answer health checks', sharedName: true },
];

export const unimplementedServiceWarnings = fieldWarner(unimplementedServiceFields);
