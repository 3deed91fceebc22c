/** Fields of a Service's spec that nothing acts on yet. */
import { fieldWarner, type UnimplementedField } from './field-warnings.ts';

export const unimplementedServiceFields: readonly UnimplementedField[] = [
  { path: 'type', values: ['LoadBalancer'], effect: 'no load balancer is provisioned', sharedName: true },
  { path: 'loadBalancerIP', effect: 'no load balancer is provisioned' },
  { path: 'loadBalancerClass', effect: 'no load balancer is provisioned' },
  { path: 'type', values: ['ExternalName'], effect: 'there is no cluster DNS to answer for it', sharedName: true },
  { path: 'healthCheckNodePort', effect: 'the port answers no health checks', sharedName: true },
];

export const unimplementedServiceWarnings = fieldWarner(unimplementedServiceFields);
