/** A generic API server for resource definitions and a store. It knows no kind of the Kubernetes API. */
export { loadLateModules } from './late-modules.ts';
export {
  type AdmissionHost,
  type ApiServer,
  type ApiServerOptions,
  createApiServer,
  type ExtraPaths,
  type VersionInfo,
} from './server.ts';
