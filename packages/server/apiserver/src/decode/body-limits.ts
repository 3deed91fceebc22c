/** Limits of a request body. They bound the work of all later stages, whatever its shape. */
import { errors, type StatusError } from '@kubets/machinery/status-error';

/** Upstream's --max-request-bytes for resource requests. */
export const maxBodyBytes = 3_145_728;

/**
 * Keys, members and items in all. Upstream has no such limit, but the store's of 1.5 MiB for an object. The largest
 * objects in use, definitions of custom resources, have about a third of this.
 */
export const maxBodyValues = 100_000;

/** Bodies of fewer bytes are decoded in one go, however many values they hold. */
export const smallBodyBytes = 64 * 1024;
/** So is a JSON body of fewer values, however long its texts are. */
export const fewValues = 10_000;

export function tooManyValues(): StatusError {
  return errors.tooLarge(`Request entity too large: the body contains more than ${maxBodyValues} values`);
}
