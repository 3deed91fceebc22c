/** What every engine must do, as tests that each engine runs. */
export { storeConformance } from './store-conformance.ts';
export { collect, del, put, shown, text, write } from './support.ts';
