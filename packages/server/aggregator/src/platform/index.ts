/** Requests of the aggregator over HTTPS. */
export { type HttpsFetchOptions, httpsFetch } from './https-fetch.ts';
