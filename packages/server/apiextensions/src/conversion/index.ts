/** Conversion of custom resources between versions. */
export { type Converter, noneConverter } from './converter.ts';
