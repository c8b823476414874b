import { createServer, type Server } from 'node:net';

import { isFree, LOOPBACK, Ports } from './ports';

describe('ports', () => {
  test('a port that somebody listens on is not free, and is again afterwards', async () => {
    const server = await listen();
    const { port } = server.address() as { port: number };
    expect(await isFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isFree(port)).toBe(true);
  });

  test('the wished port is given when it is free, else the next free one', async () => {
    const taken = new Set([100, 101]);
    const ports = new Ports(async (port) => !taken.has(port));
    expect(await ports.take(99)).toBe(99);
    expect(await ports.take(100)).toBe(102);
  });

  test('no port is given twice, also to askers at the same time', async () => {
    const ports = new Ports(async () => true);
    const given = await Promise.all([ports.take(100), ports.take(100), ports.take(101)]);
    expect(new Set(given).size).toBe(3);
  });
});

async function listen(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  return server;
}
