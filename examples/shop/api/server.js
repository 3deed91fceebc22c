// The shop's API: products and orders, kept in redis. Answers while it is asked to stop, until its requests are done.
const { createServer } = require('node:http');
const { hostname } = require('node:os');
const Redis = require('ioredis');

const version = process.env.SHOP_VERSION ?? '0';
const redis = new Redis({
  // Found by the environment that Kubernetes gives every container for the Services of its namespace.
  host: process.env.REDIS_SERVICE_HOST ?? 'redis',
  port: Number(process.env.REDIS_SERVICE_PORT ?? 6379),
  password: process.env.REDIS_PASSWORD,
  retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
});
redis.on('error', (error) => console.error(`redis: ${error.message}`));

const routes = {
  'GET /healthz': async () => ({ ok: true }),
  'GET /readyz': async () => ({ redis: await redis.ping() }),
  'GET /version': async () => ({ version, pod: hostname() }),
  'GET /products': async () => (await redis.lrange('products', 0, -1)).map((each) => JSON.parse(each)),
  'POST /orders': async () => ({ order: await redis.incr('orders') }),
  'GET /orders': async () => ({ orders: Number((await redis.get('orders')) ?? 0) }),
};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://shop');
  const route = routes[`${request.method} ${pathname}`];
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  if (route === undefined) return answer(404, { error: 'no such page' });
  try {
    answer(200, await route());
  } catch (error) {
    answer(503, { error: error.message });
  }
});

server.listen(3000, () => console.log(`shop api ${version} listens on 3000`));

process.on('SIGTERM', () => {
  console.log('stopping');
  // Endpoints are taken out of Services while we end: requests that were on their way still get their answer.
  setTimeout(() => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  }, 2000);
});
