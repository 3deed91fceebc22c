/** The list of components cannot run as it stands: a mistake in the program, found before anything is started. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}
