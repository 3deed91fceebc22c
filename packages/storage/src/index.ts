/** The revisioned store: its interface and the engines that need nothing but the language. */
export * from './store.ts';
