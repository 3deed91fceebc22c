/** Apart from what reads archives, which few commands need. */

/** A file that cannot be loaded as images, and why. */
export class ImageArchiveError extends Error {
  override readonly name = 'ImageArchiveError';
}
