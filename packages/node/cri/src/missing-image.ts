/** Images that a simulated runtime cannot pull: those whose last component begins with `no-such-`. */

/** The error message of a runtime for such an image. */
export const missingImageMessage = (image: string): string =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`;

export const isMissingImage = (image: string): boolean => /(?:^|\/)no-such-[^/]*$/.test(image);
