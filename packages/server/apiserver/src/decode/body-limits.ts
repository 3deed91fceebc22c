/** Limits of a request body. They bound the work of all later stages, whatever its shape. */
import { errors, type StatusError } from '@kubets/machinery/status-error';

/** Upstream's --max-request-bytes for resource requests. */
export const maxBodyBytes = 3_145_728;

/**
 * Keys, members and items in total. Upstream has no such limit, only the store's of 1.5 MiB for an object. The largest
 * objects in practice, definitions of custom resources, have about a third of this.
 */
export const maxBodyValues = 100_000;

/** Bodies of fewer bytes are decoded at once, however many values they contain. */
export const smallBodyBytes = 64 * 1024;
/** JSON bodies of fewer values are, too, however long their strings are. */
export const fewValues = 10_000;

export function tooManyValues(): StatusError {
  return errors.tooLarge(`Request entity too large: the body contains more than ${maxBodyValues} values`);
}
