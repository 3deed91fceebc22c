/** Conversion of custom resources between versions. */
export { type Converter, noneConverter } from './converter.ts';
export { type WebhookConverterParts, webhookConverter } from './webhook-converter.ts';
