/** What is used of the WebSocket library, under a name: loaded late, a CommonJS module has none once it is bundled. */
export { WebSocketServer } from 'ws';
