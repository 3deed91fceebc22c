/** The frame around control loops: controllers as data, their manager, leader election and the event recorder. */
export * from './controller.ts';
