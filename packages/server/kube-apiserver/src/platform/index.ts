/** The cluster's certificates on disk. */
export { ensurePki, type Pki } from './pki/pki.ts';
