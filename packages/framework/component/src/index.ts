/** The parts of a cluster as data: names, identities, roles, what they require, and how they run. */
export { AssemblyError } from './assembly-error.ts';
export { actorsOf, type Component, type ComponentContext, defineComponent, untilAborted } from './component.ts';
export { ComponentEndedError } from './component-run.ts';
export type { Candidacy, ComponentEnvironment } from './environment.ts';
export { type Identity, systemServiceAccount } from './identity.ts';
export { type Actor, type ComponentRole, collectRoles } from './roles.ts';
export { type ComponentFailure, type RunningComponents, startComponents } from './start-components.ts';
export { startOrder } from './start-order.ts';
export type { ComponentState, ComponentStatus, PartState, PartStatus } from './state.ts';
