/** Encodes answers. */
export { createResponder, type HttpAnswer } from './respond.ts';
export { type Cutter, type Message, streamCutter, streamProtocols, watchCutter } from './websocket-messages.ts';
