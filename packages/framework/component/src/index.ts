/** The parts of a cluster as data: what each is called, who it is to the API, and which roles it needs. */
export { AssemblyError } from './assembly-error.ts';
export { type Identity, subjectOf, systemServiceAccount } from './identity.ts';
export { type Actor, type ComponentRole, collectRoles } from './roles.ts';
