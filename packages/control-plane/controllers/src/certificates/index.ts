/** Controllers that publish and expire credentials. */
export { rootCaCertPublisher } from './root-ca-cert-publisher/controller.ts';
export { tokenCleaner } from './token-cleaner/loop.ts';
