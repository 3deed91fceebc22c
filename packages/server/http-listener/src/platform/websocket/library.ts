/**
 * The part of the WebSocket library that we use, as a named export: a bundled CommonJS module that is loaded late has
 * none.
 */
export { WebSocketServer } from 'ws';
